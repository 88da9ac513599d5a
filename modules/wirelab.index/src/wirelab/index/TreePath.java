package wirelab.index;

import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// The way to a branch of a [DocumentTree]: the first digits of hashes, at most 16 of them.
///
/// ```
/// length   1   digits: 0 to 16
/// digits   8   from the left, zero behind the last
/// ```
public record TreePath(int length, long digits) {
    static final TreePath ROOT = new TreePath(0, 0);
    static final int LONGEST = 16;

    int digit(int i) {
        return digit(digits, i);
    }

    static int digit(long tag, int i) {
        return (int) (tag >>> 60 - 4 * i) & 15;
    }

    TreePath and(int digit) {
        return new TreePath(length + 1, digits | (long) digit << 60 - 4 * length);
    }

    boolean begins(long tag) {
        return length == 0 || (tag ^ digits) >>> 64 - 4 * length == 0;
    }

    static void write(FieldWriter fields, TreePath path) {
        fields.u8(path.length).u64(path.digits);
    }

    static TreePath read(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        int length = fields.u8("length of a path");
        long digits = fields.u64("digits of a path");
        if (length > LONGEST) throw new ProtocolViolation("length of a path", at, length + " is more than " + LONGEST);
        if (length < LONGEST && digits << 4 * length != 0) {
            throw new ProtocolViolation("digits of a path", at + 1, "more than the length says");
        }
        return new TreePath(length, digits);
    }
}
