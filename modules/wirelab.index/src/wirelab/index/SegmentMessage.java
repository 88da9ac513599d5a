package wirelab.index;

import java.nio.ByteBuffer;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Hmac;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;
import wirelab.kit.Text;

/// One datagram. All of them are of one length and one shape, so no answer is longer than its question, and each says
/// what its sender has.
///
/// ```
///  0  magic "WLIX"                    4
///  4  version 2                       1
///  5  kind                            1
///  6  flags: bit 0, a code follows    2
///  8  id of the sender               16
/// 24  its incarnation                 4
/// 28  its sequence number             4
/// 32  its TCP port                    2
/// 34  zero                            2
/// 36  documents that it has           4
/// 40  root of the tree over them     32
/// 72  subject: id of a node          16
/// 88  incarnation of the subject      4
/// 92  nonce                           8
/// 100 HMAC-SHA-256 of bytes 0 to 99  32   zero without a key
/// ```
///
/// @param kind what for
/// @param sender what the sender says about itself
/// @param subject whom it is about, [NodeId#NONE] where it is about the sender
/// @param incarnation of the subject, as far as the sender knows; 0 if it does not
/// @param nonce what a [Kind#PING] asks to hear again; 0 where nothing is asked
public record SegmentMessage(Kind kind, NodeState sender, NodeId subject, long incarnation, long nonce) {
    /// What a datagram is for; its number is that on the wire.
    public enum Kind {
        /// Here I am, and this is what I have.
        ANNOUNCE(1),
        /// The same; and who else is there?
        ASK(2),
        /// I am leaving.
        GOODBYE(3),
        /// Subject, do you live? The incarnation is the one that I know of you.
        PING(4),
        /// I do: the nonce is that of the ping. The subject is some other node that I know, if I know one.
        ACK(5),
        /// Ask the subject for me whether it lives.
        PROBE(6),
        /// The subject lives: the nonce is that of the probe.
        VOUCH(7),
        /// The subject, in this incarnation, is silent.
        SUSPECT(8);

        private static final Kind[] ALL = values();
        final int number;

        Kind(int number) {
            this.number = number;
        }

        boolean hasSubject() {
            return this == PING || this == PROBE || this == VOUCH || this == SUSPECT;
        }

        boolean hasNonce() {
            return this == PING || this == PROBE || this == VOUCH || this == ACK;
        }
    }

    /// Bytes of every datagram.
    public static final int LENGTH = 132;
    static final String MAGIC = "WLIX";
    static final int VERSION = 2;
    static final int HASH = 32;
    private static final int CODED = LENGTH - HASH;
    private static final int KEYED = 1;
    /// The greatest incarnation that is taken from others: one can always jump past it.
    static final long MOST_INCARNATION = 0xffff_fff0L;

    static SegmentMessage of(Kind kind, NodeState sender) {
        return new SegmentMessage(kind, sender, NodeId.NONE, 0, 0);
    }

    /// {@return its bytes}
    ///
    /// @param key `null` for none
    public byte[] encode(Hmac key) {
        var fields = new FieldWriter(LENGTH).text(MAGIC).u8(VERSION).u8(kind.number).u16(key == null ? 0 : KEYED)
                .put(NodeId::write, sender.id()).u32(sender.incarnation()).u32(sender.sequence()).u16(sender.port()).zeros(2)
                .u32(sender.documents()).bytes(sender.root().array()).put(NodeId::write, subject).u32(incarnation).u64(nonce)
                .zeros(HASH).done();
        if (key != null) {
            System.arraycopy(key.of(ByteBuffer.wrap(fields, 0, CODED)), 0, fields, CODED, HASH);
        }
        return fields;
    }

    /// Reads a datagram.
    ///
    /// @param key what it must be proven with, `null` for no proof: then none may be there
    /// @throws ProtocolViolation when it is none, or not proven
    public static SegmentMessage decode(ByteBuffer datagram, Hmac key) throws ProtocolViolation {
        var fields = new FieldReader(datagram);
        fields.expect("magic", MAGIC);
        int version = fields.u8("version");
        if (version != VERSION) throw new ProtocolViolation("version", 4, version + " is not " + VERSION);
        int number = fields.u8("kind");
        if (number < 1 || number > Kind.ALL.length) throw new ProtocolViolation("kind", 5, number + " is none");
        var kind = Kind.ALL[number - 1];
        int flags = fields.u16("flags");
        if (flags != (key == null ? 0 : KEYED)) {
            throw new ProtocolViolation("flags", 6, key == null ? flags + ": this segment has no key" : "no code");
        }
        var sender = state(fields);
        var subject = NodeId.read(fields, "subject");
        long incarnation = fields.u32("incarnation of the subject");
        long nonce = fields.u64("nonce");
        boolean named = !subject.equals(NodeId.NONE);
        if (named != kind.hasSubject() && kind != Kind.ACK || !named && incarnation != 0 || incarnation > MOST_INCARNATION) {
            throw new ProtocolViolation("subject", 72, "does not go with " + kind);
        }
        if (!kind.hasNonce() && nonce != 0) throw new ProtocolViolation("nonce", 92, "does not go with " + kind);
        if (key == null) {
            fields.zeros("code", HASH);
        } else if (!Secrets.same(fields.bytes("code", HASH), key.of(datagram.slice(datagram.position(), CODED)))) {
            throw new ProtocolViolation("code", CODED, "is not of this key");
        }
        fields.end();
        return new SegmentMessage(kind, sender, subject, incarnation, nonce);
    }

    private static NodeState state(FieldReader fields) throws ProtocolViolation {
        var id = NodeId.read(fields, "id");
        if (id.equals(NodeId.NONE)) throw new ProtocolViolation("id", 8, "is zero");
        long incarnation = fields.u32("incarnation");
        if (incarnation > MOST_INCARNATION) throw new ProtocolViolation("incarnation", 24, incarnation + " is too great");
        long sequence = fields.u32("sequence");
        int port = fields.u16("port");
        if (port == 0) throw new ProtocolViolation("port", 32, "is zero");
        fields.zeros("zero", 2);
        long documents = fields.u32("documents");
        return new NodeState(id, incarnation, sequence, port, documents, Bytes.wrap(fields.bytes("root", HASH)));
    }

    /// In words, for a ladder: `ANNOUNCE of 0c11a2b3, 12 documents`.
    @Override
    public String toString() {
        String about = kind.hasSubject() ? ", " + subject : "";
        return kind + " of " + sender.id() + about + ", " + Text.count(sender.documents(), "document");
    }
}
