package wirelab.replica;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;
import wirelab.kit.Fuzz;
import wirelab.kit.MemoryStream;
import wirelab.kit.ProtocolViolation;
import wirelab.raft.RaftAnswer;

class PduTest {
    private static final int MUTATIONS = 100_000;
    private static final Bytes CONTENT = Bytes.wrap("hello".getBytes());
    private static final TreeNode.FileNode FILE = new TreeNode.FileNode(Contents.hash(CONTENT), 5, 0644, 1_700_000_000_123_456_789L);
    private static final List<TreeChange> CHANGES = List.of(new TreeChange.Put("a/b", FILE, CONTENT),
            new TreeChange.Put("a/b", FILE, null), new TreeChange.Mkdir("a", 0755), new TreeChange.Rmdir("a"),
            new TreeChange.Remove("a", true), new TreeChange.Remove("a", false), new TreeChange.Move("a", "b"),
            new TreeChange.Copy("a", "b/c"), new TreeChange.Link("l", "a"), new TreeChange.Chmod("a", 0600));
    private static final List<Request> REQUESTS = List.of(new Request.Open(),
            new Request.Command(7, 3, CHANGES.getFirst().encode()), new Request.Stat("a/b"),
            new Request.Listing("", true, "a"), new Request.Tell("why a/b"), new Request.Member(Request.What.TRANSFER, 2), new Request.Versions("a"));
    private static final List<RaftAnswer> ANSWERS = List.of(new RaftAnswer.Done(CONTENT), new RaftAnswer.Opened(9),
            new RaftAnswer.NotLeader(2), new RaftAnswer.NotLeader(RaftAnswer.NOBODY), new RaftAnswer.Refused("no"),
            new RaftAnswer.Unknown("who knows"));
    private static final List<Pdu> PDUS = List.of(new Pdu(3, Pdu.REGISTER, "", Bytes.of()),
            new Pdu(3, Pdu.MODIFY, "docs/päth", Bytes.wrap("content".getBytes())),
            Pdu.of(Pdu.CLIENT, Pdu.ASK, REQUESTS.get(1).encode()), Pdu.of(1, Pdu.FETCH, ContentPiece.hashes(List.of(FILE.hash()))),
            new Pdu(0, -1, "", Bytes.of()));

    /// Reads bytes; what it gives is written again.
    private interface Reading {
        byte[] again(byte[] bytes) throws IOException;
    }

    private static void endures(long seed, Stream<byte[]> messages, Reading reading) throws IOException {
        byte[][] whole = messages.toArray(byte[][]::new);
        for (byte[] one : whole) assertArrayEquals(one, reading.again(one));
        int[] understood = new int[1];
        Fuzz.mutations(seed, MUTATIONS, whole).forEach(bytes -> {
            try {
                assertArrayEquals(bytes, reading.again(bytes));
                understood[0]++;
            } catch (ProtocolViolation e) {
                assertTrue(e.getMessage().contains(" at byte "), e.getMessage());
            } catch (IOException e) {
                throw new AssertionError("neither a message nor a violation", e);
            }
        });
        assertTrue(understood[0] > 0 && understood[0] < MUTATIONS, understood[0] + " were understood");
    }

    @Test
    void anyBytesAreAPduOrAViolation() throws IOException {
        endures(1, PDUS.stream().map(Pdu::encode), bytes -> Pdu.decode(bytes).encode());
    }

    @Test
    void anyBytesAreAChangeOrAViolation() throws IOException {
        endures(2, CHANGES.stream().map(it -> it.encode().array()), bytes -> TreeChange.decode(Bytes.wrap(bytes)).encode().array());
    }

    @Test
    void anyBytesAreARequestOrAViolation() throws IOException {
        endures(3, REQUESTS.stream().map(Request::encode), bytes -> Request.decode(Bytes.wrap(bytes)).encode());
    }

    @Test
    void anyBytesAreAnAnswerOrAViolation() throws IOException {
        endures(4, ANSWERS.stream().map(Request::answer), bytes -> Request.answer(Request.readAnswer(Bytes.wrap(bytes))));
    }

    @Test
    void anyBytesAreAPieceOrAViolation() throws IOException {
        var pieces = List.of(new ContentPiece(FILE.hash(), 5, 0, CONTENT.buffer()), new ContentPiece(FILE.hash(), ContentPiece.ABSENT,
                0, ByteBuffer.allocate(0)), new ContentPiece(FILE.hash(), 1L << 40, 1 << 20, CONTENT.buffer()));
        endures(5, pieces.stream().map(it -> it.encode()), bytes -> ContentPiece.decode(Bytes.wrap(bytes)).encode());
    }

    @Test
    void theBytesAreThoseOfTheSheet() {
        assertArrayEquals(new byte[] {0, 0, 0, 7, 0, 0, 0, 3, 0, 0, 0, 1, 'a', 0, 0, 0, 2, 'h', 'i'},
                new Pdu(7, Pdu.ADD, "a", Bytes.wrap("hi".getBytes())).encode());
    }

    @Test
    void aStreamGivesOnePduAfterTheOther() throws IOException {
        byte[] first = PDUS.get(0).encode();
        byte[] second = PDUS.get(1).encode();
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        var pdus = new PduStream(new MemoryStream(both, () -> 3));
        assertEquals(PDUS.get(0), pdus.read());
        assertEquals(PDUS.get(1), pdus.read());
        assertNull(pdus.read());
        var cut = new PduStream(new MemoryStream(first));
        assertEquals(PDUS.get(0), cut.need());
        assertThrows(EOFException.class, cut::need);
    }

    @Test
    void aPathOfFourGigabytesTakesNoMemory() {
        byte[] head = {0, 0, 0, 1, 0, 0, 0, 3, -1, -1, -1, -1, 'a'};
        var refused = assertThrows(ProtocolViolation.class, () -> new PduStream(new MemoryStream(head)).read());
        assertEquals("path length at byte 8: 4294967295 is more than the limit of 4096", refused.getMessage());
        byte[] data = {0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0x7f, -1, -1, -1};
        assertThrows(ProtocolViolation.class, () -> new PduStream(new MemoryStream(data)).read());
    }
}
