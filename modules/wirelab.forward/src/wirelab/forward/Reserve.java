package wirelab.forward;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import wirelab.kit.Connection;

/// The connection that showed that the server is there, kept for the first client: so a server that takes one connection
/// alone, as `ncat -l` does, has not spent it on the question.
///
/// A server that speaks first has given a place to somebody, and while no client comes to nobody: it is left again if it
/// takes others too ([Forwarder]).
///
/// A thread reads what the server says meanwhile, so that one that has broken off or ended is noticed: the first client then
/// gets a connection of its own, if one is to be had. Otherwise what was said, and the end (FIN), are handed to the client.
final class Reserve {
    private final Connection connection;
    private final long since = System.nanoTime();
    private final ByteBuffer first = ByteBuffer.allocateDirect(Buffers.SMALL);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int came;
    /// So much of what came has been read.
    private int read;
    /// The client is there: no more is read here than what is being waited for.
    private boolean taken;
    private boolean reading = true;
    private boolean ended;
    private IOException failure;

    Reserve(Connection connection) {
        this.connection = connection;
        Thread.ofVirtual().name("forwarder-reserve").start(this::readAhead);
    }

    private void readAhead() {
        // A duplicate, so that what has come can be read while more is waited for.
        var into = first.duplicate();
        while (true) {
            int n = 0;
            IOException problem = null;
            try {
                n = connection.read(into);
            } catch (IOException e) {
                problem = e;
                connection.close();
            }
            if (!goOn(n, problem, into.position())) return;
        }
    }

    private boolean goOn(int n, IOException problem, int came) {
        lock.lock();
        try {
            failure = problem;
            ended = n < 0;
            this.came = came;
            reading = problem == null && !ended && !taken && came < first.capacity();
            changed.signalAll();
            return reading;
        } finally {
            lock.unlock();
        }
    }

    Connection connection() {
        return connection;
    }

    /// Whether the server has broken off, as far as is known.
    boolean isBroken() {
        lock.lock();
        try {
            return failure != null;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the server has said that it will say nothing more, as far as is known: that it was idle for too long,
    /// perhaps.
    boolean hasEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the server speaks first and has for a while spoken to nobody.
    boolean isVacant(long now, long nanos) {
        lock.lock();
        try {
            return came > 0 && !ended && failure == null && now - since > nanos;
        } finally {
            lock.unlock();
        }
    }

    /// Reads as the connection does, beginning with what the server has said first.
    int read(ByteBuffer into) throws IOException {
        lock.lock();
        try {
            taken = true;
            while (read == came && reading) changed.await();
            if (read < came) {
                int n = Math.min(came - read, into.remaining());
                into.put(first.slice(read, n));
                read += n;
                return n;
            }
            if (failure != null) throw failure;
            if (ended) return -1;
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        } finally {
            lock.unlock();
        }
        return connection.read(into);
    }
}
