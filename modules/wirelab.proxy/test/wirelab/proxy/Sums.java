package wirelab.proxy;

import java.util.Arrays;
import java.util.zip.CRC32C;
import wirelab.kit.FieldWriter;

/// Makes what stands before the head of a stored response, written from the description of the format alone.
final class Sums {
    private Sums() {}

    /// For a response without content.
    static byte[] prefix(byte[] head) {
        byte[] lengths = new FieldWriter().u32(0x574c4331).u32(head.length).u64(0).u32(0).done();
        var crc = new CRC32C();
        crc.update(Arrays.copyOf(lengths, 20));
        crc.update(head);
        return new FieldWriter().bytes(lengths).u32((int) crc.getValue()).done();
    }
}
