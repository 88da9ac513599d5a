package wirelab.folder;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Journal;
import wirelab.kit.ProtocolViolation;

/// How a file becomes another one, in instructions: a stretch of the old file, or bytes that are new (Tridgell's rsync).
/// Whoever has the new file needs the old one's [BlockSignature] alone.
///
/// ```
/// copy      u8 1, from u64, count u64
/// literal   u8 2, bytes behind their length u32, 1 to 65,536
/// ```
public final class Delta {
    /// Bytes of one literal.
    public static final int MOST_LITERAL = 1 << 16;
    /// Bytes that are read together, beside a block before and behind.
    private static final int READ = 1 << 18;

    /// Blocks with one weak sum that are looked at: whoever makes up sums must not cost more.
    private static final int MOST_TRIES = 64;

    /// A step of it.
    public sealed interface Instruction {
        /// @param from where the stretch begins in the old file
        record Copy(long from, long count) implements Instruction {}

        record Literal(Bytes bytes) implements Instruction {}

        default void write(FieldWriter out) {
            switch (this) {
                case Copy it -> out.u8(1).u64(it.from).u64(it.count);
                case Literal it -> out.u8(2).sized(4, it.bytes.array());
            }
        }

        static Instruction read(FieldReader in) throws ProtocolViolation {
            int at = in.offset();
            int kind = in.u8("kind");
            switch (kind) {
                case 1 -> {
                    var copy = new Copy(in.u64("from"), in.u64("count"));
                    if (copy.from >= 0 && copy.count > 0 && copy.from + copy.count > 0) return copy;
                    throw new ProtocolViolation("from", at, "or the count is none");
                }
                case 2 -> {
                    var literal = new Literal(Bytes.wrap(in.sized("literal", 4, MOST_LITERAL)));
                    if (literal.bytes.length() > 0) return literal;
                    throw new ProtocolViolation("literal", at, "is empty");
                }
                default -> throw new ProtocolViolation("kind", at, kind + " is neither 1 nor 2");
            }
        }
    }

    /// Where the new file is read.
    @FunctionalInterface
    public interface Source {
        /// @param at bytes from the beginning
        /// @return how many were read, none or -1 at the end
        int read(ByteBuffer into, long at) throws IOException;
    }

    /// Takes instructions, in order.
    @FunctionalInterface
    public interface Taker {
        void take(Instruction instruction) throws IOException;
    }

    private final BlockSignature old;
    private final byte[] strong;
    private final Source file;
    private final Taker taker;
    /// The first block with a weak sum, and for each block the next one with the same.
    private final Map<Integer, Integer> first = new HashMap<>();
    private final int[] next;
    private final byte[] buffer;
    /// Where the buffer begins in the file; what of it is filled; where looking is; what is not told yet begins.
    private long base;
    private int filled;
    private int at;
    private int untold;
    private boolean ended;
    private Instruction.Copy open;

    private Delta(BlockSignature old, Source file, Taker taker) {
        this.old = old;
        this.file = file;
        this.taker = taker;
        strong = old.strong().array();
        next = new int[old.weak().length];
        for (int i = next.length - 1; i >= 0; i--) {
            var other = first.put(old.weak()[i], i);
            next[i] = other == null ? -1 : other;
        }
        buffer = new byte[READ + 2 * old.block()];
    }

    /// Tells how the old file becomes a new one.
    public static void between(BlockSignature old, Source file, Taker taker) throws IOException {
        new Delta(old, file, taker).run();
    }

    private void run() throws IOException {
        fill();
        RollingSum sum = null;
        while (at < filled) {
            int window = Math.min(old.block(), filled - at);
            if (sum == null) sum = RollingSum.of(buffer, at, window);
            int found = find(sum.value(), window);
            if (found >= 0) {
                literals(at);
                copy((long) found * old.block(), window);
                at += window;
                untold = at;
                sum = null;
            } else {
                if (at + window < filled) sum.roll(buffer[at], buffer[at + window]);
                else sum.drop(buffer[at]);
                at++;
            }
            if (!ended && filled - at <= old.block() && fill()) sum = null;
        }
        literals(filled);
        tellCopy();
    }

    private int find(int weak, int window) {
        byte[] sums = null;
        int tries = MOST_TRIES;
        for (int i = first.getOrDefault(weak, -1); i >= 0 && tries > 0; i = next[i], tries--) {
            if (old.length(i) != window) continue;
            if (sums == null) sums = BlockSignature.strong(buffer, at, window);
            int from = i * BlockSignature.STRONG;
            if (Arrays.equals(sums, 0, sums.length, strong, from, from + sums.length)) return i;
        }
        return -1;
    }

    /// {@return whether there was more}
    private boolean fill() throws IOException {
        literals(at);
        System.arraycopy(buffer, at, buffer, 0, filled - at);
        base += at;
        filled -= at;
        at = 0;
        untold = 0;
        int before = filled;
        while (filled < buffer.length) {
            int count = file.read(ByteBuffer.wrap(buffer, filled, buffer.length - filled), base + filled);
            if (count <= 0) {
                ended = true;
                break;
            }
            filled += count;
        }
        return filled > before;
    }

    private void literals(int end) throws IOException {
        while (untold < end) {
            tellCopy();
            int count = Math.min(MOST_LITERAL, end - untold);
            taker.take(new Instruction.Literal(Bytes.wrap(Arrays.copyOfRange(buffer, untold, untold + count))));
            untold += count;
        }
    }

    private void copy(long from, long count) throws IOException {
        if (open != null && open.from + open.count == from) {
            open = new Instruction.Copy(open.from, open.count + count);
        } else {
            tellCopy();
            open = new Instruction.Copy(from, count);
        }
    }

    private void tellCopy() throws IOException {
        if (open != null) taker.take(open);
        open = null;
    }

    /// Follows instructions, and stages what comes out. Whoever sent them is not believed: what was not the new file shows in
    /// its hash.
    public static final class Patch {
        private final Journal.Storage old;
        private final ContentStore.Staging into;
        private final ByteBuffer buffer = ByteBuffer.allocate(READ);
        private long at;

        public Patch(Journal.Storage old, ContentStore.Staging into) {
            this.old = old;
            this.into = into;
        }

        public void take(Instruction instruction) throws IOException {
            switch (instruction) {
                case Instruction.Literal it -> write(ByteBuffer.wrap(it.bytes.array()));
                case Instruction.Copy it -> {
                    if (it.from + it.count > old.size()) throw new EOFException("a stretch behind the end of the old file");
                    for (long done = 0; done < it.count; ) {
                        buffer.clear().limit((int) Math.min(buffer.capacity(), it.count - done));
                        int count = old.read(buffer, it.from + done);
                        if (count <= 0) throw new EOFException("the old file became shorter");
                        write(buffer.flip());
                        done += count;
                    }
                }
            }
        }

        private void write(ByteBuffer bytes) throws IOException {
            int count = bytes.remaining();
            into.write(bytes, at);
            at += count;
        }
    }
}
