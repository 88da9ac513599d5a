package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SecretsTest {
    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void aTokenNeedsNoEscapingAndDoesNotComeTwice() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 1000; i++) seen.add(Secrets.token(16));
        assertEquals(1000, seen.size());
        assertTrue(seen.stream().allMatch(token -> token.matches("[A-Za-z0-9_-]{22}")), seen.iterator().next());
    }

    @Test
    void bytesComeFromTheSourceThatIsGiven() {
        var expected = new byte[20];
        new Random(5).nextBytes(expected);
        assertArrayEquals(expected, Secrets.bytes(new Random(5), 20));
        assertFalse(Arrays.equals(Secrets.bytes(16), Secrets.bytes(16)));
    }

    @Test
    void equalMeansEqualInLengthToo() {
        assertTrue(Secrets.same(ascii("secret"), ascii("secret")));
        assertFalse(Secrets.same(ascii("secreT"), ascii("secret")));
        assertFalse(Secrets.same(ascii("secre"), ascii("secret")));
        assertFalse(Secrets.same(new byte[0], ascii("secret")));
    }

    /// The first two cases of RFC 4231, section 4, and of RFC 2202, section 3.
    @Test
    void codesAreThoseOfTheRfcs() {
        var long20 = new byte[20];
        Arrays.fill(long20, (byte) 0x0b);
        assertEquals("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
                hex(Hmac.sha256(long20).of(ascii("Hi There"))));
        var jefe = Hmac.sha256(ascii("Jefe"));
        String code = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assertEquals(code, hex(jefe.of(ascii("what do ya want for nothing?"))));
        assertEquals(code, hex(jefe.of(ascii("what do ya "), new byte[0], ascii("want for nothing?"))));
        assertEquals("b617318655057264e28bc0b6fb378c8ef146be00", hex(Hmac.sha1(long20).of(ascii("Hi There"))));
        assertEquals("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
                hex(Hmac.sha1(ascii("Jefe")).of(ascii("what do ya want for nothing?"))));
    }

    @Test
    void aBufferIsReadWithoutMoving() {
        var buffer = ByteBuffer.wrap(ascii("xxwhat do ya want for nothing?")).position(2);
        assertEquals("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                hex(Hmac.sha256(ascii("Jefe")).of(buffer)));
        assertEquals(2, buffer.position());
    }

    @Test
    void anEmptyKeyIsAKeyOfZeros() {
        assertArrayEquals(Hmac.sha256(new byte[64]).of(ascii("m")), Hmac.sha256(new byte[0]).of(ascii("m")));
    }

    @Test
    void oneKeyServesManyThreads() {
        var key = Hmac.sha256(ascii("Jefe"));
        byte[] message = ascii("what do ya want for nothing?");
        byte[] code = key.of(message);
        assertTrue(IntStream.range(0, 10_000).parallel().allMatch(i -> Arrays.equals(code, key.of(message))));
    }
}
