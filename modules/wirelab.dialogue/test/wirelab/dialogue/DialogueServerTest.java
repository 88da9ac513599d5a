package wirelab.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.impair.LinkSpec;
import wirelab.impair.Relay;
import wirelab.kit.Eventually;
import wirelab.kit.Fuzz;

/// Server and clients over sockets: crashes, cut links, hostile clients.
@Tag("socket")
class DialogueServerTest {
    private static final Duration TIMEOUT = Duration.ofMillis(900);
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final DialogueLimits LIMITS =
            DialogueLimits.DEFAULTS.withPatience(Duration.ofMillis(300), TIMEOUT, GRACE);

    private DialogueServer server;

    /// What one client has seen.
    private static final class Seen implements DialogueClient.Listener {
        final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void event(Event event) {
            lines.add(event.encode());
        }

        @Override
        public void lost(String why) {
            lines.add("lost");
        }

        @Override
        public void restored() {
            lines.add("restored");
        }

        @Override
        public void ended(String why) {
            lines.add("ended " + why);
        }

        void awaits(String line) {
            Eventually.that(line + " is seen", () -> lines.contains(line));
        }

        List<String> heard() {
            synchronized (lines) {
                return lines.stream().filter(line -> line.startsWith("MSG ")).map(line -> line.split(" ", 3)[2]).toList();
            }
        }
    }

    private final Seen a = new Seen();
    private final Seen b = new Seen();

    @BeforeEach
    void start() throws IOException {
        server = DialogueServer.start(DialogueServer.Options.DEFAULTS.withLimits(LIMITS));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private DialogueClient client(InetSocketAddress address, String name, Seen seen) {
        var client = DialogueClient.start(address, name, seen);
        Eventually.that(name + " is logged in", () -> !seen.lines.isEmpty());
        assertTrue(seen.lines.getFirst().startsWith("OPENED " + name), seen.lines.toString());
        return client;
    }

    private void link(DialogueClient alice, DialogueClient bob) {
        alice.ask(new Command.Invite("bob"));
        b.awaits("INVITED alice");
        bob.ask(new Command.Accept());
        a.awaits("LINKED bob");
        b.awaits("LINKED alice");
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "message " + i).toList();
    }

    @Test
    void thousandMessagesEachWayArriveInOrderAlthoughConnectionsBreakAgainAndAgain() throws Exception {
        try (var alice = client(server.address(), "alice", a); var bob = client(server.address(), "bob", b)) {
            link(alice, bob);
            var talking = Thread.startVirtualThread(() -> say(bob, 1000));
            for (int i = 0; i < 1000; i++) {
                if (i % 150 == 149) (i % 300 == 149 ? alice : bob).breakOff();
                alice.say("message " + i);
            }
            talking.join();
            Eventually.that("all have arrived", () -> a.heard().size() >= 1000 && b.heard().size() >= 1000);
            assertEquals(numbered(1000), a.heard());
            assertEquals(numbered(1000), b.heard());
            Eventually.that("every message has its notice", () -> outcomes(a, "DELIVERED ") == 1000
                    && outcomes(b, "DELIVERED ") == 1000);
            assertEquals(0, outcomes(a, "FAILED ") + outcomes(b, "FAILED "));
            assertTrue(server.counters().get("resumed") >= 4, server.counters().toString());
        }
    }

    private static void say(DialogueClient client, int count) {
        try {
            for (int i = 0; i < count; i++) client.say("message " + i);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long outcomes(Seen seen, String verb) {
        synchronized (seen.lines) {
            return seen.lines.stream().filter(line -> line.startsWith(verb)).count();
        }
    }

    @Test
    void whenTheOtherCrashesTheFirstIsToldAtOnceAndThatHeIsGoneAfterTheGrace() throws Exception {
        try (var alice = client(server.address(), "alice", a)) {
            var bob = client(server.address(), "bob", b);
            link(alice, bob);
            long began = System.nanoTime();
            bob.kill();
            a.awaits("AWAY bob");
            long number = alice.say("are you there?");
            a.awaits("QUEUED " + number);
            a.awaits("FAILED " + number + " gone");
            a.awaits("GONE bob");
            assertTrue(System.nanoTime() - began >= GRACE.toNanos(), "he had his time to come back");
        }
    }

    @Test
    void whenTheLinkOfTheOtherIsCutTheFirstIsToldWithinTheTimeoutAndWhatWasSaidArrivesWhenItHeals() throws Exception {
        try (var cut = Relay.start(server.address(), LinkSpec.parse("blackout=2s..4500ms seed=1"));
                var alice = client(server.address(), "alice", a);
                var bob = client(cut.address(), "bob", b)) {
            link(alice, bob);
            a.awaits("AWAY bob");
            long number = alice.say("said into the dark");
            long own = bob.say("so was this");
            b.awaits("restored");
            a.awaits("DELIVERED " + number);
            b.awaits("DELIVERED " + own);
            a.awaits("RETURNED bob");
            assertEquals(List.of("said into the dark"), b.heard());
            assertEquals(List.of("so was this"), a.heard());
        }
    }

    @Test
    void whenTheLinkStaysCutBothAreToldThatNothingArrived() throws Exception {
        try (var cut = Relay.start(server.address(), LinkSpec.parse("blackout=2s..60s seed=1"));
                var alice = client(server.address(), "alice", a)) {
            var bob = client(cut.address(), "bob", b);
            link(alice, bob);
            b.awaits("lost");
            long own = bob.say("can you hear me?");
            a.awaits("AWAY bob");
            long number = alice.say("bob?");
            a.awaits("FAILED " + number + " gone");
            b.awaits("FAILED " + own + " unconfirmed");
            Eventually.that("bob gives up", bob::hasEnded);
        }
    }

    @Test
    void whenTheServerStopsOrIsNotThereItIsSaid() throws Exception {
        var alice = client(server.address(), "alice", a);
        var address = server.address();
        server.close();
        a.awaits("ended the server has said goodbye");
        assertTrue(alice.hasEnded());
        var nobody = DialogueClient.start(address, "bob", b);
        Eventually.that("the end", nobody::hasEnded);
        assertTrue(b.lines.getFirst().startsWith("ended cannot connect to "), b.lines.toString());
    }

    private Socket socket() throws IOException {
        var socket = new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private String finish(byte[] bytes) throws IOException {
        try (var socket = socket()) {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void anOverLongLineAndBytesThatAreNoTextAreRefusedInWords() throws Exception {
        assertTrue(finish(utf8("LOGIN bob\n" + "x".repeat(5000) + "\n")).contains("ERROR malformed line at byte 10"));
        assertTrue(finish(utf8("x".repeat(100_000))).contains("ERROR malformed line at byte 0: longer than the limit"));
        assertTrue(finish(new byte[] {(byte) 0xff, (byte) 0xfe,
                '\n'}).contains("ERROR malformed line at byte 0: not UTF-8"));
        Eventually.that("nobody is left", () -> server.connections() == 0);
    }

    @Test
    void aConnectionCutAtAnyByteHurtsNobodyElse() throws Exception {
        try (var alice = client(server.address(), "alice", a)) {
            byte[] all = utf8("OPEN bob\n@1 INVITE alice\n@2 SAY hello\nGOT 1\n@3 LEAVE\n");
            for (int n = 0; n < all.length; n++) {
                try (var socket = socket()) {
                    socket.getOutputStream().write(all, 0, n);
                    if (n % 2 == 0) socket.setSoLinger(true, 0);
                }
            }
            Eventually.that("only alice is left", () -> server.connections() == 1);
            long pings = a.lines.size();
            alice.ask(new Command.Who());
            Eventually.that("the server goes on", () -> a.lines.size() > pings);
            assertEquals(0, server.counters().get("failed"), server.counters().toString());
        }
    }

    @Test
    void tenThousandDamagedConversationsHurtNobodyElse() throws Exception {
        try (var alice = client(server.address(), "alice", a)) {
            byte[] all = utf8("LOGIN bob\nWHO\nINVITE alice\nSAY hello\nGOT 7\nLEAVE\nHELP\nPING\nQUIT\n");
            byte[] program = utf8("OPEN eve\n@1 INVITE alice\n@2 SAY hello\nGOT 1\n@3 LEAVE\nRESUME abc 7\n@4 QUIT\n");
            int count = 0;
            var damaged = Fuzz.mutations(11, 10_000, all, program).iterator();
            // Many on one connection: it is the lines that are looked at, and a connection each would only be slow.
            while (damaged.hasNext()) {
                try (var socket = socket()) {
                    Thread.startVirtualThread(() -> drain(socket));
                    for (int i = 0; i < 50
                            && damaged.hasNext(); i++, count++) socket.getOutputStream().write(damaged.next());
                } catch (IOException _) {
                    // The server has hung up on what could not be a line.
                }
            }
            assertTrue(count > 1000, "most conversations were sent to the end: " + count);
            Eventually.that("only alice is left", () -> server.connections() == 1);
            long before = a.lines.size();
            alice.ask(new Command.Who());
            Eventually.that("the server goes on", () -> a.lines.size() > before);
            assertEquals(0, server.counters().get("failed"), server.counters().toString());
        }
    }

    private static void drain(Socket socket) {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // The conversation is over.
        }
    }

    @Test
    void oneWhoNeverReadsIsCutOffAndTheOthersAreServed() throws Exception {
        try (var alice = client(server.address(), "alice", a); var stuck = socket()) {
            stuck.setReceiveBufferSize(4096);
            Thread.startVirtualThread(() -> {
                try {
                    stuck.getOutputStream().write(utf8("LOGIN stuck\n"));
                    while (true) stuck.getOutputStream().write(utf8("HELP\n".repeat(1000)));
                } catch (IOException _) {
                    // Cut off.
                }
            });
            Eventually.that("it is cut off", () -> server.counters().get("cut off: does not read") == 1);
            alice.ask(new Command.Who());
            Eventually.that("alice is served", () -> a.lines.stream().anyMatch(line -> line.startsWith("THERE ")));
        }
    }

    @Test
    void aGuessedTokenBringsNobodyBack() throws Exception {
        try (var _ = client(server.address(), "alice", a)) {
            assertTrue(finish(utf8("RESUME AAAAAAAAAAAAAAAAAAAAAA 0\n")).contains("ERROR no-session "));
        }
    }
}
