package wirelab.ntp;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.impair.LinkSpec;
import wirelab.impair.Relay;
import wirelab.kit.Eventually;
import wirelab.kit.Fuzz;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;

/// Server and client over real sockets on loopback.
@Tag("socket")
class NtpServerTest {
    private static final NtpServer.Options OPTIONS = NtpServer.Options.DEFAULTS;
    private static final long MS = 1_000_000;

    private static NtpClient client(InetSocketAddress server) throws Exception {
        return NtpClient.open(server, LocalClock.free(), NtpClient.Options.DEFAULTS.withTimeout(Duration.ofSeconds(10)));
    }

    @Test
    void theClientMeasuresTheServersOffset() throws Exception {
        var ahead = InstantSource.offset(InstantSource.system(), Duration.ofMillis(-1_500));
        try (var server = NtpServer.start(Host.HERE, OPTIONS, ahead, Reference.vouched(ahead, 10, Duration.ofMillis(100)));
                var client = client(server.address())) {
            var sample = assertInstanceOf(Sample.class, client.ask());
            assertTrue(Interval.around(sample.offset(), sample.bound()).contains(-1_500 * MS), sample::toString);
            assertEquals(10, sample.answer().stratum());
            assertEquals(100 * MS, sample.distance() - sample.bound(), 10 * MS);
        }
    }

    /// Counts what the sockets of one host send and receive.
    private static final class Count implements Tap {
        final LongAdder datagrams = new LongAdder();

        @Override
        public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
            return null;
        }

        @Override
        public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
                ByteBuffer payload) {
            datagrams.increment();
        }
    }

    @Test
    void theWarmUpIsSeenByNobodyAndBlindsNobodyElse() throws Exception {
        var tap = new Count();
        var host = Host.HERE.watchedBy(tap);
        var warmUp = Thread.ofPlatform().start(() -> assertDoesNotThrow(() -> NtpClient.warmUp("127.0.0.1")));
        int exchanges = 0;
        do {
            try (var server = NtpServer.start(host, OPTIONS);
                    var client = NtpClient.open(host, server.address(), LocalClock.free(), NtpClient.Options.DEFAULTS)) {
                assertInstanceOf(Sample.class, client.ask());
                exchanges++;
            }
        } while (warmUp.isAlive());
        assertEquals(4 * exchanges, tap.datagrams.sum(), "question and answer, at both ends");
    }

    @Test
    void overALinkWithJitterTheTrueErrorIsInsideTheBoundInAThousandSamples() throws Exception {
        // All ask from one address, so the server's limit for each source is set out of the way.
        try (var server = NtpServer.start(OPTIONS.withRate(10_000, 1000));
                var link = Relay.start(server.address(), LinkSpec.parse("delay=20ms±5ms seed=5905"))) {
            NtpClient.warmUp();
            var samples = new ArrayList<Sample>();
            Callable<List<Outcome>> asking = () -> fiftyTimes(link.address());
            try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var outcomes : clients.invokeAll(Collections.nCopies(20, asking))) {
                    for (var outcome : outcomes.get()) samples.add(assertInstanceOf(Sample.class, outcome));
                }
            }
            assertEquals(1000, samples.size());
            // Both ends read the clock of this machine: whatever offset is measured is the error.
            for (var sample : samples) {
                assertTrue(Math.abs(sample.offset()) <= sample.bound(), sample::toString);
                assertTrue(sample.delay() >= 30 * MS, sample::toString);
            }
            assertTrue(samples.stream().anyMatch(sample -> Math.abs(sample.offset()) > MS), "the jitter is felt");
        }
    }

    private static List<Outcome> fiftyTimes(InetSocketAddress server) throws Exception {
        try (var client = client(server)) {
            return client.ask(50, Duration.ZERO);
        }
    }

    @Test
    void overAnAsymmetricLinkTheBiasIsHalfOfTheDifference() throws Exception {
        try (var server = NtpServer.start(OPTIONS);
                var link = Relay.start(server.address(), LinkSpec.parse("up:delay=30ms down:delay=10ms"));
                var client = client(link.address())) {
            NtpClient.warmUp();
            var samples = client.ask(16, Duration.ZERO).stream().map(Sample.class::cast).toList();
            var best = Sample.best(samples).orElseThrow();
            assertEquals(10 * MS, best.offset(), 2 * MS);
            assertTrue(samples.stream().allMatch(sample -> Math.abs(sample.offset()) <= sample.bound()));
        }
    }

    @Test
    void aClientThatAsksTooOftenIsKissedAndStops() throws Exception {
        try (var server = NtpServer.start(OPTIONS.withRate(0.001, 5)); var client = client(server.address())) {
            var outcomes = client.ask(20, Duration.ZERO);
            assertEquals(6, outcomes.size());
            assertEquals(new Outcome.Kiss("RATE"), outcomes.getLast());
            assertEquals(1, server.counters().get("kissed"));
        }
    }

    @Test
    void aServerWhoseClockIsNotSetIsRefused() throws Exception {
        try (var server = NtpServer.start(Host.HERE, OPTIONS, InstantSource.system(), Reference::unsynchronised);
                var client = client(server.address())) {
            assertEquals(new Outcome.Kiss("INIT"), client.ask());
        }
    }

    @Test
    void nobodyThereIsSilence() throws Exception {
        try (var nobody = Host.HERE.bind(new InetSocketAddress("127.0.0.1", 0), Tap.Party.UNKNOWN);
                var client = NtpClient.open(nobody.local(), LocalClock.free(),
                        NtpClient.Options.DEFAULTS.withTimeout(Duration.ofMillis(50)))) {
            var silence = assertInstanceOf(Outcome.Silence.class, client.ask());
            assertEquals(0, silence.ignored());
        }
    }

    @Test
    void aForgedAnswerIsIgnoredAndTheTrueOneStillCounts() throws Exception {
        try (var liar = Host.HERE.bind(new InetSocketAddress("127.0.0.1", 0), Tap.Party.UNKNOWN);
                var client = NtpClient.open(liar.local(), LocalClock.free(), NtpClient.Options.DEFAULTS)) {
            var forger = Thread.ofPlatform().daemon().start(() -> forge(liar));
            var sample = assertInstanceOf(Sample.class, client.ask());
            assertTrue(Math.abs(sample.offset()) <= sample.bound(), sample::toString);
            forger.join();
        }
    }

    /// Answers with two forgeries first, a day ahead: one with another origin, one from another port.
    private static void forge(UdpSocket liar) {
        try (var other = Host.HERE.bind(new InetSocketAddress("127.0.0.1", 0), Tap.Party.UNKNOWN)) {
            var buffer = ByteBuffer.allocate(100);
            var client = liar.receive(buffer);
            var question = NtpMessage.decode(buffer.flip());
            var wrong = NtpTimestamp.of(Instant.now().plusSeconds(86_400));
            liar.send(answer(new NtpTimestamp(question.transmit().bits() ^ 1), wrong), client);
            other.send(answer(question.transmit(), wrong), client);
            liar.send(answer(question.transmit(), NtpTimestamp.of(Instant.now())), client);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] answer(NtpTimestamp origin, NtpTimestamp time) {
        return new NtpMessage(LeapIndicator.NONE, 4, Mode.SERVER, 1, 0, -20, NtpShort.ZERO, NtpShort.ZERO, 0,
                NtpTimestamp.UNKNOWN,
                origin, time, time).encode();
    }

    @Test
    void damagedQuestionsStopNothingAndNoAnswerIsLongerThanItsQuestion() throws Exception {
        try (var server = NtpServer.start(OPTIONS.withRate(0, 1));
                var socket = Host.HERE.towards(server.address(), Tap.Party.UNKNOWN); var client = client(server.address())) {
            var question = NtpMessage.question(NtpTimestamp.of(Instant.now())).encode();
            var sent = Fuzz.mutations(1, 2_000, question).toList();
            for (byte[] bytes : sent) socket.send(bytes, server.address());
            Eventually.that("all have arrived", () -> server.udp().counters().get("received") == sent.size());
            assertInstanceOf(Sample.class, client.ask());
            assertEquals(0, server.udp().counters().get("failed"));
            var buffer = ByteBuffer.allocate(2048);
            while (socket.receive(buffer.clear(), Duration.ofMillis(1)) != null) assertEquals(NtpMessage.SIZE,
                    buffer.position());
        }
    }

    @Test
    void answersOfAServerAreNotAnswered() throws Exception {
        try (var one = NtpServer.start(OPTIONS); var socket = Host.HERE.towards(one.address(), Tap.Party.UNKNOWN)) {
            socket.send(answer(NtpTimestamp.UNKNOWN, NtpTimestamp.of(Instant.now())), one.address());
            Eventually.that("it was seen", () -> one.counters().get("other mode") == 1);
            assertNull(socket.receive(ByteBuffer.allocate(100), Duration.ofMillis(20)));
        }
    }

    @Test
    void aFloodFromOneSourceDoesNotStopOthers() throws Exception {
        try (var server = NtpServer.start(OPTIONS.withRate(50, 20));
                var flooder = Host.HERE.bind(new InetSocketAddress("127.0.0.2", 0), Tap.Party.UNKNOWN);
                var client = NtpClient.open(server.address(), LocalClock.free(),
                        NtpClient.Options.DEFAULTS.withTimeout(Duration.ofMillis(200)))) {
            var stop = new AtomicBoolean();
            var sent = new AtomicLong();
            long began = System.nanoTime();
            var flood = Thread.ofPlatform().daemon().start(() -> flood(flooder, server.address(), stop, sent));
            Eventually.that("the flood is under way", () -> sent.get() > 20_000);
            int answered = 0;
            for (int i = 0; i < 20; i++) {
                // As over any path, a question may be lost; as any client, this one asks again.
                for (int tries = 0; tries < 5; tries++) {
                    if (!(client.ask() instanceof Sample)) continue;
                    answered++;
                    break;
                }
                LockSupport.parkNanos(25 * MS);
            }
            stop.set(true);
            flood.join();
            double rate = sent.get() / ((System.nanoTime() - began) / 1e9);
            assertEquals(20, answered, "answers to another source during a flood of " + Math.round(rate) + " per second");
            assertTrue(rate > 40_000, "the flood had " + Math.round(rate) + " questions per second");
            assertTrue(server.counters().get("limited") > server.counters().get("answered"));
        }
    }

    /// Sends 50,000 questions per second.
    private static void flood(UdpSocket socket, InetSocketAddress server, AtomicBoolean stop, AtomicLong sent) {
        var question = NtpMessage.question(NtpTimestamp.of(Instant.now())).encode();
        long began = System.nanoTime();
        try {
            while (!stop.get()) {
                while (sent.get() < (System.nanoTime() - began) / 20_000) {
                    socket.send(question, server);
                    sent.incrementAndGet();
                }
                LockSupport.parkNanos(MS / 10);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
