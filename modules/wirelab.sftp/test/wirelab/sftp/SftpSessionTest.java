package wirelab.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Bytes;
import wirelab.kit.FieldWriter;
import wirelab.kit.Fuzz;
import wirelab.kit.MemoryStream;
import wirelab.kit.ProtocolViolation;

/// A whole session: packets in, packets out.
class SftpSessionTest {
    /// The first handle of a session.
    private static final Bytes FIRST = Bytes.wrap(new FieldWriter().u64(1).done());

    @TempDir
    Path root;

    private static byte[] packets(Object... messages) {
        var out = new FieldWriter();
        for (var message : messages) {
            switch (message) {
                case SftpRequest request -> out.sized(4, request.encode());
                case SftpHello hello -> out.sized(4, hello.encode());
                case byte[] raw -> out.bytes(raw);
                default -> throw new AssertionError(message);
            }
        }
        return out.done();
    }

    private static final SftpHello HELLO = new SftpHello(true, 3, List.of());

    private static List<SftpReply> replies(byte[] written) throws IOException {
        var all = ByteBuffer.wrap(written);
        var replies = new ArrayList<SftpReply>();
        boolean first = true;
        while (all.hasRemaining()) {
            var packet = all.slice(all.position() + 4, all.getInt(all.position()));
            all.position(all.position() + 4 + packet.remaining());
            if (first) assertEquals(3, SftpHello.decode(packet).version());
            else replies.add(SftpReply.decode(packet));
            first = false;
        }
        return replies;
    }

    private byte[] serve(MemoryStream stream) throws IOException {
        SftpSession.serve(SftpOptions.DEFAULTS.withRoot(root), stream, ByteBuffer::allocate);
        return stream.written();
    }

    private List<SftpReply> serve(Object... messages) throws IOException {
        return replies(serve(new MemoryStream(packets(messages))));
    }

    @Test
    void aSessionOverStreamsAnswersInOrder() throws Exception {
        Files.writeString(root.resolve("a"), "one");
        var out = new ByteArrayOutputStream();
        SftpSession.serve(SftpOptions.DEFAULTS.withRoot(root), new ByteArrayInputStream(packets(HELLO,
                new SftpRequest.Open(1, "a", OpenFlags.READ, FileAttributes.NONE), new SftpRequest.Read(2, FIRST, 0, 9),
                new SftpRequest.Read(3, FIRST, 3, 9), new SftpRequest.Close(4, FIRST))), out);
        var replies = replies(out.toByteArray());
        assertEquals(List.of(1L, 2L, 3L, 4L), replies.stream().map(SftpReply::id).toList());
        assertEquals("one", Served.text(assertInstanceOf(SftpReply.Data.class, replies.get(1)).data()));
        assertEquals(StatusCode.EOF.number(), assertInstanceOf(SftpReply.Status.class, replies.get(2)).code());
    }

    /// The same bytes in any pieces give the same bytes.
    @Test
    void theOutcomeDoesNotDependOnHowTheBytesCome() throws Exception {
        var content = new byte[600_000];
        new Random(1).nextBytes(content);
        Files.write(root.resolve("a"), content);
        var big = ByteBuffer.wrap(content, 0, SftpLimits.DATA);
        var messages = packets(HELLO, new SftpRequest.Open(1, "a", OpenFlags.READ | OpenFlags.WRITE, FileAttributes.NONE),
                new SftpRequest.Write(2, FIRST, 0, big), new SftpRequest.Read(3, FIRST, 0, 1 << 20),
                new SftpRequest.Read(4, FIRST, 300_000, 1 << 30), new SftpRequest.Realpath(5, "."),
                new SftpRequest.Write(6, FIRST, 1000, big), new SftpRequest.Write(7, FIRST, 0, big),
                new SftpRequest.Close(8, FIRST));
        var whole = serve(new MemoryStream(messages));
        var replies = replies(whole);
        assertEquals(8, replies.size());
        assertEquals(SftpLimits.DATA, assertInstanceOf(SftpReply.Data.class, replies.get(2)).data().remaining());
        var random = new Random(2);
        for (int most : new int[] {7, 1000, 100_000, 1 << 20}) {
            var stream = new MemoryStream(messages, () -> 1 + random.nextInt(most));
            assertArrayEquals(whole, serve(stream), "pieces of up to " + most);
        }
    }

    @Test
    void manyRequestsAtOnceAreAnsweredInFewWrites() throws Exception {
        var messages = new ArrayList<Object>(List.of(HELLO));
        for (int i = 0; i < 10_000; i++) messages.add(new SftpRequest.Realpath(i, "."));
        var stream = new MemoryStream(packets(messages.toArray()));
        assertEquals(10_000, replies(serve(stream)).size());
        assertTrue(stream.writes() < 200, stream.writes() + " writes");
    }

    @Test
    void aLengthBeyondTheLimitEndsTheSessionBeforeMemoryIsMade() {
        for (int length : new int[] {0, SftpLimits.PACKET + 1, Integer.MAX_VALUE, -1}) {
            var bytes = packets(HELLO, new FieldWriter().u32(length).zeros(20).done());
            var thrown = assertThrows(ProtocolViolation.class, () -> serve(new MemoryStream(bytes)));
            assertTrue(thrown.getMessage().startsWith("packet length at byte 0: "), thrown.getMessage());
        }
    }

    @Test
    void whatCannotBeReadIsAnsweredAndTheNextOneToo() throws Exception {
        var replies = serve(HELLO, new FieldWriter().sized(4, out -> out.u8(99).u32(7)).done(),
                new FieldWriter().sized(4, out -> out.u8(3).u32(8)).done(),
                new FieldWriter().sized(4, out -> out.u8(200).u32(9).string("no@example.org").u32(1)).done(),
                new SftpRequest.Realpath(10, "/"));
        assertEquals(List.of(8L, 5L, 8L), replies.subList(0, 3).stream()
                .map(reply -> assertInstanceOf(SftpReply.Status.class, reply).code()).toList());
        assertEquals(List.of(7L, 8L, 9L, 10L), replies.stream().map(SftpReply::id).toList());
    }

    @Test
    void aSessionBeginsWithAVersion() throws Exception {
        assertEquals(List.of(), serve());
        assertThrows(ProtocolViolation.class, () -> serve(new SftpRequest.Realpath(1, ".")));
        assertThrows(ProtocolViolation.class, () -> serve(new SftpHello(false, 3, List.of())));
        assertThrows(ProtocolViolation.class, () -> serve(new SftpHello(true, 2, List.of())));
        assertEquals(List.of(), serve(new SftpHello(true, 6, List.of())));
        assertThrows(EOFException.class, () -> serve(HELLO, new byte[] {0, 0, 0, 9, 1}));
    }

    /// What a client leaves open is closed behind it: also when it goes without a word, or is thrown out.
    @Test
    void nothingStaysOpenBehindASession() throws Exception {
        Files.writeString(root.resolve("a"), "one");
        var messages = new ArrayList<Object>(List.of(HELLO));
        for (int i = 0; i < 100; i++) messages.add(new SftpRequest.Open(i, "a", OpenFlags.READ, FileAttributes.NONE));
        for (int i = 0; i < 100; i++) messages.add(new SftpRequest.Opendir(i, "."));
        long before = openHere();
        serve(messages.toArray());
        messages.add(new byte[] {-1, -1, -1, -1});
        assertThrows(ProtocolViolation.class, () -> serve(messages.toArray()));
        assertEquals(before, openHere());
    }

    /// Descriptors of this process that lead into the root.
    private long openHere() throws IOException {
        long count = 0;
        try (var all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var each : all) {
                try {
                    if (Files.readSymbolicLink(each).startsWith(root.toRealPath())) count++;
                } catch (IOException _) {
                    // Closed meanwhile by another thread.
                }
            }
        }
        return count;
    }

    /// Each mutation of a conversation ends in order: in answers, or in one exception.
    @Test
    void noBytesBreakTheServer() throws Exception {
        Files.writeString(root.resolve("a"), "one");
        var conversation = packets(HELLO, new SftpRequest.Open(1, "a", OpenFlags.READ, FileAttributes.NONE),
                new SftpRequest.Read(2, FIRST, 0, 9), new SftpRequest.Opendir(3, "."),
                new SftpRequest.Readdir(4, Bytes.wrap(new FieldWriter().u64(2).done())), new SftpRequest.Stat(5, "a"),
                new ExtendedRequest.Statvfs(6, "."), new SftpRequest.Readlink(7, "a"), new SftpRequest.Close(8, FIRST));
        var options = SftpOptions.DEFAULTS.withRoot(root).withReadOnly(true);
        Fuzz.mutations(15, 2000, conversation).forEach(bytes -> {
            try {
                SftpSession.serve(options, new MemoryStream(bytes), ByteBuffer::allocate);
            } catch (ProtocolViolation | EOFException e) {
                assertTrue(e.getMessage() != null);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertEquals("one", Files.readString(root.resolve("a")));
    }
}
