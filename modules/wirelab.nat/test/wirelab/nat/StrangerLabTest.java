package wirelab.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;
import wirelab.natlab.*;
import wirelab.natlab.NatLab.Layout;
import wirelab.natlab.NatLab.Node;
import wirelab.natlab.NatLab.Side;

/// A stranger who sends in the names and from the addresses of others, with real datagrams.
class StrangerLabTest {
    /// A host whose datagrams leave with the source of somebody else, as from a provider that lets forged sources out.
    private static final class Stranger {
        private final UdpSocket socket;

        Stranger(NatLab lab, int port, InetSocketAddress claims) throws IOException {
            lab.host(Node.PUBLIC).feed("""
                table ip forged%d {
                  chain leaving {
                    type nat hook postrouting priority srcnat
                    udp sport %1$d snat to %s:%d
                  }
                }
                """.formatted(port, claims.getAddress().getHostAddress(), claims.getPort()), "nft", "-f", "-");
            socket = lab.udp(Node.PUBLIC, port, Tap.Party.UNKNOWN);
        }

        void sends(InetSocketAddress to, String text) throws IOException {
            socket.send(text.getBytes(StandardCharsets.UTF_8), to);
        }

        void sends(InetSocketAddress to, Signalling signal) throws IOException {
            socket.send(signal.encode(), to);
        }
    }

    @Test
    @Tag("hosts")
    void ourClientsAreNotFooledByForgedSourcesAndClassroomClientsCannotHelpIt() throws Exception {
        assumeTrue(NatLab.missing().isEmpty(), () -> NatLab.missing().orElse(""));
        try (var lab = NatLab.open(Layout.PLAIN)) {
            // Nothing keeps the stranger out but the protocol.
            for (var side : List.of(Side.A, Side.B)) lab.nat(side, NatRules.of(NatKind.FULL_CONE));
            try (var server = Matrix.server(lab); var alice = Witness.on(lab, Node.A1, "alice");
                    var bob = Witness.on(lab, Node.B1, "bob");
                    var sam = lab.udp(Node.B2, 10_082, Tap.Party.UNKNOWN)) {
                var at = new InetSocketAddress(lab.address(Node.SERVER), NatServer.PORT);
                sam.send("sam 192.168.2.12".getBytes(StandardCharsets.UTF_8), at);
                Eventually.that("all are there", () -> alice.client.list().size() == 3 && bob.client.list().size() == 3);
                alice.client.chat("bob", "hello");
                Eventually.that("they talk", () -> alice.delivered().contains("hello"));
                var alices = new InetSocketAddress(lab.address(Side.A), NatClient.PORT);
                var bobs = new InetSocketAddress(lab.address(Side.B), NatClient.PORT);
                var sams = new InetSocketAddress(lab.address(Side.B), 10_082);
                var before = List.copyOf(alice.notices());

                var asServer = new Stranger(lab, 7001, at);
                var asBob = new Stranger(lab, 7002, bobs);
                var asAlice = new Stranger(lab, 7003, alices);
                var asSam = new Stranger(lab, 7004, sams);
                asServer.sends(alices, new Signalling.Refused(4711, "go away"));
                asServer.sends(alices, new Signalling.Unknown(4711));
                asServer.sends(alices, new Signalling.Members(4711, 0, 99, List.of(new Event.Gone("bob", true, bobs))));
                asServer.sends(alices, "Ubob");
                asServer.sends(alices, "bob is unregistered 203.0.113.2:10081");
                asBob.sends(alices, "bob|send me money");
                asBob.sends(alices, "bob@chat send me money");
                asBob.sends(alices, new Signalling.Relayed(4711, "bob", new byte[60]));
                long told = server.counters().get("stranger");
                asAlice.sends(at, new Signalling.Leave(4711));
                asAlice.sends(at, "Ualice");
                asAlice.sends(at, "alice @exit");
                asAlice.sends(at, "Ralice,192.168.1.11:10081");
                asAlice.sends(at, "alice 192.168.1.11");
                asBob.sends(at, new Signalling.Register(4711, 0, new byte[32], "alice", List.of()));
                Eventually.that("the server has seen them", () -> server.counters().get("stranger") >= told + 3
                        && server.counters().get("refused") >= 2);

                // The control: where nothing can be proven, the very same forgery works. The README names it.
                asSam.sends(alices, "sam@chat I am sam");
                Eventually.that("shown, but marked", () -> alice.notices().contains(
                        new Notice.Message("sam", "I am sam", false, "From sam [I am sam] (in the clear)")));
                var since = alice.notices().subList(before.size(), alice.notices().size());
                assertEquals(1, since.size(), since::toString);
                asSam.sends(at, "sam @exit");
                Eventually.that("and all believe that sam has left", () ->
                        alice.notices().contains(new Notice.Gone("sam", true)));

                bob.client.chat("alice", "still here");
                Eventually.that("the talk goes on", () -> alice.shown().contains("still here"));
                assertTrue(alice.client.list().stream().anyMatch(line -> line.startsWith("bob ")));
                assertTrue(bob.client.list().stream().anyMatch(line -> line.startsWith("alice 203.0.113.1:10081")));
                assertFalse(alice.shown().contains("send me money"));
            }
        }
    }

    private static ByteBuffer forged(int n) {
        return ByteBuffer.wrap((switch (n % 3) {
            case 0 -> "forged" + n + " 10.0.0.1";
            case 1 -> "Rforged" + n + ",10.0.0.1:10081";
            default -> "Rbob,10.0.0.1:10081";
        }).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @Tag("socket")
    void aFloodOfRegistrationsDisturbsNobodyWhoIsThere() throws Exception {
        var sources = new ArrayList<DatagramChannel>();
        try (var server = NatServer.start(NatServer.Options.DEFAULTS);
                var alice = Witness.here(server, "alice"); var bob = Witness.here(server, "bob")) {
            Witness.meet(alice, bob);
            alice.client.chat("bob", "before");
            Eventually.that("they talk", () -> alice.delivered().contains("before"));
            for (int i = 1; i <= 20; i++) {
                sources.add(DatagramChannel.open(StandardProtocolFamily.INET)
                        .bind(new InetSocketAddress("127.9.9." + i, 0)));
            }
            var n = new AtomicInteger();
            var said = new ArrayList<>(List.of("before"));
            Eventually.that("the flood hits the limits", () -> {
                for (int i = 0; i < 1000; i++) sources.get(i % 20).send(forged(n.incrementAndGet()), server.address());
                if (said.size() <= 50) {
                    said.add("during " + n);
                    alice.client.chat("bob", said.getLast());
                }
                return server.counters().get("limited") > 1000;
            });
            Eventually.that("what was said meanwhile has arrived", () -> alice.delivered().equals(said));
            assertTrue(server.clients() <= NatServer.Limits.DEFAULTS.unanswered() + 2, () -> server.clients() + " clients");
            try (var carol = Witness.here(server, "carol")) {
                carol.at("there is room for one of ours", notice -> notice instanceof Notice.Registered);
                Eventually.that("she sees bob", () -> carol.client.list().stream().anyMatch(l -> l.startsWith("bob ")));
                carol.client.chat("bob", "what a noise");
                Eventually.that("and speaks to him", () -> carol.delivered().contains("what a noise"));
            }
            assertTrue(alice.notices().stream().noneMatch(notice -> notice.text().contains("no answer")));
            said.add("what a noise");
            assertEquals(said, bob.shown());
        } finally {
            for (var source : sources) source.close();
        }
    }
}
