package wirelab.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import wirelab.chat.OnTerminal;
import wirelab.kit.Peer;

/// Stock clients in the room, our scripts as their users start them, and our client at a terminal.
@Tag("interop")
@Timeout(90)
class RoomInteropTest {
    private static String port(RoomServer server) {
        return Integer.toString(server.address().getPort());
    }

    /// Five in the room, told apart by what each is welcomed as.
    private static List<Peer> five(RoomServer server, String... command) throws Exception {
        var peers = new ArrayList<Peer>();
        for (int i = 1; i <= 5; i++) {
            peers.add(Peer.start(command));
            peers.getLast().awaitOutput(i + " -- <#" + i + "> joined\n");
        }
        return peers;
    }

    @Test
    void fiveNcatClientsTalkAndASixthIsRefused() throws Exception {
        String ncat = Peer.require("ncat", "ncat");
        try (var server = RoomServer.start(RoomServer.Options.DEFAULTS)) {
            var peers = five(server, ncat, "127.0.0.1", port(server));
            try (var sixth = Peer.start(ncat, "127.0.0.1", port(server)).endInput()) {
                sixth.awaitExit();
                assertEquals("! the room is full: 5 of 5 places are taken, try again later\n", sixth.output());
            }
            for (int i = 0; i < 5; i++) peers.get(i).send("hello from " + (i + 1) + ", grüße 🙂\n");
            for (int i = 0; i < 5; i++) {
                for (int other = 1; other <= 5; other++) {
                    if (other != i + 1) peers.get(i).awaitOutput("<#" + other + "> hello from " + other + ", grüße 🙂\n");
                }
            }
            peers.get(0).send("/nick alice\n/who\n/me waves\n/msg 2 psst\nexit\n");
            peers.get(0).awaitOutput("= bye\n");
            // It does not end by itself while its own input is open.
            assertEquals(0, peers.get(0).endInput().awaitExit());
            String shown = peers.get(0).output();
            assertTrue(shown.endsWith("= #1 alice (you)\n= #2\n= #3\n= #4\n= #5\n= passed on to #2\n= bye\n"), shown);
            for (int i = 1; i < 5; i++) {
                peers.get(i).awaitOutput("12 * <#1 alice> waves\n");
                peers.get(i).awaitOutput("13 -- <#1 alice> left: exit\n");
                assertEquals(i == 1, peers.get(i).output().contains("@ <#1 alice> psst\n"));
            }
            for (var peer : peers) peer.close();
        }
    }

    @Test
    void ncatClientsThatPourInLinesAtOnceAllSeeOneOrder() throws Exception {
        String ncat = Peer.require("ncat", "ncat");
        var options = RoomServer.Options.DEFAULTS.withRules(Rules.DEFAULTS.withFlood(0, 1, 1))
                .withSlow(64 << 20, RoomServer.Options.DEFAULTS.stall());
        try (var server = RoomServer.start(options)) {
            var peers = five(server, ncat, "127.0.0.1", port(server));
            for (var peer : peers) peer.send("/echo on\n");
            for (var peer : peers) peer.awaitOutput("= you are sent your own lines, too\n");
            String burst = IntStream.range(0, 2000).mapToObj(i -> "line " + i + "\n").reduce("", String::concat);
            for (var peer : peers) {
                Thread.startVirtualThread(() -> {
                    try {
                        peer.send(burst);
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
            }
            for (var peer : peers) peer.awaitOutput("\n10005 <");
            for (var peer : peers) {
                wirelab.kit.Eventually.that("the last line is whole", () -> peer.output().endsWith("line 1999\n"));
            }
            var seen = peers.stream()
                    .map(peer -> peer.output().lines().filter(line -> line.contains("> line ")).toList())
                    .distinct().toList();
            assertEquals(1, seen.size());
            assertEquals(10_000, seen.getFirst().size());
            for (var peer : peers) peer.close();
        }
    }

    @Test
    void theScriptsTalkThroughPipesAndStopCleanly() throws Exception {
        try (var server = Peer.script("RoomServer", "--port", "0", "--max", "2", "--verbose")) {
            String port = Integer.toString(server.awaitListening().getPort());
            try (var alice = Peer.script("RoomClient", "--port", port, "--nick", "alice")) {
                alice.awaitOutput("-- <#1> is now <#1 alice>\n");
                try (var bob = Peer.script("RoomClient", "--port", port)) {
                    bob.send("hello\n").endInput();
                    assertEquals(0, bob.awaitExit(), bob.output());
                    assertTrue(bob.output().startsWith("+ welcome, you are #2; 2 of 2 are here"), bob.output());
                }
                alice.awaitOutput("4 <#2> hello\n5 -- <#2> left: hung up\n");
                alice.send("exit\n");
                assertEquals(0, alice.awaitExit());
            }
            assertEquals(0, server.terminate());
            assertTrue(server.output().contains("lines 6"), server.output());
        }
    }

    @Test
    void aClientThatIsRefusedOrLostSaysSoInOneLine() throws Exception {
        try (var server = RoomServer.start(RoomServer.Options.DEFAULTS.withRules(Rules.DEFAULTS.withMax(1)));
                var first = RoomClient.connect(server.address())) {
            first.read();
            try (var second = Peer.script("RoomClient", "--port", port(server))) {
                assertEquals(1, second.awaitExit());
                assertTrue(second.output().endsWith("RoomClient: the room is full:"
                        + " 1 of 1 places are taken, try again later\n"), second.output());
            }
        }
        try (var nobody = Peer.script("RoomClient", "--port", Integer.toString(Peer.freePort()))) {
            assertEquals(1, nobody.awaitExit());
            assertTrue(nobody.output().matches("RoomClient: cannot connect to .*\n"), nobody.output());
        }
        try (var wrong = Peer.script("RoomServer", "--max", "0")) {
            assertEquals(2, wrong.awaitExit());
            assertTrue(wrong.output().matches("RoomServer: --max: 0 is not between .*\n"), wrong.output());
        }
    }

    private static Peer typing(RoomServer server, String... args) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of(Peer.require("python3", "python3"),
                "modules/wirelab.room/test/python/typing.py", "127.0.0.1", port(server),
                java, "-p", "out/modules", "-m", "wirelab.scripts/wirelab.scripts.RoomClient", "--port", port(server)));
        command.addAll(List.of(args));
        return Peer.start(command.toArray(String[]::new));
    }

    @Test
    void theLineBeingTypedStaysIntactWhenAMessageArrives() throws Exception {
        Peer.require("stty", "coreutils");
        try (var server = RoomServer.start(RoomServer.Options.DEFAULTS); var typing = typing(server)) {
            assertEquals(0, typing.awaitExit(), typing.output());
            assertEquals("shown: \r\033[K3 <#1> good morning \\u001b[2J\r\n\r\033[K> half a li\n"
                    + "heard: 4 <#2> half a line of Zoë\nstatus: 0\nterminal as before: True\n", typing.output());
        }
    }

    @Test
    void theTerminalIsPutBackEvenIfTheClientIsEnded() throws Exception {
        Peer.require("stty", "coreutils");
        try (var server = RoomServer.start(RoomServer.Options.DEFAULTS); var typing = typing(server, "--nick=zoe")) {
            assertEquals(0, typing.awaitExit(), typing.output());
            assertTrue(typing.output().contains("heard: 5 <#2 zoe> half a line of Zoë\ninterrupted: status: "),
                    typing.output());
            assertTrue(typing.output().endsWith("terminal as before: True\n"), typing.output());
        }
    }

    @Test
    void howeverOneLeavesTheOthersAreTold() throws Exception {
        try (var server = RoomServer.start(RoomServer.Options.DEFAULTS); var other = RoomClient.connect(server.address())) {
            String[] args = {"--port", port(server), "--nick"};
            try (var key = OnTerminal.script("RoomClient", args[0], args[1], args[2], "key");
                    var window = OnTerminal.script("RoomClient", args[0], args[1], args[2], "window");
                    var word = OnTerminal.script("RoomClient", args[0], args[1], args[2], "word");
                    var signal = Peer.script("RoomClient", args[0], args[1], args[2], "signal")) {
                var names = List.of("key", "window", "word", "signal");
                var left = new ArrayList<String>();
                var named = new ArrayList<String>();
                while (named.size() < names.size()) {
                    String line = other.readText();
                    if (line.contains(" is now ")) named.add(line);
                }
                key.send("\003");
                window.endInput();
                word.send("@exit\r");
                for (var peer : List.of(key, window, word)) assertEquals(0, peer.awaitExit(), peer.output());
                assertEquals(0, signal.terminate(), signal.output());
                while (left.size() < names.size()) {
                    String line = other.readText();
                    if (line.contains(" left")) left.add(line.replaceFirst(".*<#\\d (\\w+)> left", "$1"));
                }
                assertEquals(names.stream().map(name -> name + ": exit").sorted().toList(), left.stream().sorted().toList());
            }
        }
    }
}
