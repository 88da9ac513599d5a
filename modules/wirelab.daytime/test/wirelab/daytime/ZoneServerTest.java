package wirelab.daytime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.daytime.ZoneMessage.Answer;
import wirelab.daytime.ZoneMessage.Question;
import wirelab.daytime.ZoneMessage.Refusal;
import wirelab.kit.Eventually;
import wirelab.kit.Fuzz;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.UdpServer;
import wirelab.kit.UdpSocket;
import wirelab.ntp.LocalClock;
import wirelab.ntp.NtpClient;
import wirelab.ntp.NtpServer;
import wirelab.ntp.Reference;
import wirelab.ntp.Synchroniser;

/// Zoned daytime over real sockets on loopback.
@Tag("socket")
class ZoneServerTest {
    private static final ZoneServer.Options OPTIONS = ZoneServer.Options.DEFAULTS
            .withPlace(ZoneId.of("Europe/Madrid"), Locale.forLanguageTag("es-ES")).withRate(100_000, 100_000);
    private static final Synchroniser.Options OFTEN = Synchroniser.Options.DEFAULTS.withPoll(Duration.ofMillis(50))
            .withSamples(2, Duration.ofMillis(1)).withClient(NtpClient.Options.DEFAULTS.withTimeout(Duration.ofMillis(300)));

    private static ZoneClient client(InetSocketAddress server) throws IOException {
        return ZoneClient.open(server, new ZoneClient.Options(Duration.ofSeconds(5), 2));
    }

    private static Answer ask(ZoneClient client) throws IOException {
        return assertInstanceOf(Answer.class, client.ask("Asia/Tokyo", "ja").message());
    }

    private static NtpServer wrongBy(Duration error) throws IOException {
        var clock = InstantSource.offset(InstantSource.system(), error);
        return NtpServer.start(Host.HERE, NtpServer.Options.DEFAULTS.withRate(0, 1), clock,
                Reference.vouched(clock, 2, Duration.ofMillis(1)));
    }

    @Test
    void aQuestionIsAnsweredInItsZoneAndLanguage() throws Exception {
        var clock = InstantSource.fixed(Instant.parse("2026-07-01T10:20:30Z"));
        try (var server = ZoneServer.start(Host.HERE, OPTIONS, clock, () -> ZoneSync.NONE);
                var client = client(server.address())) {
            assertEquals("2026年7月1日水曜日 19:20:30", ask(client).text());
            assertEquals("miércoles, 1 de julio de 2026, 12:20:30", ((Answer) client.ask("", "").message()).text());
            var refusal = assertInstanceOf(Refusal.class, client.ask("Asia/Tokio", "").message());
            assertEquals("Asia/Tokyo", refusal.text());
            assertEquals(2, server.counters().get("answered"));
            assertEquals(1, server.counters().get("refused"));
        }
    }

    @Test
    void theClockFollowsATimeServerAndEveryAnswerSaysHowWell() throws Exception {
        try (var ntp = wrongBy(Duration.ofSeconds(-3));
                var synchroniser = Synchroniser.start(List.of(ntp.address()), LocalClock.free(), OFTEN, _ -> {})) {
            synchroniser.awaitFirst(Duration.ofSeconds(10));
            try (var server = ZoneServer.start(Host.HERE, OPTIONS, synchroniser); var client = client(server.address())) {
                Eventually.that("the clock is set", () -> ask(client).sync().state() == ZoneSync.State.SYNCHRONISED);
                var answer = ask(client);
                assertEquals(3, answer.sync().stratum());
                assertEquals(1, answer.sync().used());
                var late = Duration.between(answer.time().toInstant(), Instant.now().minusSeconds(3));
                assertTrue(late.compareTo(answer.sync().bound().negated()) >= 0
                        && late.compareTo(Duration.ofSeconds(1)) < 0, "late by " + late);
                ntp.close();
                Eventually.that("it says that it is on its own",
                        () -> ask(client).sync().state() == ZoneSync.State.HOLDOVER);
                // While the clock still slews towards the last offset the bound may shrink.
                Eventually.that("the bound grows", () -> ask(client).sync().bound()
                        .compareTo(ask(client).sync().bound()) < 0);
                assertTrue(Duration.between(ask(client).time().toInstant(), Instant.now().minusSeconds(3)).abs()
                        .compareTo(Duration.ofSeconds(1)) < 0);
            }
        }
    }

    @Test
    void withoutAReachableTimeServerItGoesOnAndSaysSo() throws Exception {
        var gone = wrongBy(Duration.ZERO);
        gone.close();
        try (var synchroniser = Synchroniser.start(List.of(gone.address()), LocalClock.free(), OFTEN, _ -> {})) {
            synchroniser.awaitFirst(Duration.ofSeconds(10));
            try (var server = ZoneServer.start(Host.HERE, OPTIONS, synchroniser); var client = client(server.address())) {
                var sync = ask(client).sync();
                assertEquals(ZoneSync.State.NEVER, sync.state());
                assertEquals(ZoneSync.UNKNOWN, sync.bound());
                assertEquals(1, sync.servers());
                assertEquals(0, sync.used());
            }
        }
    }

    @Test
    void whatCannotBeReadIsAnsweredWithAStatusOfTheSameLengthAndNeverTwice() throws Exception {
        try (var server = ZoneServer.start(OPTIONS); var socket = Host.HERE.towards(server.address(), Tap.Party.UNKNOWN)) {
            byte[] version = new Question(7, "", "").encode();
            version[0] = 9;
            assertEquals(ZoneStatus.UNSUPPORTED_VERSION, exchange(socket, server, version).status());
            byte[] malformed = new Question(8, "", "").encode();
            malformed[200] = 1;
            assertEquals(ZoneStatus.MALFORMED, exchange(socket, server, malformed).status());
            assertEquals(ZoneStatus.MALFORMED, exchange(socket, server, Arrays.copyOf(new Question(9, "", "").encode(), 500))
                    .status());
            // A question that is too short, and answers, even broken ones, get nothing: the next answer is that to the last
            // question.
            socket.send(Arrays.copyOf(version, 367), server.address());
            socket.send(new Refusal(10, ZoneStatus.MALFORMED, "", "", "").encode(), server.address());
            malformed[1] = (byte) 0x80;
            socket.send(malformed, server.address());
            version[4] = 11;
            assertEquals(11L << 56 | 7, exchange(socket, server, version).id());
            assertEquals(3, server.counters().get("dropped"));
        }
    }

    private static Refusal exchange(UdpSocket socket, ZoneServer server, byte[] question) throws IOException {
        socket.send(question, server.address());
        var buffer = ByteBuffer.allocate(2048);
        assertNotNull(socket.receive(buffer, Duration.ofSeconds(10)));
        assertEquals(ZoneMessage.SIZE, buffer.position());
        return assertInstanceOf(Refusal.class, ZoneMessage.decode(buffer.flip()));
    }

    @Test
    void damagedQuestionsStopNothing() throws Exception {
        try (var server = ZoneServer.start(OPTIONS); var socket = Host.HERE.towards(server.address(), Tap.Party.UNKNOWN);
                var client = client(server.address())) {
            var sent = Fuzz.mutations(7014, 1_000, new Question(1, "Asia/Tokyo", "ja").encode(),
                    new Question(2, "Europe/Madrid", "es").encode()).toList();
            for (byte[] bytes : sent) socket.send(bytes, server.address());
            Eventually.that("all have arrived", () -> server.udp().counters().get("received") + server.udp().counters()
                    .get("too long") >= sent.size());
            ask(client);
            assertEquals(0, server.udp().counters().get("failed"));
        }
    }

    @Test
    void theClientAsksAgainAndIgnoresAnswersToOtherQuestions() throws Exception {
        var questions = new AtomicInteger();
        var responder = new ZoneResponder(ZoneId.of("UTC"), Locale.ENGLISH);
        try (var server = UdpServer.start(UdpServer.Options.DEFAULTS, (payload, source, socket) -> {
            // The first question is lost; the second gets nonsense, an answer to another question, itself, and then its
            // answer.
            if (questions.incrementAndGet() == 1) return;
            var question = (Question) ZoneMessage.decode(payload);
            socket.send(new byte[100], source);
            socket.send(responder.answer(new Question(question.id() + 1, "Asia/Tokyo", ""), Instant.EPOCH, ZoneSync.NONE)
                    .encode(), source);
            socket.send(question.encode(), source);
            socket.send(responder.answer(question, Instant.EPOCH, ZoneSync.NONE).encode(), source);
        }); var client = ZoneClient.open(server.address(), new ZoneClient.Options(Duration.ofMillis(100), 6))) {
            assertEquals("UTC", ((Answer) client.ask("", "").message()).zone());
            assertTrue(questions.get() >= 2);
        }
    }

    @Test
    void nobodyThereIsReported() throws Exception {
        try (var nobody = Host.HERE.bind(new InetSocketAddress("127.0.0.1", 0), Tap.Party.UNKNOWN);
                var client = ZoneClient.open(nobody.local(), new ZoneClient.Options(Duration.ofMillis(10), 2))) {
            assertThrows(IOException.class, () -> client.ask("", ""));
        }
    }
}
