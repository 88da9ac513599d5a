package wirelab.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;

class LoginLineTest {
    private static final int MUTATIONS = 10_000;

    @ParameterizedTest
    @ValueSource(strings = {"HELLO SCRAM-SHA-256", "HELLO SCRAM-SHA-256 SCRAM-SHA-1", "AUTH SCRAM-SHA-256 n,,n=user,r=x y",
        "CHALLENGE r=x,s=AA==,i=4096", "RESPONSE c=biws,r=x,p=AA==", "OK v=AA==", "NO e=invalid-proof"})
    void everyTruncationAndMutationOfALineGivesALineOrAnException(String text) throws Exception {
        assertEquals(text, LoginLine.decode(text).text());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Fuzz.truncations(bytes).forEach(LoginLineTest::isTotal);
        Fuzz.mutations(4422, MUTATIONS, bytes).forEach(LoginLineTest::isTotal);
    }

    private static void isTotal(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        describe(bytes);
        try {
            assertEquals(text, LoginLine.decode(text).text());
        } catch (ProtocolViolation e) {
            assertTrue(!e.field().isEmpty() && e.offset() <= bytes.length, e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "OK", "OK ", " OK", "ok v=AA==", "HELLO ", "HELLO scram", "HELLO A  B", "AUTH SCRAM-SHA-256",
        "AUTH  x", "AUTH SCRAM-SHA-256 ", "NO\te", "GET / HTTP/1.1", "RESPONSE a\u0000b"})
    void whatIsNoLineIsRefused(String text) {
        assertThrows(ProtocolViolation.class, () -> LoginLine.decode(text));
    }

    @Test
    void aMechanismHasANameAsSaslWantsIt() {
        assertThrows(IllegalArgumentException.class, () -> new LoginLine.Hello(List.of("scram")));
        assertThrows(IllegalArgumentException.class, () -> new LoginLine.Hello(List.of("ABCDEFGHIJKLMNOPQRSTU")));
        assertThrows(IllegalArgumentException.class, () -> new LoginLine.Hello(List.of()));
    }

    @Test
    void thoseWhoWatchAreToldInWordsWhatGoesOverTheWire() {
        assertEquals("HELLO: offers SCRAM-SHA-256", describe("HELLO SCRAM-SHA-256\n"));
        assertEquals("AUTH client-first: user alice", describe("AUTH SCRAM-SHA-256 n,,n=alice,r=x\r\n"));
        assertEquals("CHALLENGE server-first: salt, 4096 iterations", describe("CHALLENGE r=x,s=AA==,i=4096\n"));
        assertEquals("RESPONSE client-final: proof AA==…, and 3 bytes behind it",
                describe("RESPONSE c=biws,r=x,p=AA==\nabc"));
        assertEquals("NO: e=invalid-proof", describe("NO e=invalid-proof\n"));
        assertEquals("\"hello\"", describe("hello\n"));
    }

    private static String describe(String text) {
        return describe(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String describe(byte[] bytes) {
        return LoginWords.WORDS.describe(Tap.Direction.SENT, ByteBuffer.wrap(bytes).asReadOnlyBuffer());
    }
}
