package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static List<String> all(Frames frames) throws IOException {
        var messages = new ArrayList<String>();
        for (byte[] message; (message = frames.read()) != null; ) messages.add(HexFormat.of().formatHex(message));
        return messages;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void messagesOfEveryWidthOfLengthComeBackHoweverTheyAreCut(int width) throws Exception {
        var random = new Random(width);
        var out = new MemoryStream(new byte[0]);
        var writing = new Frames(out, width, 255);
        var messages = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            byte[] message = new byte[random.nextInt(256)];
            random.nextBytes(message);
            messages.add(HexFormat.of().formatHex(message));
            writing.write(message);
        }
        assertEquals(200, out.writes(), "a length and its message are one write");
        assertEquals(messages, all(new Frames(new MemoryStream(out.written()), width, 255)));
        assertEquals(messages, all(new Frames(new MemoryStream(out.written(), () -> 1), width, 255)));
        assertEquals(messages, all(new Frames(new MemoryStream(out.written(), () -> 1 + random.nextInt(700)), width, 255)));
    }

    @Test
    void theLengthStandsInNetworkByteOrderInFrontOfTheMessage() throws Exception {
        var out = new MemoryStream(new byte[0]);
        new Frames(out, 4, 10).write(new byte[] {1, 2});
        new Frames(out, 2, 10).write(new byte[0]);
        assertArrayEquals(hex("00000002 0102 0000"), out.written());
    }

    @Test
    void aMessageMayBeAsLongAsTheLimitAndNoLonger() throws Exception {
        assertEquals(List.of("010203"), all(new Frames(new MemoryStream(hex("0003 010203")), 2, 3)));
        var frames = new Frames(new MemoryStream(hex("0001 ff 0004 01020304")), 2, 3);
        assertArrayEquals(hex("ff"), frames.read());
        var e = assertThrows(ProtocolViolation.class, frames::read);
        assertEquals("message length at byte 3: 4 is more than the limit of 3", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> frames.write(new byte[4]));
        var negative = new Frames(new MemoryStream(hex("ffffffffffffffff")), 8, 3);
        e = assertThrows(ProtocolViolation.class, negative::read);
        assertEquals("message length at byte 0: 18446744073709551615 is more than the limit of 3", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Frames(new MemoryStream(new byte[0]), 9, 3));
        assertThrows(IllegalArgumentException.class, () -> new Frames(new MemoryStream(new byte[0]), 4, -1));
    }

    @Test
    void theEndBetweenTwoMessagesIsInOrderAndInsideOneItIsNot() throws Exception {
        assertNull(new Frames(new MemoryStream(new byte[0]), 4, 10).read());
        byte[] whole = hex("00000003 010203");
        for (byte[] part : Fuzz.truncations(whole).skip(1).toList()) {
            assertThrows(EOFException.class, () -> all(new Frames(new MemoryStream(part), 4, 10)), part.length + " bytes");
        }
    }

    /// Were memory made for what is only announced, this would fail with an error, not with an exception.
    @Test
    void aLengthThatIsOnlyAnnouncedCostsNoMemory() {
        byte[] promise = hex("7fff0000 00");
        for (int i = 0; i < 1000; i++) {
            assertThrows(EOFException.class, () -> new Frames(new MemoryStream(promise), 4, Integer.MAX_VALUE - 256).read());
        }
    }

    @Test
    void aLongMessageGrowsTheBufferAndShortOnesFollow() throws Exception {
        byte[] message = new byte[1_000_000];
        new Random(3).nextBytes(message);
        var out = new MemoryStream(new byte[0]);
        var frames = new Frames(out, 3, message.length);
        for (int i = 0; i < 3; i++) {
            frames.write(message);
            frames.write(new byte[] {(byte) i});
        }
        var random = new Random(4);
        var reading = new Frames(new MemoryStream(out.written(), () -> 1 + random.nextInt(100_000)), 3, message.length);
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(message, reading.read());
            assertArrayEquals(new byte[] {(byte) i}, reading.read());
        }
        assertNull(reading.read());
    }

    @Test
    void anyBytesGiveMessagesOrOneException() {
        byte[] one = hex("0003 010203 0000 0005 0102030405");
        long refused = Fuzz.mutations(11, 10_000, one, hex("0001 ff ffff")).filter(bytes -> {
            try {
                all(new Frames(new MemoryStream(bytes, () -> 3), 2, 5)).forEach(text -> assertTrue(text.length() <= 10));
                return false;
            } catch (ProtocolViolation | EOFException e) {
                return true;
            } catch (IOException e) {
                throw new AssertionError(Arrays.toString(bytes), e);
            }
        }).count();
        assertTrue(refused > 1000 && refused < 9999, refused + " refused");
    }

    @Tag("socket")
    @Test
    void theyStandOnAConnection() throws Exception {
        try (var server = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            var frames = new Frames(connection, 4, 100_000);
            for (byte[] message; (message = frames.read()) != null; ) frames.write(message);
        }); var client = Host.HERE.connect(new InetSocketAddress("127.0.0.1", server.address().getPort()),
                new Tap.Party("client", Tap.Words.NONE))) {
            var frames = new Frames(client, 4, 100_000);
            for (int size : new int[] {0, 1, 255, 256, 257, 65_536, 100_000, 3}) {
                byte[] message = new byte[size];
                Arrays.fill(message, (byte) size);
                frames.write(message);
                assertArrayEquals(message, frames.read());
            }
            client.endOutput();
            assertNull(frames.read());
        }
    }
}
