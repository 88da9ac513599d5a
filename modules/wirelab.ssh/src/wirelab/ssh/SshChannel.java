package wirelab.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import wirelab.kit.Bytes;
import wirelab.ssh.Channels.ChannelState;

/// One channel of an [SshConnection]: a stream in each direction, and one more for standard error, each with the window's
/// back-pressure. Reading waits for the peer; writing waits while the peer's window is full. Any thread may use it.
public final class SshChannel implements AutoCloseable {
    /// What the owner of a channel hears, on the thread that reads the connection: it must not wait for the peer.
    interface Listener {
        /// The peer asks something.
        ///
        /// @return whether it is granted
        boolean asked(SshChannel channel, String request, byte[] data) throws IOException;

        /// What was granted may begin: the peer has its answer, which nothing of it can overtake now.
        default void granted(SshChannel channel) {}

        /// The channel is closed: nothing will come, and nothing can be sent.
        void closed(SshChannel channel);
    }

    static final Listener NOBODY = new Listener() {
        @Override
        public boolean asked(SshChannel channel, String request, byte[] data) {
            return false;
        }

        @Override
        public void closed(SshChannel channel) {
            // Nobody waits.
        }
    };

    /// What has arrived in one of the two streams and was not read yet; the window bounds both together. It has a lock of its
    /// own: whoever reads does not wait while the connection, under its lock, decrypts what comes next.
    private final class Inbox extends InputStream {
        /// Bytes that are taken before the connection hears of it. In both streams together they are less than the half of a
        /// window that the peer may still send.
        private static final int UNTOLD = 64 * 1024;

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition some = lock.newCondition();
        private final ArrayDeque<Bytes> pieces = new ArrayDeque<>();
        private int offset;
        private int untold;
        /// Nothing more will come. Not read from the state: that is ahead of what has been handed on.
        private boolean over;

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            if (count == 0) return 0;
            int n = 0, told = 0;
            lock.lock();
            try {
                while (pieces.isEmpty()) {
                    if (over) return -1;
                    some.awaitUninterruptibly();
                }
                while (n < count && !pieces.isEmpty()) n += take(into, from + n, count - n);
                untold += n;
                if (untold >= UNTOLD) {
                    told = untold;
                    untold = 0;
                }
            } finally {
                lock.unlock();
            }
            if (told > 0) connection.used(state, told);
            return n;
        }

        private int take(byte[] into, int from, int count) {
            var piece = pieces.peek();
            int n = Math.min(count, piece.length() - offset);
            piece.buffer().get(offset, into, from, n);
            offset += n;
            if (offset == piece.length()) {
                pieces.poll();
                offset = 0;
            }
            return n;
        }

        @Override
        public int available() {
            lock.lock();
            try {
                return pieces.isEmpty() ? 0 : pieces.peek().length() - offset;
            } finally {
                lock.unlock();
            }
        }

        /// @param piece `null` when nothing more will come
        void add(Bytes piece) {
            lock.lock();
            if (piece == null) over = true;
            else pieces.add(piece);
            some.signalAll();
            lock.unlock();
        }
    }

    private final class Outlet extends OutputStream {
        private final boolean error;

        Outlet(boolean error) {
            this.error = error;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            connection.send(SshChannel.this, error, bytes, from, count);
        }

        @Override
        public void close() throws IOException {
            if (!error) end();
        }
    }

    final SshConnection connection;
    final ChannelState state;
    final Condition changed;
    private final Inbox input = new Inbox();
    private final Inbox error = new Inbox();
    private Listener listener;
    private String refusal;
    private boolean closed;
    private final ArrayDeque<Boolean> answers = new ArrayDeque<>();

    SshChannel(SshConnection connection, ChannelState state, Listener listener) {
        this.connection = connection;
        this.state = state;
        this.listener = listener;
        changed = connection.lock.newCondition();
        state.owner = this;
    }

    /// {@return what the peer sends}
    public InputStream input() {
        return input;
    }

    /// {@return what the peer sends as standard error}
    public InputStream error() {
        return error;
    }

    /// {@return to the peer; to close it ends this direction, and to interrupt who writes ends the connection}
    public OutputStream output() {
        return new Outlet(false);
    }

    /// {@return to the peer, as standard error}
    public OutputStream errorOutput() {
        return new Outlet(true);
    }

    /// Ends this direction: the peer reads an end.
    public void end() throws IOException {
        connection.change(() -> connection.machine.channels.end(state));
    }

    /// Asks something of the peer without waiting.
    void tell(SessionRequest request) throws IOException {
        connection.change(() -> connection.machine.channels.ask(state, request.name(), false, request.encode()));
    }

    /// Asks something of the peer and waits for the answer.
    ///
    /// @return whether it was granted
    boolean ask(String request, byte[] data) throws IOException {
        connection.change(() -> connection.machine.channels.ask(state, request, true, data));
        connection.lock.lock();
        try {
            while (answers.isEmpty()) {
                if (closed) throw connection.gone();
                changed.awaitUninterruptibly();
            }
            return answers.poll();
        } finally {
            connection.lock.unlock();
        }
    }

    /// Waits until the peer has confirmed the channel.
    void awaitOpen() throws IOException {
        connection.lock.lock();
        try {
            while (!state.confirmed) {
                if (refusal != null) throw new SshException(0, refusal);
                if (closed) throw connection.gone();
                changed.awaitUninterruptibly();
            }
        } finally {
            connection.lock.unlock();
        }
    }

    /// Waits until both ends have closed it.
    void awaitClosed() {
        connection.lock.lock();
        try {
            while (!closed) changed.awaitUninterruptibly();
        } finally {
            connection.lock.unlock();
        }
    }

    /// Grants a channel that the peer wants to open.
    void confirm(Listener listener) throws IOException {
        this.listener = listener;
        connection.change(() -> connection.machine.channels.confirm(state));
    }

    /// @param reason of RFC 4254, section 5.1
    void refuse(int reason, String why) throws IOException {
        connection.change(() -> connection.machine.channels.refuse(state, reason, why));
    }

    void refused(String why) {
        connection.lock.lock();
        refusal = why.isBlank() ? "the peer refuses the channel" : why;
        connection.lock.unlock();
        signal();
    }

    void arrived(boolean isError, Bytes data) {
        (isError ? error : input).add(data);
    }

    void answered(boolean success) {
        connection.lock.lock();
        answers.add(success);
        connection.lock.unlock();
        signal();
    }

    void asked(String request, boolean wantsReply, byte[] data) throws IOException {
        boolean granted = listener.asked(this, request, data);
        if (wantsReply) connection.change(() -> connection.machine.channels.answer(state, granted));
        if (granted) listener.granted(this);
    }

    /// The peer has ended its direction, or all of it is over.
    void ended() {
        input.add(null);
        error.add(null);
    }

    void closed() {
        connection.lock.lock();
        closed = true;
        connection.lock.unlock();
        signal();
        ended();
        listener.closed(this);
    }

    void signal() {
        connection.lock.lock();
        changed.signalAll();
        connection.lock.unlock();
    }

    @Override
    public void close() {
        try {
            connection.change(() -> connection.machine.channels.close(state));
        } catch (IOException _) {
            // The connection is gone, and the channel with it.
        }
    }

    @Override
    public String toString() {
        return state + " of " + connection;
    }
}
