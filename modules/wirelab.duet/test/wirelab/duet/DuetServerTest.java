package wirelab.duet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.impair.BadLink;
import wirelab.impair.LinkSpec;
import wirelab.impair.Relay;
import wirelab.kit.Eventually;
import wirelab.kit.Fuzz;
import wirelab.kit.Host;
import wirelab.kit.Tap;

/// Server and members over sockets: loss, strangers, exits, crashes, hostile clients.
@Tag("socket")
class DuetServerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final String LOSSY = "loss=20% duplicate=5% delay=3ms±3ms seed=";

    private final List<String> console = Collections.synchronizedList(new ArrayList<>());
    private final Told a = new Told();
    private final Told b = new Told();
    private DuetServer server;

    private static final class Told implements Consumer<DuetNotice> {
        final List<DuetNotice> notices = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void accept(DuetNotice notice) {
            notices.add(notice);
        }

        List<String> heard() {
            synchronized (notices) {
                return notices.stream().filter(DuetNotice.Said.class::isInstance)
                        .map(n -> ((DuetNotice.Said) n).words()).toList();
            }
        }

        long count(Class<? extends DuetNotice> kind) {
            synchronized (notices) {
                return notices.stream().filter(kind::isInstance).count();
            }
        }

        void awaits(Class<? extends DuetNotice> kind) {
            Eventually.that(kind.getSimpleName() + " is told", () -> count(kind) > 0);
        }

        DuetNotice.Ending ending() {
            awaits(DuetNotice.Over.class);
            synchronized (notices) {
                return notices.stream().filter(DuetNotice.Over.class::isInstance)
                        .map(n -> ((DuetNotice.Over) n).ending()).findFirst().orElseThrow();
            }
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = DuetServer.start(Host.HERE, DuetServer.Options.DEFAULTS
                .withLimits(new Pairing.Limits(Duration.ofSeconds(10), TIMEOUT)), console::add);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private DuetClient alice() throws IOException {
        return DuetClient.start(server.address(), "alice", a);
    }

    private DuetClient bob() throws IOException {
        return DuetClient.start(server.address(), "bob", b);
    }

    private void proven() {
        a.awaits(DuetNotice.Proven.class);
        b.awaits(DuetNotice.Proven.class);
    }

    private void nobodyIsLeft() {
        Eventually.that("no connection is left", () -> server.connections() == 0);
    }

    private static List<String> numbered(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> name + i).toList();
    }

    @Test
    void twoMembersTalkOverUdpWithACopyToTheServerAndExitOfOneEndsAllFour() throws Exception {
        try (var alice = alice()) {
            a.awaits(DuetNotice.Waiting.class);
            try (var bob = bob()) {
                proven();
                alice.say("hello, bob");
                bob.say("hello, alice");
                Eventually.that("both have heard", () -> a.heard().equals(List.of("hello, alice"))
                        && b.heard().equals(List.of("hello, bob")));
                Eventually.that("the server has copies", () -> console.containsAll(List.of("alice> hello, bob",
                        "bob> hello, alice")));
                bob.close();
                assertEquals(DuetNotice.Ending.LEFT, b.ending());
                assertEquals(DuetNotice.Ending.PARTNER_LEFT, a.ending());
                Eventually.that("alice's side is closed too", alice::isOver);
            }
            nobodyIsLeft();
            try (var _ = Host.HERE.bind(alice.udpAddress(), Tap.Party.UNKNOWN)) {
                assertEquals(-1, alice.say("is anybody there?"), "the UDP port is free again, and the talk is over");
            }
        }
    }

    @Test
    void withAFifthOfAllDatagramsLostEachWayEverythingArrivesOnceAndInOrder() throws Exception {
        try (var left = link(LOSSY + 1); var right = link(LOSSY + 2);
                var alice = DuetClient.start(Host.HERE.behind(left), server.address(), "alice", a);
                var bob = DuetClient.start(Host.HERE.behind(right), server.address(), "bob", b)) {
            proven();
            for (int i = 0; i < 200; i++) {
                alice.say("a" + i);
                bob.say("b" + i);
            }
            Eventually.that("all have arrived", () -> a.count(DuetNotice.Delivered.class) >= 200
                    && b.count(DuetNotice.Delivered.class) >= 200);
            assertEquals(numbered("a", 200), b.heard());
            assertEquals(numbered("b", 200), a.heard());
            assertTrue(alice.counts().repeated() > 10, "a fifth was lost: " + alice.counts());
            Eventually.that("the server has a copy of each", () -> server.counters().get("copies") == 400);
            assertEquals(0, a.count(DuetNotice.Failed.class) + b.count(DuetNotice.Failed.class));
        }
    }

    /// A link for datagrams alone: what is said to the server goes straight.
    private static BadLink link(String spec) {
        return BadLink.of(LinkSpec.parse(spec), Relay.Options.DEFAULTS.withProtocols(false, true), _ -> true);
    }

    @Test
    void datagramsOfAStrangerAreDroppedAndCountedAndChangeNothing() throws Exception {
        try (var alice = alice(); var bob = bob(); var stranger = Host.HERE.towards(server.address(), Tap.Party.UNKNOWN)) {
            proven();
            var guessed = new Token(new byte[32]);
            var session = guessed.key().session(new byte[16], new byte[16]);
            int sent = 0;
            for (int role = 1; role <= 2; role++) {
                for (var body : List.of(new SealedDatagram.Challenge(new byte[16]),
                        new SealedDatagram.Proof(new byte[16], new byte[16]),
                        new SealedDatagram.Data(1, 0, 0, "I am bob"), new SealedDatagram.Ack(1, 0),
                        new SealedDatagram.Bye())) {
                    stranger.send(new SealedDatagram(role, 4_000_000_000L, body).encode(session), alice.udpAddress());
                    stranger.send(new SealedDatagram(role, 4_000_000_001L, body).encode(guessed.key()), alice.udpAddress());
                    sent += 2;
                }
            }
            stranger.send(new byte[0], alice.udpAddress());
            stranger.send(new byte[3000], alice.udpAddress());
            long all = sent + 2;
            Eventually.that("each is counted", () -> alice.counts().strangers() == all);
            bob.say("this is bob");
            Eventually.that("bob is heard", () -> a.heard().size() == 1);
            assertEquals(List.of("this is bob"), a.heard());
            assertEquals(0, a.count(DuetNotice.Over.class));
        }
    }

    @Test
    void aCrashOfOneEndsTheOtherAtOnceWhenTheSystemClosesItsConnection() throws Exception {
        try (var _ = alice()) {
            var bob = bob();
            proven();
            bob.kill();
            assertEquals(DuetNotice.Ending.PARTNER_VANISHED, a.ending());
            nobodyIsLeft();
        }
    }

    @Test
    void aCrashWithoutAWordEndsTheOtherWithinTheTimeout() throws Exception {
        try (var alice = alice()) {
            var bob = bob();
            proven();
            long began = System.nanoTime();
            bob.freeze();
            long number = alice.say("are you there?");
            assertEquals(DuetNotice.Ending.PARTNER_VANISHED, a.ending());
            assertTrue(System.nanoTime() - began > TIMEOUT.toNanos() / 3, "he had time to answer");
            assertTrue(a.notices.contains(new DuetNotice.Failed(number)), "what did not arrive is reported");
            nobodyIsLeft();
        }
    }

    @Test
    void aCutUdpLinkEndsBothEvenThoughTcpLives() throws Exception {
        try (var cut = link("blackout=2s..60s seed=1");
                var _ = DuetClient.start(Host.HERE.behind(cut), server.address(), "alice", a);
                var _ = bob()) {
            proven();
            assertEquals(DuetNotice.Ending.PARTNER_VANISHED, b.ending(), "bob hears nothing of alice");
            a.awaits(DuetNotice.Over.class);
            nobodyIsLeft();
        }
    }

    @Test
    void aServerThatStopsEndsBoth() throws Exception {
        try (var _ = alice(); var _ = bob()) {
            proven();
            server.close();
            // Whoever hears it first says BYE, which may be faster than the server's word to the other.
            var endings = Set.of(DuetNotice.Ending.SERVER, DuetNotice.Ending.PARTNER_LEFT);
            assertTrue(endings.contains(a.ending()) && endings.contains(b.ending()), a.notices + " " + b.notices);
            assertTrue(a.ending() == DuetNotice.Ending.SERVER || b.ending() == DuetNotice.Ending.SERVER);
        }
    }

    private Socket socket() throws IOException {
        var socket = new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void anOverLongLineEndsTheConnectionInWords() throws Exception {
        try (var socket = socket()) {
            socket.getOutputStream().write(utf8("JOIN eve 9\n" + "x".repeat(10_000)));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.contains("WAIT\n") && answer.contains("ERROR malformed line at byte 11: longer than"), answer);
        }
        nobodyIsLeft();
    }

    @Test
    void aConnectionCutAtAnyByteHurtsNobodyElse() throws Exception {
        try (var alice = alice(); var bob = bob()) {
            proven();
            byte[] all = utf8("JOIN eve 9\nCOPY 1 hello\nPING\nEXIT\n");
            for (int n = 0; n < all.length; n++) {
                try (var socket = socket()) {
                    socket.getOutputStream().write(all, 0, n);
                    if (n % 2 == 0) socket.setSoLinger(true, 0);
                }
            }
            Eventually.that("the two are left", () -> server.connections() == 2);
            alice.say("still here?");
            bob.say("yes");
            Eventually.that("they talk", () -> a.heard().equals(List.of("yes")) && b.heard().equals(List.of("still here?")));
            assertEquals(0, server.counters().get("failed"), server.counters().toString());
        }
    }

    @Test
    void tenThousandDamagedConversationsHurtNobodyElse() throws Exception {
        try (var alice = alice(); var bob = bob()) {
            proven();
            byte[] all = utf8("JOIN eve 9\nCOPY 1 hello\nPING\nPONG\nJOIN eve 10\nCOPY 4294967295 x\n");
            var damaged = Fuzz.mutations(12, 10_000, all).iterator();
            int count = 0;
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
            Eventually.that("the two are left", () -> server.connections() == 2);
            alice.say("still here?");
            bob.say("yes");
            Eventually.that("they talk", () -> a.heard().equals(List.of("yes")) && b.heard().equals(List.of("still here?")));
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
    void twentyPairsTalkAtOnce() throws Exception {
        var clients = new ArrayList<DuetClient>();
        var told = new ArrayList<Told>();
        for (int i = 0; i < 40; i++) {
            var one = new Told();
            told.add(one);
            clients.add(DuetClient.start(server.address(), "member" + i, one));
        }
        for (var one : told) one.awaits(DuetNotice.Proven.class);
        for (var client : clients) client.say("word " + new Random(clients.indexOf(client)).nextInt());
        for (var one : told) Eventually.that("each has heard one", () -> one.heard().size() == 1);
        assertEquals(20, server.counters().get("pairs"));
        clients.forEach(DuetClient::close);
        nobodyIsLeft();
    }
}
