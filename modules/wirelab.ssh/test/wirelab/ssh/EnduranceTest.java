package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.keys.KeyFile;
import wirelab.kit.Eventually;

/// Many sessions, at once and one after the other, and what is left of them: nothing.
///
/// `-Dwirelab.ssh.connections=100 -Dwirelab.ssh.sessions=10000` (in `JAVA_TOOL_OPTIONS`) is the whole of it, in minutes.
@Tag("socket")
class EnduranceTest {
    private static final int CONNECTIONS = Integer.getInteger("wirelab.ssh.connections", 2);
    private static final int EACH = 10;
    private static final int SESSIONS = Integer.getInteger("wirelab.ssh.sessions", 20);
    /// What others in this virtual machine may open meanwhile.
    private static final int OTHERS = 60;

    @TempDir
    private Path folder;

    private static SshLink link(Stage stage) throws Exception {
        return SshLink.connect(stage.server.address(), "alice", Credentials.ofKeys(KeyFile.read(stage.key, () -> null)),
                _ -> { });
    }

    private static int descriptors() throws Exception {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return (int) files.count();
        }
    }

    /// Threads of sessions: those of the system, which carry what programs read and write and wait for their ends.
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.matches("ssh-(in|out|err)|waits for [0-9]+")).count();
    }

    private static void nothingIsLeft(int descriptors, long threads, List<Long> children) {
        Eventually.that("all threads have ended", () -> threads() <= threads, () -> ", but " + threads());
        Eventually.that("all files are closed", () -> descriptors() <= descriptors + OTHERS, () -> ", but more than "
                + descriptors);
        // Of this process's own, since others of the machine get their numbers again.
        var started = new HashSet<>(children);
        Eventually.that("all programs have ended", () -> ProcessHandle.current().descendants().map(ProcessHandle::pid)
                .noneMatch(started::contains));
    }

    @Test
    void manySessionsAreOpenAtOnceAndEachGetsItsOwn() throws Exception {
        int descriptors = descriptors();
        long threads = threads();
        var children = new ArrayList<Long>();
        try (var stage = new Stage(folder, options -> options)) {
            var links = new ArrayList<SshLink>();
            var programs = new ArrayList<RemoteCommand>();
            for (int i = 0; i < CONNECTIONS; i++) links.add(link(stage));
            for (var link : links) for (int i = 0; i < EACH; i++) programs.add(link.exec("echo $$; exec cat"));
            for (var program : programs) children.add(new Scanner(program.output()).nextLong());
            assertEquals(CONNECTIONS * EACH, children.stream().distinct().count());
            for (int i = 0; i < programs.size(); i++) {
                programs.get(i).input().write(("number " + i + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            for (int i = 0; i < programs.size(); i++) {
                byte[] line = ("number " + i + "\n").getBytes(StandardCharsets.US_ASCII);
                assertEquals("number " + i + "\n", new String(programs.get(i).output().readNBytes(line.length),
                        StandardCharsets.US_ASCII));
            }
            // Half of them end by themselves, the others are cut off.
            for (int i = 0; i < programs.size(); i += 2) {
                programs.get(i).input().close();
                assertEquals(0, programs.get(i).awaitExit());
            }
            for (var link : links) link.close();
            assertEquals(CONNECTIONS * EACH, stage.server.counters().get("sessions"));
            nothingIsLeft(descriptors + 10, threads, children);
        }
    }

    @Test
    void nothingIsLeftOfSessionsOneAfterTheOther() throws Exception {
        var terminal = new RemoteCommand.Terminal("xterm", 80, 24);
        int descriptors = descriptors();
        long threads = threads();
        var children = new ArrayList<Long>();
        try (var stage = new Stage(folder, options -> options); var link = link(stage)) {
            for (int i = 0; i < SESSIONS; i++) {
                try (var program = link.exec("echo $$; exit 3", i % 3 == 0 ? terminal : null)) {
                    children.add(new Scanner(program.output()).nextLong());
                    assertEquals(3, program.awaitExit());
                }
            }
            nothingIsLeft(descriptors + 10, threads, children);
            assertTrue(!link.toString().startsWith("closed"));
        }
    }
}
