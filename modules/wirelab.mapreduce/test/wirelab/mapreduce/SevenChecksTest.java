package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;
import wirelab.terms.Oracle;
import wirelab.terms.Terms;
import wirelab.terms.Texts;

/// The seven checks of MIT's course (6.5840, `test-mr.sh`) in our terms, with processes, three times over: word count,
/// index, maps in parallel, reduces in parallel, each portion counted once, final when the first one exits, and nodes that
/// die and dawdle at random. And a master that never assigns a portion again, which does not pass.
@Tag("scripts")
class SevenChecksTest {
    private static final int PORTIONS = 8;

    /// Says whether it met another process: one that maps at the same time, or one that reduces.
    private static final String MEET = """
            import java.io.IOException;
            import java.nio.file.*;
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

                private void meet(String what) {
                    met = true;
                    Path folder = Path.of("FOLDER", what);
                    try {
                        Files.createDirectories(folder);
                        Files.writeString(folder.resolve(Long.toString(ProcessHandle.current().pid())), "");
                        long end = System.nanoTime() + 120_000_000_000L;
                        while (folder.toFile().list().length < 2 && System.nanoTime() < end) LockSupport.parkNanos(1_000_000);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                    if (folder.toFile().list().length < 2) throw new IllegalStateException("no other " + what + " came");
                }
            }
            """;

    /// Dies in one of a few thousand lines, and dawdles in another.
    private static final String CRASH = """
            import java.util.concurrent.ThreadLocalRandom;
            import java.util.concurrent.locks.LockSupport;
            import wirelab.mapreduce.Job;

            public class Crash implements Job {
                public void map(Line line, Output out) {
                    int chance = ThreadLocalRandom.current().nextInt(8_000);
                    if (chance == 0) Runtime.getRuntime().halt(1);
                    if (chance == 1) LockSupport.parkNanos(300_000_000);
                    for (String word : line.text().split(" ")) if (!word.isEmpty()) out.emit(word, 1);
                }
            }
            """;

    @TempDir
    Path folder;

    private Path job(String name, String source) throws IOException {
        return Files.writeString(folder.resolve(name + ".java"), source);
    }

    @Test
    void allSevenHoldThreeTimesOverWithProcesses() throws Exception {
        byte[] words = Texts.words(65, 2_000_000, 20_000);
        var text = Files.write(folder.resolve("in.txt"), words);
        var texts = Files.createDirectory(folder.resolve("texts"));
        Files.write(texts.resolve("a"), Texts.words(1, 50_000, 500));
        Files.write(texts.resolve("b"), Texts.words(2, 50_000, 800));
        try (var nodes = new NodeProcesses(folder)) {
            nodes.key("secret");
            String[] options = {"--threads", "1", "--allow-jobs", "--config", nodes.config().toString()};
            nodes.mappers(4, options).reducers(2, "--allow-jobs");
            long deaths = 0;
            for (int round = 0; round < 3; round++) {
                counted(nodes, text, Oracle.table(words));
                nodes.finished(nodes.master(texts, "--force", "--job", "index"), index(texts));
                parallel(nodes, text, Oracle.table(words), folder.resolve("met" + round));
                deaths += crash(nodes, text, Oracle.table(words));
            }
            assertTrue(deaths > 0, "nobody died with a portion in its hands");
        }
    }

    /// Word count; the job count; and the early exit, since all of it is looked at as soon as the master has exited.
    private void counted(NodeProcesses nodes, Path text, String table) throws Exception {
        var master = nodes.master(text, "--force", "--portions", Integer.toString(PORTIONS), "--copies", "1", "--reducers",
                "2");
        nodes.finished(master, table);
        assertEquals(2 * PORTIONS, NodeProcesses.counter(master, "accepted"), "each portion once at each reducer");
        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("."))
                    .toList(), "nothing is left beside the result");
        }
    }

    private void parallel(NodeProcesses nodes, Path text, String table, Path meeting) throws Exception {
        var job = job("Meet", MEET.replace("FOLDER", meeting.toString()));
        nodes.finished(nodes.master(text, "--force", "--job", job.toString(), "--portions", "4", "--copies", "1",
                "--reducers",
                "2"), table);
        for (String what : List.of("mapper", "reducer")) {
            assertTrue(meeting.resolve(what).toFile().list().length >= 2, what + "s at the same time");
        }
    }

    /// The mappers die by themselves; each comes back at its old place.
    private long crash(NodeProcesses nodes, Path text, String table) throws Exception {
        var master = nodes.master(text, "--force", "--job", job("Crash", CRASH).toString(), "--portions", "16", "--copies",
                "1", "--reducers", "2");
        var nurse = Thread.ofVirtual().start(() -> nodes.keepAlive(4));
        nodes.finished(master, table);
        nurse.interrupt();
        nurse.join();
        nodes.revive(4);
        return NodeProcesses.counter(master, "deaths");
    }

    private static String index(Path texts) throws IOException {
        var found = new TreeMap<String, TreeMap<String, Integer>>();
        for (String name : List.of("a", "b")) {
            Terms.forEach(Files.readString(texts.resolve(name)), term -> found.computeIfAbsent(term, _ -> new TreeMap<>())
                    .merge(texts.resolve(name).toString(), 1, Integer::sum));
        }
        var lines = new StringBuilder();
        found.forEach((term, its) -> lines.append(term).append('\t')
                .append(String.join(",", its.entrySet().stream().map(e -> e.getKey() + ":" + e.getValue()).toList()))
                        .append('\n'));
        return lines.toString();
    }

    /// Compiles the master's machine with a mistake in it.
    private Path mutant() throws IOException {
        String source = Files.readString(Path.of("modules/wirelab.mapreduce/src/wirelab/mapreduce/MasterMachine.java"));
        String once = source.replace("portions[i].held.size() >= rules.copies", "portions[i].attempts >= rules.copies");
        assertNotEquals(source, once, "the line that the mutant has otherwise");
        String never = once.replace("!its.over && its.held.size() <= rules.copies", "its.attempts < 0");
        assertNotEquals(once, never, "the line that the mutant has otherwise");
        var sources = Files.createDirectories(folder.resolve("mutant/wirelab/mapreduce"));
        var file = Files.writeString(sources.resolve("MasterMachine.java"), never);
        var classes = folder.resolve("classes");
        int status = ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, "-p", "out/modules",
                "--patch-module", "wirelab.mapreduce=" + folder.resolve("mutant"), "-d", classes.toString(),
                        file.toString());
        assertEquals(0, status, "it compiles");
        return classes;
    }

    @Test
    void aMasterThatNeverAssignsAgainDoesNotPassTheCheckOfCrashes() throws Exception {
        var text = Files.write(folder.resolve("in.txt"), Texts.words(66, 40_000_000, 200_000));
        var patch = List.of("--patch-module", "wirelab.mapreduce=" + mutant());
        try (var nodes = new NodeProcesses(folder)) {
            nodes.mappers(3, "--threads", "1").reducers(1);
            var master = nodes.master(patch, text, "--portions", "6", "--copies", "1");
            nodes.awaitMapped(1);
            NodeProcesses.signal(nodes.mapper(1), "KILL");
            var lost = Pattern.compile("mapper 1 died with portion (\\d+)");
            Eventually.that("it died with a portion: " + master.output(), () -> lost.matcher(master.output()).find());
            // The job waits for ever: all others are done, both mappers have nothing to do, and nobody has this one.
            Eventually.that("all others are done", () -> nodes.done() == 5 && nodes.in("free").size() == 2);
            assertTrue(nodes.status().contains("\"mappers\":[],\"attempts\":1,\"deaths\":1,\"done\":false"), nodes.status());
            assertTrue(master.process().isAlive() && !Files.exists(nodes.out()), master.output());
        }
    }
}
