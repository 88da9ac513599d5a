package wirelab.index;

import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What a node answers over TCP, in a frame: one byte for the kind, then its fields.
public sealed interface IndexReply {
    int MOST_PIECES = 16_384;
    int MOST_ADDRESS = 64;
    int MOST_REASON = 512;

    /// One branch: the tags of the 16 branches of a fork, or those of the entries of a leaf.
    record Branch(boolean fork, List<Long> tags) {}

    /// Branches, in the order in which they were asked for.
    ///
    /// ```
    /// 129      1
    /// count    2
    ///   kind   1   0 to 16: a leaf with so many tags; 255: a fork, with 16
    ///   tags   8   each
    /// ```
    record Branches(List<Branch> branches) implements IndexReply {
        @Override
        public byte[] encode() {
            var fields = new FieldWriter().u8(129).u16(branches.size());
            for (var branch : branches) {
                fields.u8(branch.fork ? FORK : branch.tags.size());
                branch.tags.forEach(fields::u64);
            }
            return fields.done();
        }
    }

    /// Documents, in the order in which they were asked for: those that fit, at least one if there is one.
    ///
    /// ```
    /// 130        1
    /// count      2
    ///   document     as Document says
    /// ```
    record Documents(List<Document> documents) implements IndexReply {
        @Override
        public byte[] encode() {
            var fields = new FieldWriter().u8(130).u16(documents.size());
            for (var document : documents) fields.put(Document::write, document);
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
            for (var holding : holdings) {
                fields.put(Document::write, holding.document).u16(holding.holders.size());
                for (String holder : holding.holders) fields.sizedText(1, holder);
            }
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
            case 130 -> new Documents(list(fields, Document::read));
            case 131 -> new Content(IndexRequest.size(fields, "size"), IndexRequest.size(fields, "count"));
            case 132 -> new Pieces(IndexRequest.size(fields, "size"), fields.u32("length"), list(fields, IndexRequest::hash));
            case 133 -> new Nodes(list(fields, IndexReply::node));
            case 134 -> new Holdings(fields.u32("total"), list(fields, IndexReply::holding));
            case 135 -> new Events(IndexRequest.size(fields, "last"),
                    list(fields, part -> part.sizedText("text", 2, MOST_REASON)));
            case 255 -> new Refused(fields.sizedText("reason", 2, MOST_REASON));
            default -> throw new ProtocolViolation("kind", 0, kind + " is none");
        };
        fields.end();
        return reply;
    }

    /// Reads one part of a list.
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

    private static Branch branch(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        int kind = fields.u8("kind of a branch");
        if (kind > DocumentTree.LEAF && kind != FORK) {
            throw new ProtocolViolation("kind of a branch", at, kind + " is neither a leaf nor a fork");
        }
        boolean fork = kind == FORK;
        var tags = new ArrayList<Long>();
        for (int i = fork ? DocumentTree.FANOUT : kind; i > 0; i--) tags.add(fields.u64("tag"));
        return new Branch(fork, tags);
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
