package wirelab.rudp;

import wirelab.kit.ProtocolViolation;

/// The bytes of one stream as they come in: put in order, and kept until they are read.
final class ReceiveStream {
    private static final long UNKNOWN = Long.MAX_VALUE;

    private final ByteRing ring;
    /// What is there from the reading position on.
    private final Ranges there = new Ranges();
    private long position;
    private long highest;
    private long end = UNKNOWN;
    private boolean reset;
    /// The reader was told that there is nothing; who has not read all that was there looks again before it waits.
    boolean readerWaits = true;
    private final ReceiveWindow window;

    ReceiveStream(ReceiveWindow window) {
        this.window = window;
        ring = new ByteRing(window.limit());
    }

    ReceiveWindow window() {
        return window;
    }

    /// Takes bytes that have come.
    ///
    /// @return by how much the highest offset has grown
    /// @throws ProtocolViolation when they are not allowed
    long receive(long offset, byte[] bytes, boolean isEnd) throws ProtocolViolation {
        long to = offset + bytes.length;
        if (to > window.most()) throw new ProtocolViolation("offset", offset, "is more than was allowed");
        if (to > end || isEnd && (end != UNKNOWN ? to != end : to < highest)) {
            throw new ProtocolViolation("offset", offset, "moves the end of the stream");
        }
        if (isEnd) end = to;
        long grown = Math.max(0, to - highest);
        highest += grown;
        if (reset || to <= position) return grown;
        long from = Math.max(offset, position);
        ring.reserve(position, Math.max(position, highest - grown), highest);
        ring.put(from, bytes, (int) (from - offset), (int) (to - from));
        there.add(from, to);
        return grown;
    }

    /// Reads what is in order.
    ///
    /// @return how many bytes; 0 when there are none yet, -1 at the end
    int read(byte[] into, int start, int length) {
        int count = (int) Math.min(length, available());
        if (count == 0) return isOver() ? -1 : 0;
        ring.get(position, into, start, count);
        there.remove(position, position + count);
        position += count;
        if (position == end) ring.free();
        return count;
    }

    /// {@return how many bytes can be read}
    long available() {
        return !there.isEmpty() && there.first() == position ? there.firstEnd() - position : 0;
    }

    /// Whether all was read.
    boolean isOver() {
        return reset || position == end;
    }

    long position() {
        return position;
    }

    /// The other end has given up.
    ///
    /// @return bytes that were counted against the connection's window and will not be read
    long reset() {
        long unread = highest - position;
        reset = true;
        ring.free();
        if (!there.isEmpty()) there.remove(there.first(), Long.MAX_VALUE);
        position = highest;
        return unread;
    }
}
