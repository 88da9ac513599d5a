package wirelab.rudp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import wirelab.kit.Address;

/// A connection, for programs that block: streams that the client opens, and messages that may be lost.
///
/// Who has read everything closes: what the other end has not read when a connection ends is gone.
public final class RudpSession implements AutoCloseable {
    /// Messages that nobody has taken yet; further ones are dropped, as on any way.
    private static final int MOST_MESSAGES = 1_024;
    /// A stream number that stands for the end.
    private static final int NONE = -1;

    private final RudpPort port;
    private final long id;
    private final boolean client;
    private final CountDownLatch open = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final Map<Integer, RudpStream> streams = new ConcurrentHashMap<>();
    private final BlockingQueue<Integer> incoming = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> messages = new ArrayBlockingQueue<>(MOST_MESSAGES);
    private final Semaphore mayOpen = new Semaphore(0);
    private volatile String reason;
    private volatile int code;

    RudpSession(RudpPort port, long id, boolean client) {
        this.port = port;
        this.id = id;
        this.client = client;
    }

    void opened() {
        open.countDown();
    }

    void awaitOpen() throws IOException {
        try {
            open.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
        if (reason != null) throw new IOException(reason);
    }

    void closed(int code, String reason) {
        this.code = code;
        this.reason = reason.isEmpty() ? "closed by the other end" : reason;
        open.countDown();
        over.countDown();
        incoming.add(NONE);
        mayOpen.release();
        for (var stream : streams.values()) stream.wake();
    }

    void accepted(int stream) {
        streams.put(stream, new RudpStream(this, stream));
        incoming.add(stream);
    }

    void readable(int stream) {
        var there = streams.get(stream);
        if (there != null) there.readable();
    }

    void writable(int stream) {
        if (stream < 0) mayOpen.release();
        var there = streams.get(stream);
        if (there != null) there.writable();
    }

    void broken(int stream, int code) {
        var there = streams.get(stream);
        if (there != null) there.broken(code);
    }

    void heard(byte[] message) {
        messages.offer(message);
    }

    void forget(int stream) {
        streams.remove(stream);
    }

    /// Lets something happen to the connection.
    ///
    /// @return what came of it
    /// @throws IOException when the connection is over
    <T> T attempt(LongFunction<T> what) throws IOException {
        try {
            T result = port.driver().attempt(what, Duration.ZERO);
            if (result == null) throw gone();
            return result;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
    }

    RudpConnection connection() {
        return port.end().connection(id);
    }

    RudpEnd end() {
        return port.end();
    }

    long id() {
        return id;
    }

    IOException gone() {
        return new IOException(reason == null ? "the connection is over" : reason);
    }

    /// Opens a stream; waits while there are as many as there may be.
    ///
    /// @throws IOException when the connection is over
    public RudpStream open() throws IOException {
        while (true) {
            int number = attempt(now -> {
                int[] opened = {-1};
                return end().with(now, id, c -> opened[0] = c.streams().open()) ? opened[0] : null;
            });
            if (number >= 0) return streams.computeIfAbsent(number, n -> new RudpStream(this, n));
            await(mayOpen);
        }
    }

    void await(Semaphore what) throws IOException {
        if (reason != null) throw gone();
        try {
            what.acquire();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
        what.drainPermits();
    }

    /// Waits for a stream that the other end opens.
    ///
    /// @return `null` when the connection is over
    public RudpStream accept() throws IOException {
        try {
            int number = incoming.take();
            if (number != NONE) return streams.get(number);
            incoming.add(NONE);
            return null;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
    }

    /// Sends up to 1,100 bytes that arrive once, or never, in any order.
    public void send(byte[] message) throws IOException {
        byte[] copy = message.clone();
        attempt(now -> end().with(now, id, c -> c.message(copy)) ? true : null);
    }

    /// Waits for a message.
    ///
    /// @return `null` when none came in time
    public byte[] receive(Duration limit) throws InterruptedException {
        return messages.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// {@return how the connection does; `null` when it is over}
    public RudpStats stats() {
        return port.driver().ask(() -> connection() == null ? null : connection().stats());
    }

    /// {@return why each packet is a call of the system, as [RudpPort#withoutOffload()] has it}
    public String withoutOffload() {
        return port.withoutOffload();
    }

    /// {@return the server's key as text; `null` where nothing is sealed}
    public String serverKey() {
        byte[] key = port.driver().ask(() -> port.end().serverKey(id));
        return key == null ? null : RudpIdentity.text(key);
    }

    /// {@return where the other end is; `null` when the connection is over}
    public InetSocketAddress peer() {
        return port.driver().ask(() -> connection() == null ? null : connection().peer());
    }

    /// {@return why it is over; `null` while it is not}
    public String reason() {
        return reason;
    }

    /// {@return the code with which it ended, 0 for in good order}
    public int code() {
        return code;
    }

    /// Ends the connection when all that was written has arrived, or it breaks; a client's socket is closed with it.
    @Override
    public void close() {
        port.driver().enter(now -> port.end().with(now, id, c -> c.finish(RudpCodes.NONE, "")));
        if (!client) return;
        try {
            over.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        port.close();
    }

    @Override
    public String toString() {
        var stats = stats();
        return "connection" + (stats == null ? ", over" : " with " + Address.text(peer()) + ": " + stats);
    }
}
