package wirelab.site;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import wirelab.http.Exchange;
import wirelab.http.Response;

/// The response to an ordinary GET of a small file, good for one second because it holds the date.
///
/// When it is asked for often in its second, one that is not tiny is written to a file without a name ([Response.Region]):
/// nobody else can write into that, so that what waits in the queue of a socket never changes, as it would with the served
/// file.
final class HotResponse {
    /// Requests in one second that make the file worth while.
    private static final int OFTEN = 8;
    /// Files at once; a newer one takes the place of the oldest.
    private static final AtomicReferenceArray<Lent> LENT = new AtomicReferenceArray<>(64);
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final Response.Bytes bytes;
    /// Requests, about: when threads count at the same time, one may be lost.
    private int asked;
    private volatile Lent lent;

    HotResponse(Response.Bytes bytes) {
        this.bytes = bytes;
    }

    /// The second that it is good for.
    long second() {
        return bytes.second();
    }

    void send(Exchange exchange) throws IOException {
        if (bytes.joined()) {
            exchange.send(bytes);
            return;
        }
        var file = lent;
        if (file == null && asked++ == OFTEN) lent = file = lend();
        if (file == null || !file.enter()) {
            exchange.send(bytes);
            return;
        }
        try {
            exchange.send(file.response);
        } finally {
            file.leave();
        }
    }

    private Lent lend() {
        FileChannel made = null;
        try {
            // It loses its name as soon as it is open.
            made = FileChannel.open(Files.createTempFile("wirelab", null), StandardOpenOption.READ, StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
            var lent = new Lent(made, Response.Region.of(bytes, made));
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
        var file = lent;
        if (file != null) file.giveUp();
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
        final Response.Region response;
        private final FileChannel file;
        /// One for this file being offered, one for each that sends from it; at 0 it is closed.
        private final AtomicInteger users = new AtomicInteger(1);
        private final AtomicBoolean givenUp = new AtomicBoolean();

        Lent(FileChannel file, Response.Region response) {
            this.file = file;
            this.response = response;
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
