package wirelab.rudp;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import wirelab.kit.Text;

/// Bytes in order, both ways, on a connection with others beside it: what is lost of one holds up no other.
public final class RudpStream implements AutoCloseable {
    /// A stream was given up before its end, by the other end or by this one.
    public static final class Reset extends IOException {
        /// Codes from here on are the application's.
        public static final int APPLICATION = RudpCodes.APPLICATION;

        private static final long serialVersionUID = 1;
        private final int code;

        Reset(int code) {
            super("the stream was given up with code " + code);
            this.code = code;
        }

        /// {@return why, as whoever gave it up has said}
        public int code() {
            return code;
        }
    }

    private final RudpSession session;
    private final int number;
    private final Semaphore mayRead = new Semaphore(0);
    private final Semaphore mayWrite = new Semaphore(0);
    private volatile int broken = -1;
    private boolean readAll;
    private boolean writtenAll;

    RudpStream(RudpSession session, int number) {
        this.session = session;
        this.number = number;
    }

    void readable() {
        mayRead.release();
    }

    void writable() {
        mayWrite.release();
    }

    void wake() {
        mayRead.release();
        mayWrite.release();
    }

    void broken(int code) {
        broken = code;
        wake();
    }

    private void check() throws Reset {
        if (broken >= 0) throw new Reset(broken);
    }

    /// Something to be done with the stream, which gives a negative number when that cannot be done any more.
    private interface Use {
        int of(long now, RudpConnection connection);
    }

    /// Uses it. Whether it was given up is asked in the same event: what the machine tells of that may come later than this.
    private int use(Use use) throws IOException {
        int[] result = session.attempt(now -> {
            int[] done = {0, -1};
            return session.end().with(now, session.id(), c -> {
                done[0] = use.of(now, c);
                if (done[0] < 0) done[1] = c.streams().resetCode(number);
            }) ? done : null;
        });
        if (result[1] >= 0) throw new Reset(result[1]);
        return result[0];
    }

    /// Reads what is there; waits for the first byte.
    ///
    /// @return how many bytes, -1 at the end
    /// @throws Reset when it was given up before the end
    /// @throws IOException when the connection breaks before the end
    public int read(byte[] into, int start, int length) throws IOException {
        if (length == 0 || readAll) return readAll ? -1 : 0;
        while (true) {
            check();
            int count = use((now, c) -> c.read(now, number, into, start, length));
            if (count < 0) readAll = true;
            if (count != 0) return count;
            session.await(mayRead);
        }
    }

    /// Reads exactly so many bytes.
    ///
    /// @throws IOException when there are fewer
    public byte[] readNBytes(int count) throws IOException {
        byte[] all = new byte[count];
        for (int at = 0; at < count; ) {
            int read = read(all, at, count - at);
            if (read < 0) throw new EOFException("the stream ended after " + at + " of " + Text.count(count, "byte"));
            at += read;
        }
        return all;
    }

    /// Writes; waits while as much is under way as may be.
    ///
    /// @throws IOException when the stream or the connection is broken
    public void write(byte[] bytes, int start, int length) throws IOException {
        for (int done = 0; done < length; ) {
            check();
            int from = done;
            int count = use((_, c) -> c.write(number, bytes, start + from, length - from));
            if (count < 0) throw session.gone();
            done += count;
            if (done < length) session.await(mayWrite);
        }
    }

    public void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    /// Says that nothing more is written.
    public void end() throws IOException {
        if (writtenAll) return;
        writtenAll = true;
        session.attempt(now -> session.end().with(now, session.id(), c -> c.streams().end(number)) ? true : null);
    }

    /// Gives the stream up in both directions; the other end is told with a code.
    public void reset(int code) {
        try {
            session.attempt(now -> session.end().with(now, session.id(), c -> c.streams().reset(number, code))
                ? true : null);
        } catch (IOException _) {
            // The connection is over, and the stream with it.
        }
        session.forget(number);
    }

    /// Ends it: in good order when all was read and written, else given up.
    @Override
    public void close() {
        if (readAll && writtenAll) session.forget(number);
        else reset(RudpCodes.NONE);
    }

    @Override
    public String toString() {
        return "stream " + number + (broken >= 0 ? ", broken" : "");
    }
}
