package wirelab.index;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UsageException;

/// Who a node is, whatever its address: 128 random bits that it keeps.
public record NodeId(long high, long low) implements Comparable<NodeId> {
    /// Nobody.
    public static final NodeId NONE = new NodeId(0, 0);
    static final int DIGITS = 32;
    private static final int SHOWN = 8;

    /// {@return one that nobody has}
    public static NodeId draw(RandomGenerator random) {
        return new NodeId(random.nextLong(), random.nextLong() | 1);
    }

    /// Reads 32 hexadecimal digits.
    public static NodeId parse(String digits) {
        if (!digits.matches("[0-9a-f]{32}")) throw new UsageException("'" + digits + "' is no id of a node");
        return new NodeId(HexFormat.fromHexDigitsToLong(digits, 0, 16), HexFormat.fromHexDigitsToLong(digits, 16, 32));
    }

    static NodeId read(FieldReader fields, String field) throws ProtocolViolation {
        return new NodeId(fields.u64(field), fields.u64(field));
    }

    static void write(FieldWriter fields, NodeId id) {
        fields.u64(id.high).u64(id.low);
    }

    @Override
    public int compareTo(NodeId other) {
        int high = Long.compareUnsigned(this.high, other.high);
        return high != 0 ? high : Long.compareUnsigned(low, other.low);
    }

    /// {@return all its hexadecimal digits}
    public String digits() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }

    /// Its first digits, which are enough for people.
    @Override
    public String toString() {
        return digits().substring(0, SHOWN);
    }
}
