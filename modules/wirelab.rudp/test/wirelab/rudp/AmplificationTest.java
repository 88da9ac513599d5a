package wirelab.rudp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import wirelab.hosts.Namespace;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;
import wirelab.kit.Tap;

/// A server is no weapon: who writes somebody else's address on a question does not make it send more there than came.
class AmplificationTest {
    private static final int QUESTIONS = 300;
    private static final RudpIdentity IDENTITY = RudpIdentity.create(Secrets.RANDOM);

    /// A server without a socket, and what it sends to whom.
    private static final class Server {
        final RudpEnd machine;
        final InetSocketAddress victim = new InetSocketAddress("198.51.100.9", 77);
        long came;
        long sent;
        byte[] last;

        Server(RudpOptions options) {
            var random = new Random(5);
            machine = new RudpEnd(new RudpEnd.Setting(options, new Reception(options, IDENTITY, random, Aead.KEY_LIFE),
                    random, RudpTrace.NONE, Aead.KEY_LIFE));
        }

        void ask(long now, byte[] question) {
            came += question.length;
            last = null;
            try {
                machine.received(now, ByteBuffer.wrap(question), victim);
            } catch (ProtocolViolation _) {
                // No answer then.
            }
            machine.drain(action -> {
                if (action instanceof RudpAction.Send send && send.to().equals(victim)) {
                    sent += send.datagram().length;
                    last = send.datagram();
                }
            });
        }
    }

    private static byte[] hello(boolean sealed, byte[] cookie, long id) {
        return Handshake.packet(new Handshake.Hello(sealed, cookie, new byte[32]), 1, id);
    }

    /// What anybody can send who has no key: questions of all kinds, short and long.
    private static List<byte[]> questions(long id, Random random) {
        var all = new ArrayList<byte[]>();
        for (boolean sealed : new boolean[] {true, false}) {
            all.add(hello(sealed, new byte[0], id));
            byte[] guessed = new byte[Handshake.COOKIE_SIZE];
            random.nextBytes(guessed);
            all.add(hello(sealed, guessed, id));
            all.add(Arrays.copyOf(hello(sealed, new byte[0], id), 100));
        }
        for (int length : new int[] {22, 41, 42, 60, 200, RudpOptions.ETHERNET}) {
            var data = ByteBuffer.allocate(length);
            data.putInt(random.nextInt()).putInt(0).putInt(0).put((byte) 0x20).putLong(id + length);
            all.add(data.array());
        }
        all.add(Handshake.packet(new Handshake.Cookie(Handshake.Status.AGAIN, new byte[16]), 0, id));
        all.add(Handshake.packet(new Handshake.Welcome(new byte[48]), 0, id));
        all.add(Handshake.packet(new Handshake.Reset(new byte[16]), 0, id));
        return all;
    }

    @Test
    void noQuestionOfWhomIsNotProvedHasALongerAnswer() {
        var random = new Random(7);
        for (boolean plain : new boolean[] {true, false}) {
            var server = new Server(RudpOptions.DEFAULTS.withPlain(plain));
            for (int i = 0; i < QUESTIONS; i++) {
                for (byte[] question : questions(random.nextLong(), random)) {
                    long before = server.sent;
                    server.ask(i * 10_000_000L, question);
                    assertTrue(server.sent - before <= question.length,
                            server.sent - before + " for " + question.length + " bytes");
                }
            }
            assertTrue(server.sent > 0, "it did answer");
            assertEquals(0, server.machine.count(), "connections that are kept");
        }
    }

    @Test
    void aHelloThatProvesItsAddressAndIsRepeatedGetsNoMoreThanThreeTimesWhatCame() throws Exception {
        var server = new Server(RudpOptions.DEFAULTS.withPlain(true));
        server.ask(0, hello(false, new byte[0], 9));
        var cookie = (Handshake.Cookie) Handshake.read(RudpPacket.Kind.COOKIE, server.last,
                server.last.length - Checksum.SIZE);
        byte[] limits = new Handshake.Limits(1 << 16, 0, new byte[16]).encode();
        byte[] hello = Handshake.packet(new Handshake.Hello(false, cookie.cookie(), limits), 1, 9);
        for (int i = 0; i < 100; i++) {
            server.ask(i, hello);
            assertTrue(server.sent <= 3 * server.came, server.sent + " for " + server.came + " bytes");
        }
        assertEquals(1, server.machine.count());
    }

    /// Three hosts: the server in the middle, who asks with the victim's address at one side, the victim at the other.
    @Test
    @Tag("hosts")
    @Timeout(60)
    void aVictimInAThirdNamespaceGetsNoMoreThanThreeTimesWhatWasAskedInItsName() throws Exception {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        String name = "wlamp" + ProcessHandle.current().pid();
        try (var middle = Namespace.create(name + "s"); var asker = Namespace.create(name + "a");
                var victim = Namespace.create(name + "v")) {
            middle.ip("link add left type veth peer name cable netns " + asker.name()
                    + "\nlink add right type veth peer name cable netns " + victim.name()
                    + "\naddr add 10.91.1.1/24 dev left\naddr add 10.91.2.1/24 dev right\nlink set left up\nlink set right up");
            middle.settings("ipv4/conf/all/rp_filter=0", "ipv4/conf/left/rp_filter=0");
            victim.ip("addr add 10.91.2.2/24 dev cable\nlink set cable up\nroute add default via 10.91.2.1");
            // The victim's address is the asker's own, too: so the system lets it send with it.
            asker.ip("addr add 10.91.1.2/24 dev cable\naddr add 10.91.2.2/32 dev lo\nlink set cable up");
            spoof(middle.host(), asker.host(), victim.host());
        }
    }

    private static void spoof(Host middle, Host asker, Host victim) throws Exception {
        var random = new Random(7);
        long asked = 0;
        long got = 0;
        int answers = 0;
        try (var port = RudpPort.listen(middle, new InetSocketAddress("10.91.1.1", 0), RudpOptions.DEFAULTS, IDENTITY,
                RudpSession::close);
                var out = asker.bind(new InetSocketAddress("10.91.2.2", 7_777), Tap.Party.UNKNOWN);
                var in = victim.bind(new InetSocketAddress("10.91.2.2", 7_777), Tap.Party.UNKNOWN)) {
            in.receiveBuffer(1 << 20);
            long questions = 0;
            for (int i = 0; i < 50; i++) {
                for (byte[] question : questions(random.nextLong(), random)) {
                    out.send(question, port.address());
                    asked += question.length;
                    questions++;
                }
                long all = questions;
                assertTrue(port.driver().await(() -> port.counters().get("received") >= all, Duration.ofSeconds(5)));
                var into = ByteBuffer.allocate(2_000);
                while (in.receive(into.clear(), Duration.ofMillis(1)) != null) {
                    got += into.position();
                    answers++;
                }
            }
            assertEquals(0, port.connections());
        }
        assertTrue(answers >= 50, answers + " answers reached the victim");
        assertTrue(got <= 3 * asked, got + " bytes for " + asked);
        System.out.printf("amplification: %,d bytes asked, %,d bytes to the victim, factor %.3f%n", asked, got,
                (double) got / asked);
    }
}
