package wirelab.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;

/// Messages byte by byte, and bytes that are no messages.
class SftpMessagesTest {
    private static final int MUTATIONS = 100_000;

    /// Decodes and encodes again.
    @FunctionalInterface
    private interface Codec {
        byte[] again(byte[] payload) throws ProtocolViolation;
    }

    private static final Codec REQUESTS = bytes -> SftpRequest.decode(ByteBuffer.wrap(bytes)).encode();
    private static final Codec REPLIES = bytes -> SftpReply.decode(ByteBuffer.wrap(bytes)).encode();
    private static final Codec HELLOS = bytes -> SftpHello.decode(ByteBuffer.wrap(bytes)).encode();

    static Stream<SftpRequest> requests() {
        return EveryMessage.requests().stream();
    }

    static Stream<SftpReply> replies() {
        return EveryMessage.replies().stream();
    }

    static Stream<SftpHello> hellos() {
        return EveryMessage.hellos().stream();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestIsReadAsItWasWritten(SftpRequest request) throws Exception {
        assertEquals(request, SftpRequest.decode(ByteBuffer.wrap(request.encode())));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void aReplyIsReadAsItWasWritten(SftpReply reply) throws Exception {
        assertEquals(reply, SftpReply.decode(ByteBuffer.wrap(reply.encode())));
    }

    @ParameterizedTest
    @MethodSource("hellos")
    void aFirstPacketIsReadAsItWasWritten(SftpHello hello) throws Exception {
        assertEquals(hello, SftpHello.decode(ByteBuffer.wrap(hello.encode())));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void anyBytesAreARequestOrAViolation(SftpRequest request) {
        damage(request.encode(), REQUESTS, 3);
    }

    @ParameterizedTest
    @MethodSource("replies")
    void anyBytesAreAReplyOrAViolation(SftpReply reply) {
        damage(reply.encode(), REPLIES, 4);
    }

    @ParameterizedTest
    @MethodSource("hellos")
    void anyBytesAreAFirstPacketOrAViolation(SftpHello hello) {
        damage(hello.encode(), HELLOS, 1);
    }

    /// Whatever is read is written again as the same bytes: no two messages on the wire mean the same.
    private static void damage(byte[] payload, Codec codec, int least) {
        Fuzz.truncations(payload).limit(least)
                .forEach(bytes -> assertThrows(ProtocolViolation.class, () -> codec.again(bytes)));
        Stream.concat(Fuzz.truncations(payload), Fuzz.mutations(15, MUTATIONS, payload)).forEach(bytes -> {
            try {
                assertArrayEquals(bytes, codec.again(bytes));
            } catch (ProtocolViolation e) {
                assertFalse(e.getMessage().isEmpty());
            }
        });
    }

    /// The draft, sections 3 and 6.3: written down by hand.
    @Test
    void anOpenStandsOnTheWireAsTheDraftSays() throws Exception {
        var bytes = HexFormat.of().parseHex("03 00000005 00000002 2f61 0000001a 00000004 000001a4".replace(" ", ""));
        var open = new SftpRequest.Open(5, "/a", OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.TRUNCATE,
                FileAttributes.ofMode(0644));
        assertArrayEquals(bytes, open.encode());
        assertEquals(open, SftpRequest.decode(ByteBuffer.wrap(bytes)));
        assertEquals("Open[id=5, path=/a, write create truncate]", open.toString());
    }

    @Test
    void aViolationNamesTheFieldAndWhereItIs() {
        var cut = HexFormat.of().parseHex("0500000001 00000002 6161 000000".replace(" ", ""));
        var thrown = assertThrows(ProtocolViolation.class, () -> SftpRequest.decode(ByteBuffer.wrap(cut)));
        assertEquals("offset at byte 11: 8 bytes needed, 3 left", thrown.getMessage());
        var zero = new SftpRequest.Remove(1, "a\0b").encode();
        assertEquals("path at byte 5: has a zero byte",
                assertThrows(ProtocolViolation.class, () -> SftpRequest.decode(ByteBuffer.wrap(zero))).getMessage());
        var more = new SftpRequest.Write(1, EveryMessage.HANDLE, 0, EveryMessage.text("x")).encode();
        more[more.length - 2] = 0;
        assertThrows(ProtocolViolation.class, () -> SftpRequest.decode(ByteBuffer.wrap(more)));
    }

    /// 4,294,967,295 names in a packet of 30 bytes must not be asked memory for.
    @Test
    void aCountWithoutRoomForItIsRefusedBeforeAnythingIsMade() {
        var names = HexFormat.of().parseHex("68 00000001 ffffffff 000000000000000000000000".replace(" ", ""));
        var thrown = assertThrows(ProtocolViolation.class, () -> SftpReply.decode(ByteBuffer.wrap(names)));
        assertEquals("count at byte 5: 4294967295 have no room here", thrown.getMessage());
    }

    @Test
    void namesThatAreNoUtf8SurviveAsText() {
        var random = new Random(15);
        for (int i = 0; i < 20_000; i++) {
            var name = new byte[random.nextInt(12)];
            random.nextBytes(name);
            assertArrayEquals(name, PathText.bytes(PathText.text(name)));
        }
        assertEquals("a\udcffb", PathText.text(new byte[] {'a', (byte) 0xff, 'b'}));
        assertEquals("ü€😀", PathText.text("ü€😀".getBytes(StandardCharsets.UTF_8)));
    }
}
