package wirelab.rudp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// Packets and frames, byte by byte: round trips, truncations, mutations.
class PacketsTest {
    /// `-Drudp.mutations=100000` for more.
    private static final int MUTATIONS = Integer.getInteger("rudp.mutations", 10_000);

    static List<RudpFrame> frames() {
        return List.of(new RudpFrame.Padding(9), new RudpFrame.Ping(), new RudpFrame.Ack(2_000, 7, new long[] {1, 2, 3, 4}),
                new RudpFrame.Ack(0, 1, new long[0]), new RudpFrame.Stream(3, 1L << 40, false, Bytes.of((byte) 1, (byte) 2)),
                new RudpFrame.Stream(0, 0, true, Bytes.of()), new RudpFrame.MaxData(1L << 61),
                new RudpFrame.MaxStreamData(4, 5), new RudpFrame.MaxStreams(64), new RudpFrame.ResetStream(2, 300),
                new RudpFrame.Message(Bytes.of((byte) 7)), new RudpFrame.PathChallenge(-1), new RudpFrame.PathResponse(5),
                new RudpFrame.Close(7, "adiós"));
    }

    static List<Handshake> handshakes() {
        return List.of(new Handshake.Hello(true, new byte[16], new byte[54]), new Handshake.Hello(false, new byte[0],
                new byte[22]),
                new Handshake.Cookie(Handshake.Status.AGAIN, new byte[16]), new Handshake.Cookie(Handshake.Status.FULL,
                new byte[0]), new Handshake.Welcome(new byte[118]), new Handshake.Reset(new byte[16]));
    }

    private static byte[] bytes(RudpFrame frame) {
        var out = new FieldWriter();
        frame.write(out);
        return out.done();
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aFrameComesBackAsItWent(RudpFrame frame) throws Exception {
        byte[] bytes = bytes(frame);
        assertEquals(bytes.length, frame.size());
        var in = new FieldReader(bytes);
        assertArrayEquals(bytes, bytes(RudpFrame.read(in)));
        assertEquals(0, in.remaining());
        for (int length = 0; length < bytes.length && !(frame instanceof RudpFrame.Padding); length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(ProtocolViolation.class, () -> RudpFrame.read(new FieldReader(cut)));
        }
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aFrameChangedAnyhowIsAFrameOrAnError(RudpFrame frame) {
        mutate(bytes(frame), mutated -> bytes(RudpFrame.read(new FieldReader(mutated))));
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void aHandshakeComesBackAsItWent(Handshake message) throws Exception {
        byte[] packet = Handshake.packet(message, 0x80000001, 77);
        var header = RudpPacket.read(ByteBuffer.wrap(packet));
        assertEquals(message.kind(), header.kind());
        int end = new Checksum().open(packet, packet.length, 0, false);
        assertArrayEquals(packet, Handshake.packet(Handshake.read(header.kind(), packet, end), 0x80000001, 77));
        assertTrue(!(message instanceof Handshake.Hello) || packet.length == 1_200);
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void aHandshakeChangedAnyhowIsOneOrAnError(Handshake message) {
        byte[] packet = Handshake.packet(message, 1, 2);
        mutate(packet, mutated -> {
            var header = RudpPacket.read(ByteBuffer.wrap(mutated));
            if (header.kind() == RudpPacket.Kind.DATA || mutated.length < RudpPacket.HEADER + Checksum.SIZE) return;
            Handshake.read(header.kind(), mutated, mutated.length - Checksum.SIZE);
            assertThrows(ProtocolViolation.class, () -> new Checksum().open(mutated, mutated.length, 0, false));
        });
    }

    private interface Reading {
        void of(byte[] bytes) throws ProtocolViolation;
    }

    private static void mutate(byte[] bytes, Reading reading) {
        var random = new Random(bytes.length);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = random.nextInt(4) > 0 ? bytes.clone() : Arrays.copyOf(bytes,
                    random.nextInt(2 * bytes.length + 1));
            if (mutated.length == 0) continue;
            boolean changed = mutated.length != bytes.length;
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                int at = random.nextInt(mutated.length);
                byte before = mutated[at];
                mutated[at] = (byte) random.nextInt(256);
                changed |= before != mutated[at];
            }
            if (!changed || Arrays.equals(bytes, mutated)) continue;
            try {
                reading.of(mutated);
            } catch (ProtocolViolation e) {
                assertTrue(e.getMessage().length() < 200);
            }
        }
    }

    @Test
    void theHeaderIsTwentyOneBytes() throws Exception {
        var packet = new RudpPacket(RudpPacket.Kind.DATA, 0xfffffffe, 5, 0x80000001, true, true, true, 0x0102030405060708L);
        var out = new FieldWriter();
        packet.write(out);
        assertArrayEquals(new byte[] {-1, -1, -1, -2, 0, 0, 0, 5, -128, 0, 0, 1, 0x38, 1, 2, 3, 4, 5, 6, 7, 8}, out.done());
        assertEquals(packet, RudpPacket.read(ByteBuffer.wrap(out.done())));
    }

    @Test
    void theChecksumIsCrc32cWithItsKnownValue() throws Exception {
        byte[] packet = Arrays.copyOf("123456789".getBytes(StandardCharsets.US_ASCII), 13);
        new Checksum().seal(packet, 9, 0);
        assertEquals(0xE3069283, ByteBuffer.wrap(packet).getInt(9));
        assertThrows(ProtocolViolation.class, () -> new Checksum().open(packet, 13, 0, false), "shorter than a header");
    }

    @Test
    void anyBitTurnedOverIsFoundByChecksumAndByTag() throws Exception {
        for (var seal : List.of(new Checksum(), new Aead(new byte[32], new byte[32], 100))) {
            byte[] packet = new byte[200];
            seal.seal(packet, 200 - seal.overhead(), 9);
            var other = seal.isSecret() ? new Aead(new byte[32], new byte[32], 100) : seal;
            for (int bit = 0; bit < 8 * packet.length; bit++) {
                byte[] flipped = packet.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                assertThrows(ProtocolViolation.class, () -> other.open(flipped, flipped.length, 9, false));
            }
            assertEquals(200 - seal.overhead(), other.open(packet, 200, 9, false));
        }
    }

    @Test
    void theNonceIsTheWholeNumberSoThatAWrapUsesNoneTwice() throws Exception {
        var seal = new Aead(new byte[32], new byte[32], 100);
        byte[] first = new byte[100];
        byte[] second = new byte[100];
        seal.seal(first, 84, 5);
        seal.seal(second, 84, 5 + (1L << 32));
        assertTrue(!Arrays.equals(first, second));
        var other = new Aead(new byte[32], new byte[32], 100);
        byte[] taken = second.clone();
        assertThrows(ProtocolViolation.class, () -> other.open(taken.clone(), 100, 5, false));
        assertEquals(84, other.open(taken, 100, 5 + (1L << 32), false));
    }

    @Test
    void keysChangeAndPacketsOfTheLastOneMayStillCome() throws Exception {
        var sender = new Aead(new byte[32], new byte[32], 10);
        var receiver = new Aead(new byte[32], new byte[32], 10);
        var sealed = new byte[40][];
        var phases = new boolean[40];
        for (int i = 0; i < 40; i++) {
            sealed[i] = new byte[100];
            phases[i] = sender.phase();
            sender.seal(sealed[i], 84, i);
        }
        assertTrue(phases[10] && !phases[9] && !phases[20]);
        // Each ten in turn, the last of the ten before among them.
        for (int i : new int[] {0, 1, 10, 9, 11, 20, 19, 12 + 9, 30, 29, 39}) {
            assertEquals(84, receiver.open(sealed[i].clone(), 100, i, phases[i]), "packet " + i);
        }
        assertThrows(ProtocolViolation.class, () -> receiver.open(sealed[5].clone(), 100, 5, phases[5]), "two keys ago");
    }
}
