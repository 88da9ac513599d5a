package wirelab.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ContenderTest {
    @Test
    void aScriptIsStartedAsLabStartsIt() {
        var command = Contender.script("wirelab", "EchoServer", "--port", "PORT").command();
        assertEquals(List.of("@out/lab", "-m", "wirelab.scripts/wirelab.scripts.EchoServer", "--port", "PORT"),
                command.subList(1, command.size()));
    }

    @Test
    void thingsAreMeasuredInTurnsAndRoundsThatWarmAreForgotten() throws Exception {
        var order = new ArrayList<String>();
        var results = new Rounds(1, 2).run(List.of("a", "b", "none"), one -> {
            order.add(one);
            return one.equals("none") ? null : one + order.size();
        });
        assertEquals("[a, b, none, a, b, none, a, b, none]", order.toString());
        assertEquals("{a=[a4, a7], b=[b5, b8]}", results.toString());
    }

    @Test
    void procTellsProcessorTimeWhateverTheNameOfTheProgram() {
        assertEquals(30_000_000, Proc.cpu("12 (a) b (c) S 1 12 12 0 -1 4194304 1 0 0 0 1 2 0 0 20 0 1 0 5 6 7"));
        assertEquals(70_000_000, Proc.cpuOfEnded("12 (a) b (c) S 1 12 12 0 -1 4194304 1 0 0 0 1 2 3 4 20 0 1 0 5 6 7"));
        assertEquals(0, Proc.cpu(""));
    }

    @Test
    void procTellsProportionalMemory() {
        assertEquals(5 * 1024, Proc.memory("00400000-7fff r-xp [rollup]\nRss:  9 kB\nPss:         5 kB\nPss_Anon: 3 kB\n"));
        assertEquals(0, Proc.memory(""));
    }

    @Test
    void aMissingProgramIsALineThatNamesItsPackage() {
        var printed = new ByteArrayOutputStream();
        var out = System.out;
        System.setOut(new PrintStream(printed, true));
        try {
            var present = Contender.present(Contender.java("ours", "--version"),
                    Contender.stock("nobody", "nobody-server", "no-such-program"));
            assertEquals(List.of("ours"), present.stream().map(Contender::name).toList());
        } finally {
            System.setOut(out);
        }
        assertEquals("nobody is missing: install the package nobody-server" + System.lineSeparator(), printed.toString());
    }

    @Test
    @Tag("socket")
    void clientsRunAllAtOnceAndTheirTimesAreGathered() throws Exception {
        assertEquals(10, Clients.drive(4, System.nanoTime() + 10_000_000_000L, number -> Samples.of(number + 1)).sorted()[0]
                + Clients.drive(3, System.nanoTime() + 10_000_000_000L, number -> Samples.of(3 * number, 9)).most());
        var e = assertThrows(IOException.class, () -> Clients.drive(2, System.nanoTime() + 10_000_000_000L, number -> {
            throw new IOException("client " + number);
        }));
        assertEquals("client 0", e.getMessage());
    }

    @Test
    @Tag("socket")
    void aClientThatGetsNoAnswerIsInterrupted() {
        var e = assertThrows(IOException.class, () -> Clients.drive(1, System.nanoTime() + 20_000_000L, _ -> {
            Thread.currentThread().join();
            return new Samples();
        }));
        assertEquals("a message never came back", e.getMessage());
    }

    @Test
    @Tag("interop")
    void aServerIsStartedWithItsFilesSeenInProcAndEnded() throws Exception {
        assumeTrue(Contender.isInstalled("socat"), "install the package socat");
        var echo = Contender.stock("socat", "socat", "socat", "TCP-LISTEN:PORT,bind=127.0.0.1,fork,reuseaddr",
                "EXEC:cat FOLDER/greeting -").withFile("greeting", "WORD on PORT\n");
        ProcessHandle process;
        try (var server = ServerProcess.start(echo, Map.of("WORD", "hello"), ServerProcess.LISTENS)) {
            process = server.process().toHandle();
            try (var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
                var greeting = "hello on " + server.address().getPort() + "\n";
                assertEquals(greeting, new String(socket.getInputStream().readNBytes(greeting.length())));
                assertTrue(server.memory() > 0);
                assertTrue(server.cpu() >= 0);
            }
        }
        assertFalse(process.isAlive());
    }

    @Test
    @Tag("interop")
    void aServerThatDoesNotStartSaysWhy() {
        var e = assertThrows(IOException.class, () -> ServerProcess.start(
                Contender.java("ours", "-p", "FOLDER", "-m", "no.such.module"), Map.of(), ServerProcess.CONNECTS));
        assertTrue(e.getMessage().startsWith("ours did not start: "), e.getMessage());
        assertTrue(e.getMessage().contains("no.such.module"), e.getMessage());
    }
}
