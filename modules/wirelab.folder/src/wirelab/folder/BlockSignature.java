package wirelab.folder;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Journal;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// What somebody has of a file, block by block, after Tridgell: a weak sum that can roll along another file byte by byte, and
/// sixteen bytes of a SHA-256 that say whether a block is really the same.
///
/// ```
/// size u64 (below 2^63), block u32 (512 to 1,048,576)
/// then for each block, of which the last one may be shorter: weak u32, strong 16 bytes
/// ```
///
/// @param size of the file
/// @param block bytes of a block
public record BlockSignature(long size, int block, int[] weak, Bytes strong) {
    static final int STRONG = 16;
    /// Shortest and longest block, in bytes.
    static final int LEAST_BLOCK = 512;
    static final int MOST_BLOCK = 1 << 20;
    /// Of one file; as much memory as 20 MiB.
    static final int MOST_BLOCKS = 1 << 20;

    public BlockSignature {
        if (weak.length != blocks(size, block) || strong.length() != weak.length * STRONG) {
            throw new IllegalArgumentException("not as many sums as blocks");
        }
    }

    /// {@return about twice the root of the size, so that sums and what is sent for a few changes are of the same order}
    static int block(long size) {
        long root = Math.max(LEAST_BLOCK, 2 * (long) Math.sqrt(size));
        while ((size + root - 1) / root > MOST_BLOCKS) root *= 2;
        return (int) Math.min(MOST_BLOCK, root);
    }

    private static long blocks(long size, int block) {
        return (size + block - 1) / block;
    }

    /// Reads a file.
    ///
    /// @throws IOException when it is longer than a tebibyte
    public static BlockSignature of(Journal.Storage file) throws IOException {
        long size = file.size();
        int block = block(size);
        if (blocks(size, block) > MOST_BLOCKS) throw new IOException("a file of " + size + " bytes has too many blocks");
        var weak = new int[(int) blocks(size, block)];
        var strong = new byte[weak.length * STRONG];
        var buffer = ByteBuffer.allocate(block);
        for (int i = 0; i < weak.length; i++) {
            buffer.clear().limit((int) Math.min(block, size - (long) i * block));
            while (buffer.hasRemaining()) {
                if (file.read(buffer, (long) i * block + buffer.position()) < 0) throw new EOFException("it became shorter");
            }
            weak[i] = RollingSum.of(buffer.array(), 0, buffer.position()).value();
            System.arraycopy(strong(buffer.array(), 0, buffer.position()), 0, strong, i * STRONG, STRONG);
        }
        return new BlockSignature(size, block, weak, Bytes.wrap(strong));
    }

    static byte[] strong(byte[] bytes, int at, int count) {
        var digest = TreeNode.sha256();
        digest.update(bytes, at, count);
        return Arrays.copyOf(digest.digest(), STRONG);
    }

    /// {@return bytes of a block}
    int length(int number) {
        return (int) Math.min(block, size - (long) number * block);
    }

    public void write(FieldWriter out) {
        byte[] sums = strong.array();
        out.u64(size).u32(block);
        for (int i = 0; i < weak.length; i++) out.u32(weak[i]).bytes(ByteBuffer.wrap(sums, i * STRONG, STRONG));
    }

    /// Reads what [#write] wrote.
    public static BlockSignature read(FieldReader in) throws ProtocolViolation {
        int at = in.offset();
        long size = in.u64("size");
        long block = in.u32("block");
        if (size < 0) throw new ProtocolViolation("size", at, "is more than 2^63");
        if (block < LEAST_BLOCK || block > MOST_BLOCK) throw new ProtocolViolation("block", at + 8, block + " bytes");
        long blocks = size / block + (size % block == 0 ? 0 : 1);
        if (blocks > MOST_BLOCKS || blocks * (4 + STRONG) > in.remaining()) {
            throw new ProtocolViolation("size", at, Text.count(blocks, "block") + " announced, "
                    + Text.count(in.remaining(), "byte") + " left");
        }
        var weak = new int[(int) blocks];
        var strong = new byte[weak.length * STRONG];
        for (int i = 0; i < weak.length; i++) {
            weak[i] = (int) in.u32("weak");
            System.arraycopy(in.bytes("strong", STRONG), 0, strong, i * STRONG, STRONG);
        }
        return new BlockSignature(size, (int) block, weak, Bytes.wrap(strong));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlockSignature it && size == it.size && block == it.block && Arrays.equals(weak, it.weak)
                && strong.equals(it.strong);
    }

    @Override
    public int hashCode() {
        return strong.hashCode();
    }

    @Override
    public String toString() {
        return Text.count(weak.length, "block") + " of " + Text.bytes(block);
    }
}
