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
/// clock, since it waits anyway.
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

    /// There is something to be sent, or the time of the machine's clock has changed. The caller has the lock.
    void signal() {
        some.signal();
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
        byte[] spare = null;
        try {
            while (true) {
                int count;
                byte[] full;
                lock.lock();
                try {
                    if (!awaitSome()) return;
                    count = machine.out().waiting();
                    full = machine.out().take(spare);
                    taken.signalAll();
                    room.run();
                } finally {
                    lock.unlock();
                }
                socket.write(ByteBuffer.wrap(full, 0, count));
                spare = full.length <= KEPT || count > full.length / 4 ? full : null;
            }
        } catch (IOException e) {
            failed.accept(e);
            // The reader may wait for a peer that will never hear of it.
            socket.close();
        }
    }

    /// @return whether there is something to be sent; not when there will never be
    private boolean awaitSome() {
        while (machine.out().waiting() == 0) {
            if (ended) return false;
            long at = machine.nextAt(), now = System.nanoTime();
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
