package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wirelab.kit.ProtocolViolation;

/// Packets under each cipher (RFC 4253, section 6).
class CiphersTest {
    static List<String> ciphers() {
        return Algorithms.ALL.ciphers();
    }

    private static final ExchangeHash KEYS = new ExchangeHash(new byte[] {0, 0, 0, 1, 7}, new byte[32], null);

    private static PacketCipher cipher(int mode, String name) {
        String mac = Algorithms.hasTag(name) ? null : "hmac-sha2-512-etm@openssh.com";
        return Algorithms.cipher(mode, name, mac, KEYS, true);
    }

    private static byte[] packets(String name, byte[]... payloads) {
        var writer = new PacketWriter(new Random(1));
        writer.use(cipher(Cipher.ENCRYPT_MODE, name), true);
        for (byte[] payload : payloads) writer.packet(payload, payload, 0, 0);
        int count = writer.waiting();
        return Arrays.copyOf(writer.take(null), count);
    }

    private static PacketReader reader(String name) {
        var reader = new PacketReader();
        reader.use(cipher(Cipher.DECRYPT_MODE, name), true);
        return reader;
    }

    private static byte[] payload(PacketReader reader) {
        return Arrays.copyOfRange(reader.body(), 1, 1 + reader.payload());
    }

    @Test
    void poly1305GivesTheTagOfTheRfc() {
        // RFC 8439, section 2.5.2
        byte[] key = HexFormat.of().parseHex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");
        byte[] message = "Cryptographic Forum Research Group".getBytes(StandardCharsets.US_ASCII);
        var tag = new byte[16];
        Poly1305.tag(key, message, 0, message.length, tag, 0);
        assertEquals("a8061dc1305136c6c22b8baf0c0127a9", HexFormat.of().formatHex(tag));
    }

    @Test
    void poly1305IsWhatTheDefinitionSaysAtEveryLength() {
        var random = new Random(1);
        var prime = BigInteger.TWO.pow(130).subtract(BigInteger.valueOf(5));
        for (int length = 0; length < 300; length++) {
            for (int fill : new int[] {-1, 0, 0xff}) {
                byte[] key = new byte[32], text = new byte[300], tag = new byte[Poly1305.TAG];
                random.nextBytes(key);
                random.nextBytes(text);
                if (fill >= 0) Arrays.fill(text, (byte) fill);
                if (length % 2 == 0 && fill > 0) Arrays.fill(key, 0, 16, (byte) fill);
                var r = number(key, 0, 16).and(new BigInteger("0ffffffc0ffffffc0ffffffc0fffffff", 16));
                var sum = BigInteger.ZERO;
                for (int at = 0; at < length; at += 16) {
                    int n = Math.min(16, length - at);
                    sum = sum.add(number(text, at, n).setBit(8 * n)).multiply(r).mod(prime);
                }
                Poly1305.tag(key, text, 0, length, tag, 0);
                assertEquals(sum.add(number(key, 16, 16)).mod(BigInteger.TWO.pow(128)), number(tag, 0, 16), length + " " + fill);
            }
        }
    }

    /// Little endian.
    private static BigInteger number(byte[] from, int at, int count) {
        var bytes = new byte[count];
        for (int i = 0; i < count; i++) bytes[i] = from[at + count - 1 - i];
        return new BigInteger(1, bytes);
    }

    @Test
    void poly1305CarriesWhereItIsHardest() {
        // RFC 8439, appendix A.3, test vectors 7 to 10
        tag("02" + "00".repeat(31), "ff".repeat(16), "03" + "00".repeat(15));
        tag("02" + "00".repeat(15) + "ff".repeat(16), "02" + "00".repeat(15), "03" + "00".repeat(15));
        tag("01" + "00".repeat(31), "ff".repeat(16) + "f0" + "ff".repeat(15) + "11" + "00".repeat(15), "05"
                + "00".repeat(15));
        tag("01" + "00".repeat(31), "ff".repeat(16) + "fbfefefefefefefefefefefefefefefe" + "01".repeat(16), "00".repeat(16));
        tag("02" + "00".repeat(31), "fd" + "ff".repeat(15), "fa" + "ff".repeat(15));
    }

    private static void tag(String key, String message, String expected) {
        var tag = new byte[16];
        byte[] text = HexFormat.of().parseHex(message);
        Poly1305.tag(HexFormat.of().parseHex(key), text, 0, text.length, tag, 0);
        assertEquals(expected, HexFormat.of().formatHex(tag));
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void whatIsSealedIsOpenedWhateverItsLength(String name) throws Exception {
        var random = new Random(5);
        var payloads = new byte[200][];
        for (int i = 0; i < payloads.length; i++) {
            payloads[i] = new byte[i < 100 ? i + 1 : 1 + random.nextInt(34_000)];
            random.nextBytes(payloads[i]);
        }
        var in = ByteBuffer.wrap(packets(name, payloads));
        var reader = reader(name);
        for (byte[] payload : payloads) {
            assertTrue(reader.read(in));
            assertArrayEquals(payload, payload(reader));
        }
        assertFalse(in.hasRemaining());
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void aPacketThatComesByteByByteIsReadOnce(String name) throws Exception {
        byte[] all = packets(name, new byte[300], new byte[5]);
        var reader = reader(name);
        int read = 0;
        var in = ByteBuffer.allocate(1024);
        for (byte one : all) {
            in.put(one).flip();
            if (reader.read(in)) read++;
            in.compact();
        }
        assertEquals(2, read);
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void oneBitThatIsChangedIsFound(String name) {
        byte[] all = packets(name, "what nobody may change".getBytes(StandardCharsets.US_ASCII));
        for (int bit = 0; bit < 8 * all.length; bit++) {
            byte[] changed = all.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            // A longer length may wait for bytes that never come; they are there, so that it is judged.
            var in = ByteBuffer.wrap(Arrays.copyOf(changed, 40_000));
            assertThrows(ProtocolViolation.class, () -> reader(name).read(in), "bit " + bit);
        }
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void aPacketLeftOutIsNoticed(String name) {
        byte[] first = packets(name, new byte[10]), both = packets(name, new byte[10], new byte[10]);
        var in = ByteBuffer.wrap(Arrays.copyOf(Arrays.copyOfRange(both, first.length, both.length), 40_000));
        assertThrows(ProtocolViolation.class, () -> reader(name).read(in));
    }

    @Test
    void aLengthIsJudgedBeforeMemoryIsTaken() {
        for (int length : new int[] {0, 7, 13, 35_008, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
            var in = ByteBuffer.allocate(64).putInt(0, length);
            assertThrows(ProtocolViolation.class, () -> new PacketReader().read(in), Integer.toString(length));
        }
    }

    @Test
    void paddingThatIsNoneIsRefused() {
        for (int pad : new int[] {0, 3, 12, 200}) {
            var in = ByteBuffer.allocate(64).putInt(0, 12).put(4, (byte) pad);
            assertThrows(ProtocolViolation.class, () -> new PacketReader().read(in), Integer.toString(pad));
        }
    }
}
