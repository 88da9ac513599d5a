package wirelab.ring;

import java.nio.charset.StandardCharsets;
import wirelab.kit.Text;
import wirelab.kit.Visible;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// A frame of ours: a bare frame whose data begins with this control block (SPECIFICATION.txt, Section 4.2).
///
/// ```
///  0                   1                   2                   3
/// |  version = 1  |     kind      |             copy              |
/// |                             round                             |
/// |                             maker                             |
/// |                             turn                              |
/// |                         (64 bits)                             |
/// |                          incarnation                          |
/// |                           sequence                            |
/// |                          payload ...                          |
/// ```
///
/// @param kind what it is for
/// @param source its origin
/// @param destination whom it is for
/// @param acknowledged the A flag, of DATA alone
/// @param mark of its holder, or of the node that speaks
/// @param incarnation in DATA the one in which its message was numbered, otherwise the sender's
/// @param sequence in DATA the number of its message; in HELLO that of the dial; in REFUSE the reason; in CLAIM members so
/// far
/// @param payload text of DATA, [Note] of TOKEN, otherwise empty
public record Signal(SignalKind kind, long source, long destination, boolean acknowledged, Mark mark, long incarnation,
                     long sequence, byte[] payload) {
    public static final int VERSION = 1;
    public static final int CONTROL = 28;
    static final byte[] NOTHING = {};

    /// What the turn carries (Section 5.6).
    ///
    /// @param quiet holders in a row that had nothing to send
    /// @param least the least id that has held it of late
    /// @param leastAt the turn in which that node held it
    public record Note(long quiet, long least, long leastAt) {
        static final int SIZE = 16;

        byte[] encode() {
            return new FieldWriter(SIZE).u32(quiet).u32(least).u64(leastAt).done();
        }
    }

    /// A signal without A flag and payload.
    static Signal of(SignalKind kind, long source, long destination, Mark mark, long incarnation, long sequence) {
        return new Signal(kind, source, destination, false, mark, incarnation, sequence, NOTHING);
    }

    Signal acknowledge() {
        return new Signal(kind, source, destination, true, mark, incarnation, sequence, payload);
    }

    Signal withSequence(long sequence) {
        return new Signal(kind, source, destination, acknowledged, mark, incarnation, sequence, payload);
    }

    public RingFrame frame() {
        var data = new FieldWriter(CONTROL + payload.length).u8(VERSION).u8(kind.code).u16(mark.copy())
                .u32(mark.round()).u32(mark.maker()).u64(mark.turn()).u32(incarnation).u32(sequence).bytes(payload).done();
        return new RingFrame(source, destination, kind.flags | (acknowledged ? RingFrame.ACKNOWLEDGED : 0), data);
    }

    public static Signal of(RingFrame frame) throws ProtocolViolation {
        var fields = new FieldReader(frame.data());
        int version = fields.u8("version");
        if (version != VERSION) throw new ProtocolViolation("version", RingFrame.HEADER, version + " is not " + VERSION);
        int code = fields.u8("kind");
        var kind = SignalKind.of(code);
        if (kind == null) throw new ProtocolViolation("kind", RingFrame.HEADER + 1, code + " is unknown");
        int copy = fields.u16("copy");
        var mark = new Mark(Mark.epoch(fields.u32("round"), fields.u32("maker")), fields.u64("turn"), copy);
        long incarnation = fields.u32("incarnation");
        long sequence = fields.u32("sequence");
        var payload = fields.bytes("payload", fields.remaining());
        var signal = new Signal(kind, frame.source(), frame.destination(), (frame.flags() & RingFrame.ACKNOWLEDGED) != 0,
                mark,
                incarnation, sequence, payload);
        signal.check(frame.flags());
        return signal;
    }

    private void check(int flags) throws ProtocolViolation {
        int allowed = kind.flags | (kind == SignalKind.DATA ? RingFrame.ACKNOWLEDGED : 0);
        if ((flags & ~allowed) != 0 || (flags & kind.flags) != kind.flags) {
            throw new ProtocolViolation("flags", 8, Integer.toHexString(flags) + " does not go with " + kind);
        }
        int wanted = kind == SignalKind.DATA ? payload.length : kind == SignalKind.TOKEN ? Note.SIZE : 0;
        if (payload.length != wanted) {
            throw new ProtocolViolation("payload", RingFrame.HEADER + CONTROL, Text.count(payload.length, "byte") + " for "
                    + kind);
        }
        boolean carried = kind == SignalKind.DATA || kind == SignalKind.FINISH;
        if (carried != mark.copy() > 0 && (carried || kind == SignalKind.TOKEN || kind == SignalKind.CLAIM)) {
            throw new ProtocolViolation("copy", RingFrame.HEADER + 2, mark.copy() + " does not go with " + kind);
        }
        if (kind == SignalKind.CLAIM && (mark.maker() != source || mark.turn() != 0)) {
            throw new ProtocolViolation("maker", RingFrame.HEADER + 8, "is not the claimant, or a turn is given");
        }
    }

    /// What a TOKEN carries.
    Note note() {
        try {
            var fields = new FieldReader(payload);
            return new Note(fields.u32("quiet"), fields.u32("least"), fields.u64("leastAt"));
        } catch (ProtocolViolation e) {
            throw new IllegalStateException(kind + " has no note", e);
        }
    }

    /// Its payload as text that does no harm to a terminal.
    public String text() {
        return Visible.of(new String(payload, StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return kind + (acknowledged ? "+A " : " ") + source + ">" + (destination == RingFrame.ALL ? "*" : destination)
                + " " + mark + (kind == SignalKind.DATA ? " #" + incarnation + "." + sequence + " " + text() : "");
    }
}
