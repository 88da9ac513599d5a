package wirelab.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wirelab.kit.Bytes;
import wirelab.kit.Fuzz;
import wirelab.kit.Hmac;
import wirelab.kit.ProtocolViolation;
import wirelab.search.SearchStatistics;

class SegmentMessageTest {
    /// How many mutations of each kind of message are read.
    static final int MUTATIONS = Integer.getInteger("wirelab.index.mutations", 2_000);
    private static final Bytes HASH = Bytes.wrap(Document.sha256().digest());
    private static final SearchStatistics STATISTICS = new SearchStatistics(9, 30, List.of(2L, 9L));
    static final Hmac KEY = Hmac.sha256("a key of a class".getBytes());

    static List<SegmentMessage> samples() {
        var state = new NodeState(new NodeId(1, 2), 3, 4, 8000, 12, Bytes.wrap(Document.sha256().digest()));
        var all = new ArrayList<SegmentMessage>();
        for (var kind : SegmentMessage.Kind.values()) {
            all.add(new SegmentMessage(kind, state, kind.hasSubject() ? new NodeId(5, 6) : NodeId.NONE,
                    kind.hasSubject() ? 7 : 0, kind.hasNonce() ? 8 : 0));
        }
        return all;
    }

    static List<IndexRequest> requests() {
        return List.of(new IndexRequest.Branches(List.of(TreePath.ROOT, TreePath.ROOT.and(3).and(15))),
                new IndexRequest.Documents(List.of(1L, -1L)), new IndexRequest.AllDocuments(3),
                new IndexRequest.Content(HASH, 1, 2), new IndexRequest.Pieces(HASH), new IndexRequest.Nodes(), new IndexRequest.Holdings(9),
                new IndexRequest.Events(Long.MAX_VALUE), new IndexRequest.Statistics("a word"),
                new IndexRequest.Find("a word", 9, STATISTICS), new IndexRequest.Search("a \"phrase\"", 100));
    }

    static List<IndexReply> replies() {
        var document = new Document(HASH, 5, "text/plain", "a title", List.of("a.txt", "b/ü.txt"));
        var hit = new IndexReply.Hit(HASH, 1.5, "a line");
        var tags = new Random(1).longs(16).boxed().toList();
        return List.of(
                new IndexReply.Branches(List.of(new IndexReply.Branch(true, tags),
                        new IndexReply.Branch(false, List.of(1L, 2L)))),
                new IndexReply.Documents(7, List.of(DocumentEntry.of(document))), new IndexReply.Content(9, 4),
                new IndexReply.Pieces(9, 1, List.of(HASH)),
                new IndexReply.Nodes(List.of(new IndexReply.Node(new NodeId(1, 1), "127.0.0.1:8000", 3))),
                new IndexReply.Holdings(1, List.of(new IndexReply.Holding(document, List.of("127.0.0.1:8000")))),
                new IndexReply.Events(3, List.of("+ node")), new IndexReply.Statistics(STATISTICS),
                new IndexReply.Hits(List.of(hit)), new IndexReply.Found(1, List.of(new IndexReply.Discovery(hit,
                        new IndexReply.Holding(document, List.of("127.0.0.1:8000"))))), new IndexReply.Refused("no"));
    }

    private static SegmentMessage decode(byte[] bytes, Hmac key) throws ProtocolViolation {
        return SegmentMessage.decode(ByteBuffer.wrap(bytes), key);
    }

    @Test
    void everyMessageComesBackAndAllAreOfOneLengthSoThatNoAnswerIsLongerThanItsQuestion() throws Exception {
        for (var message : samples()) {
            for (var key : new Hmac[] {null, KEY}) {
                byte[] bytes = message.encode(key);
                assertEquals(SegmentMessage.LENGTH, bytes.length);
                assertEquals(message, decode(bytes, key));
            }
        }
    }

    @Test
    void whatIsCutShortOrMutatedIsAMessageOfTheSameBytesOrAViolation() throws Exception {
        for (var message : samples()) {
            byte[] bytes = message.encode(null);
            Fuzz.truncations(bytes).forEach(part -> assertThrows(ProtocolViolation.class, () -> decode(part, null)));
        }
        var all = samples().stream().map(message -> message.encode(null)).toArray(byte[][]::new);
        Fuzz.mutations(1, MUTATIONS * all.length, all).forEach(bytes -> {
            try {
                assertArrayEquals(bytes, decode(bytes, null).encode(null), "one value has one encoding");
            } catch (ProtocolViolation e) {
                assertTrue(!e.getMessage().isEmpty());
            }
        });
    }

    @Test
    void underAKeyNothingThatWasAlteredIsRead() {
        var all = samples().stream().map(message -> message.encode(KEY)).toArray(byte[][]::new);
        var whole = List.of(all).stream().map(Bytes::wrap).toList();
        Fuzz.mutations(2, MUTATIONS, all).filter(bytes -> !whole.contains(Bytes.wrap(bytes)))
                .forEach(bytes -> assertThrows(ProtocolViolation.class, () -> decode(bytes, KEY)));
        assertThrows(ProtocolViolation.class, () -> decode(samples().getFirst().encode(null), KEY));
        assertThrows(ProtocolViolation.class, () -> decode(all[0], null));
    }

    @Test
    void requestsAndRepliesComeBackAndTheirMutationsAreReadOrRefused() throws Exception {
        var requests = requests();
        for (var request : requests) assertEquals(request, IndexRequest.decode(request.encode()));
        var replies = replies();
        for (var reply : replies) assertEquals(reply, IndexReply.decode(reply.encode()));
        var asked = requests.stream().map(IndexRequest::encode).toArray(byte[][]::new);
        Fuzz.mutations(3, MUTATIONS * asked.length, asked).forEach(bytes -> {
            try {
                assertArrayEquals(bytes, IndexRequest.decode(bytes).encode());
            } catch (ProtocolViolation e) {
                assertTrue(!e.getMessage().isEmpty());
            }
        });
        var answered = replies.stream().map(IndexReply::encode).toArray(byte[][]::new);
        Fuzz.mutations(4, MUTATIONS * answered.length, answered).forEach(bytes -> {
            try {
                assertArrayEquals(bytes, IndexReply.decode(bytes).encode());
            } catch (ProtocolViolation e) {
                assertTrue(!e.getMessage().isEmpty());
            }
        });
        Fuzz.mutations(5, MUTATIONS, HELLO).forEach(bytes -> {
            try {
                Greeting.hello(bytes, false);
            } catch (ProtocolViolation e) {
                assertTrue(!e.getMessage().isEmpty());
            }
        });
    }

    private static final byte[] HELLO = "WLIT\1\0abcdefghijklmnop".getBytes();
}
