package wirelab.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wirelab.kit.Address;
import wirelab.kit.Eventually;
import wirelab.kit.Lines;
import wirelab.kit.Peer;

/// The script as its user starts it.
@Tag("scripts")
class ForwarderScriptTest {
    private static String[] options(InetSocketAddress server, String... more) {
        var all = new ArrayList<>(List.of("--port", "0", "--to", Address.text(server)));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void aChainInOneProcessShowsEveryHopAndEndsCleanly() throws Exception {
        try (var server = Ends.echo(0);
                var script = Peer.script("Forwarder", options(server.address(), "--chain", "3", "--ladder", "--verbose"))) {
            var address = script.awaitListening();
            try (var client = Ends.connect(address)) {
                client.write("hello".getBytes());
                client.endOutput();
                assertEquals("hello", new String(client.input().readAllBytes()));
            }
            assertEquals(0, script.terminate(), script.output());
            assertEquals(3, script.output().lines().filter(line -> line.startsWith("listening on ")).count());
            assertEquals(8, script.output().lines().filter(line -> line.contains("\"hello\"")).count(), script.output());
            for (int i = 1; i <= 3; i++) {
                String name = "f" + i;
                var report = script.output().lines().filter(line -> line.startsWith(name + ": ")).findFirst().orElse("");
                assertTrue(report.contains("bytes up 5") || report.contains("5 bytes up"), script.output());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--port 0 | --to is missing",
        "--to 127.0.0.1:9 --lines --message 1K | --lines or --message, not both",
        "--to 127.0.0.1:9 --message 0 | a message has 1 to 16777216 bytes, not 0",
        "--to 127.0.0.1:9 --message 17M | a message has 1 to 16777216 bytes, not 17825792",
        "--to 127.0.0.1:9 --lines --limit 0 | a message has 1 to 16777216 bytes, not 0",
        "--to 127.0.0.1:9 --chain 101 | --chain: 101 is not between 1 and 100",
        "--to 127.0.0.1:9 --idle 0s | time limits must be greater than zero",
        "--to 127.0.0.1 | no port",
        "--to 127.0.0.1:9 --quick | --quick"})
    void aWrongOptionCostsOneLine(String args, String problem) throws Exception {
        try (var script = Peer.script("Forwarder", args.split(" "))) {
            assertEquals(2, script.awaitExit(), script.output());
            assertEquals(1, script.output().lines().count(), script.output());
            assertTrue(script.output().startsWith("Forwarder: ") && script.output().contains(problem), script.output());
        }
    }

    @Test
    void withoutItsServerItDoesNotStartUnlessItIsToldToWait() throws Exception {
        int port = Peer.freePort();
        var nobody = new InetSocketAddress("127.0.0.1", port);
        try (var script = Peer.script("Forwarder", options(nobody, "--chain", "2"))) {
            assertEquals(1, script.awaitExit());
            assertEquals("Forwarder: cannot connect to 127.0.0.1:" + port + ": Connection refused\n", script.output());
        }
        try (var script = Peer.script("Forwarder", options(nobody, "--wait", "30s")); var server = Ends.echo(port);
                var client = Ends.connect(script.awaitListening())) {
            client.write("hello".getBytes());
            assertEquals("hello", new String(Ends.readFully(client, 5)), server.toString());
        }
    }

    @Test
    @Tag("interop")
    void twoPeopleChatWithNcatByLinesThroughAChain() throws Exception {
        String ncat = Peer.require("ncat", "ncat");
        int port = Peer.freePort();
        // Not asked whether it listens: it takes one connection alone, which is the forwarder's.
        try (var bob = Peer.start(ncat, "-l", "127.0.0.1", "" + port);
                var script = Peer.script("Forwarder", "--port", "0", "--to", "127.0.0.1:" + port,
                        "--wait", "20s", "--chain", "3", "--lines");
                var alice = Peer.start(ncat, "127.0.0.1", "" + script.awaitListening().getPort())) {
            alice.send("hello bob\n");
            bob.awaitOutput("hello bob\n");
            bob.send("hello alice\n");
            alice.awaitOutput("hello alice\n");
            alice.send("do you").send(" hear me?\n");
            bob.awaitOutput("do you hear me?\n");
            alice.send("bye").endInput();
            bob.awaitOutput("bye");
            bob.endInput();
            assertEquals(0, alice.awaitExit());
            assertEquals(0, bob.awaitExit());
            assertEquals("hello bob\ndo you hear me?\nbye", bob.output());
            assertEquals("hello alice\n", alice.output());
            assertEquals(0, script.terminate(), script.output());
        }
    }

    /// Comes in, through a chain or not, if there is a seat, and leaves again, one way or the other.
    private static boolean isWelcome(InetSocketAddress room, boolean breaksOff) {
        try (var client = Ends.connect(room)) {
            String first = new Lines(client, 1000).read();
            if (breaksOff) client.reset();
            return first != null && first.startsWith("+ welcome");
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void aRoomKeepsNoSeatForAForwarderWhoseClientHasNotComeOrHasGone() throws Exception {
        try (var room = Peer.script("RoomServer", "--port", "0", "--max", "1");
                var chain = Chain.start(room.awaitListening(), 3, Forwarder.Options.DEFAULTS)) {
            var direct = chain.forwarders().getLast().upstream();
            Eventually.that("the seat of the kept connection is left", () -> isWelcome(direct, false));
            for (boolean breaksOff : new boolean[] {false, true}) {
                Eventually.that("a client gets a seat through the chain", () -> isWelcome(chain.address(), breaksOff));
                Eventually.that("its seat is free again", () -> isWelcome(direct, false));
            }
        }
    }
}
