package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.kit.UsageException;
import wirelab.terms.Oracle;
import wirelab.terms.Terms;
import wirelab.terms.Texts;

/// Whole clusters in this process, on loopback.
@Tag("socket")
@Tag("once")
class ClusterTest {
    @TempDir
    Path folder;
    private final List<String> said = new ArrayList<>();

    private JobOptions options(byte[] text) throws IOException {
        return JobOptions.of(Files.write(folder.resolve("in.txt"), text), folder.resolve("out.tsv"));
    }

    private JobResult run(LocalCluster cluster, JobOptions options) throws Exception {
        try (var master = JobMaster.of(Host.HERE, cluster::config, options, said::add, null)) {
            return master.run();
        }
    }

    private String out() throws IOException {
        return Files.readString(folder.resolve("out.tsv"));
    }

    @Test
    void fourMappersAndAReducerGiveTheTableOfTheOracle() throws Exception {
        byte[] text = Texts.mixed(1, 2_000_000, true);
        try (var cluster = LocalCluster.start(4, 1)) {
            var result = run(cluster, options(text));
            assertEquals(Oracle.table(text), out());
            assertEquals(text.length, result.bytes());
            assertTrue(result.counters().get("attempts") >= 4, "two portions, each to two mappers: " + result);
            assertTrue(result.timeline().svg().contains("</svg>"));
        }
    }

    @Test
    @Tag("interop")
    void pythonCountsTheSameByItsOwnTablesOfUnicode() throws Exception {
        String python = Peer.require("python3", "python3");
        byte[] text = Texts.mixed(2, 300_000, false);
        try (var cluster = LocalCluster.start(2, 1)) {
            run(cluster, options(text));
        }
        byte[] counted = Processes.run(text, python, "modules/wirelab.mapreduce/test/python/oracle.py");
        assertEquals(new String(counted, StandardCharsets.UTF_8), out());
    }

    @Test
    void portionsThreadsAndReducersDoNotChangeTheResult() throws Exception {
        byte[] text = Texts.mixed(3, 1_000_000, true);
        String whole = Oracle.table(text);
        try (var cluster = LocalCluster.start(4, 3)) {
            for (int portions : new int[] {1, 3, 16, 500}) {
                for (int reducers : new int[] {1, 3}) {
                    run(cluster, options(text).withPortions(portions, 1
                            + portions % 2).withReducers(reducers).withResume(true, false));
                    assertEquals(whole, out(), portions + " portions, " + reducers + " reducers");
                }
            }
            for (var reducer : cluster.reducers()) assertTrue(reducer.counters().get("accepted") >= 520, reducer.toString());
        }
    }

    @Test
    void emptyTextsAndTextsWithoutTermsGiveEmptyResults() throws Exception {
        try (var cluster = LocalCluster.start(4, 1)) {
            for (String text : List.of("", " ", "?!\n\n")) {
                run(cluster, options(Terms.utf8(text)).withPortions(8, 0).withResume(true, false));
                assertEquals("", out());
            }
            run(cluster, options(Terms.utf8("one")).withPortions(8, 0).withResume(true, false));
            assertEquals("one\t1\n", out());
        }
    }

    @Test
    void aTermOfOneMegabyteGoesThroughPortionsMessagesAndFiles() throws Exception {
        String term = "é".repeat(500_000);
        byte[] text = Terms.utf8("a b " + term + " c " + term + " " + "d ".repeat(1000));
        try (var cluster = LocalCluster.start(4, 2)) {
            run(cluster, options(text).withPortions(8, 1).withReducers(2));
            assertEquals(Oracle.table(text), out());
        }
    }

    @Test
    void filesFoldersPackedFilesAndStandardInputAreReadAlike() throws Exception {
        byte[] text = Texts.words(4, 100_000, 500);
        var inputs = Files.createDirectory(folder.resolve("texts"));
        Files.write(inputs.resolve("a.txt"), text);
        // Terms do not go on from one file to the next.
        Files.writeString(inputs.resolve("b.txt"), "begun");
        Files.writeString(inputs.resolve("c.txt"), "ended");
        try (var packed = new GZIPOutputStream(Files.newOutputStream(folder.resolve("d.gz")))) {
            packed.write(text);
        }
        var names = List.of(inputs.toString(), folder.resolve("d.gz").toString(), "-");
        var options = new JobOptions(names, folder.resolve("out.tsv"), JobSpec.TERMS, 7, 1, 1, JobOptions.Shape.DEFAULT,
                false,
                false, false, Duration.ofSeconds(30));
        try (var cluster = LocalCluster.start(3, 1);
                var master = JobMaster.of(Host.HERE, cluster::config, options, said::add, new ByteArrayInputStream(text))) {
            master.run();
        }
        assertEquals(Oracle.table(text, Terms.utf8("begun"), Terms.utf8("ended"), text, text), out());
    }

    @Test
    void theReadyMadeJobsDoWhatTheySay() throws Exception {
        var inputs = Files.createDirectory(folder.resolve("texts"));
        Files.writeString(inputs.resolve("a"), "the cat sat\nthe cat\tran\n");
        Files.writeString(inputs.resolve("b"), "a cat");
        var options = JobOptions.of(inputs, folder.resolve("out.tsv")).withPortions(3, 1).withResume(true, false);
        String a = inputs.resolve("a").toString();
        String b = inputs.resolve("b").toString();
        try (var cluster = LocalCluster.start(2, 2)) {
            run(cluster, options.withReducers(2).withJob(new JobSpec("pairs", "", "")));
            assertEquals("a cat\t1\ncat ran\t1\ncat sat\t1\nthe cat\t2\n", out());
            run(cluster, options.withReducers(2).withJob(new JobSpec("index", "", "")));
            assertEquals("a\t" + b + ":1\ncat\t" + a + ":2," + b + ":1\nran\t" + a + ":1\nsat\t" + a + ":1\nthe\t" + a
                    + ":2\n", out());
            run(cluster, options.withJob(new JobSpec("grep", "[cr]a.", "")));
            assertEquals("cat\t3\nran\t1\n", out());
            assertThrows(UsageException.class, () -> run(cluster, options.withJob(new JobSpec("grep", "(", ""))));
            assertThrows(UsageException.class, () -> run(cluster, options.withJob(new JobSpec("dance", "", ""))));
        }
    }

    @Test
    void theResultHasTheShapeThatWasAskedFor() throws Exception {
        byte[] text = Terms.utf8("b b a c c c d \"");
        try (var cluster = LocalCluster.start(2, 1)) {
            var options = options(text).withResume(true, false);
            run(cluster, options.withShape(new JobOptions.Shape(true, 3, JobOptions.Format.TSV)));
            assertEquals("c\t3\nb\t2\na\t1\n", out());
            run(cluster, options.withShape(new JobOptions.Shape(false, 2, JobOptions.Format.CSV)));
            assertEquals("term,count\r\na,1\r\nb,2\r\n", out());
            run(cluster, options.withShape(new JobOptions.Shape(true, 1, JobOptions.Format.JSON)));
            assertEquals("[\n{\"term\":\"c\",\"count\":3}\n]\n", out());
        }
    }

    @Test
    void byCountAKeyOfSeveralPartsStaysWholeAndCountsAsTheirSum() throws Exception {
        var inputs = Files.createDirectory(folder.resolve("texts"));
        Files.writeString(inputs.resolve("a"), "x x x y z z\n");
        Files.writeString(inputs.resolve("b"), "y z z z y y xx\n");
        String a = inputs.resolve("a").toString();
        String b = inputs.resolve("b").toString();
        try (var cluster = LocalCluster.start(2, 2)) {
            var options = JobOptions.of(inputs, folder.resolve("out.tsv")).withPortions(2, 1).withReducers(2)
                    .withJob(new JobSpec("index", "", "")).withResume(true, false);
            run(cluster, options.withShape(new JobOptions.Shape(true, 0, JobOptions.Format.TSV)));
            assertEquals("z\t" + a + ":2," + b + ":3\ny\t" + a + ":1," + b + ":3\nx\t" + a + ":3\nxx\t" + b + ":1\n", out());
            run(cluster, options.withShape(new JobOptions.Shape(true, 1, JobOptions.Format.TSV)));
            assertEquals("z\t" + a + ":2," + b + ":3\n", out());
        }
    }

    @Test
    void aFileThatIsThereIsReplacedOnlyByForce() throws Exception {
        Files.writeString(folder.resolve("out.tsv"), "precious");
        try (var cluster = LocalCluster.start(1, 1)) {
            var refused = assertThrows(UsageException.class, () -> run(cluster, options(Terms.utf8("a"))));
            assertTrue(refused.getMessage().contains("--force"), refused.getMessage());
            assertEquals("precious", out());
            run(cluster, options(Terms.utf8("a")).withResume(true, false));
            assertEquals("a\t1\n", out());
        }
    }

    @Test
    void aJobOfTheUsersOwnIsShippedOnlyToNodesThatAllowIt() throws Exception {
        var spec = new JobSpec("Longest", "", """
                import wirelab.mapreduce.Job;
                public class Longest implements Job {
                    public void map(Line line, Output out) {
                        if (line.text().contains("bad")) throw new IllegalStateException("bad line");
                        for (String word : line.text().split(" ")) out.emit(word.substring(0, 1), word.length());
                    }
                    @Override public long combine(long one, long other) { return Math.max(one, other); }
                }
                """);
        var allowed = WorkerOptions.DEFAULTS.withKey("secret", true);
        try (var cluster = LocalCluster.start(Host.HERE, 2, 1, allowed)) {
            var options = options(Terms.utf8("aa a bbb\nb aaaa\n")).withJob(spec).withPortions(2, 1).withResume(true, false);
            try (var master = JobMaster.of(Host.HERE, () -> cluster.config("secret"), options)) {
                master.run();
            }
            assertEquals("a\t4\nb\t3\n", out());
            var broken = options(Terms.utf8("aa a\nbad\n")).withJob(spec).withPortions(1, 1).withResume(true, false);
            try (var master = JobMaster.of(Host.HERE, () -> cluster.config("secret"), broken)) {
                var failed = assertThrows(IOException.class, master::run);
                assertTrue(failed.getMessage().startsWith("portion 0: the job failed at byte 5 of "), failed.getMessage());
                assertTrue(failed.getMessage().contains("bad line"), failed.getMessage());
            }
        }
        try (var cluster = LocalCluster.start(2, 1)) {
            Files.deleteIfExists(JobJournal.beside(folder.resolve("out.tsv")));
            var refused = assertThrows(IOException.class, () -> run(cluster, options(Terms.utf8("a")).withJob(spec)
                    .withResume(true, false)));
            assertTrue(refused.getMessage().contains("--allow-jobs"), refused.getMessage());
        }
    }

    @Test
    void aPeerWithoutTheKeyGetsNothing() throws Exception {
        try (var cluster = LocalCluster.start(Host.HERE, 1, 1, WorkerOptions.DEFAULTS.withKey("secret", false))) {
            var options = options(Terms.utf8("a")).withPatience(Duration.ofMillis(500));
            try (var master = JobMaster.of(Host.HERE, () -> cluster.config("guessed"), options, said::add, null)) {
                assertThrows(IOException.class, master::run);
            }
            assertEquals(0, cluster.reducers().getFirst().counters().get("announced"));
            assertFalse(Files.exists(folder.resolve("out.tsv")));
        }
        assertThrows(UsageException.class, () -> WorkerOptions.DEFAULTS.withBind(new InetSocketAddress("0.0.0.0", 0)));
    }

    @Test
    void twoJobsAtOneReducerComeOneAfterTheOther() throws Exception {
        byte[] text = Texts.words(5, 3_000_000, 5000);
        try (var cluster = LocalCluster.start(2, 1)) {
            var file = Files.write(folder.resolve("in.txt"), text);
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 3; i++) {
                var options = JobOptions.of(file, folder.resolve("out" + i)).withPortions(6, 1);
                threads.add(Thread.ofVirtual().start(() -> {
                    try (var master = JobMaster.of(Host.HERE, cluster::config, options)) {
                        master.run();
                    } catch (IOException | InterruptedException e) {
                        said.add(e.toString());
                    }
                }));
            }
            for (var thread : threads) thread.join();
            assertEquals(List.of(), said);
            for (int i = 0; i < 3; i++) assertEquals(Oracle.table(text), Files.readString(folder.resolve("out" + i)));
        }
    }
}
