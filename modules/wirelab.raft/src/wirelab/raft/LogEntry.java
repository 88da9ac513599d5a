package wirelab.raft;

import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// One entry of the replicated log: its place, the term of the leader that made it, and what it says.
///
/// ```
///  0               8               16      17
/// +---------------+---------------+-------+--------------------------+
/// | index u64     | term u64      | kind  | by kind                  |
/// +---------------+---------------+-------+--------------------------+
/// 0 NOTHING, 1 OPEN: no more;  2 COMMAND: session u64, sequence u64, length u32, bytes;  3 CHANGE: members
/// ```
///
/// @param index from 1
/// @param term from 1
public record LogEntry(long index, long term, Content content) {
    /// Longest command, in bytes; a record of the journal is at most twice as long.
    public static final int MOST_BYTES = 1 << 19;
    /// Most entries in one message.
    static final int MOST_AT_ONCE = 4_096;

    /// What an entry says.
    public sealed interface Content {}

    /// What a new leader appends, to commit what is before it (section 5.4.2; thesis, section 6.4).
    public record Nothing() implements Content {}

    /// Opens a session, whose number is the index of the entry (thesis, section 6.3).
    public record Open() implements Content {}

    /// A command of a client.
    ///
    /// @param session who asks
    /// @param sequence greater with each new command of the session; the same when it asks again
    public record Command(long session, long sequence, Bytes bytes) implements Content {
        public Command {
            if (bytes.length() > MOST_BYTES) throw new IllegalArgumentException(bytes.length() + " bytes");
        }
    }

    /// Other members from here on (thesis, section 4.1).
    public record Change(Members members) implements Content {}

    /// {@return about how many bytes it takes}
    public int size() {
        return 40 + (content instanceof Command command ? command.bytes.length() : 0);
    }

    void write(FieldWriter out) {
        out.u64(index).u64(term);
        switch (content) {
            case Nothing _ -> out.u8(0);
            case Open _ -> out.u8(1);
            case Command it -> out.u8(2).u64(it.session).u64(it.sequence).sized(4, it.bytes.array());
            case Change it -> it.members.write(out.u8(3));
        }
    }

    static LogEntry read(FieldReader in) throws ProtocolViolation {
        int at = in.offset();
        long index = in.u64("index");
        long term = in.u64("term");
        if (index < 1 || term < 1) throw new ProtocolViolation("index", at, "is less than one, or the term is");
        int kind = in.u8("kind");
        Content content = switch (kind) {
            case 0 -> new Nothing();
            case 1 -> new Open();
            case 2 -> new Command(in.u64("session"), in.u64("sequence"), Bytes.wrap(in.sized("command", 4, MOST_BYTES)));
            case 3 -> new Change(Members.read(in));
            default -> throw new ProtocolViolation("kind", in.offset() - 1, kind + " is none of 0 to 3");
        };
        return new LogEntry(index, term, content);
    }

    static void writeAll(FieldWriter out, List<LogEntry> entries) {
        out.u16(entries.size());
        for (var entry : entries) entry.write(out);
    }

    /// Reads entries that follow each other.
    ///
    /// @param first index of the first of them
    static List<LogEntry> readAll(FieldReader in, long first) throws ProtocolViolation {
        int at = in.offset();
        int count = in.u16("entries");
        if (count > MOST_AT_ONCE) throw new ProtocolViolation("entries", at, count + " are more than " + MOST_AT_ONCE);
        var entries = new ArrayList<LogEntry>();
        for (int i = 0; i < count; i++) {
            at = in.offset();
            var entry = read(in);
            if (entry.index != first + i) throw new ProtocolViolation("index", at, entry.index + " follows no other");
            if (i > 0 && entry.term < entries.getLast().term) throw new ProtocolViolation("term", at + 8, "goes back");
            entries.add(entry);
        }
        return entries;
    }

    @Override
    public String toString() {
        return index + " (term " + term + ") " + switch (content) {
            case Nothing _ -> "nothing";
            case Open _ -> "a session opens";
            case Command it -> "session " + it.session + ", no. " + it.sequence + ": " + words(it.bytes);
            case Change it -> "members: " + it.members;
        };
    }

    private static String words(Bytes bytes) {
        return bytes.length() <= 40 ? bytes.toString() : Text.count(bytes.length(), "byte");
    }
}
