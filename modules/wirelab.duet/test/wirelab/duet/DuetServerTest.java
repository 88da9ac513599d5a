package wirelab.duet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
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
import wirelab.impair.LinkSpec;
import wirelab.impair.Relay;
import wirelab.kit.Eventually;
import wirelab.kit.Fuzz;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;

/// Server and members over sockets: loss, strangers, exits, crashes, hostile clients.
@Tag("socket")
class DuetServerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final String LOSSY = "loss=20% duplicate=5% delay=3ms±3ms seed=";

    private final List<String> console = Collections.synchronizedList(new ArrayList<>());
    private final Told a = new Told();
    private final Told b = new Told();
    private DuetServer server;

    private static final class Told implements Consumer<Notice> {
        final List<Notice> notices = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void accept(Notice notice) {
            notices.add(notice);
        }

        List<String> heard() {
            synchronized (notices) {
                return notices.stream().filter(Notice.Said.class::isInstance).map(n -> ((Notice.Said) n).words()).toList();
            }
        }

        long count(Class<? extends Notice> kind) {
            synchronized (notices) {
                return notices.stream().filter(kind::isInstance).count();
            }
        }

        void awaits(Class<? extends Notice> kind) {
            Eventually.that(kind.getSimpleName() + " is told", () -> count(kind) > 0);
        }

        Notice.Ending ending() {
            awaits(Notice.Over.class);
            synchronized (notices) {
                return notices.stream().filter(Notice.Over.class::isInstance)
                        .map(n -> ((Notice.Over) n).ending()).findFirst().orElseThrow();
            }
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = DuetServer.start(DuetServer.Options.DEFAULTS.withConsole(console::add)
                .withLimits(new Pairing.Limits(Duration.ofSeconds(10), TIMEOUT)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private DuetClient alice() throws IOException {
        return DuetClient.start(DuetClient.Options.of(server.address(), "alice", a));
    }

    private DuetClient bob() throws IOException {
        return DuetClient.start(DuetClient.Options.of(server.address(), "bob", b));
    }

    private void proven() {
        a.awaits(Notice.Proven.class);
        b.awaits(Notice.Proven.class);
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
            a.awaits(Notice.Waiting.class);
            try (var bob = bob()) {
                proven();
                alice.say("hello, bob");
                bob.say("hello, alice");
                Eventually.that("both have heard", () -> a.heard().equals(List.of("hello, alice"))
                        && b.heard().equals(List.of("hello, bob")));
                Eventually.that("the server has copies", () -> console.containsAll(List.of("alice> hello, bob",
                        "bob> hello, alice")));
                bob.close();
                assertEquals(Notice.Ending.LEFT, b.ending());
                assertEquals(Notice.Ending.PARTNER_LEFT, a.ending());
                Eventually.that("alice's side is closed too", alice::isOver);
            }
            nobodyIsLeft();
            try (var _ = UdpSocket.bind(alice.udpAddress(), Tap.Party.UNKNOWN)) {
                assertEquals(-1, alice.say("is anybody there?"), "the UDP port is free again, and the talk is over");
            }
        }
    }

    @Test
    void withAFifthOfAllDatagramsLostEachWayEverythingArrivesOnceAndInOrder() throws Exception {
        var links = Collections.synchronizedList(new ArrayList<Relay>());
        var aliceOptions = DuetClient.Options.of(server.address(), "alice", a).withWay(to -> link(links, to, LOSSY + 1));
        var bobOptions = DuetClient.Options.of(server.address(), "bob", b).withWay(to -> link(links, to, LOSSY + 2));
        try (var alice = DuetClient.start(aliceOptions); var bob = DuetClient.start(bobOptions)) {
            proven();
            for (int i = 0; i < 200; i++) {
                alice.say("a" + i);
                bob.say("b" + i);
            }
            Eventually.that("all have arrived", () -> a.count(Notice.Delivered.class) >= 200
                    && b.count(Notice.Delivered.class) >= 200);
            assertEquals(numbered("a", 200), b.heard());
            assertEquals(numbered("b", 200), a.heard());
            assertTrue(alice.counts().repeated() > 10, "a fifth was lost: " + alice.counts());
            Eventually.that("the server has a copy of each", () -> server.counters().get("copies") == 400);
            assertEquals(0, a.count(Notice.Failed.class) + b.count(Notice.Failed.class));
        } finally {
            links.forEach(Relay::close);
        }
    }

    private static InetSocketAddress link(List<Relay> links, InetSocketAddress to, String spec) {
        try {
            var link = Relay.start(to, LinkSpec.parse(spec));
            links.add(link);
            return link.address();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void datagramsOfAStrangerAreDroppedAndCountedAndChangeNothing() throws Exception {
        try (var alice = alice(); var bob = bob(); var stranger = UdpSocket.towards(server.address(), Tap.Party.UNKNOWN)) {
            proven();
            var guessed = new Token(new byte[32]);
            var session = guessed.key().session(new byte[16], new byte[16]);
            int sent = 0;
            for (int role = 1; role <= 2; role++) {
                for (var body : List.of(new Datagram.Challenge(new byte[16]), new Datagram.Proof(new byte[16], new byte[16]),
                        new Datagram.Data(1, 0, 0, "I am bob"), new Datagram.Ack(1, 0), new Datagram.Bye())) {
                    stranger.send(new Datagram(role, 4_000_000_000L, body).encode(session), alice.udpAddress());
                    stranger.send(new Datagram(role, 4_000_000_001L, body).encode(guessed.key()), alice.udpAddress());
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
            assertEquals(0, a.count(Notice.Over.class));
        }
    }

    @Test
    void aCrashOfOneEndsTheOtherAtOnceWhenTheSystemClosesItsConnection() throws Exception {
        try (var _ = alice()) {
            var bob = bob();
            proven();
            bob.kill();
            assertEquals(Notice.Ending.PARTNER_VANISHED, a.ending());
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
            assertEquals(Notice.Ending.PARTNER_VANISHED, a.ending());
            assertTrue(System.nanoTime() - began > TIMEOUT.toNanos() / 3, "he had time to answer");
            assertTrue(a.notices.contains(new Notice.Failed(number)), "what did not arrive is reported");
            nobodyIsLeft();
        }
    }

    @Test
    void aCutUdpLinkEndsBothEvenThoughTcpLives() throws Exception {
        var links = Collections.synchronizedList(new ArrayList<Relay>());
        var cut = DuetClient.Options.of(server.address(), "alice", a)
                .withWay(to -> link(links, to, "blackout=2s..60s seed=1"));
        try (var _ = DuetClient.start(cut); var _ = bob()) {
            proven();
            assertEquals(Notice.Ending.PARTNER_VANISHED, b.ending(), "bob hears nothing of alice");
            a.awaits(Notice.Over.class);
            nobodyIsLeft();
        } finally {
            links.forEach(Relay::close);
        }
    }

    @Test
    void aServerThatStopsEndsBoth() throws Exception {
        try (var _ = alice(); var _ = bob()) {
            proven();
            server.close();
            // Whoever hears it first says BYE, which may be faster than the server's word to the other.
            var endings = Set.of(Notice.Ending.SERVER, Notice.Ending.PARTNER_LEFT);
            assertTrue(endings.contains(a.ending()) && endings.contains(b.ending()), a.notices + " " + b.notices);
            assertTrue(a.ending() == Notice.Ending.SERVER || b.ending() == Notice.Ending.SERVER);
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
            clients.add(DuetClient.start(DuetClient.Options.of(server.address(), "member" + i, one)));
        }
        for (var one : told) one.awaits(Notice.Proven.class);
        for (var client : clients) client.say("word " + new Random(clients.indexOf(client)).nextInt());
        for (var one : told) Eventually.that("each has heard one", () -> one.heard().size() == 1);
        assertEquals(20, server.counters().get("pairs"));
        clients.forEach(DuetClient::close);
        nobodyIsLeft();
    }
}
