package wirelab.sftp;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import wirelab.kit.ByteStream;

/// Two streams of the JDK as one that goes both ways.
class Pipes implements ByteStream {
    private final InputStream in;
    private final OutputStream out;

    Pipes(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int n = in.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
        if (n > 0) into.position(into.position() + n);
        return n;
    }

    @Override
    public void write(ByteBuffer... buffers) throws IOException {
        for (var buffer : buffers) {
            out.write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
            buffer.position(buffer.limit());
        }
        out.flush();
    }

    @Override
    public void endOutput() throws IOException {
        out.close();
    }

    /// Whoever owns the streams sets their limits.
    @Override
    public void stage(Duration limit) {}

    @Override
    public void close() {
        try (in) {
            out.close();
        } catch (IOException _) {
            // The other end is gone, which is what closing is for.
        }
    }

    /// Standard input and output without the streams of the JDK, which copy once more.
    static final class Standard extends Pipes {
        private final FileChannel in;
        private final FileChannel out;

        Standard() {
            this(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
        }

        private Standard(FileInputStream in, FileOutputStream out) {
            super(in, out);
            this.in = in.getChannel();
            this.out = out.getChannel();
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return in.read(into);
        }

        @Override
        public void write(ByteBuffer... buffers) throws IOException {
            for (var buffer : buffers) while (buffer.hasRemaining()) out.write(buffer);
        }
    }

    /// Standard input and output of a program that was started here. Closing waits for it to end by itself, and ends it if
    /// it does not.
    static final class Child extends Pipes {
        private static final int SECONDS = 5;

        private final Process process;

        private Child(Process process) {
            super(process.getInputStream(), process.getOutputStream());
            this.process = process;
        }

        static Child start(List<String> command) throws IOException {
            return new Child(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
        }

        @Override
        public void close() {
            super.close();
            try {
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) process.destroy();
            } catch (InterruptedException _) {
                process.destroy();
                Thread.currentThread().interrupt();
            }
        }
    }
}
