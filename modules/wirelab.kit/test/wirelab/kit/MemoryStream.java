package wirelab.kit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;

/// A stream in memory: what the peer has sent comes in pieces, then the peer ends; what is written is kept.
public final class MemoryStream implements ByteStream {
    private final ByteBuffer in;
    private final IntSupplier pieces;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int writes;
    private boolean closed;

    /// @param sent what the peer has sent
    /// @param pieces how many bytes at most come with each reading
    public MemoryStream(byte[] sent, IntSupplier pieces) {
        in = ByteBuffer.wrap(sent);
        this.pieces = pieces;
    }

    public MemoryStream(byte[] sent) {
        this(sent, () -> Integer.MAX_VALUE);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) throw new IllegalArgumentException("a buffer without room");
        if (!in.hasRemaining()) return -1;
        int n = Math.min(Math.min(in.remaining(), into.remaining()), pieces.getAsInt());
        into.put(in.slice(in.position(), n));
        in.position(in.position() + n);
        return n;
    }

    @Override
    public void write(ByteBuffer... buffers) {
        writes++;
        for (var buffer : List.of(buffers)) while (buffer.hasRemaining()) out.write(buffer.get());
    }

    @Override
    public void endOutput() {}

    @Override
    public void stage(Duration limit) {}

    @Override
    public void close() {
        closed = true;
    }

    public byte[] written() {
        return out.toByteArray();
    }

    public int writes() {
        return writes;
    }

    public int unread() {
        return in.remaining();
    }

    public boolean isClosed() {
        return closed;
    }
}
