package wirelab.ntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.kit.Host;

@Tag("socket")
class SynchroniserTest {
    private static final long MS = 1_000_000;
    private static final NtpServer.Options SERVER = NtpServer.Options.DEFAULTS.withRate(0, 1);
    private static final Synchroniser.Options OFTEN = Synchroniser.Options.DEFAULTS.withPoll(Duration.ofMillis(50))
            .withSamples(2, Duration.ofMillis(1)).withClient(NtpClient.Options.DEFAULTS.withTimeout(Duration.ofMillis(300)));

    private static NtpServer server() throws IOException {
        return wrongBy(Duration.ZERO);
    }

    private static NtpServer wrongBy(Duration error) throws IOException {
        var clock = InstantSource.offset(InstantSource.system(), error);
        return NtpServer.start(Host.HERE, SERVER, clock, Reference.vouched(clock, 3, Duration.ofMillis(1)));
    }

    private static NtpServer server(Reference reference) throws IOException {
        return NtpServer.start(Host.HERE, SERVER, InstantSource.system(), () -> reference);
    }

    /// A server that serves the time of a client.
    private static NtpServer behind(Synchroniser synchroniser) throws IOException {
        return NtpServer.start(Host.HERE, SERVER, synchroniser.clock(), synchroniser::reference);
    }

    private static Synchroniser start(InetSocketAddress... servers) {
        return Synchroniser.start(List.of(servers), LocalClock.free(), OFTEN, _ -> {});
    }

    private static long offset(InstantSource clock) {
        return Duration.between(Instant.now(), clock.instant()).toNanos();
    }

    @Test
    void aClockFollowsItsServerAndSaysHowWellItDoes() throws Exception {
        try (var server = wrongBy(Duration.ofSeconds(3)); var synchroniser = start(server.address())) {
            Eventually.that("it is set, and well", () -> synchroniser.latest().isSynchronised()
                    && synchroniser.clock().reading().bound().compareTo(Duration.ofMillis(30)) < 0);
            assertEquals(3_000 * MS, offset(synchroniser.clock()), 30 * MS);
            var bound = synchroniser.clock().reading().bound();
            assertTrue(bound.compareTo(Duration.ofMillis(1)) >= 0, "the server's own error is part of ours: " + bound);
            var reference = synchroniser.reference();
            assertEquals(4, reference.stratum());
            assertEquals("127.0.0.1", reference.idText());
            assertTrue(reference.rootDispersion().compareTo(Duration.ofMillis(1)) >= 0, reference::toString);
        }
    }

    @Test
    void aClockThatNobodyHasReadYetIsSetBackAtOnce() throws Exception {
        try (var server = wrongBy(Duration.ofSeconds(-3)); var synchroniser = start(server.address())) {
            Eventually.that("it is set", () -> synchroniser.clock().reading().isSet());
            assertEquals(-3_000 * MS, offset(synchroniser.clock()), 500 * MS);
        }
    }

    @Test
    void aChainOfServersCountsItsStrata() throws Exception {
        try (var first = server(); var synchroniser = start(first.address())) {
            Eventually.that("it is set", () -> synchroniser.latest().isSynchronised());
            try (var second = behind(synchroniser);
                    var client = NtpClient.open(second.address(), LocalClock.free(), NtpClient.Options.DEFAULTS)) {
                var sample = assertInstanceOf(Sample.class, client.ask());
                assertEquals(4, sample.answer().stratum());
                assertTrue(Math.abs(sample.offset()) <= sample.distance(), sample::toString);
            }
        }
    }

    @Test
    void afterTheLastStratumAServerIsNotSynchronised() throws Exception {
        for (int stratum : new int[] {14, 15}) {
            var last = Reference.local(stratum, Duration.ofMillis(1), Instant.now());
            try (var first = server(last); var synchroniser = start(first.address())) {
                Eventually.that("it is set", () -> synchroniser.latest().isSynchronised());
                try (var second = behind(synchroniser);
                        var client = NtpClient.open(second.address(), LocalClock.free(), NtpClient.Options.DEFAULTS)) {
                    var outcome = client.ask();
                    if (stratum == 14) assertEquals(15, assertInstanceOf(Sample.class, outcome).answer().stratum());
                    else assertEquals("kiss-o'-death INIT", outcome.toString());
                }
            }
        }
    }

    @Test
    void oneUnknownNameOfSeveralIsLeftOut() throws Exception {
        try (var server = server();
                var synchroniser = start(InetSocketAddress.createUnresolved("nosuch.invalid", 123), server.address())) {
            Eventually.that("it is set", () -> synchroniser.latest().isSynchronised());
            assertEquals("refused: cannot ask: unknown host nosuch.invalid",
                    synchroniser.latest().peers().getFirst().last().toString());
        }
    }

    @Test
    void aNameThatWasUnknownIsLookedUpAgain() throws Exception {
        try (var server = server();
                var synchroniser = start(InetSocketAddress.createUnresolved("localhost", server.address().getPort()))) {
            Eventually.that("it is set", () -> synchroniser.latest().isSynchronised());
        }
    }

    @Test
    void aFalseTickerIsNamedAndLeftOut() throws Exception {
        try (var one = server(); var liar = wrongBy(Duration.ofHours(1));
                var two = server();
                var synchroniser = start(one.address(), liar.address(), two.address())) {
            Eventually.that("the two honest servers are used and the liar is not",
                    () -> synchroniser.latest().peers().stream()
                    .map(Synchroniser.Peer::isSurvivor).toList().equals(List.of(true, false, true)));
            assertTrue(Math.abs(offset(synchroniser.clock())) < 200 * MS);
        }
    }

    @Test
    void withoutItsServerTheClockGoesOnAndIsSetRightWhenTheServerIsBack() throws Exception {
        var server = server();
        try (var synchroniser = start(server.address())) {
            Eventually.that("it is set", () -> synchroniser.latest().isSynchronised());
            server.close();
            Eventually.that("the loss is noticed", () -> !synchroniser.latest().isSynchronised());
            // While the clock still slews towards the last offset the bound may shrink.
            Eventually.that("the bound grows",
                    () -> synchroniser.clock().reading().bound().compareTo(synchroniser.clock().reading().bound()) < 0);
            assertTrue(Math.abs(offset(synchroniser.clock())) < 200 * MS);
            try (var _ = NtpServer.start(SERVER.withBind(server.address()))) {
                Eventually.that("the server's return is noticed", () -> synchroniser.latest().isSynchronised());
            }
        } finally {
            server.close();
        }
    }

    @Test
    void withoutAnyServerTheClockIsNeverSet() throws Exception {
        var gone = server();
        gone.close();
        try (var synchroniser = start(gone.address())) {
            assertFalse(synchroniser.awaitFirst(Duration.ofSeconds(10)).isSynchronised());
            assertFalse(synchroniser.clock().reading().isSet());
            assertEquals(LeapIndicator.UNSYNCHRONISED, synchroniser.reference().leap());
        }
    }

    @Test
    void aServerThatForbidsItIsNotAskedAgain() throws Exception {
        var before = Thread.getAllStackTraces().keySet();
        try (var server = server(new Reference(LeapIndicator.UNSYNCHRONISED, 0,
                NtpMessage.referenceId("DENY"), Instant.EPOCH, Duration.ZERO, Duration.ZERO,
                0)); var synchroniser = start(server.address())) {
            assertEquals(new Outcome.Kiss("DENY"), synchroniser.awaitFirst(Duration.ofSeconds(10)).peers().getFirst()
                    .last());
            Eventually.that("the thread that asks has ended", () -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("ntp-sync") && !before.contains(thread)));
            assertEquals(1, server.counters().get("answered"));
        }
    }
}
