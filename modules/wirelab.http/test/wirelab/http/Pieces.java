package wirelab.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import wirelab.kit.Connection;

/// A transport without a socket: gives bytes in pieces of a chosen size and keeps what is written.
public final class Pieces implements Transport {
    private final ByteBuffer in;
    private final int piece;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public Pieces(byte[] bytes, int piece) {
        in = ByteBuffer.wrap(bytes);
        this.piece = piece;
    }

    Pieces(String text, int piece) {
        this(text.getBytes(StandardCharsets.ISO_8859_1), piece);
    }

    String written() {
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public int read(ByteBuffer into) {
        if (!in.hasRemaining()) return -1;
        int n = Math.min(piece, Math.min(in.remaining(), into.remaining()));
        into.put(in.slice(in.position(), n));
        in.position(in.position() + n);
        return n;
    }

    @Override
    public void write(ByteBuffer... buffers) {
        for (var buffer : buffers) {
            var bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            out.writeBytes(bytes);
        }
    }

    @Override
    public void endOutput() {}

    @Override
    public void stage(Duration limit) {}

    @Override
    public Connection connection() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean secure() {
        return false;
    }

    @Override
    public void close() {}
}
