package wirelab.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Peer;

class ProgramTest {
    private static InProcess.Result run(Program.Body body, String... args) {
        return InProcess.run(() -> Program.of("Sample", "a program for this test").flag("raw", "as it is").run(args, body));
    }

    @Test
    void aProgramThatEndsWellHasStatusZero() {
        assertEquals(new InProcess.Result(0, "done\n", ""), run(_ -> System.out.println("done")));
    }

    @Test
    void aMistakeOfTheUserIsOneLineAndStatusTwo() {
        var result = run(_ -> {}, "--rwa");
        assertEquals(2, result.status());
        assertEquals("Sample: unknown option --rwa; did you mean --raw? (--help shows the options)\n", result.err());
    }

    @Test
    void aFailureIsOneLineAndStatusOne() {
        var result = run(_ -> {
            throw new IOException("cannot connect to 127.0.0.1:7: refused");
        });
        assertEquals(new InProcess.Result(1, "", "Sample: cannot connect to 127.0.0.1:7: refused\n"), result);
        assertEquals("Sample: users.ini: no such file\n", run(_ -> {
            throw new NoSuchFileException("users.ini");
        }).err());
    }

    private static final class DiskFull extends IOException implements Program.ExitStatus {
        private static final long serialVersionUID = 1L;

        DiskFull() {
            super("no space left");
        }

        @Override
        public int exitStatus() {
            return 3;
        }
    }

    @Test
    void aFailureOfAKnownKindHasItsOwnStatus() {
        assertEquals(new InProcess.Result(3, "", "Sample: no space left\n"), run(_ -> {
            throw new DiskFull();
        }));
    }

    @Test
    void verboseAddsTheStackTrace() {
        var result = run(_ -> {
            throw new IOException("broken");
        }, "--verbose");
        assertTrue(result.err().contains("\tat wirelab.program"), result.err());
    }

    @Test
    void helpGoesToStandardOutputAndTheBodyDoesNotRun() {
        var result = run(_ -> {
            throw new IllegalStateException();
        }, "-h");
        assertEquals(0, result.status());
        assertTrue(result.out().startsWith("Sample: a program for this test\n"), result.out());
    }

    @Test
    void whoIsAskedToEndIsToldAndClosesFirst() {
        var result = run(_ -> {
            Program.listening(new InetSocketAddress("127.0.0.1", 7), "tcp");
            var running = Running.current();
            Thread.startVirtualThread(running::askToEnd);
            Program.awaitStop();
            System.out.println("closed");
        });
        assertEquals(new InProcess.Result(0, "listening on 127.0.0.1:7 (tcp)\nclosed\n", ""), result);
    }

    @Test
    void onlyTheThreadOfARunWaitsForItsEnd() {
        assertThrows(IllegalStateException.class, Program::awaitStop);
    }

    @Test
    void extrasBeginBeforeTheBodyAndEndAfterItInReverse() {
        var order = new ArrayList<String>();
        var program = Program.of("Sample", "a program for this test").with(extra("a", order)).with(extra("b", order));
        InProcess.run(() -> program.run(new String[0], _ -> order.add("body")));
        assertEquals("[+a, +b, body, -b, -a]", order.toString());
    }

    private static Program.Extra extra(String name, ArrayList<String> order) {
        return new Program.Extra() {
            @Override
            public void declare(Program program) {
                program.flag(name, "extra");
            }

            @Override
            public AutoCloseable begin(CommandLine options) {
                order.add("+" + name);
                return () -> order.add("-" + name);
            }
        };
    }

    @Test
    void aDemoEndsWithItsCountAndFailsWhenAClaimDoes() {
        var good = InProcess.run(() -> Program.of("D", "shows")
                .demo(new String[0], (_, demo) -> demo.check("so it is", true)));
        assertEquals(0, good.status());
        assertTrue(good.out().endsWith("   [ok] so it is\n\nD: 1 checked, 0 failed\n"), good.out());
        var bad = InProcess.run(() -> Program.of("D", "shows")
                .demo(new String[0], (_, demo) -> demo.check("so it is", false)));
        assertEquals(1, bad.status());
        assertTrue(bad.out().endsWith("D: 0 checked, 1 failed\n"), bad.out());
        var empty = InProcess.run(() -> Program.of("D", "shows").demo(new String[0], (_, _) -> {}));
        assertEquals(1, empty.status(), "a demo that checks nothing shows nothing");
    }

    @Test
    void whatADemoLeavesGoesElsewhereWhereItsFolderCannotBeWritten(@TempDir Path folder) {
        var said = InProcess.run(() -> Program.of("D", "shows").demo(new String[0], (_, demo) -> {
            demo.check("here", demo.file(folder, "d.svg").equals(folder.resolve("d.svg")));
            // Not even root can make a file there.
            var elsewhere = demo.file(Path.of("/proc"), "d.svg");
            demo.check("a file can be made there", Files.exists(Files.createFile(elsewhere)));
            Files.delete(elsewhere);
            Files.delete(elsewhere.getParent());
        }));
        assertTrue(said.out().matches("(?s).*\n   /proc cannot be written, so d\\.svg goes into /\\S+\n.*"), said.out());
        assertEquals(0, said.status(), said.out());
    }

    @Test
    @Tag("scripts")
    void whatAModuleLogsIsOneLine() throws Exception {
        var before = System.getProperty("jdk.system.logger.format");
        try (var client = Peer.script("MulticastSender", "--anycast", "--to", "nosuch.invalid,127.0.0.1:1", "--count", "0",
                "--patience", "20s")) {
            client.awaitOutput("anycast to 127.0.0.1:1\n");
            assertEquals("MulticastSender: WARNING: unknown host nosuch.invalid: it is left out", client.output().lines()
                    .findFirst().orElseThrow());
        }
        assertEquals(before, System.getProperty("jdk.system.logger.format"), "tests keep their own");
    }
}
