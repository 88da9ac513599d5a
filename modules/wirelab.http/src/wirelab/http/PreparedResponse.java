package wirelab.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The response to an ordinary GET of a small file, good for one second because it holds the date.
///
/// When it is asked for often in its second, one that is not tiny is written to a file without a name, from which the system sends
/// without copying (sendfile): head and content in one call, and always the same few pages, which stay in the processor's cache.
/// Nobody else can write into that file, so that what waits in the queue of a socket never changes, as it would with the served file.
final class PreparedResponse {
    /// Requests in one second that make the file worth while.
    private static final int OFTEN = 8;
    /// Files at once; a newer one takes the place of the oldest.
    private static final AtomicReferenceArray<FileChannel> LENT = new AtomicReferenceArray<>(64);
    private static final AtomicInteger NEXT = new AtomicInteger();

    final long second;
    private final ByteBuffer head;
    private final ByteBuffer body;
    /// Requests, about: when threads count at the same time, one may be lost.
    private int asked;
    private volatile FileChannel file;

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
        if (lent == null || !lent.isOpen()) exchange.respondPrepared(200, size, head.duplicate(), body.duplicate());
        else exchange.respondPrepared(200, size, lent, head.duplicate(), body.duplicate());
    }

    private FileChannel lend() {
        FileChannel made = null;
        try {
            // It loses its name as soon as it is open.
            made = FileChannel.open(Files.createTempFile("wirelab", null), StandardOpenOption.READ, StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
            write(made, head.duplicate());
            write(made, body.duplicate());
            close(LENT.getAndSet(Math.floorMod(NEXT.getAndIncrement(), LENT.length()), made));
            return made;
        } catch (IOException _) {
            // No room, or nowhere to write: then each response is copied.
            close(made);
            return null;
        }
    }

    private static void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) file.write(bytes);
    }

    /// Gives the file up. Who is about to send from it sends the bytes themselves instead.
    void close() {
        close(file);
    }

    private static void close(FileChannel file) {
        try {
            if (file != null) file.close();
        } catch (IOException _) {
            // Nobody needs its content any more.
        }
    }
}
