package wirelab.raft;

import java.util.List;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What the members of a group say to each other (Figure 2 of the paper, and section 7; thesis, chapters 3, 4, 6 and 9).
///
/// Each begins with its kind, one byte, and the term of who sends it, u64. Who that is says the connection.
///
/// ```
/// 1 VOTE REQUEST   last index u64, last term u64, flags u8 (1 trial, 2 the leader wants it)
/// 2 VOTE REPLY     asked u64, flags u8 (1 trial, 2 granted)
/// 3 APPEND         previous index u64, previous term u64, commit u64, round u64, entries u16, entries
/// 4 APPEND REPLY   matches u8 (0 or 1), index u64, round u64
/// 5 INSTALL        index u64, term u64, size u64, offset u64, round u64, length u32, piece of the snapshot
/// 6 INSTALL REPLY  index u64, offset u64, round u64
/// 7 TIMEOUT NOW    no more
/// ```
public sealed interface RaftMessage {
    /// Longest piece of a snapshot, in bytes.
    int MOST_PIECE = 1 << 18;

    /// {@return the term of who sends it}
    long term();

    /// @param term of a trial: the term that would be
    /// @param trial pre-vote: nothing changes by it (thesis, section 9.6)
    /// @param wanted the leader hands over: to be heard although there is a leader (thesis, section 3.10)
    record VoteRequest(long term, long lastIndex, long lastTerm, boolean trial, boolean wanted) implements RaftMessage {}

    /// @param asked the term that was asked for
    record VoteReply(long term, long asked, boolean trial, boolean granted) implements RaftMessage {}

    /// Entries, or none: a heartbeat.
    ///
    /// @param round counts the leader's heartbeats, so that a read can wait for one that is later than itself
    record Append(long term, long previousIndex, long previousTerm, long commit, long round, List<LogEntry> entries)
            implements RaftMessage {
        public Append {
            entries = List.copyOf(entries);
        }

        @Override
        public String toString() {
            return "append after " + previousIndex + " (term " + previousTerm + "), entries: " + entries.size()
                    + ", commit " + commit + ", round " + round + ", term " + term;
        }
    }

    /// @param matches whether the previous entry was there
    /// @param index how far this log is on disk as the leader has it; else how far it may agree
    record AppendReply(long term, boolean matches, long index, long round) implements RaftMessage {}

    /// A piece of a snapshot.
    ///
    /// @param index last entry that the snapshot has in it
    /// @param size of the whole, in bytes
    record Install(long term, long index, long indexTerm, long size, long offset, long round, Bytes piece)
            implements RaftMessage {}

    /// @param offset bytes that are there
    record InstallReply(long term, long index, long offset, long round) implements RaftMessage {}

    /// Stand for election at once.
    record TimeoutNow(long term) implements RaftMessage {}

    default byte[] encode() {
        var out = new FieldWriter();
        switch (this) {
            case VoteRequest m -> out.u8(1).u64(m.term).u64(m.lastIndex).u64(m.lastTerm).u8(flags(m.trial, m.wanted));
            case VoteReply m -> out.u8(2).u64(m.term).u64(m.asked).u8(flags(m.trial, m.granted));
            case Append m -> LogEntry.writeAll(out.u8(3).u64(m.term).u64(m.previousIndex).u64(m.previousTerm).u64(m.commit)
                    .u64(m.round), m.entries);
            case AppendReply m -> out.u8(4).u64(m.term).u8(flags(m.matches, false)).u64(m.index).u64(m.round);
            case Install m -> out.u8(5).u64(m.term).u64(m.index).u64(m.indexTerm).u64(m.size).u64(m.offset).u64(m.round)
                    .sized(4, m.piece.array());
            case InstallReply m -> out.u8(6).u64(m.term).u64(m.index).u64(m.offset).u64(m.round);
            case TimeoutNow m -> out.u8(7).u64(m.term);
        }
        return out.done();
    }

    private static int flags(boolean one, boolean two) {
        return (one ? 1 : 0) | (two ? 2 : 0);
    }

    /// @throws ProtocolViolation for any bytes that are none of these messages
    static RaftMessage decode(byte[] bytes) throws ProtocolViolation {
        var in = new FieldReader(bytes);
        int kind = in.u8("kind");
        if (kind < 1 || kind > 7) throw new ProtocolViolation("kind", 0, kind + " is none of 1 to 7");
        long term = number(in, "term");
        var message = switch (kind) {
            case 1 -> {
                long index = number(in, "last index");
                long indexTerm = number(in, "last term");
                int flags = flags(in, 3);
                yield new VoteRequest(term, index, indexTerm, (flags & 1) != 0, (flags & 2) != 0);
            }
            case 2 -> {
                long asked = number(in, "asked");
                int flags = flags(in, 3);
                yield new VoteReply(term, asked, (flags & 1) != 0, (flags & 2) != 0);
            }
            case 3 -> {
                long index = number(in, "previous index");
                yield new Append(term, index, number(in, "previous term"), number(in, "commit"), number(in, "round"),
                        LogEntry.readAll(in, index + 1));
            }
            case 4 -> new AppendReply(term, flags(in, 1) != 0, number(in, "index"), number(in, "round"));
            case 5 -> new Install(term, number(in, "index"), number(in, "index term"), number(in, "size"),
                    number(in, "offset"), number(in, "round"), Bytes.wrap(in.sized("piece", 4, MOST_PIECE)));
            case 6 -> new InstallReply(term, number(in, "index"), number(in, "offset"), number(in, "round"));
            default -> new TimeoutNow(term);
        };
        in.end();
        return message;
    }

    private static long number(FieldReader in, String field) throws ProtocolViolation {
        long value = in.u64(field);
        if (value < 0) throw new ProtocolViolation(field, in.offset() - 8, "is too great");
        return value;
    }

    private static int flags(FieldReader in, int most) throws ProtocolViolation {
        int flags = in.u8("flags");
        if (flags > most) throw new ProtocolViolation("flags", in.offset() - 1, flags + " is more than " + most);
        return flags;
    }
}
