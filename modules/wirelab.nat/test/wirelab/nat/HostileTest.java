package wirelab.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import wirelab.kit.Counters;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;
import wirelab.nat.Member.Dialect;
import wirelab.natlab.*;

/// What strangers send: damaged, forged, far too much.
class HostileTest {
    private static final List<InetSocketAddress> ADDRESSES =
            List.of(new InetSocketAddress("192.168.1.11", 10_081), new InetSocketAddress("2001:db8::1", 10_081));
    private static final Profile PROFILE = new Profile(Profile.Mapping.SEQUENTIAL, 2, 1234, ADDRESSES, ADDRESSES);
    private static final Member MEMBER = new Member("alice", Dialect.OURS, ADDRESSES, ADDRESSES, new byte[32]);

    private static final List<Signalling> SIGNALS = List.of(new Signalling.Register(1, 2, new byte[32], "alice", ADDRESSES),
            new Signalling.KeepAlive(1, 7, 2000), new Signalling.Leave(1), new Signalling.Probe(1, 9),
            new Signalling.Connect(1, "bob", 8),
            new Signalling.Ready(1, "bob", 3, PROFILE), new Signalling.Relay(1, "bob", new byte[40]),
            new Signalling.Cookie(1, 5),
            new Signalling.Registered(1, ADDRESSES.getFirst(), ADDRESSES), new Signalling.Refused(1, "no"),
            new Signalling.Alive(1, ADDRESSES.getLast(), true), new Signalling.Unknown(1),
                    new Signalling.Seen(1, 9, 77, ADDRESSES.getFirst()),
            new Signalling.Members(1, 0, 2, List.of(new Event.Present(MEMBER),
                    new Event.Gone("bob", false, ADDRESSES.getFirst()))),
            new Signalling.Invite(1, "bob", 3, 1), new Signalling.Go(1, "bob", 3, 4000, PROFILE),
                    new Signalling.Relayed(1, "bob", new byte[40]));

    private static final long MS = 1_000_000L;

    private static byte[][] samples() {
        return SIGNALS.stream().map(Signalling::encode).toArray(byte[][]::new);
    }

    @Test
    void everySignalIsDecodedAsItWasEncoded() throws Exception {
        for (var signal : SIGNALS) {
            assertEquals(signal.getClass(), Signalling.decode(signal.encode()).getClass());
            assertEquals(ByteBuffer.wrap(signal.encode()), ByteBuffer.wrap(Signalling.decode(signal.encode()).encode()));
        }
    }

    @Test
    void anyBytesGiveASignalOrAProtocolException() {
        for (byte[] sample : samples()) Fuzz.truncations(sample).forEach(HostileTest::tryIt);
        Fuzz.mutations(11, 100_000, samples()).forEach(HostileTest::tryIt);
    }

    private static void tryIt(byte[] bytes) {
        try {
            assertEquals(ByteBuffer.wrap(bytes), ByteBuffer.wrap(Signalling.decode(bytes).encode()));
        } catch (ProtocolViolation _) {
            // As it should be.
        }
    }

    private static InetSocketAddress address(int n) {
        try {
            byte[] ip = {10, (byte) (n >> 16), (byte) (n >> 8), (byte) n};
            return new InetSocketAddress(InetAddress.getByAddress(ip), 5000);
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static int bytesTo(InetSocketAddress to, List<Action> actions) {
        return actions.stream().mapToInt(a -> a instanceof Action.Send s && s.to().equals(to) ? s.payload().length : 0)
                .sum();
    }

    /// The server answers what it cannot verify with no more bytes than came; the one exception is the list that the
    /// classroom
    /// dialects give to a newcomer, which is limited in bytes and in rate.
    @Test
    void noForgedSourceIsSentMoreThanWasSentInItsNameExceptAClassroomListOfLimitedLength() {
        var registry = new Registry(NatServer.Limits.DEFAULTS, ADDRESSES, new byte[16], new Counters());
        byte[][] classroom = {"Ralice,192.168.1.11:10081".getBytes(), "alice 192.168.1.11".getBytes(),
                "bob@keepalive".getBytes(),
            "bob @exit".getBytes(), "Kalice".getBytes(), "Ualice".getBytes(), "Rcarol,10.0.0.1:5".getBytes()};
        var n = new AtomicInteger();
        var lists = new AtomicInteger();
        java.util.stream.Stream.concat(Fuzz.mutations(13, 100_000, samples()), Fuzz.mutations(17, 100_000, classroom))
                .forEach(bytes -> {
            var source = address(n.incrementAndGet());
            int sent = bytesTo(source, Exchange.input(registry, n.get() * 3_000_000L, source, bytes));
            if (sent <= bytes.length) return;
            lists.incrementAndGet();
            assertTrue(registry.clients().stream().anyMatch(c -> c.member.publicAddress().equals(source)), sent + " bytes");
            assertTrue(sent <= Unheard.BYTES, "a list of " + sent + " bytes");
        });
        assertTrue(lists.get() > 100);
    }

    @Test
    void aForgedClassroomAddressIsToldOnlySoMuchBeforeItIsHeardAgain() {
        var limits = new NatServer.Limits(5000, 5000, Duration.ofSeconds(30), 100, 1_000_000);
        var registry = new Registry(limits, List.of(), new byte[16], new Counters());
        var victim = address(1);
        int sent = bytesTo(victim, Exchange.input(registry, 0, victim, "victim 10.0.0.1".getBytes()));
        for (int i = 2; i < 2000; i++) sent += bytesTo(victim,
                Exchange.input(registry, i * 3_000_000L, address(i), ("Rc" + i + ",10.0.0.1:1").getBytes()));
        assertTrue(sent <= Unheard.BYTES, sent + " bytes");
        int rest = bytesTo(victim, Exchange.input(registry, 6_000_000_000L, victim, "victim@keepalive".getBytes()));
        for (int i = 0; i < 50; i++) rest += bytesTo(victim, Exchange.tick(registry, 7_000_000_000L + i * 20_000_000L));
        assertTrue(rest > 1500 * "c1000 10.0.0.1:5000".length(), "then everything: " + rest);
    }

    @Test
    void aForgedAddressIsToldNoMoreHoweverManyIdsAndPortsAreRegisteredInItsNameAndHoweverOften() {
        var limits = new NatServer.Limits(5000, 5000, Duration.ofSeconds(30), 1000, 1_000_000);
        var registry = new Registry(limits, List.of(), new byte[16], new Counters());
        long now = 0;
        for (int i = 2; i < 1000; i++) {
            Exchange.input(registry, now += 3 * MS, address(i), ("Rc" + i + ",10.0.0.1:1").getBytes());
        }
        int sent = 0;
        int forged = 0;
        for (int i = 0; i < 1000; i++) {
            var victim = new InetSocketAddress(address(1).getAddress(), 2000 + i);
            String line = i % 2 == 0 ? "Rv" + i / 8 + ",10.9.9.9:1" : "v" + i / 8 + " 10.9.9.9";
            for (var action : Exchange.input(registry, now += 3 * MS, victim, line.getBytes())) {
                boolean toVictim = action instanceof Action.Send s && s.to().getAddress().equals(victim.getAddress());
                if (toVictim) sent += ((Action.Send) action).payload().length;
            }
            forged += line.length();
        }
        assertTrue(sent > 1000 && sent <= Unheard.BYTES + forged, sent + " bytes for " + forged);
        // A neighbour there that answers is believed, and so are those that come after it.
        var real = new InetSocketAddress(address(1).getAddress(), 7777);
        Exchange.input(registry, now += 3 * MS, real, "real 10.9.9.8".getBytes());
        Exchange.input(registry, now += 3 * MS, real, "real@keepalive".getBytes());
        int list = 0;
        for (int i = 0; i < 50; i++) list += bytesTo(real, Exchange.tick(registry, now += 20 * MS));
        var next = new InetSocketAddress(address(1).getAddress(), 7778);
        list += bytesTo(next, Exchange.input(registry, now + 3 * MS, next, "Rnext,10.9.9.7:1".getBytes()));
        assertTrue(list > 10 * 1000, list + " bytes");
    }

    @Test
    void aFloodOfForgedRegistrationsLeavesRoomForOurClientsAndDropsNobody() {
        var registry = new Registry(NatServer.Limits.DEFAULTS, List.of(), new byte[16], new Counters());
        Exchange.input(registry, 0, address(1), "honest 10.0.0.1".getBytes());
        Exchange.input(registry, 1, address(1), "honest@keepalive".getBytes());
        for (int i = 2; i < 5000; i++) Exchange.input(registry, i, address(i), ("forged" + i + " 10.0.0.1").getBytes());
        assertEquals(NatServer.Limits.DEFAULTS.unanswered() + 1, registry.clients().size());
        var ours = address(9000);
        byte[] key = Identity.create().publicKey();
        var first = Exchange.input(registry, 1, ours, new Signalling.Register(77, 0, key, "ours", List.of()).encode());
        var cookie = (Signalling.Cookie) decode(((Action.Send) first.getFirst()).payload());
        Exchange.input(registry, 2, ours, new Signalling.Register(77, cookie.cookie(), key, "ours", List.of()).encode());
        assertTrue(registry.clients().stream().anyMatch(c -> c.member.id().equals("ours")));
        assertTrue(registry.clients().stream().anyMatch(c -> c.member.id().equals("honest")));
    }

    private static Signalling decode(byte[] bytes) {
        try {
            return Signalling.decode(bytes);
        } catch (ProtocolViolation e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aClientIsNotFooledByAnythingThatStrangersSend() {
        var simulation = new Simulation(3);
        simulation.home("a", NatRules.of(NatKind.FULL_CONE), "203.0.113.1", null);
        simulation.home("b", NatRules.of(NatKind.FULL_CONE), "203.0.113.2", null);
        simulation.client("alice", "a", "192.168.1.11");
        simulation.client("bob", "b", "192.168.2.11");
        simulation.run(Duration.ofSeconds(1));
        simulation.chat("alice", "bob", "hello");
        simulation.run(Duration.ofSeconds(1));
        var alice = new InetSocketAddress("203.0.113.1", 10_081);
        var server = new InetSocketAddress("203.0.113.10", 10_080);
        var bob = new InetSocketAddress("203.0.113.2", 10_081);
        int before = simulation.notices("alice").size();
        // In the server's name, but without the token; in bob's name, in the clear; and as the server's classroom
        // announcements.
        for (byte[] sample : samples()) simulation.inject(server, alice, sample);
        for (String text : List.of("bob|I am bob", "bob@chat I am bob", "Ubob", "bob is unregistered 203.0.113.2:10081")) {
            simulation.inject(bob, alice, text.getBytes());
            simulation.inject(server, alice, text.getBytes());
        }
        // To the server in alice's name, from elsewhere.
        for (String text : List.of("Ualice", "alice @exit", "Ralice,192.168.1.11:10081", "alice 192.168.1.11")) {
            simulation.inject(new InetSocketAddress("203.0.113.66", 6666), server, text.getBytes());
        }
        Fuzz.mutations(5, 20_000, samples()).forEach(bytes -> simulation.inject(server, alice, bytes));
        simulation.run(Duration.ofSeconds(1));
        assertEquals(before, simulation.notices("alice").size(), () -> simulation.notices("alice").toString());
        assertTrue(simulation.listed("bob").contains("alice"));
        simulation.chat("bob", "alice", "still here");
        simulation.run(Duration.ofSeconds(1));
        assertEquals(List.of("still here"), simulation.shown("alice"));
    }

    @Test
    void aSealedPacketIsOpenedOnceAndOnlyByWhomItIsFor() throws Exception {
        var alice = Identity.create();
        var bob = Identity.create();
        var toBob = alice.session(bob.publicKey());
        var fromAlice = bob.session(alice.publicKey());
        byte[] sealed = toBob.seal(new PeerPacket.Data(1, "hello").encode());
        assertEquals(new PeerPacket.Data(1, "hello"), PeerPacket.decode(fromAlice.open(sealed)));
        assertThrows(ProtocolViolation.class, () -> fromAlice.open(sealed));
        assertThrows(ProtocolViolation.class, () -> alice.session(alice.publicKey()).open(sealed));
        byte[] fresh = toBob.seal(new PeerPacket.Ping(5).encode());
        Fuzz.mutations(19, 2_000, fresh).filter(bytes -> !java.util.Arrays.equals(bytes, fresh)).forEach(bytes -> {
            if (SecurityAssociation.sender(bytes) == 0) return;
            assertThrows(ProtocolViolation.class, () -> fromAlice.open(bytes));
        });
        assertEquals(new PeerPacket.Ping(5), PeerPacket.decode(fromAlice.open(fresh)));
        // Far ahead, then late but within the window, then too late.
        byte[] late = toBob.seal(new byte[] {1});
        for (int i = 0; i < SecurityAssociation.WINDOW - 2; i++) toBob.seal(new byte[0]);
        fromAlice.open(toBob.seal(new byte[] {2}));
        fromAlice.open(late);
    }

    @Test
    void aKeyOfSmallOrderIsRefused() {
        assertThrows(ProtocolViolation.class, () -> Identity.create().session(new byte[32]));
    }
}
