package wirelab.sftp;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import wirelab.kit.ByteStream;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// Packets on a stream: a length of four bytes, and so many bytes behind it. What comes is read in large pieces and looked
/// at where it stands; what goes is gathered and leaves in one write.
///
/// Its memory begins small, since most sessions stay idle, and grows to what the longest packet needs.
final class SftpPackets {
    private static final int FIRST = 16 * 1024;
    private static final int LENGTH = 4;
    private static final int LARGE = 16 * 1024;

    private final ByteStream stream;
    private final IntFunction<ByteBuffer> memory;
    private ByteBuffer in;
    private ByteBuffer out;
    /// What has come and was not looked at.
    private int begin;
    private int end;

    /// @param memory makes buffers: on the heap, or outside where the system reads into them without a copy
    SftpPackets(ByteStream stream, IntFunction<ByteBuffer> memory) {
        this.stream = stream;
        this.memory = memory;
        in = memory.apply(FIRST);
        out = memory.apply(FIRST);
    }

    /// Waits for the next packet.
    ///
    /// @return what stands behind its length, until the next call; `null` when the peer has ended between two packets
    /// @throws ProtocolViolation when its length is none or beyond the limit: then nothing behind it can be understood
    ByteBuffer next() throws IOException {
        while (!isReady()) {
            // Who waits for an answer may get nothing more to say before it.
            flush();
            makeRoom();
            if (stream.read(in.limit(most()).position(end)) < 0) {
                if (begin < end) throw new EOFException("the stream ended inside a packet");
                return null;
            }
            end = in.position();
        }
        int length = in.getInt(begin);
        var packet = in.limit(end).slice(begin + LENGTH, length);
        begin += LENGTH + length;
        return packet;
    }

    /// How far to read: the rest of a large packet and no more, so that the next one begins at the beginning, where nothing has
    /// to be moved and the memory is still in the processor's cache.
    private int most() {
        if (end - begin < LENGTH) return in.capacity();
        int need = begin + LENGTH + in.getInt(begin);
        return need - end >= LARGE ? need : in.capacity();
    }

    /// Whether a whole packet has come already.
    private boolean isReady() throws ProtocolViolation {
        if (end - begin < LENGTH) return false;
        long length = in.getInt(begin) & 0xffff_ffffL;
        if (length < 1 || length > SftpLimits.PACKET) {
            throw new ProtocolViolation("packet length", 0, length + " is not between 1 and " + SftpLimits.PACKET);
        }
        return end - begin >= LENGTH + length;
    }

    /// Sees to room for the packet that has begun; it is moved only where it must be.
    private void makeRoom() {
        int need = end - begin < LENGTH ? LENGTH : LENGTH + in.getInt(begin);
        if (begin < end && begin + need <= in.capacity()) return;
        var rest = in.limit(end).position(begin);
        in = need > in.capacity() ? memory.apply(capacity(need)).put(rest) : in.compact();
        begin = 0;
        end = in.position();
    }

    /// Twice what is needed: while one packet is dealt with the next ones come.
    private static int capacity(int need) {
        return Math.max(FIRST, Integer.highestOneBit(2 * need - 1) << 1);
    }

    /// Adds a packet to what is to be sent.
    void add(Consumer<FieldWriter> payload, int most) throws IOException {
        var into = room(LENGTH + most);
        new FieldWriter(into).sized(LENGTH, payload);
    }

    /// {@return where the next packet is to be written, with room for so many bytes}
    ByteBuffer room(int bytes) throws IOException {
        if (out.remaining() < bytes) flush();
        if (out.capacity() < bytes) out = memory.apply(capacity(bytes));
        return out;
    }

    void flush() throws IOException {
        if (out.position() == 0) return;
        stream.write(out.flip());
        out.clear();
    }
}
