package wirelab.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The response to an ordinary GET of a small file, good for one second because it holds the date.
///
/// When it is asked for often in its second, one that is not tiny is written to a file without a name, from which the
/// system sends without copying (sendfile): head and content in one call, and always the same few pages, which stay in
/// the processor's cache. Nobody else can write into that file, so that what waits in the queue of a socket never changes,
/// as it would with the served file.
final class PreparedResponse {
    /// Requests in one second that make the file worth while.
    private static final int OFTEN = 8;
    /// Files at once; a newer one takes the place of the oldest.
    private static final AtomicReferenceArray<Lent> LENT = new AtomicReferenceArray<>(64);
    private static final AtomicInteger NEXT = new AtomicInteger();

    final long second;
    private final ByteBuffer head;
    private final ByteBuffer body;
    /// Requests, about: when threads count at the same time, one may be lost.
    private int asked;
    private volatile Lent file;

    /// @param body `null` when it is part of the head
    PreparedResponse(long second, ByteBuffer head, ByteBuffer body) {
        this.second = second;
        this.head = head;
        this.body = body;
    }

    void respond(Exchange exchange, long size) throws IOException {
        if (body == null) {
            exchange.respondPrepared(200, size, head.duplicate());
            return;
        }
        var lent = file;
        if (lent == null && asked++ == OFTEN) file = lent = lend();
        if (lent == null || !lent.enter()) {
            exchange.respondPrepared(200, size, head.duplicate(), body.duplicate());
            return;
        }
        try {
            exchange.respondPrepared(200, size, lent.file, head.duplicate(), body.duplicate());
        } finally {
            lent.leave();
        }
    }

    private Lent lend() {
        FileChannel made = null;
        try {
            // It loses its name as soon as it is open.
            made = FileChannel.open(Files.createTempFile("wirelab", null), StandardOpenOption.READ, StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
            // In one go, for which the system may take larger pieces of memory than pages; each piece costs when it is sent.
            var whole = ByteBuffer.allocateDirect(head.remaining() + body.remaining());
            whole.put(head.duplicate()).put(body.duplicate()).flip();
            while (whole.hasRemaining()) made.write(whole);
            var lent = new Lent(made);
            var oldest = LENT.getAndSet(Math.floorMod(NEXT.getAndIncrement(), LENT.length()), lent);
            if (oldest != null) oldest.giveUp();
            return lent;
        } catch (IOException _) {
            // No room, or nowhere to write: then each response is copied.
            if (made != null) close(made);
            return null;
        }
    }

    /// Gives the file up; it is closed when nobody sends from it any more.
    void close() {
        var lent = file;
        if (lent != null) lent.giveUp();
    }

    private static void close(FileChannel file) {
        try {
            file.close();
        } catch (IOException _) {
            // Nobody needs its content any more.
        }
    }

    /// A file and how many use it: to close it under a transfer would close the client's connection too.
    private static final class Lent {
        final FileChannel file;
        /// One for this file being offered, one for each that sends from it; at 0 it is closed.
        private final AtomicInteger users = new AtomicInteger(1);
        private final AtomicBoolean givenUp = new AtomicBoolean();

        Lent(FileChannel file) {
            this.file = file;
        }

        boolean enter() {
            return users.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
        }

        void leave() {
            if (users.decrementAndGet() == 0) close(file);
        }

        void giveUp() {
            if (givenUp.compareAndSet(false, true)) leave();
        }
    }
}
