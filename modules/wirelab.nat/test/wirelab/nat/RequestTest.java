package wirelab.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;
import wirelab.nat.Member.Dialect;

class RequestTest {
    private static Request decode(String text) throws ProtocolViolation {
        return Request.decode(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ralice,192.168.1.11:10081", "Kalice", "Ualice", "alice 192.168.1.11", "alice@keepalive",
            "alice @exit",
            "Ralice,[2001:db8::1]:10081", "alice [2001:db8::1]", "R\u00c5sa,10.0.0.1:1"})
    void whatIsEncodedIsDecodedAgain(String text) throws Exception {
        assertEquals(text, decode(text).text());
    }

    @Test
    void whatProgramsLeaveAtTheEndIsCutOff() throws Exception {
        assertEquals(new Request.KeepAlive(Dialect.TAGGED, "alice"), decode("Kalice\r\n"));
        assertEquals(new Request.Leave(Dialect.SPOKEN, "alice"), decode("alice @exit\0\0\0\0"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"Ralice;private address at byte 6: missing",
            "'';header at byte 0: the datagram is empty",
            "alice 192.168.1;address at byte 6: not an IP address", "alice example.org;address at byte 6: not an IP address",
            "Ralice,192.168.1.11:0;port at byte 20: not a number from 1 to 65535",
            "alice@chat hello;verb at byte 5: neither @keepalive nor @exit",
            "R,192.168.1.11:1;id at byte 1: not 1 to 32 letters, digits, '_', '-' or '.'",
            "Zalice;header at byte 0: none of R, K and U"})
    void whatCannotBeReadNamesFieldAndPlace(String text, String message) {
        assertEquals(message, assertThrows(ProtocolViolation.class, () -> decode(text)).getMessage());
    }

    @Test
    void chatsAreReadInBothDialectsAndShownAsTheirProgramsDo() throws Exception {
        assertEquals("alice> hello | you", Chat.decode("alice|hello | you".getBytes()).shown());
        assertEquals("From alice [hello @chat]", Chat.decode("alice@chat hello @chat".getBytes()).shown());
        assertEquals("alice|hi", new String(new Chat(Dialect.TAGGED, "alice", "hi").encode()));
        assertEquals("alice@chat hi", new String(new Chat(Dialect.SPOKEN, "alice", "hi").encode()));
    }

    @Test
    void anyBytesGiveARequestOrAProtocolException() {
        byte[][] samples = {"Ralice,192.168.1.11:10081".getBytes(), "alice 192.168.1.11".getBytes(),
                "alice@keepalive".getBytes(),
            "alice @exit".getBytes(), "Kalice".getBytes(), "alice@chat hello".getBytes(), "alice|hello".getBytes()};
        for (byte[] sample : samples) Fuzz.truncations(sample).forEach(RequestTest::tryIt);
        Fuzz.mutations(7, 100_000, samples).forEach(RequestTest::tryIt);
    }

    private static void tryIt(byte[] bytes) {
        try {
            var request = Request.decode(bytes);
            assertEquals(request, Request.decode(request.encode()));
        } catch (ProtocolViolation _) {
            // As it should be.
        }
        try {
            var chat = Chat.decode(bytes);
            assertEquals(chat.from(), Chat.decode(chat.encode()).from());
        } catch (ProtocolViolation _) {
            // As it should be.
        }
    }
}
