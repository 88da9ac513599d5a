package wirelab.replica;

import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.raft.RaftAnswer;

/// What a client asks a node, the data of ASK:
///
/// ```
/// kind u8, then:
/// 0 OPEN      no more: a session
/// 1 COMMAND   session u64, sequence u64, change (length u32)
/// 2 STAT      path (length u16, UTF-8)
/// 3 LIST      path, all u8 (0: what is in it, 1: all below), after: the last path that is known already (length u16)
/// 4 TELL      words (length u16, UTF-8), answered by the node that is asked
/// 5 MEMBER    what u8 (1 add, 2 vote, 3 remove, 4 transfer), node u32
/// 6 VERSIONS  path: what stood there before, as the node that is asked remembers it
/// ```
public sealed interface Request {
    record Open() implements Request {}

    record Command(long session, long sequence, Bytes change) implements Request {}

    record Stat(String path) implements Request {}

    record Listing(String path, boolean all, String after) implements Request {}

    record Tell(String words) implements Request {}

    record Member(What what, int node) implements Request {}

    record Versions(String path) implements Request {}

    /// What is to become of a member.
    enum What {
        /// It learns.
        ADD,
        /// It votes.
        VOTE, REMOVE,
        /// It leads.
        TRANSFER
    }

    default byte[] encode() {
        var out = new FieldWriter();
        switch (this) {
            case Open _ -> out.u8(0);
            case Command it -> out.u8(1).u64(it.session).u64(it.sequence).length(4, it.change.length())
                    .bytes(it.change.buffer());
            case Stat it -> out.u8(2).sizedText(2, it.path);
            case Listing it -> out.u8(3).sizedText(2, it.path).u8(it.all ? 1 : 0).sizedText(2, it.after);
            case Tell it -> out.u8(4).sizedText(2, it.words);
            case Member it -> out.u8(5).u8(it.what.ordinal() + 1).u32(it.node);
            case Versions it -> out.u8(6).sizedText(2, it.path);
        }
        return out.done();
    }

    /// @throws ProtocolViolation for any bytes that are none
    static Request decode(Bytes data) throws ProtocolViolation {
        var in = new FieldReader(data.buffer());
        int kind = in.u8("kind");
        var request = switch (kind) {
            case 0 -> new Open();
            case 1 -> new Command(in.u64("session"), in.u64("sequence"), Bytes.wrap(in.sized("change", 4, 1 << 16)));
            case 2 -> new Stat(in.sizedText("path", 2, Pdu.MOST_PATH));
            case 3 -> {
                String path = in.sizedText("path", 2, Pdu.MOST_PATH);
                int all = in.u8("all");
                if (all > 1) throw new ProtocolViolation("all", in.offset() - 1, all + " is neither 0 nor 1");
                yield new Listing(path, all == 1, in.sizedText("after", 2, Pdu.MOST_PATH));
            }
            case 4 -> new Tell(in.sizedText("words", 2, 2 * Pdu.MOST_PATH));
            case 5 -> {
                int what = in.u8("what");
                if (what < 1 || what > What.values().length) throw new ProtocolViolation("what", 1, what + " is none");
                long node = in.u32("node");
                if (node > Integer.MAX_VALUE) throw new ProtocolViolation("node", 2, node + " is no number of a node");
                yield new Member(What.values()[what - 1], (int) node);
            }
            case 6 -> new Versions(in.sizedText("path", 2, Pdu.MOST_PATH));
            default -> throw new ProtocolViolation("kind", 0, kind + " is none of 0 to 6");
        };
        in.end();
        return request;
    }

    /// The data of ANSWER:
    ///
    /// ```
    /// kind u8: 0 DONE, bytes to the end;  1 OPENED, session u64;  2 NOT LEADER, node u32 (2^32-1: unknown);
    /// 3 REFUSED, 4 UNKNOWN: words in UTF-8 to the end
    /// ```
    static byte[] answer(RaftAnswer answer) {
        var out = new FieldWriter();
        switch (answer) {
            case RaftAnswer.Done it -> out.u8(0).bytes(it.result().buffer());
            case RaftAnswer.Opened it -> out.u8(1).u64(it.session());
            case RaftAnswer.NotLeader it -> out.u8(2).u32(it.leader());
            case RaftAnswer.Refused it -> out.u8(3).text(it.reason());
            case RaftAnswer.Unknown it -> out.u8(4).text(it.reason());
        }
        return out.done();
    }

    /// @throws ProtocolViolation for any bytes that are no answer
    static RaftAnswer readAnswer(Bytes data) throws ProtocolViolation {
        var in = new FieldReader(data.buffer());
        int kind = in.u8("kind");
        RaftAnswer answer = switch (kind) {
            case 0 -> new RaftAnswer.Done(Bytes.wrap(in.bytes("result", in.remaining())));
            case 1 -> new RaftAnswer.Opened(in.u64("session"));
            case 2 -> new RaftAnswer.NotLeader((int) in.u32("leader"));
            case 3 -> new RaftAnswer.Refused(in.text("reason", in.remaining()));
            case 4 -> new RaftAnswer.Unknown(in.text("reason", in.remaining()));
            default -> throw new ProtocolViolation("kind", 0, kind + " is none of 0 to 4");
        };
        in.end();
        return answer;
    }
}
