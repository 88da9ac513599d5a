package wirelab.raft;

import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// All that was applied up to an entry, in place of the log before (section 7 of the paper).
///
/// ```
/// index u64, term u64, members, length u32, image: the sessions and the state
/// ```
///
/// @param index of the last entry in it; 0 before the first
/// @param image of sessions and state
public record Snapshot(long index, long term, Members members, Bytes image) {
    /// Greatest image, in bytes.
    public static final int MOST_BYTES = 1 << 28;

    public byte[] encode() {
        var out = new FieldWriter(image.length() + 1024).u64(index).u64(term);
        members.write(out);
        return out.sized(4, image.array()).done();
    }

    static Snapshot decode(byte[] bytes) throws ProtocolViolation {
        var in = new FieldReader(bytes);
        long index = in.u64("index");
        long term = in.u64("term");
        if (index < 0 || term < 0) throw new ProtocolViolation("index", 0, "it or the term is too great");
        var snapshot = new Snapshot(index, term, Members.read(in), Bytes.wrap(in.sized("image", 4, MOST_BYTES)));
        in.end();
        return snapshot;
    }

    @Override
    public String toString() {
        return "snapshot at " + index + " (term " + term + "), " + Text.count(image.length(), "byte") + ", " + members;
    }
}
