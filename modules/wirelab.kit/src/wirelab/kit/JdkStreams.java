package wirelab.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// The stream interface of the JDK over what reads into buffers and writes from them; without a buffer of its own.
public final class JdkStreams {
    /// Reads as [ByteStream#read(ByteBuffer)] does.
    @FunctionalInterface
    public interface Reads {
        /// {@return how many bytes came, at least 1; -1 at the end}
        int into(ByteBuffer buffer) throws IOException;
    }

    private JdkStreams() {}

    public static InputStream input(Reads reads, Runnable close) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return length == 0 ? 0 : reads.into(ByteBuffer.wrap(into, offset, length));
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }

    /// A stream that writes; closing it closes what is underneath.
    public static OutputStream output(ByteStream bytes) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                bytes.write(new byte[] {(byte) b});
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                bytes.write(ByteBuffer.wrap(from, offset, length));
            }

            @Override
            public void close() {
                bytes.close();
            }
        };
    }
}
