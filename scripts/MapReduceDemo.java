/// MapReduce in one process: the JDK's own sources are counted, and three of six mappers are killed in the middle.

import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import wirelab.kit.*;
import wirelab.mapreduce.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

static final int MAPPERS = 6;
static final int MOST_BYTES = 40_000_000;

void main(String... args) {
    Program.of("MapReduceDemo", "counts the JDK's own sources on six mappers, of which three are killed in the middle")
            .with(new TapSwitches())
            .demo(args, (options, demo) -> {
                Path folder = Files.createTempDirectory("mapreduce-demo");
                try {
                    Path text = text(folder);
                    demo.say("The text: " + Text.bytes(Files.size(text)) + ".");
                    String undisturbed = undisturbed(demo, options.host(), folder, text);
                    killed(demo, options.host(), folder, text, undisturbed);
                } finally {
                    Folders.delete(folder);
                }
            });
}

/// Sources of the JDK, where it has brought them along; else words made up.
Path text(Path folder) throws IOException {
    Path file = folder.resolve("text");
    Path sources = Path.of(System.getProperty("java.home"), "lib", "src.zip");
    try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
        if (!Files.exists(sources)) {
            var random = new Random(18);
            for (int n = 0; n < MOST_BYTES / 8; n++) out.write(("word" + random.nextInt(1 + random.nextInt(50_000)) + " ").getBytes());
            return file;
        }
        long left = MOST_BYTES;
        try (var zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(sources)))) {
            for (ZipEntry entry; left > 0 && (entry = zip.getNextEntry()) != null; ) {
                if (entry.getName().endsWith(".java")) left -= zip.transferTo(out);
            }
        }
    }
    return file;
}

String undisturbed(Demo demo, Host host, Path folder, Path text) throws Exception {
    demo.step("Six mappers and a reducer, three portions, each to two mappers");
    try (var cluster = LocalCluster.start(MAPPERS, 1);
            var master = JobMaster.of(host, cluster::config, JobOptions.of(text, folder.resolve("first")))) {
        var result = master.run();
        demo.say(Text.count(result.lines(), "term") + ", in " + Text.duration(result.took()));
        demo.check("each portion was accepted once", result.counters().get("accepted") == MAPPERS / 2);
        demo.check("and every attempt had the same table",
                cluster.reducers().getFirst().counters().get("differing") == 0);
    }
    try (var lines = Files.lines(folder.resolve("first"))) {
        lines.limit(3).forEach(demo::say);
    }
    return Files.readString(folder.resolve("first"));
}

void killed(Demo demo, Host host, Path folder, Path text, String undisturbed) throws Exception {
    demo.step("The same in twelve portions, and three mappers are killed while they map");
    var killed = new AtomicInteger();
    try (var cluster = LocalCluster.start(MAPPERS, 1);
            var master = JobMaster.of(host, cluster::config, JobOptions.of(text, folder.resolve("second")).withPortions(12, 1),
                    line -> demo.say("the master says: " + line), InputStream.nullInputStream())) {
        var killer = Thread.ofVirtual().start(() -> {
            // Whoever holds a portion that is begun and not mapped.
            while (killed.get() < 3 && !Thread.interrupted()) {
                for (var portion : master.view().portions()) {
                    if (portion.over() || portion.mappers().isEmpty() || killed.get() >= 3) continue;
                    int victim = portion.mappers().getFirst();
                    if (victim != killed.get()) continue;
                    cluster.mappers().get(victim).kill();
                    killed.incrementAndGet();
                }
                Thread.onSpinWait();
                Thread.yield();
            }
        });
        var result = master.run();
        killer.interrupt();
        demo.say("12 portions, " + result.counters().get("attempts") + " attempts, " + result.counters().getOrDefault("deaths", 0L)
                + " deaths, in " + Text.duration(result.took()));
        demo.check("three mappers were killed, each with a portion in its hands",
                killed.get() == 3 && result.counters().getOrDefault("deaths", 0L) == 3);
        demo.check("what they held was given to others", result.counters().get("attempts") > 12);
        demo.check("the result is the same, byte for byte", Files.readString(folder.resolve("second")).equals(undisturbed));
        demo.check("the time line marks three deaths", result.timeline().svg().split("class=\"bad\"", -1).length == 4);
    }
}
