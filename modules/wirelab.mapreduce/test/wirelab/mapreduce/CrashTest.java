package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Host;
import wirelab.terms.Oracle;
import wirelab.terms.Terms;
import wirelab.terms.Texts;

/// What MIT's course asks of a MapReduce, in our terms: it maps and reduces in parallel, counts each portion once, is final
/// when it says so, and survives nodes that die at any moment.
@Tag("socket")
@Tag("once")
class CrashTest {
    @TempDir
    Path folder;

    @Test
    void theTableIsRightAHundredTimesWhileMappersDieAtRandom() throws Exception {
        byte[] text = Texts.mixed(9, 300_000, true);
        String table = Oracle.table(text);
        var file = Files.write(folder.resolve("in"), text);
        int died = 0;
        for (long seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var out = folder.resolve("out" + seed);
            var options = JobOptions.of(file, out).withPortions(1 + random.nextInt(12), 1 + random.nextInt(2));
            try (var cluster = LocalCluster.start(4, 1);
                    var master = JobMaster.of(Host.HERE, cluster::config, options, _ -> {}, InputStream.nullInputStream())) {
                long[] pauses = random.longs(3, 0, Duration.ofMillis(40).toNanos()).toArray();
                var victims = new ArrayList<>(cluster.mappers()).subList(random.nextInt(2), 4).subList(0, 1
                        + random.nextInt(2));
                var killer = Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < victims.size(); i++) {
                        LockSupport.parkNanos(pauses[i]);
                        victims.get(i).kill();
                    }
                });
                var result = master.run();
                assertEquals(table, Files.readString(out), "seed " + seed);
                died += result.counters().getOrDefault("deaths", 0L);
                killer.join();
            }
        }
        assertTrue(died > 10, died + " mappers died with a portion in their hands");
    }

    /// Maps, or combines, only when another one does so, too. The round is not in the source, which is compiled once.
    private static final String MEET = """
            import java.util.Set;
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.concurrent.locks.LockSupport;
            import wirelab.mapreduce.Job;

            public class Meet implements Job {
                private boolean mapper;
                private boolean met;

                public void map(Line line, Output out) {
                    mapper = true;
                    if (!met) meet("mapper");
                    for (String word : line.text().split(" ")) out.emit(word, 1);
                }

                @Override public long combine(long one, long other) {
                    if (!mapper && !met) meet("reducer");
                    return one + other;
                }

                @SuppressWarnings("unchecked")
                private void meet(String who) {
                    met = true;
                    String what = who + " " + System.getProperty("meeting");
                    var all = (Set<Object>) System.getProperties().computeIfAbsent(what, _ -> ConcurrentHashMap.newKeySet());
                    all.add(this);
                    long end = System.nanoTime() + 30_000_000_000L;
                    while (all.size() < 2 && System.nanoTime() < end) LockSupport.parkNanos(100_000);
                    if (all.size() < 2) throw new IllegalStateException("no other " + what + " came");
                }
            }
            """;

    @Test
    void mapsAndReducesAreParallelEachPortionIsCountedOnceAndTheEndIsFinalAHundredTimes() throws Exception {
        byte[] text = Texts.words(10, 200_000, 2000);
        String table = Oracle.table(text);
        var file = Files.write(folder.resolve("in"), text);
        var out = folder.resolve("out");
        var options = JobOptions.of(file, out).withPortions(8, 1).withReducers(2).withResume(true, false);
        try (var cluster = LocalCluster.start(Host.HERE, 4, 2, WorkerOptions.DEFAULTS.withThreads(1).withKey("k", true))) {
            for (int round = 1; round <= 100; round++) {
                run(cluster, options);
                // Final as soon as the master says so: nothing is left to be written, nothing stands beside it.
                assertEquals(table, Files.readString(out));
                try (var files = Files.list(folder)) {
                    assertEquals(List.of("in", "out"), files.map(path -> path.getFileName().toString()).sorted().toList());
                }
                for (var reducer : cluster.reducers()) {
                    assertEquals(8L + 10L * (round - 1), reducer.counters().get("accepted"), "each portion once");
                }
                System.setProperty("meeting", Integer.toString(round));
                run(cluster, options.withPortions(2, 1).withJob(new JobSpec("Meet", "", MEET)));
                assertEquals(table, Files.readString(out));
                for (String what : List.of("mapper ", "reducer ")) {
                    assertTrue(((Set<?>) System.getProperties().remove(what + round)).size() >= 2, what + "in parallel");
                }
            }
        }
    }

    private static void run(LocalCluster cluster, JobOptions options) throws Exception {
        try (var master = JobMaster.of(Host.HERE, () -> cluster.config("k"), options)) {
            master.run();
        }
    }

    @Test
    void theIndexIsRightAHundredTimes() throws Exception {
        var texts = Files.createDirectory(folder.resolve("texts"));
        var expected = new TreeMap<String, TreeMap<String, Integer>>();
        for (String name : List.of("a", "b", "c")) {
            var file = Files.write(texts.resolve(name), Texts.words(name.hashCode(), 20_000, 300));
            Terms.forEach(Files.readString(file), term -> expected.computeIfAbsent(term, _ -> new TreeMap<>())
                    .merge(file.toString(), 1, Integer::sum));
        }
        var lines = new StringBuilder();
        expected.forEach((term, its) -> lines.append(term).append('\t').append(String.join(",",
                its.entrySet().stream().map(one -> one.getKey() + ":" + one.getValue()).toList())).append('\n'));
        var options = JobOptions.of(texts, folder.resolve("out")).withJob(new JobSpec("index", "", ""))
                .withReducers(2).withResume(true, false);
        try (var cluster = LocalCluster.start(Host.HERE, 4, 2, WorkerOptions.DEFAULTS.withKey("k", false))) {
            for (int round = 0; round < 100; round++) {
                run(cluster, options.withPortions(1 + round % 7, 1 + round % 2));
                assertEquals(lines.toString(), Files.readString(folder.resolve("out")), "round " + round);
            }
        }
    }
}
