package wirelab.room;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import wirelab.kit.Connection;
import wirelab.kit.Machine;

/// A member's place at the server: what the [Hall] knows of it, and the connection, which the [Couriers] use, at most one of
/// them at any time.
///
/// A courier takes whatever waits, up to [#AT_ONCE], and writes it in one go; so the busier the room, the fewer writes per
/// line.
final class Seat {
    /// Bytes of one write at most. A member that takes longer than the server's `stall` for so many does not read.
    static final int AT_ONCE = 256 * 1024;
    /// Nothing will ever follow.
    static final ByteBuffer[] END = {};

    final Hall.Errand carry = new Hall.Errand.Carry(this);
    private final Connection connection;
    private final LineSplitter splitter;
    private final CountDownLatch ended = new CountDownLatch(1);
    /// What was read last; the reader's until the hall has split it.
    private ByteBuffer read;
    private RoomLine refusal;
    private int id;
    private TapeCursor outbox;
    /// Once a seat has ended it stays in the couriers' hands.
    private boolean carried;
    private boolean dropped;
    private boolean writing;
    private long writingSince;
    /// The reader looks whether it goes on.
    private volatile boolean closing;

    /// @param lineLimit longest line of a member in bytes, without its end
    Seat(Connection connection, int lineLimit) {
        this.connection = connection;
        splitter = new LineSplitter(lineLimit);
    }

    /// Somebody is a member now.
    void take(int id, TapeCursor outbox) {
        this.id = id;
        this.outbox = outbox;
    }

    void refuse(RoomLine line) {
        refusal = line;
    }

    /// {@return why there is no seat; `null` for a member}
    RoomLine refusal() {
        return refusal;
    }

    int id() {
        return id;
    }

    TapeCursor outbox() {
        return outbox;
    }

    /// {@return this, with what was read}
    Seat with(ByteBuffer bytes) {
        read = bytes;
        return this;
    }

    void split(LineSplitter.Sink sink) {
        splitter.feed(read, sink);
    }

    /// Looks whether there is something to write, or to end.
    ///
    /// @return whether the couriers must be sent here; not so when they know
    boolean rouse() {
        if (carried || !closing && outbox.isEmpty()) return false;
        return carried = true;
    }

    /// Nothing follows but what waits now, then the connection ends.
    void finish() {
        closing = true;
        outbox.end();
    }

    /// Whether this seat is on its way out in order.
    boolean isClosing() {
        return closing;
    }

    /// Nothing follows.
    void drop() {
        dropped = true;
        finish();
    }

    boolean isDropped() {
        return dropped;
    }

    boolean isWriting() {
        return writing;
    }

    /// {@return when the present write has taken so long}
    long until(Duration limit) {
        return Machine.after(writingSince, limit.toNanos());
    }

    /// What to write now: see [Hall#next(long, Seat)].
    ByteBuffer[] next(long now) {
        outbox.sent();
        var batch = outbox.take(AT_ONCE);
        writing = batch.length > 0 && !dropped;
        writingSince = now;
        if (writing) return batch;
        if (closing) return END;
        carried = false;
        return null;
    }

    /// Writes, and waits as long as the member does not read. Called by a courier.
    ///
    /// @return whether to come again, since there may be more by now
    boolean write(ByteBuffer[] batch) {
        boolean sent = false;
        try {
            connection.write(batch);
            sent = true;
        } catch (IOException _) {
            // The member is gone; the reader notices, tells the room, and the server counts it.
        } finally {
            if (!sent) {
                connection.close();
                ended.countDown();
            }
        }
        return sent;
    }

    /// Ends this member's stream. Called by a courier.
    void hangUp() {
        try {
            connection.endOutput();
        } catch (IOException _) {
            // The member was quicker, or was dropped.
            connection.close();
        } finally {
            ended.countDown();
        }
    }

    /// Breaks the connection off.
    void reset() {
        connection.reset();
    }

    /// Waits until nothing will ever be written any more.
    void awaitEnd() throws IOException {
        try {
            ended.await();
        } catch (InterruptedException e) {
            throw new IOException("interrupted while the last lines went out", e);
        }
    }
}
