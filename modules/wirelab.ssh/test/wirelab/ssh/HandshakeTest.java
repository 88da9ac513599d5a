package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole connections between our two ends, in memory.
class HandshakeTest {
    static List<Algorithms> combinations() {
        var all = new ArrayList<Algorithms>();
        for (String kex : Algorithms.ALL.kex()) {
            for (String cipher : Algorithms.ALL.ciphers()) all.add(Algorithms.ALL.withKex(kex).withCiphers(cipher));
        }
        for (String mac : Algorithms.ALL.macs()) all.add(Algorithms.ALL.withCiphers("aes256-ctr").withMacs(mac));
        return all;
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void everyCombinationLogsIn(Algorithms algorithms) {
        var ends = Ends.of(algorithms).run();
        assertNull(ends.server.failure());
        assertNull(ends.client.failure());
        assertEquals("alice", ends.server.user());
        assertEquals("alice", ends.client.user());
        assertEquals(algorithms.ciphers().getFirst(), ends.server.transport.exchanger().agreed().cipherToServer());
        assertArrayEquals(ends.client.transport.session(), ends.server.transport.session());
    }

    @Test
    void theSameSeedsGiveTheSameBytes() {
        var one = Ends.loggedIn();
        var other = Ends.loggedIn();
        assertArrayEquals(one.fromClient.toByteArray(), other.fromClient.toByteArray());
        assertArrayEquals(one.fromServer.toByteArray(), other.fromServer.toByteArray());
    }

    @Test
    void howTheBytesAreCutMakesNoDifference() {
        var whole = Ends.loggedIn();
        for (int piece : new int[] {1, 2, 3, 7, 16, 100, 1000}) {
            var ends = Ends.of(Algorithms.ALL);
            ends.piece = piece;
            ends.run();
            assertEquals("alice", ends.server.user(), piece + " bytes at once");
            assertArrayEquals(whole.fromClient.toByteArray(), ends.fromClient.toByteArray());
        }
    }

    @Test
    void aHandshakeThatIsCutAnywhereLetsNobodyIn() {
        byte[] said = Ends.loggedIn().fromClient.toByteArray();
        for (int cut = 0; cut < said.length; cut += cut % 64 == 63 ? 1 : 7) {
            var server = new SshMachine.Server(List.of(Ends.HOST), Algorithms.ALL, Rekey.DEFAULTS, new Random(3),
                    Ends.AUTHORITY, "");
            server.start(0);
            server.receive(0, ByteBuffer.wrap(Arrays.copyOf(said, cut)));
            assertNull(server.user(), "cut at " + cut);
            assertNull(server.failure(), "what is not there yet is no mistake: " + cut);
        }
    }

    /// Nothing that is changed on the way lets anybody in: the version lines and offers stand in what the server signs, and
    /// all the rest is authenticated. Only the padding of packets in the clear says nothing, and nobody looks at it.
    @Test
    void aByteThatIsChangedOnTheWayLetsNobodyIn() {
        byte[] said = Ends.loggedIn().fromClient.toByteArray();
        var padding = padding(said);
        var random = new Random(9);
        for (int i = 0; i < 300; i++) {
            int at = i < 120 ? i : random.nextInt(said.length);
            if (padding.get(at)) continue;
            var ends = Ends.of(Algorithms.ALL);
            int[] position = {0};
            ends.onTheWay = bytes -> {
                int here = at - position[0];
                position[0] += bytes.length;
                if (here < 0 || here >= bytes.length) return bytes;
                byte[] changed = bytes.clone();
                changed[here] ^= (byte) (1 + here % 200);
                return changed;
            };
            ends.run();
            assertTrue(ends.client.user() == null || ends.server.user() == null, "byte " + at);
        }
    }

    /// Where the padding of KEXINIT, KEX_ECDH_INIT and NEWKEYS stands, behind the version line.
    private static BitSet padding(byte[] said) {
        var padding = new BitSet();
        int at = "SSH-2.0-wirelab\r\n".length();
        for (int packet = 0; packet < 3; packet++) {
            int end = at + 4 + PacketCipher.getInt(said, at);
            padding.set(end - said[at + 4], end);
            at = end;
        }
        return padding;
    }

    @Test
    void aPasswordLogsInAndAWrongOneDoesNot() {
        var right = new Ends(Algorithms.ALL, Rekey.DEFAULTS, Credentials.ofPassword("secret")).run();
        assertEquals("alice", right.server.user());
        var wrong = new Ends(Algorithms.ALL, Rekey.DEFAULTS, Credentials.ofPassword("guess")).run();
        assertNull(wrong.server.user());
        assertNotNull(wrong.client.failure());
        assertTrue(wrong.client.failure().getMessage().contains("does not let alice in"),
                wrong.client.failure().getMessage());
    }

    @Test
    void keysAreMadeAnewByEitherSideAndNothingIsLost() throws Exception {
        var ends = Ends.loggedIn();
        byte[] session = ends.server.transport.session();
        for (int round = 0; round < 6; round++) {
            (round % 2 == 0 ? ends.server : ends.client).transport.rekey(ends.now);
            var channel = ends.client.channels.open("session", new byte[0]);
            ends.run();
            assertNull(ends.server.failure());
            var events = new ArrayList<ChannelEvent>();
            ends.server.channels.drain(events::add);
            assertTrue(events.getLast() instanceof ChannelEvent.Opening, "round " + round + ": " + events);
            assertEquals(round, channel.local);
        }
        assertArrayEquals(session, ends.server.transport.session(), "the session keeps its first identifier");
    }

    @Test
    void bothMayBeginAtOnce() {
        var ends = Ends.loggedIn();
        ends.server.transport.rekey(ends.now);
        ends.client.transport.rekey(ends.now);
        ends.run();
        assertNull(ends.server.failure());
        assertNull(ends.client.failure());
    }

    @Test
    void keysAreMadeAnewWhenTheirTimeHasCome() {
        var ends = new Ends(Algorithms.ALL, Rekey.DEFAULTS.withTime(Duration.ofMinutes(1)),
                Credentials.ofKeys(Ends.ALICE)).run();
        int before = ends.fromServer.size();
        long minute = Duration.ofMinutes(1).toNanos();
        ends.server.tick(ends.now + minute - 1_000);
        assertEquals(0, ends.server.out().waiting());
        ends.server.tick(ends.now + minute);
        ends.run();
        assertTrue(ends.fromServer.size() > before + 1000);
        assertNull(ends.client.failure());
    }

    @Test
    void aPeerThatIsSilentIsAskedWhetherItIsThere() {
        var ends = Ends.loggedIn();
        long silence = Duration.ofMinutes(5).toNanos();
        ends.server.tick(ends.now + silence - 1_000);
        assertEquals(0, ends.server.out().waiting());
        ends.server.tick(ends.now + silence);
        ends.run();
        var asked = new ArrayList<ChannelEvent>();
        ends.client.channels.drain(asked::add);
        assertEquals("keepalive@openssh.com", ((ChannelEvent.AskedGlobally) asked.getLast()).request());
    }
}
