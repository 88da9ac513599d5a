package wirelab.duet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

/// Every line and datagram: round trip, every truncation, 10,000 seeded mutations.
class DuetMessagesTest {
    private static final int MUTATIONS = 10_000;
    private static final Token TOKEN = new Token("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private static final byte[] NONCE = "a nonce 16 bytes".getBytes(StandardCharsets.US_ASCII);

    static Stream<Request> requests() {
        return Stream.of(new Request.Join("alice", 65_535), new Request.Copy(4_294_967_295L, "hello,  wörld 😀"),
                new Request.Exit(), new Request.Ping(), new Request.Pong());
    }

    static Stream<Reply> replies() {
        return Stream.of(new Reply.Hello(1), new Reply.Wait(),
                new Reply.Pair(1, "bob", new InetSocketAddress("192.0.2.7", 9), TOKEN, 5000),
                new Reply.Pair(2, "bob", new InetSocketAddress("2001:db8::1", 65_535), TOKEN, 1),
                new Reply.End(Reply.Cause.LEFT), new Reply.End(Reply.Cause.VANISHED), new Reply.End(Reply.Cause.STOPPING),
                new Reply.Ping(), new Reply.Pong(), new Reply.Problem("full", "try again later"));
    }

    static Stream<SealedDatagram> datagrams() {
        return Stream.of(new SealedDatagram(1, 1, new SealedDatagram.Challenge(NONCE)),
                new SealedDatagram(2, 4_294_967_295L, new SealedDatagram.Proof(NONCE, new byte[16])),
                new SealedDatagram(1, 7, new SealedDatagram.Data(4_294_967_295L, 4_294_967_295L, -1, "ça va? 😀")),
                new SealedDatagram(2, 8, new SealedDatagram.Data(1, 0, 0, "x".repeat(1000))),
                new SealedDatagram(2, 9, new SealedDatagram.Ack(4, 2)), new SealedDatagram(1, 10, new SealedDatagram.Bye()));
    }

    private interface Decoder {
        String again(String line) throws ProtocolViolation;
    }

    private static void attack(String line, Decoder decoder) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        Stream.concat(Fuzz.truncations(bytes), Fuzz.mutations(7012, MUTATIONS, bytes)).forEach(damaged -> {
            String text = new String(damaged, StandardCharsets.UTF_8);
            try {
                String once = decoder.again(text);
                assertEquals(once, decoder.again(once), text);
                assertFalse(once.contains("\n"), text);
            } catch (ProtocolViolation e) {
                assertFalse(e.field().isEmpty());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestComesBackAndNoDamageToItHurts(Request request) throws Exception {
        assertEquals(request, Request.decode(request.encode()));
        attack(request.encode(), line -> Request.decode(line).encode());
    }

    @ParameterizedTest
    @MethodSource("replies")
    void aReplyComesBackAndNoDamageToItHurts(Reply reply) throws Exception {
        assertEquals(reply, Reply.decode(reply.encode()));
        attack(reply.encode(), line -> Reply.decode(line).encode());
    }

    @ParameterizedTest
    @MethodSource("datagrams")
    void aDatagramComesBackAndNoDamageToItIsTakenForSealed(SealedDatagram datagram) throws Exception {
        var key = TOKEN.key();
        byte[] bytes = datagram.encode(key);
        assertEquals(datagram, SealedDatagram.decode(bytes));
        assertTrue(key.fits(bytes));
        assertTrue(bytes.length <= SealedDatagram.MAX);
        Stream.concat(Fuzz.truncations(bytes), Fuzz.mutations(7013, MUTATIONS, bytes)).forEach(damaged -> {
            try {
                var decoded = SealedDatagram.decode(damaged);
                byte[] again = decoded.encode(key);
                // What is decoded says all that its bytes say, but for the tag.
                assertArrayEquals(Arrays.copyOf(damaged, damaged.length - Key.TAG), Arrays.copyOf(again,
                        again.length - Key.TAG));
            } catch (ProtocolViolation e) {
                assertFalse(e.field().isEmpty());
            }
            assertEquals(Arrays.equals(bytes, damaged), key.fits(damaged), "changed by a bit, and the tag fits no more");
        });
    }

    @Test
    void aDatagramLooksOnTheWireAsItsPictureSays() {
        byte[] bytes = new SealedDatagram(2, 0x01020304L, new SealedDatagram.Data(5, 6, 7, "hi")).encode(TOKEN.key());
        assertEquals("44550103" + "0200000e" + "01020304" + "00000005" + "00000006" + "00000007" + "6869",
                HexFormat.of().formatHex(bytes, 0, bytes.length - 16));
    }

    /// RFC 4231, test case 2: the tag is the first half of this HMAC.
    @Test
    void theTagIsThatOfTheRfc() {
        byte[] sealed = new Key("Jefe".getBytes(StandardCharsets.US_ASCII))
                .seal("what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII));
        assertEquals("5bdcc146bf60754e6a042426089575c7", HexFormat.of().formatHex(sealed, sealed.length - 16,
                sealed.length));
    }

    @Test
    void limitsAreKept() {
        assertNotNull(assertThrows(ProtocolViolation.class, () -> Request.decode("COPY 1 "
                + "x".repeat(1001))).getMessage());
        for (String wrong : List.of("", "JOIN", "JOIN bob", "JOIN bob 0", "JOIN bob 65536", "JOIN bob 1 2", "JOIN b/b 1",
                "COPY x y",
                "COPY 0 y", "COPY 4294967296 y", "COPY 1 ", "COPY 1 \u001b[2J", "EXIT now")) {
            assertThrows(ProtocolViolation.class, () -> Request.decode(wrong), wrong);
        }
        String token = TOKEN.text();
        for (String wrong : List.of("PAIR 3 bob 127.0.0.1 1 " + token + " 1", "PAIR 1 bob localhost 1 " + token + " 1",
                "PAIR 1 bob 127.1 1 " + token + " 1", "PAIR 1 bob 127.0.0.1 1 " + token
                + "A 1", "PAIR 1 bob 127.0.0.1 1 AAAA 1",
                "PAIR 1 bob 127.0.0.1 1 " + token + " 0", "END never")) {
            assertThrows(ProtocolViolation.class, () -> Reply.decode(wrong), wrong);
        }
        assertFalse(new Reply.Pair(1, "bob", new InetSocketAddress("127.0.0.1", 1), TOKEN, 1).toString().contains(token),
                "no secret in a log");
    }
}
