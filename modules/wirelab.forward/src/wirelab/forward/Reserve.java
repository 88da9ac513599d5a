package wirelab.forward;

import java.io.IOException;
import java.nio.ByteBuffer;
import wirelab.kit.Connection;

/// The connection that showed that the server is there, kept for the first client: so a server that takes one connection
/// alone, as `ncat -l` does, has not spent it on the question.
///
/// A thread waits for what the server says first, so that one that has broken off meanwhile is noticed. What it has said, or
/// that it will say nothing (FIN), is handed to the client.
final class Reserve {
    private final Connection connection;
    private final ByteBuffer first = ByteBuffer.allocateDirect(Buffers.SMALL);
    private final Thread thread;
    private volatile IOException failure;
    private int came;
    private boolean used;

    Reserve(Connection connection) {
        this.connection = connection;
        thread = Thread.ofVirtual().name("forwarder-reserve").start(this::readFirst);
    }

    private void readFirst() {
        try {
            came = connection.read(first);
            first.flip();
        } catch (IOException e) {
            failure = e;
            connection.close();
        }
    }

    Connection connection() {
        return connection;
    }

    /// Whether the server has broken off, as far as is known.
    boolean isBroken() {
        return failure != null;
    }

    /// Reads as the connection does, beginning with what the server has said first.
    int read(ByteBuffer into) throws IOException {
        if (used) return connection.read(into);
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        if (failure != null) throw failure;
        if (came < 0) return came;
        int n = Math.min(first.remaining(), into.remaining());
        into.put(first.slice(first.position(), n));
        used = !first.position(first.position() + n).hasRemaining();
        return n;
    }
}
