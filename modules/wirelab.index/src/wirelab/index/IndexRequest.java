package wirelab.index;

import java.util.List;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.search.SearchStatistics;

/// What a node is asked over TCP, in a frame: one byte for the kind, then its fields. Each is answered by one [IndexReply].
public sealed interface IndexRequest {
    int MOST_PATHS = 256;
    int MOST_TAGS = 4_096;

    /// Asks for branches of the tree over the node's own documents.
    ///
    /// ```
    /// 1        1
    /// count    2   1 to 256
    ///   path   9   each
    /// ```
    record Branches(List<TreePath> paths) implements IndexRequest {
        @Override
        public byte[] encode() {
            var fields = new FieldWriter().u8(1).u16(paths.size());
            for (var path : paths) fields.put(TreePath::write, path);
            return fields.done();
        }
    }

    /// Asks for documents by their tags, the first eight bytes of their hashes.
    ///
    /// ```
    /// 2        1
    /// count    2   1 to 4,096
    ///   tag    8   each
    /// ```
    record Documents(List<Long> tags) implements IndexRequest {
        @Override
        public byte[] encode() {
            var fields = new FieldWriter().u8(2).u16(tags.size());
            tags.forEach(fields::u64);
            return fields.done();
        }
    }

    /// Asks for content, or as much of it as there is.
    ///
    /// ```
    /// 3        1
    /// hash    32
    /// from     8   the first byte
    /// count    8
    /// ```
    record Content(Bytes hash, long from, long count) implements IndexRequest {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(3).bytes(hash.array()).u64(from).u64(count).done();
        }
    }

    /// Asks for the hashes of the pieces of a document.
    ///
    /// ```
    /// 4        1
    /// hash    32
    /// ```
    record Pieces(Bytes hash) implements IndexRequest {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(4).bytes(hash.array()).done();
        }
    }

    /// Asks which nodes live, as far as the node asked knows: the byte 5 alone.
    record Nodes() implements IndexRequest {
        @Override
        public byte[] encode() {
            return new byte[] {5};
        }
    }

    /// Asks for documents of all nodes with their holders, in the order of their hashes.
    ///
    /// ```
    /// 6        1
    /// from     4   how many are skipped; the list is the one of the first such request of the connection with 0
    /// ```
    record Holdings(long from) implements IndexRequest {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(6).u32(from).done();
        }
    }

    /// Asks what has happened since; the answer comes when something has, or after ten seconds.
    ///
    /// ```
    /// 7        1
    /// after    8   number of the last event that is known; 2^63-1 for none: then only the number of the last comes
    /// ```
    record Events(long after) implements IndexRequest {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(7).u64(after).done();
        }
    }

    /// Asks what ranking must know of the documents here that no node with a smaller id has as well.
    ///
    /// ```
    /// 8          1
    /// question 2+n   at most 1,024 bytes
    /// ```
    record Statistics(String question) implements IndexRequest {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(8).sizedText(2, question).done();
        }
    }

    /// Asks for the best of those documents, ranked by the statistics of all nodes.
    ///
    /// ```
    /// 9          1
    /// question 2+n
    /// most       2   1 to 100
    /// statistics     as they write themselves
    /// ```
    record Find(String question, int most, SearchStatistics statistics) implements IndexRequest {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(9).sizedText(2, question).u16(most).put(SearchStatistics::write, statistics).done();
        }
    }

    /// Asks for the best documents of all nodes.
    ///
    /// ```
    /// 10         1
    /// question 2+n
    /// most       2   1 to 100
    /// ```
    record Search(String question, int most) implements IndexRequest {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(10).sizedText(2, question).u16(most).done();
        }
    }

    /// Asks for all documents of the node's own, in the order of their hashes.
    ///
    /// ```
    /// 11         1
    /// from       4   how many the asker has of them
    /// ```
    record AllDocuments(long from) implements IndexRequest {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(11).u32(from).done();
        }
    }

    int MOST_QUESTION = 1_024;
    int MOST_FOUND = 100;

    /// {@return its bytes, without the length of the frame}
    byte[] encode();

    /// Reads a request.
    ///
    /// @throws ProtocolViolation when it is none
    static IndexRequest decode(byte[] frame) throws ProtocolViolation {
        var fields = new FieldReader(frame);
        int kind = fields.u8("kind");
        var request = switch (kind) {
            case 1 -> {
                int count = count(fields, MOST_PATHS);
                var paths = new TreePath[count];
                for (int i = 0; i < count; i++) paths[i] = TreePath.read(fields);
                yield new Branches(List.of(paths));
            }
            case 2 -> {
                int count = count(fields, MOST_TAGS);
                var tags = new Long[count];
                for (int i = 0; i < count; i++) tags[i] = fields.u64("tag");
                yield new Documents(List.of(tags));
            }
            case 3 -> {
                var hash = hash(fields);
                yield new Content(hash, size(fields, "from"), size(fields, "count"));
            }
            case 4 -> new Pieces(hash(fields));
            case 5 -> new Nodes();
            case 6 -> new Holdings(fields.u32("from"));
            case 7 -> new Events(size(fields, "after"));
            case 8 -> new Statistics(fields.sizedText("question", 2, MOST_QUESTION));
            case 9 -> new Find(fields.sizedText("question", 2, MOST_QUESTION), most(fields), SearchStatistics.read(fields));
            case 10 -> new Search(fields.sizedText("question", 2, MOST_QUESTION), most(fields));
            case 11 -> new AllDocuments(fields.u32("from"));
            default -> throw new ProtocolViolation("kind", 0, kind + " is none");
        };
        fields.end();
        return request;
    }

    private static int most(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        int most = fields.u16("most");
        if (most < 1 || most > MOST_FOUND) throw new ProtocolViolation("most", at, most + " is not 1 to " + MOST_FOUND);
        return most;
    }

    private static int count(FieldReader fields, int most) throws ProtocolViolation {
        int count = fields.u16("count");
        if (count < 1 || count > most) throw new ProtocolViolation("count", 1, count + " is not 1 to " + most);
        return count;
    }

    static Bytes hash(FieldReader fields) throws ProtocolViolation {
        return Bytes.wrap(fields.bytes("hash", SegmentMessage.HASH));
    }

    static long size(FieldReader fields, String field) throws ProtocolViolation {
        int at = fields.offset();
        long size = fields.u64(field);
        if (size < 0) throw new ProtocolViolation(field, at, "is more than any file has");
        return size;
    }
}
