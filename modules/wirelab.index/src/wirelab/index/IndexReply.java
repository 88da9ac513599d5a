package wirelab.index;

import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.search.SearchStatistics;

/// What a node answers over TCP, in a frame: one byte for the kind, then its fields.
public sealed interface IndexReply {
    int MOST_PIECES = 16_384;
    int MOST_ADDRESS = 64;
    int MOST_REASON = 512;

    /// One branch.
    ///
    /// @param tags of the 16 branches of a fork, or of each document of a leaf, with its mark behind it
    record Branch(boolean fork, List<Long> tags) {
        /// {@return what a tree has below a path}
        static Branch of(DocumentTree tree, TreePath path) {
            var branch = tree.at(path);
            if (branch.isFork()) return new Branch(true, branch.branchTags());
            var tags = new ArrayList<Long>();
            for (var entry : tree.entriesBelow(path)) tags.addAll(List.of(entry.tag(), entry.mark()));
            return new Branch(false, tags);
        }
    }

    /// Branches, in the order in which they were asked for.
    ///
    /// ```
    /// 129      1
    /// count    2
    ///   kind   1   0 to 16: a leaf with so many documents; 255: a fork
    ///   tags   8   16 of a fork; of each document of a leaf two, its tag and its mark
    /// ```
    record Branches(List<Branch> branches) implements IndexReply {
        @Override
        public byte[] encode() {
            var fields = new FieldWriter().u8(129).u16(branches.size());
            for (var branch : branches) {
                fields.u8(branch.fork ? FORK : branch.tags.size() / 2);
                branch.tags.forEach(fields::u64);
            }
            return fields.done();
        }
    }

    /// Documents, in the order in which they were asked for: those that fit, at least one if there is one.
    ///
    /// ```
    /// 130        1
    /// left       4   how many of those asked for did not fit
    /// count      2
    ///   document     as Document says
    /// ```
    record Documents(long left, List<DocumentEntry> documents) implements IndexReply {
        @Override
        public byte[] encode() {
            int bytes = documents.stream().mapToInt(DocumentEntry::length).sum();
            var fields = new FieldWriter(1 + 4 + 2 + bytes).u8(130).u32(left).u16(documents.size());
            for (var document : documents) fields.put(DocumentEntry::write, document);
            return fields.done();
        }
    }

    /// Content: so many bytes follow the frame.
    ///
    /// ```
    /// 131      1
    /// size     8   of the whole document
    /// count    8   bytes that follow
    /// ```
    record Content(long size, long count) implements IndexReply {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(131).u64(size).u64(count).done();
        }
    }

    /// The hashes of the pieces of a document, all of one length but the last.
    ///
    /// ```
    /// 132      1
    /// size     8   of the whole document
    /// length   4   of a piece
    /// count    2   pieces: at most 16,384
    ///   hash  32   each
    /// ```
    record Pieces(long size, long length, List<Bytes> hashes) implements IndexReply {
        @Override
        public byte[] encode() {
            var fields = new FieldWriter().u8(132).u64(size).u32(length).u16(hashes.size());
            for (var hash : hashes) fields.bytes(hash.array());
            return fields.done();
        }
    }

    /// A node that lives.
    ///
    /// @param address where it is asked over TCP, `HOST:PORT`
    record Node(NodeId id, String address, long documents) {}

    /// The nodes that live; the first is the one that answers.
    ///
    /// ```
    /// 133         1
    /// count       2
    ///   id       16
    ///   documents 4
    ///   address 1+n   HOST:PORT, at most 64 bytes
    /// ```
    record Nodes(List<Node> nodes) implements IndexReply {
        @Override
        public byte[] encode() {
            var fields = new FieldWriter().u8(133).u16(nodes.size());
            for (var node : nodes) {
                fields.put(NodeId::write, node.id).u32(node.documents).sizedText(1, node.address);
            }
            return fields.done();
        }
    }

    /// A document of any node, with the addresses of all that have it.
    record Holding(Document document, List<String> holders) {}

    /// Documents with their holders, as many as fit.
    ///
    /// ```
    /// 134           1
    /// total         4   how many there are in all
    /// count         2
    ///   document        its names are those of all holders
    ///   holders     2   how many
    ///     address 1+n   HOST:PORT
    /// ```
    record Holdings(long total, List<Holding> holdings) implements IndexReply {
        @Override
        public byte[] encode() {
            var fields = new FieldWriter().u8(134).u32(total).u16(holdings.size());
            for (var holding : holdings) fields.put(IndexReply::write, holding);
            return fields.done();
        }
    }

    /// What has happened.
    ///
    /// ```
    /// 135        1
    /// last       8   number of the last event
    /// count      2
    ///   text   2+n   at most 512 bytes, such as `+ node 127.0.0.1:8001`
    /// ```
    record Events(long last, List<String> texts) implements IndexReply {
        @Override
        public byte[] encode() {
            var fields = new FieldWriter().u8(135).u64(last).u16(texts.size());
            for (String text : texts) fields.sizedText(2, text);
            return fields.done();
        }
    }

    /// What ranking must know: a byte 136, and the statistics.
    record Statistics(SearchStatistics statistics) implements IndexReply {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(136).put(SearchStatistics::write, statistics).done();
        }
    }

    /// A document that has what was asked for.
    ///
    /// @param line of it that shows it; empty when it was not found again
    record Hit(Bytes hash, double score, String line) {}

    /// Documents found, the best first.
    ///
    /// ```
    /// 137        1
    /// count      2
    ///   hash    32
    ///   score    8   IEEE 754
    ///   line   2+n   at most 1,024 bytes
    /// ```
    record Hits(List<Hit> hits) implements IndexReply {
        @Override
        public byte[] encode() {
            var fields = new FieldWriter().u8(137).u16(hits.size());
            for (var hit : hits) fields.put(IndexReply::write, hit);
            return fields.done();
        }
    }

    /// A document found anywhere, and where it is.
    record Discovery(Hit hit, Holding holding) {}

    /// Documents of all nodes, the best first.
    ///
    /// ```
    /// 138          1
    /// silent       2   nodes that did not answer in time
    /// count        2
    ///   hit            as in 137
    ///   document       and holders, as in 134
    /// ```
    record Found(int silent, List<Discovery> found) implements IndexReply {
        @Override
        public byte[] encode() {
            var fields = new FieldWriter().u8(138).u16(silent).u16(found.size());
            for (var each : found) fields.put(IndexReply::write, each.hit).put(IndexReply::write, each.holding);
            return fields.done();
        }
    }

    /// It cannot be had.
    ///
    /// ```
    /// 255        1
    /// reason   2+n
    /// ```
    record Refused(String reason) implements IndexReply {
        @Override
        public byte[] encode() {
            return new FieldWriter().u8(255).sizedText(2, reason).done();
        }
    }

    int FORK = 255;

    /// {@return its bytes, without the length of the frame}
    byte[] encode();

    /// Reads a reply.
    ///
    /// @throws ProtocolViolation when it is none
    static IndexReply decode(byte[] frame) throws ProtocolViolation {
        var fields = new FieldReader(frame);
        int kind = fields.u8("kind");
        var reply = switch (kind) {
            case 129 -> new Branches(list(fields, IndexReply::branch));
            case 130 -> new Documents(fields.u32("left"), list(fields, part -> DocumentEntry.read(frame, part)));
            case 131 -> new Content(IndexRequest.size(fields, "size"), IndexRequest.size(fields, "count"));
            case 132 -> new Pieces(IndexRequest.size(fields, "size"), fields.u32("length"),
                    list(fields, IndexRequest::hash));
            case 133 -> new Nodes(list(fields, IndexReply::node));
            case 134 -> new Holdings(fields.u32("total"), list(fields, IndexReply::holding));
            case 135 -> new Events(IndexRequest.size(fields, "last"),
                    list(fields, part -> part.sizedText("text", 2, MOST_REASON)));
            case 136 -> new Statistics(SearchStatistics.read(fields));
            case 137 -> new Hits(list(fields, IndexReply::hit));
            case 138 -> new Found(fields.u16("silent"), list(fields, part -> new Discovery(hit(part), holding(part))));
            case 255 -> new Refused(fields.sizedText("reason", 2, MOST_REASON));
            default -> throw new ProtocolViolation("kind", 0, kind + " is none");
        };
        fields.end();
        return reply;
    }

    @FunctionalInterface
    interface Part<T> {
        T read(FieldReader fields) throws ProtocolViolation;
    }

    /// Memory grows with what is there, not with what is announced.
    private static <T> List<T> list(FieldReader fields, Part<T> part) throws ProtocolViolation {
        int count = fields.u16("count");
        var list = new ArrayList<T>();
        for (int i = 0; i < count; i++) list.add(part.read(fields));
        return list;
    }

    static void write(FieldWriter fields, Hit hit) {
        fields.bytes(hit.hash.array()).u64(Double.doubleToRawLongBits(hit.score)).sizedText(2, hit.line);
    }

    private static Hit hit(FieldReader fields) throws ProtocolViolation {
        var hash = IndexRequest.hash(fields);
        int at = fields.offset();
        double score = Double.longBitsToDouble(fields.u64("score"));
        if (!Double.isFinite(score)) throw new ProtocolViolation("score", at, "is no number");
        return new Hit(hash, score, fields.sizedText("line", 2, IndexRequest.MOST_QUESTION));
    }

    static void write(FieldWriter fields, Holding holding) {
        fields.put(Document::write, holding.document).u16(holding.holders.size());
        for (String holder : holding.holders) fields.sizedText(1, holder);
    }

    private static Branch branch(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        int kind = fields.u8("kind of a branch");
        if (kind > DocumentTree.LEAF && kind != FORK) {
            throw new ProtocolViolation("kind of a branch", at, kind + " is neither a leaf nor a fork");
        }
        var tags = new ArrayList<Long>();
        for (int i = kind == FORK ? DocumentTree.FANOUT : 2 * kind; i > 0; i--) tags.add(fields.u64("tag"));
        return new Branch(kind == FORK, tags);
    }

    private static Node node(FieldReader fields) throws ProtocolViolation {
        var id = NodeId.read(fields, "id");
        long documents = fields.u32("documents");
        return new Node(id, fields.sizedText("address", 1, MOST_ADDRESS), documents);
    }

    private static Holding holding(FieldReader fields) throws ProtocolViolation {
        var document = Document.read(fields);
        return new Holding(document, list(fields, part -> part.sizedText("address", 1, MOST_ADDRESS)));
    }
}
