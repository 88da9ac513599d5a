// MapReduce by hand: terms, a table, a cluster in this process, a job of your own.
// In the project's folder, after ./build.sh: jshell jshell/mapreduce.jsh; step by step: java scripts/Shell.java mapreduce
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/mapreduce.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.mapreduce.*
import wirelab.terms.*

// What a term is.
//> Terms.forEach("İstanbul, Straße x² ΣΊΣΥΦΟΣ", System.out::println)

// Counting without an object per term; records come sorted by code point.
//> var table = new CountTable(Long::sum)
//> var text = "the cat and the dog and the bird".getBytes()
//> table.count(text, 0, text.length)
//> var records = table.sorted()
//> while (records.next()) System.out.println(new String(records.key()) + " " + records.value())

// A cluster on free ports of loopback: four mappers, one reducer.
var cluster = LocalCluster.start(4, 1)
var folder = Files.createTempDirectory("mapreduce")
var in = Files.writeString(folder.resolve("in.txt"), "to be or not to be\n".repeat(1000))
//> var out = folder.resolve("out.tsv")
//> var result = JobMaster.of(Host.HERE, cluster::config, JobOptions.of(in, out)).run()
//> System.out.print(Files.readString(out))
//> result.counters()
//> cluster.reducers().getFirst()

// Another job: pairs of neighbours, the most frequent first.
//> var pairs = JobOptions.of(in, folder.resolve("pairs.tsv")).withJob(new JobSpec("pairs", "", ""))
//> var byCount = pairs.withShape(new JobOptions.Shape(true, 3, JobOptions.Format.TSV))
//> JobMaster.of(Host.HERE, cluster::config, byCount).run().lines()
//> System.out.print(Files.readString(folder.resolve("pairs.tsv")))

// A mapper dies; the next job does without it.
//> cluster.mappers().getFirst().kill()
//> var again = JobMaster.of(Host.HERE, cluster::config, JobOptions.of(in, folder.resolve("again.tsv"))).run()
//> Files.mismatch(out, folder.resolve("again.tsv"))

// Yours to try, at the prompt (the lab sheet has more):
// How many terms does a job find, and does it matter whether a mapper is dead?
//     JobMaster.of(Host.HERE, cluster::config, JobOptions.of(in, folder.resolve("mine.tsv"))).run().lines()
// What has each of them done?
//     cluster.mappers()
// Which of these are terms, and how are they written?
//     Terms.forEach("x² ½ ﬁ", System.out::println)
System.out.println("cluster is alive; try: Terms.forEach(\"x², ½\", System.out::println)")
