package wirelab.sftp;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;

/// Requests that are under way at once, each with what is to be known when its reply comes. Whatever goes wrong, closing
/// waits for the replies that are still to come: the next request would be given one of them.
///
/// @param <T> what is to be known of a request
final class Flight<T> implements AutoCloseable {
    /// So many at once: enough for 16 MiB on the way, with blocks of 255 KiB.
    static final int MOST = 64;

    /// A reply and the request's own.
    record Landed<T>(SftpReply reply, T about) {}

    private final SftpLink link;
    private final Map<Long, T> underWay = new HashMap<>();
    private boolean broken;

    Flight(SftpLink link) {
        this.link = link;
    }

    boolean isFull() {
        return underWay.size() >= MOST;
    }

    boolean isEmpty() {
        return underWay.isEmpty();
    }

    void send(T about, LongFunction<SftpRequest> request) throws IOException {
        underWay.put(link.send(request), about);
    }

    Landed<T> receive() throws IOException {
        try {
            var reply = link.receive();
            var about = underWay.remove(reply.id());
            if (about == null) throw SftpLink.stray(reply);
            return new Landed<>(reply, about);
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        while (!broken && !isEmpty()) receive();
    }
}
