package wirelab.impair;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// Memory outside the heap for packets that are under way, used over and over. It grows to what was ever under way at once,
/// which [Link#MAX_PACKETS] bounds. One thread uses it.
final class Slots {
    /// Slots per piece of memory.
    private static final int PIECE = 256;

    /// Room for one packet.
    static final class Slot implements Packet<Slot> {
        final MemorySegment memory;
        final ByteBuffer bytes;
        private final Slots home;
        private int size;

        private Slot(Slots home, MemorySegment memory) {
            this.home = home;
            this.memory = memory;
            this.bytes = memory.asByteBuffer();
        }

        void size(int size) {
            this.size = size;
        }

        /// What stands in it, for a tap.
        ByteBuffer view() {
            return bytes.slice(0, size).asReadOnlyBuffer();
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public void flip(long bit) {
            int at = (int) (bit >>> 3);
            bytes.put(at, (byte) (bytes.get(at) ^ 1 << (bit & 7)));
        }

        @Override
        public Slot copy() {
            var copy = home.take();
            MemorySegment.copy(memory, 0, copy.memory, 0, size);
            copy.size = size;
            return copy;
        }

        @Override
        public void lost() {
            home.free.push(this);
        }
    }

    private final Arena arena;
    private final int slotBytes;
    private final ArrayDeque<Slot> free = new ArrayDeque<>();

    /// Begins without any slot.
    ///
    /// @param largest bytes of the largest packet
    Slots(Arena arena, int largest) {
        this.arena = arena;
        // Whole cache lines, so that two packets never share one.
        slotBytes = (largest + 63) / 64 * 64;
    }

    /// Gives a free slot.
    Slot take() {
        if (free.isEmpty()) {
            var piece = arena.allocate((long) PIECE * slotBytes, 64);
            for (int i = 0; i < PIECE; i++) free.push(new Slot(this, piece.asSlice((long) i * slotBytes, slotBytes)));
        }
        return free.pop();
    }
}
