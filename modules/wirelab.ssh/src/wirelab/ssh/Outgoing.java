package wirelab.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import wirelab.kit.ByteStream;
import wirelab.kit.Machine;

/// What a connection sends: one thread takes whatever packets the machine has made and writes them at once; and it is the
/// clock, since it waits anyway. A thread that has data to send may write in its place, which saves handing it over.
final class Outgoing {
    /// Memory that is kept while nothing moves.
    private static final int KEPT = 4_096;
    /// How long a peer that does not read is waited for at the end.
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final ByteStream socket;
    private final SshMachine machine;
    private final ReentrantLock lock;
    private final Runnable room;
    private final Consumer<IOException> failed;
    private final Condition some;
    private final Condition taken;
    private final Thread thread = Thread.ofVirtual().name("ssh-writer").unstarted(this::write);
    /// Memory for what is written next.
    private byte[] spare;
    /// A thread is inside the socket; it alone may take what waits.
    private boolean writing;
    /// When the thread looks at the clock again by itself.
    private long wakesAt = Machine.NEVER;
    private boolean ended;

    /// @param lock of the machine
    /// @param room is called, with the lock, when there is room again
    /// @param failed is told when the connection is broken
    Outgoing(ByteStream socket, SshMachine machine, ReentrantLock lock, Runnable room, Consumer<IOException> failed) {
        this.socket = socket;
        this.machine = machine;
        this.lock = lock;
        this.room = room;
        this.failed = failed;
        some = lock.newCondition();
        taken = lock.newCondition();
    }

    void start() {
        thread.start();
    }

    /// There may be something to be sent, or the time of the machine's clock has changed. The caller has the lock.
    void signal() {
        long at = machine.nextAt();
        boolean earlier = at != wakesAt && Machine.earlier(at, wakesAt) == at;
        if (earlier || machine.out().waiting() > 0 && !writing) some.signal();
    }

    /// Waits until something was taken. The caller has the lock.
    void awaitTaken() {
        taken.awaitUninterruptibly();
    }

    /// What waits is still sent, then the thread ends. The caller has the lock.
    void end() {
        ended = true;
        some.signal();
        taken.signalAll();
    }

    /// Waits until what was said last is sent; but for a peer that does not read, not for ever.
    void join() {
        try {
            thread.join(LAST_WORDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        lock.lock();
        try {
            while (awaitSome()) send();
        } catch (IOException _) {
            // All are told.
        } finally {
            lock.unlock();
        }
    }

    /// Sends what waits on the thread that calls, which may wait for the peer. The caller has the lock, once; it is free
    /// meanwhile.
    ///
    /// @return whether something was sent; not when another thread is sending, which sees to the rest
    boolean flush() throws IOException {
        if (writing || machine.out().waiting() == 0) return false;
        if (Thread.currentThread().isInterrupted()) {
            // A socket that an interrupted thread writes to is closed.
            some.signal();
            return false;
        }
        send();
        if (machine.out().waiting() > 0 || ended) some.signal();
        return true;
    }

    private void send() throws IOException {
        int count = machine.out().waiting();
        byte[] full = machine.out().take(spare);
        spare = null;
        writing = true;
        taken.signalAll();
        room.run();
        lock.unlock();
        try {
            socket.write(ByteBuffer.wrap(full, 0, count));
        } catch (IOException e) {
            failed.accept(e);
            // The reader may wait for a peer that will never hear of it.
            socket.close();
            throw e;
        } finally {
            lock.lock();
            writing = false;
        }
        spare = full.length <= KEPT || count > full.length / 4 ? full : null;
    }

    /// @return whether there is something to be sent; not when there will never be
    private boolean awaitSome() {
        while (writing || machine.out().waiting() == 0) {
            if (ended && !writing) return false;
            long at = machine.nextAt(), now = System.nanoTime();
            wakesAt = at;
            if (Machine.isDue(at, now)) machine.tick(now);
            else if (at == Machine.NEVER) some.awaitUninterruptibly();
            else awaitUntil(at - now);
        }
        return true;
    }

    private void awaitUntil(long nanos) {
        try {
            some.awaitNanos(nanos);
        } catch (InterruptedException _) {
            // Nobody interrupts this thread; and if somebody does, it looks at the time again.
        }
    }
}
