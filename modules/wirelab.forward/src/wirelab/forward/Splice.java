package wirelab.forward;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import wirelab.kit.Connection;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// One client's connection and that to the server, joined: two directions, each with a thread and a buffer of its own.
///
/// ```
///            +--------------- up: read, store, send on --------------->+
///   client --+                                                         +-- server
///            +<-------------- down ------------------------------------+
/// ```
///
/// | what one side does | what the other side sees |
/// | --- | --- |
/// | sends | the same bytes |
/// | ends its direction (FIN) | that end, behind the last byte; the other direction goes on |
/// | breaks off (RST) | a reset |
/// | does not read | nothing is read from the other, whose own writing waits in the end |
final class Splice {
    /// Where the bytes of one direction come from.
    @FunctionalInterface
    interface Source {
        int read(ByteBuffer into) throws IOException;
    }

    private final Connection client;
    private final Connection server;
    private final Source fromServer;
    private final MessageEnd framing;
    private final Buffers buffers;
    /// What went wrong first; it decides that both sides are reset.
    private IOException failure;
    /// The sweeper's own: whether it has ended this already.
    private boolean expired;

    Splice(Connection client, Connection server, Source fromServer, MessageEnd framing, Buffers buffers) {
        this.client = client;
        this.server = server;
        this.fromServer = fromServer;
        this.framing = framing;
        this.buffers = buffers;
    }

    /// Carries both directions to their ends.
    ///
    /// @throws IOException when one side broke off, and so both are
    void carry(LongAdder up, LongAdder down) throws IOException {
        var back = Thread.ofVirtual().name("forwarder-down").start(() -> carry(fromServer, client, down));
        carry(client::read, server, up);
        try {
            back.join();
        } catch (InterruptedException e) {
            fail(new IOException("interrupted", e));
        }
        var problem = failure();
        if (problem == null) {
            server.close();
            return;
        }
        breakOff();
        throw problem;
    }

    private void carry(Source from, Connection to, LongAdder counter) {
        try (var assembly = new Assembly(framing, buffers)) {
            while (true) {
                int n = read(from, assembly.room());
                if (n < 0) break;
                counter.add(n);
                for (ByteBuffer messages; (messages = assembly.whole()) != null; assembly.sent()) to.write(messages);
            }
            // Where the other direction has failed, this one must not look as if it had ended in order.
            if (failure() != null) return;
            if (assembly.rest().hasRemaining()) to.write(assembly.rest());
            to.endOutput();
        } catch (SenderGone e) {
            fail(e.reason());
            breakOff();
        } catch (IOException e) {
            // The receiver has gone, and its last words may still be under way: they are carried by the other direction,
            // which finds out by itself where they end.
            fail(e);
            if (e instanceof ProtocolViolation) breakOff();
        }
    }

    /// Tells a sender that has broken off from a receiver that has.
    private static final class SenderGone extends IOException {
        private static final long serialVersionUID = 1L;

        SenderGone(IOException reason) {
            super(reason);
        }

        IOException reason() {
            return (IOException) getCause();
        }
    }

    private static int read(Source from, ByteBuffer into) throws SenderGone {
        try {
            return from.read(into);
        } catch (IOException e) {
            throw new SenderGone(e);
        }
    }

    private synchronized void fail(IOException e) {
        if (failure == null) failure = e;
    }

    private synchronized IOException failure() {
        return failure;
    }

    /// Resets both sides at once; whoever reads or writes finds its connection closed.
    void breakOff() {
        client.reset();
        server.reset();
    }

    /// Ends the conversation if nothing has moved on either side for too long: a slow side alone is no silence.
    boolean expire(long now, Duration idle) {
        // Broken off, it is there until its threads have ended, and is looked at again.
        if (expired) return false;
        if (now - client.lastMoved() <= idle.toNanos() || now - server.lastMoved() <= idle.toNanos()) return false;
        expired = true;
        fail(new SocketTimeoutException("nothing moved for " + Text.duration(idle)));
        breakOff();
        return true;
    }
}
