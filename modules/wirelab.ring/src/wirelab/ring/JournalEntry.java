package wirelab.ring;

import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What a node must not forget in a crash; on its disk before anything that follows from it is sent.
public sealed interface JournalEntry {
    /// The node started.
    record Started(long incarnation) implements JournalEntry {}

    /// It has seen that epoch.
    record Reached(long epoch) implements JournalEntry {}

    /// It has made that claim, and must never make it again.
    record Claimed(long epoch) implements JournalEntry {}

    /// A message got its number; it is about to be sent.
    record Numbered(long incarnation, long sequence, long reference) implements JournalEntry {}

    /// What became of the message of that number.
    record Settled(long incarnation, long sequence) implements JournalEntry {}

    /// A message was delivered here: this record is the delivery.
    record Delivered(long source, long incarnation, long sequence, byte[] text) implements JournalEntry {
        @Override
        public String toString() {
            return "Delivered[source=" + source + ", incarnation=" + incarnation + ", sequence=" + sequence
                    + ", text=" + Bytes.of(text) + "]";
        }
    }

    /// The run ended; the next start begins a new one.
    record Ended() implements JournalEntry {}

    default byte[] encode() {
        var out = new FieldWriter();
        switch (this) {
            case Started(long incarnation) -> out.u8(1).u32(incarnation);
            case Reached(long epoch) -> out.u8(2).u64(epoch);
            case Numbered(long incarnation, long sequence, long reference) ->
                    out.u8(3).u32(incarnation).u32(sequence).u64(reference);
            case Settled(long incarnation, long sequence) -> out.u8(4).u32(incarnation).u32(sequence);
            case Delivered(long source, long incarnation, long sequence, byte[] text) ->
                    out.u8(5).u32(source).u32(incarnation).u32(sequence).bytes(text);
            case Ended() -> out.u8(6);
            case Claimed(long epoch) -> out.u8(7).u64(epoch);
        }
        return out.done();
    }

    static JournalEntry decode(byte[] bytes) throws ProtocolViolation {
        var in = new FieldReader(bytes);
        int kind = in.u8("kind");
        var entry = switch (kind) {
            case 1 -> new Started(in.u32("incarnation"));
            case 2 -> new Reached(in.u64("epoch"));
            case 3 -> new Numbered(in.u32("incarnation"), in.u32("sequence"), in.u64("reference"));
            case 4 -> new Settled(in.u32("incarnation"), in.u32("sequence"));
            case 5 -> new Delivered(in.u32("source"), in.u32("incarnation"), in.u32("sequence"),
                    in.bytes("text", in.remaining()));
            case 6 -> new Ended();
            case 7 -> new Claimed(in.u64("epoch"));
            default -> throw new ProtocolViolation("kind", 0, kind + " is unknown");
        };
        in.end();
        return entry;
    }
}
