package wirelab.ring;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import wirelab.kit.ByteStream;

/// A link to a node over a socket of the JDK, for a test that plays its neighbour, or a stranger.
final class RawLink implements AutoCloseable {
    private final Socket socket;
    private final RingFrame.Source source;

    /// @param patience how long a read may take, in milliseconds
    RawLink(Socket socket, int patience) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(patience);
        source = new RingFrame.Source(stream());
    }

    /// Connects to a node on loopback.
    static RawLink dial(int port, int patience) throws IOException {
        return new RawLink(new Socket(InetAddress.getLoopbackAddress(), port), patience);
    }

    ByteStream stream() {
        return new Stream(socket);
    }

    synchronized void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void send(Signal signal) throws IOException {
        send(signal.frame().encode());
    }

    /// The next frame, or `null` at the end.
    RingFrame frame() throws IOException {
        return source.next();
    }

    Signal any() throws IOException {
        var frame = frame();
        return frame == null ? null : Signal.of(frame);
    }

    /// The next frame that is no ALIVE, or `null` at the end.
    Signal next() throws IOException {
        long end = System.nanoTime() + socket.getSoTimeout() * 1_000_000L;
        while (System.nanoTime() - end < 0) {
            var signal = any();
            if (signal == null || signal.kind() != SignalKind.ALIVE) return signal;
        }
        throw new SocketTimeoutException("nothing but ALIVE");
    }

    /// How many bytes come before the other end closes, or resets what it has not read.
    int untilClosed() throws IOException {
        int count = 0;
        try {
            while (socket.getInputStream().read() >= 0) count++;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException _) {
            // Reset.
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private record Stream(Socket socket) implements ByteStream {
        @Override
        public int read(ByteBuffer into) throws IOException {
            int n = socket.getInputStream().read(into.array(), into.arrayOffset() + into.position(), into.remaining());
            if (n > 0) into.position(into.position() + n);
            return n;
        }

        @Override
        public void write(ByteBuffer... buffers) throws IOException {
            for (var buffer : buffers) {
                var bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                socket.getOutputStream().write(bytes);
            }
        }

        @Override
        public void endOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void stage(Duration limit) {
            // The socket has a limit for each read.
        }

        @Override
        public void close() {
            // Whoever made the link closes it.
        }
    }
}
