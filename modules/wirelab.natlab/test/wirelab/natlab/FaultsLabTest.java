package wirelab.natlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wirelab.kit.Eventually;
import wirelab.nat.*;
import wirelab.natlab.NatLab.Layout;
import wirelab.natlab.NatLab.Node;
import wirelab.natlab.NatLab.Side;
import wirelab.stun.BindingClient;
import wirelab.stun.BindingServer;
import wirelab.stun.LifetimeSearch;

/// What goes wrong in real life, on real sockets behind real NATs. What takes its time by nature (a peer is given up after
/// 30 s, a short-lived mapping is learned of) is begun first, goes on beside the others, and is asked for last.
@Tag("hosts")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsLabTest {
    private static ExecutorService threads;
    private static Future<Duration> killed;
    private static Future<String> shortLived;
    private static Future<List<LifetimeSearch>> lifetimes;

    @BeforeAll
    static void begin() {
        assumeTrue(NatLab.missing().isEmpty(), () -> NatLab.missing().orElse(""));
        threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory());
        killed = threads.submit(FaultsLabTest::killOne);
        shortLived = threads.submit(FaultsLabTest::keepShortLivedMappingsAlive);
        lifetimes = threads.submit(FaultsLabTest::findLifetimes);
    }

    @AfterAll
    static void end() {
        if (threads != null) threads.shutdownNow();
    }

    private static NatLab lab(NatKind a, NatKind b) throws IOException {
        var lab = NatLab.open(Layout.PLAIN);
        lab.nat(Side.A, NatRules.of(a));
        lab.nat(Side.B, NatRules.of(b));
        return lab;
    }

    private static <T> T get(Future<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) throw error;
            throw e;
        }
    }

    /// Alice and bob talk without a pause, five times a second each, while something happens.
    private static void talk(Witness alice, Witness bob, Future<?> meanwhile) throws Exception {
        for (int i = 0, more = 10; more > 0; i++) {
            alice.client.chat("bob", "a" + i);
            bob.client.chat("alice", "b" + i);
            LockSupport.parkNanos(200_000_000L);
            if (meanwhile.isDone()) more--;
        }
        meanwhile.get();
    }

    /// Everything that was said was shown once and in order, and what was called delivered was shown.
    private static void nothingLostNothingTwice(Witness from, Witness to, String prefix) {
        int said = (int) from.delivered().stream().filter(text -> text.startsWith(prefix)).count();
        var expected = new ArrayList<String>();
        for (int i = 0; i < said; i++) expected.add(prefix + i);
        assertEquals(expected, to.shown().stream().filter(text -> text.startsWith(prefix)).limit(said).toList());
        assertEquals(to.shown().stream().distinct().toList(), to.shown());
    }

    @ParameterizedTest
    @EnumSource(value = NatKind.class, names = {"PORT_RESTRICTED", "SYMMETRIC"})
    @Order(1)
    void theTalkGoesOnWithinTwoKeepAlivesAfterANatIsRenumberedAndRebooted(NatKind kind) throws Exception {
        try (var lab = lab(kind, NatKind.PORT_RESTRICTED); var _ = Matrix.server(lab);
                var alice = Witness.on(lab, Node.A1, "alice"); var bob = Witness.on(lab, Node.B1, "bob")) {
            Witness.meet(alice, bob);
            alice.client.chat("bob", "hello");
            Eventually.that("they talk", () -> bob.shown().contains("hello"));
            Callable<Long> renumber = () -> {
                long before = System.nanoTime();
                lab.renumber(Side.A, "203.0.113.77");
                int shown = alice.shown().size() + bob.shown().size();
                Eventually.that("after the renumbering", () -> alice.shown().size() + bob.shown().size() > shown + 10);
                lab.reboot(Side.A);
                lab.reboot(Side.B);
                int later = alice.shown().size() + bob.shown().size();
                Eventually.that("after the reboots", () -> alice.shown().size() + bob.shown().size() > later + 10);
                return before;
            };
            var faults = threads.submit(renumber);
            talk(alice, bob, faults);
            Eventually.that("all is delivered",
                    () -> Inside.waiting(alice.client, "bob") + Inside.waiting(bob.client, "alice") == 0);
            nothingLostNothingTwice(alice, bob, "a");
            nothingLostNothingTwice(bob, alice, "b");
            for (var one : List.of(alice, bob)) {
                var limit = Inside.keepAlive(one.client).multipliedBy(2);
                var silence = one.longestSilence(faults.get());
                assertTrue(silence.compareTo(limit) <= 0, silence + " of silence, keep-alive every "
                        + Inside.keepAlive(one.client));
            }
        }
    }

    @Test
    @Order(2)
    void afterARestartOfTheServerClientsComeBackByThemselvesAndTheRelayGoesOn() throws Exception {
        try (var lab = lab(NatKind.SYMMETRIC, NatKind.SYMMETRIC); var first = Matrix.server(lab);
                var alice = Witness.on(lab, Node.A1, "alice"); var bob = Witness.on(lab, Node.B1, "bob")) {
            Witness.meet(alice, bob);
            alice.client.chat("bob", "before");
            Eventually.that("relayed", () -> alice.delivered().contains("before"));
            assertEquals(List.of("relay"), alice.paths());
            first.close();
            alice.client.chat("bob", "meanwhile");
            try (var second = Matrix.server(lab)) {
                Eventually.that("both are back", () -> second.clients() == 2);
                Eventually.that("what was said meanwhile arrives", () -> alice.delivered().contains("meanwhile"));
                bob.client.chat("alice", "after");
                Eventually.that("and back", () -> bob.delivered().contains("after"));
                assertEquals(List.of("before", "meanwhile"), bob.shown());
                assertEquals(List.of("after"), alice.shown());
                Eventually.that("the lists are whole", () -> alice.client.list().size() == 2
                        && bob.client.list().size() == 2);
            }
        }
    }

    @Test
    @Order(3)
    void withoutTheServerDirectPathsGoOn() throws Exception {
        try (var lab = lab(NatKind.PORT_RESTRICTED, NatKind.SEQUENTIAL); var server = Matrix.server(lab);
                var alice = Witness.on(lab, Node.A1, "alice"); var bob = Witness.on(lab, Node.B1, "bob")) {
            Witness.meet(alice, bob);
            alice.client.chat("bob", "hello");
            Eventually.that("direct", () -> alice.delivered().contains("hello"));
            server.close();
            alice.at("the user is told", notice -> notice.text().contains("no answer from the server"));
            bob.at("the user is told", notice -> notice.text().contains("no answer from the server"));
            int paths = alice.paths().size();
            alice.client.chat("bob", "who needs a server");
            bob.client.chat("alice", "nobody");
            Eventually.that("they talk on", () -> alice.delivered().contains("who needs a server")
                    && bob.delivered().contains("nobody"));
            assertEquals(paths, alice.paths().size(), () -> alice.paths().toString());
            assertTrue(!alice.paths().contains("relay"), () -> alice.paths().toString());
        }
    }

    @Test
    @Order(4)
    void withTwentyPercentLossFromTheFirstDatagramOnEverythingArrivesOnceAndInOrder() throws Exception {
        try (var lab = lab(NatKind.PORT_RESTRICTED, NatKind.PORT_RESTRICTED)) {
            lab.lose(20);
            try (var _ = Matrix.server(lab);
                    var alice = Witness.on(lab, Node.A1, "alice"); var bob = Witness.on(lab, Node.B1, "bob")) {
                Witness.meet(alice, bob);
                var said = new ArrayList<String>();
                for (int i = 0; i < 60; i++) said.add("message " + i);
                for (String text : said) {
                    alice.client.chat("bob", text);
                    bob.client.chat("alice", text);
                }
                Eventually.that("all of it", () -> alice.delivered().size() == 60 && bob.delivered().size() == 60);
                assertEquals(said, bob.shown());
                assertEquals(said, alice.shown());
            }
        }
    }

    /// Mappings of two seconds, less than the first interval, and another port after each.
    private static String keepShortLivedMappingsAlive() throws Exception {
        try (var lab = lab(NatKind.PORT_RESTRICTED, NatKind.PORT_RESTRICTED); var _ = Matrix.server(lab)) {
            lab.nat(Side.A, new NatRules(NatKind.PORT_RESTRICTED, false, false, NatRules.Input.DROP,
                    Duration.ofSeconds(2), true));
            try (var alice = Witness.on(lab, Node.A1, "alice"); var bob = Witness.on(lab, Node.B1, "bob")) {
                Witness.meet(alice, bob);
                Eventually.that("the interval is learned",
                        () -> Inside.keepAlive(alice.client).compareTo(Duration.ofSeconds(2)) < 0);
                alice.client.chat("bob", "hello");
                Eventually.that("they talk", () -> alice.delivered().contains("hello"));
                String path = alice.paths().getLast();
                int paths = alice.paths().size();
                long silence = System.nanoTime() + 6_000_000_000L;
                Eventually.that("six seconds of silence", () -> System.nanoTime() > silence);
                long began = System.nanoTime();
                bob.client.chat("alice", "still there?");
                Eventually.that("she is", () -> alice.shown().contains("still there?"));
                var took = Duration.ofNanos(System.nanoTime() - began);
                assertTrue(took.toMillis() < 1000, took.toString());
                assertEquals(paths, alice.paths().size(), () -> "it was the same path: " + alice.paths());
                assertTrue(Inside.keepAlive(alice.client).toMillis() >= 1000, () -> "not oftener than needed");
                return path;
            }
        }
    }

    @Test
    @Order(8)
    void mappingsThatLiveForTwoSecondsAreKeptAliveAtTheIntervalThatWasLearned() throws Exception {
        assertEquals("public", get(shortLived));
    }

    private static LifetimeSearch find(NatLab lab, Node host, InetSocketAddress server) throws IOException {
        return BindingClient.towards(lab.host(host).host(), server)
                .lifetime(server, Duration.ofSeconds(4), Duration.ofMillis(500), _ -> {});
    }

    /// Behind a cone and behind a symmetric NAT.
    private static List<LifetimeSearch> findLifetimes() throws Exception {
        var options = BindingServer.Options.DEFAULTS.withTcp(false)
                .withBind(new InetSocketAddress("203.0.113.10", BindingServer.PORT));
        try (var lab = NatLab.open(Layout.PLAIN);
                var server = BindingServer.start(lab.host(Node.SERVER).host(), options)) {
            lab.nat(Side.A, new NatRules(NatKind.FULL_CONE, false, true, NatRules.Input.DROP, Duration.ofSeconds(2), true));
            lab.nat(Side.B, new NatRules(NatKind.SYMMETRIC, false, true, NatRules.Input.DROP, Duration.ofSeconds(2), true));
            var behindA = threads.submit(() -> find(lab, Node.A1, server.address()));
            return List.of(find(lab, Node.B1, server.address()), get(behindA));
        }
    }

    @Test
    @Order(7)
    void howLongAMappingLastsIsFoundOutByStunWithoutKnowingIt() throws Exception {
        for (var found : get(lifetimes)) {
            assertTrue(found.survived().toMillis() >= 1000, found::toString);
            assertTrue(found.survived().toMillis() <= 2000, found::toString);
            assertTrue(found.ended().minus(found.survived()).toMillis() <= 500, found::toString);
            assertEquals(found.survived().dividedBy(2), found.keepAlive());
        }
    }

    /// With the limits that everybody gets.
    private static Duration killOne() throws Exception {
        try (var server = NatServer.start(NatServer.Options.DEFAULTS);
                var alice = Witness.here(server, "alice"); var bob = Witness.here(server, "bob")) {
            Witness.meet(alice, bob);
            // Just heard: the longest that it can take.
            Eventually.that("bob keeps alive", () -> server.counters().get("received") > 8);
            long began = System.nanoTime();
            bob.client.kill();
            long end = began + 40_000_000_000L;
            while (System.nanoTime() < end && !alice.notices().contains(new Notice.Gone("bob", false))) {
                LockSupport.parkNanos(2_000_000);
            }
            return Duration.ofNanos(alice.at("bob is off-line", notice -> notice.equals(new Notice.Gone("bob", false)))
                    - began);
        }
    }

    @Test
    @Order(9)
    void aPeerThatWasKilledIsOffLineForTheOthersWithinThirtyOneSeconds() throws Exception {
        var took = get(killed);
        assertTrue(took.toMillis() <= 31_000, took.toString());
        assertTrue(took.toMillis() >= 20_000, took.toString());
    }
}
