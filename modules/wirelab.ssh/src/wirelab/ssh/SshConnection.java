package wirelab.ssh;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import wirelab.kit.ByteStream;
import wirelab.kit.Connection;
import wirelab.ssh.Channels.ChannelState;
import wirelab.ssh.TransportMessage.Disconnect;

/// A connection of SSH, over TCP or whatever carries bytes, at either end: gives an [SshMachine] its lock, its time and its
/// two threads.
///
/// One thread reads, and performs what happens. Another writes, and is the clock. Whoever has something to say leaves it, as
/// packets, with the writer; so the reader never waits for a peer that does not read, and several packets go out at once.
/// Whoever may wait for the peer anyway writes himself: who sends data, and the reader as long as nobody is logged in.
public final class SshConnection implements AutoCloseable {
    /// What happens to a connection as a whole, on the thread that reads.
    interface Owner {
        /// Somebody is logged in.
        void loggedIn(SshConnection connection) throws IOException;

        /// The peer wants a channel, which is to be confirmed or refused, now or later.
        void opening(SshChannel channel, String type, byte[] data) throws IOException;

        /// The peer asks something of the whole connection.
        ///
        /// @return the answer; `null` to refuse
        byte[] asked(String request, byte[] data) throws IOException;

        /// An answer to what this end has asked of the whole connection.
        void answered(boolean success, byte[] data);
    }

    /// Something that changes the machine, under the lock.
    @FunctionalInterface
    interface Change {
        void run() throws IOException;
    }

    private static final int FIRST_BUFFER = 2_048;
    private static final int MOST_BUFFER = 320 * 1024;
    /// So many times little has come before the memory for much is given back.
    private static final int SMALL_READS = 4;
    private static final long MOMENT = Duration.ofMillis(1).toNanos();
    /// Bytes that wait for the network before those who send data wait too.
    private static final int MOST_WAITING = 256 * 1024;
    /// Bytes that leave before more of the same piece are encrypted.
    private static final int ENOUGH = 128 * 1024;
    /// Bytes that wait before nothing more is read: answers to a peer that asks and does not read.
    private static final int MOST_ANSWERS = 1024 * 1024;

    final ReentrantLock lock = new ReentrantLock();
    final SshMachine machine;
    private final ArrayDeque<SshChannel> blocked = new ArrayDeque<>();
    private final ByteStream socket;
    private final Owner owner;
    private final Outgoing outgoing;
    private boolean loggedIn;
    private volatile boolean ended;
    private IOException why;

    SshConnection(ByteStream socket, SshMachine machine, Owner owner) {
        this.socket = socket;
        this.machine = machine;
        this.owner = owner;
        outgoing = new Outgoing(socket, machine, lock, this::wakeSenders, this::end);
    }

    /// Speaks with the peer to the end, on the thread that calls.
    ///
    /// @throws IOException why it has ended, if that was no orderly end
    void run() throws IOException {
        try {
            change(true, () -> machine.start(System.nanoTime()));
            outgoing.start();
            read();
        } catch (IOException e) {
            end(e);
        } catch (RuntimeException e) {
            end(new IOException("a mistake in the program", e));
            throw e;
        } finally {
            end(null);
            finish();
        }
        if (why != null) throw why;
    }

    private void read() throws IOException {
        var in = ByteBuffer.allocate(FIRST_BUFFER);
        int small = 0;
        while (machine.failure() == null && !ended) {
            awaitAnswersTaken();
            if (!in.hasRemaining()) in = moved(in, Math.min(4 * in.capacity(), MOST_BUFFER));
            int n = socket.read(in);
            if (n < 0) {
                end(loggedIn ? null : new EOFException("the peer has hung up"));
                return;
            }
            // The peer sends small pieces and may wait for each to be acknowledged before it sends the next (RFC 896).
            if (!loggedIn && socket instanceof Connection tcp) tcp.acknowledge();
            receive(in.flip());
            in.compact();
            small = n < FIRST_BUFFER && in.position() == 0 ? small + 1 : 0;
            if (small >= SMALL_READS && in.capacity() > FIRST_BUFFER) in = moved(in, FIRST_BUFFER);
        }
    }

    private static ByteBuffer moved(ByteBuffer from, int size) {
        return ByteBuffer.allocate(Math.max(size, from.position() + 1)).put(from.flip());
    }

    private void receive(ByteBuffer in) throws IOException {
        var batch = new ArrayList<ChannelEvent>();
        boolean early = !loggedIn;
        change(early, () -> {
            machine.receive(System.nanoTime(), in);
            machine.channels.drain(batch::add);
            loggedIn |= machine.user() != null;
        });
        if (early && loggedIn) owner.loggedIn(this);
        for (var event : batch) perform(event);
        if (machine.failure() != null) throw machine.failure();
        // A peer that reads fast says so all the time, in a packet each; a moment later there are several.
        if (!batch.isEmpty() && batch.stream().noneMatch(ChannelEvent::isNews)) LockSupport.parkNanos(MOMENT);
    }

    private void perform(ChannelEvent event) throws IOException {
        switch (event) {
            case ChannelEvent.Opening opening -> owner.opening(new SshChannel(this, opening.channel(), SshChannel.NOBODY),
                    opening.channel().type, opening.data().array());
            case ChannelEvent.Opened opened -> opened.channel().owner.signal();
            case ChannelEvent.Refused refused -> refused.channel().owner.refused(refused.why());
            case ChannelEvent.Arrived arrived -> arrived.channel().owner.arrived(arrived.error(), arrived.data());
            case ChannelEvent.Room room -> room.channel().owner.signal();
            case ChannelEvent.Ended ended -> ended.channel().owner.ended();
            case ChannelEvent.Closed closed -> closed.channel().owner.closed();
            case ChannelEvent.Asked asked -> asked.channel().owner.asked(asked.request(), asked.wantsReply(),
                    asked.data().array());
            case ChannelEvent.Answered answered -> answered.channel().owner.answered(answered.success());
            case ChannelEvent.AskedGlobally asked -> {
                byte[] answer = owner.asked(asked.request(), asked.data().array());
                if (asked.wantsReply()) change(() -> machine.channels.answerGlobally(answer));
            }
            case ChannelEvent.AnsweredGlobally answered -> owner.answered(answered.success(), answered.data().array());
        }
    }

    private void awaitAnswersTaken() {
        lock.lock();
        try {
            while (machine.out().waiting() > MOST_ANSWERS && !ended) outgoing.awaitTaken();
        } finally {
            lock.unlock();
        }
    }

    /// Changes the machine, and has sent what it then says.
    ///
    /// @throws IOException when the connection has ended
    void change(Change change) throws IOException {
        change(false, change);
    }

    /// @param mayWait whether this thread may wait for the peer: then it writes itself
    void change(boolean mayWait, Change change) throws IOException {
        lock.lock();
        try {
            if (ended) throw gone();
            change.run();
            if (mayWait && machine.failure() == null) outgoing.flush();
            outgoing.signal();
            wakeSenders();
        } finally {
            lock.unlock();
        }
    }

    /// Opens a channel, and waits until the peer has confirmed it.
    SshChannel open(String type, byte[] data, SshChannel.Listener listener) throws IOException {
        var opened = new SshChannel[1];
        change(() -> opened[0] = new SshChannel(this, machine.channels.open(type, data), listener));
        opened[0].awaitOpen();
        return opened[0];
    }

    /// Somebody has read what a channel held.
    void used(ChannelState channel, int count) throws IOException {
        lock.lock();
        try {
            if (ended) return;
            machine.channels.used(channel, count);
            outgoing.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Sends data, piece by piece as the window has room; waits for the peer if it has to.
    void send(SshChannel channel, boolean error, byte[] bytes, int from, int count) throws IOException {
        lock.lock();
        try {
            for (int left = count; left > 0; ) {
                int n = Math.min(left, awaitRoom(channel));
                machine.channels.data(System.nanoTime(), channel.state, error, bytes, from + count - left, n);
                left -= n;
                if (left == 0 || machine.out().waiting() >= ENOUGH) outgoing.flush();
            }
        } finally {
            lock.unlock();
        }
    }

    private int awaitRoom(SshChannel channel) throws IOException {
        while (true) {
            if (ended) throw gone();
            if (Channels.isOver(channel.state)) throw new EOFException("the channel is closed");
            int room = machine.channels.room(channel.state);
            if (room > 0 && machine.out().waiting() < MOST_WAITING) return room;
            // The peer makes room for what it has got.
            if (outgoing.flush()) continue;
            blocked.add(channel);
            channel.changed.awaitUninterruptibly();
        }
    }

    private void wakeSenders() {
        for (SshChannel channel; (channel = blocked.poll()) != null; ) channel.changed.signalAll();
    }

    /// The connection is over; whoever waits for it is woken.
    private void end(IOException reason) {
        lock.lock();
        try {
            if (ended) return;
            ended = true;
            why = reason;
            if (reason != null) machine.fail(Disconnect.BY_APPLICATION, reason);
            outgoing.end();
            for (var state : machine.channels.all()) if (state.owner != null) state.owner.changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void finish() {
        lock.lock();
        // Those that are open yet, once.
        var owners = machine.channels.all().stream().map(state -> state.owner).filter(Objects::nonNull).toList();
        machine.channels.clear();
        lock.unlock();
        for (var owner : owners) owner.closed();
        outgoing.join();
    }

    boolean isEnded() {
        return ended;
    }

    IOException gone() {
        return why != null ? why : new EOFException("the connection is closed");
    }

    /// Ends the connection: the peer is told.
    @Override
    public void close() {
        close(Disconnect.BY_APPLICATION, "the connection is closed");
    }

    void close(int reason, String why) {
        lock.lock();
        machine.fail(reason, new SshException(reason, why));
        lock.unlock();
        end(null);
        finish();
        socket.close();
    }

    ByteStream socket() {
        return socket;
    }

    /// {@return who is logged in; `null` before}
    public String user() {
        return machine.user();
    }

    @Override
    public String toString() {
        return "ssh " + socket;
    }
}
