package wirelab.pty;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import wirelab.hosts.Libc;

/// A pseudo-terminal (pty(7)): what a program takes for a terminal at one end, and what the server reads and writes at the
/// other. The JDK has none, so the C library is called; Linux numbers.
///
/// Its streams block the thread of the system that uses them, and so are for platform threads. Waiting ends when the
/// terminal is closed here, or its program has ended.
final class Pty {
    // O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC, and EFD_CLOEXEC
    private static final int FLAGS = 2 | 0x100 | 0x800 | 0x80000;
    private static final int CLOEXEC = 0x80000;
    private static final long TIOCSWINSZ = 0x5414;
    private static final int EINTR = 4, EAGAIN = 11;
    private static final short POLLIN = 1, POLLOUT = 4;
    private static final int BUFFER = 32 * 1024;

    private static final MethodHandle OPENPT = Libc.function("posix_openpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle GRANTPT = Libc.function("grantpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle UNLOCKPT = Libc.function("unlockpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle PTSNAME = Libc.function("ptsname_r",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle EVENTFD = Libc.function("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT,
            JAVA_INT));
    private static final MethodHandle IOCTL = Libc.variadic("ioctl", 2,
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
    private static final MethodHandle POLL = Libc.function("poll",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle READ = Libc.function("read",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE = Libc.function("write",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle CLOSE = Libc.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final int master;
    /// Becomes readable when nobody is to wait any more.
    private final int event;
    private final String name;
    private boolean closed;
    /// Threads that are inside a call with the descriptors.
    private int users;

    private Pty(int master, int event, String name) {
        this.master = master;
        this.event = event;
        this.name = name;
    }

    static Pty open() throws IOException {
        int master = (int) Libc.call("posix_openpt", errno -> (int) OPENPT.invokeExact(errno, FLAGS));
        try (var arena = Arena.ofConfined()) {
            Libc.call("grantpt", errno -> (int) GRANTPT.invokeExact(errno, master));
            Libc.call("unlockpt", errno -> (int) UNLOCKPT.invokeExact(errno, master));
            var name = arena.allocate(64);
            Libc.call("ptsname_r", errno -> -(int) PTSNAME.invokeExact(errno, master, name, 64L));
            int event = (int) Libc.call("eventfd", errno -> (int) EVENTFD.invokeExact(errno, 0, CLOEXEC));
            return new Pty(master, event, name.getString(0));
        } catch (IOException e) {
            close(master);
            throw e;
        }
    }

    /// {@return the terminal's file, such as `/dev/pts/3`}
    String name() {
        return name;
    }

    /// Says how large the terminal is; its program gets SIGWINCH.
    void resize(WindowSize now) throws IOException {
        if (!enter()) return;
        try (var arena = Arena.ofConfined()) {
            var size = arena.allocate(8, 2);
            short[] values = {(short) now.rows(), (short) now.columns(), (short) now.width(), (short) now.height()};
            for (int i = 0; i < values.length; i++) size.setAtIndex(JAVA_SHORT, i, values[i]);
            Libc.call("TIOCSWINSZ", errno -> (int) IOCTL.invokeExact(errno, master, TIOCSWINSZ, size));
        } finally {
            leave();
        }
    }

    /// Its program has ended: what is there is still read, and then an end.
    void ended() {
        if (!enter()) return;
        try (var arena = Arena.ofConfined()) {
            var one = arena.allocateFrom(JAVA_LONG, 1);
            Libc.call("eventfd", errno -> (long) WRITE.invokeExact(errno, event, one, 8L));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            leave();
        }
    }

    /// Ends all waiting and gives the terminal back; its program is hung up on.
    void close() {
        ended();
        boolean last;
        synchronized (this) {
            if (closed) return;
            closed = true;
            last = users == 0;
        }
        if (last) release();
    }

    private synchronized boolean enter() {
        if (closed) return false;
        users++;
        return true;
    }

    private void leave() {
        boolean last;
        synchronized (this) {
            last = --users == 0 && closed;
        }
        if (last) release();
    }

    /// The numbers are given back only when no thread is inside a call: the next file to be opened gets them.
    private void release() {
        close(master);
        close(event);
    }

    private static void close(int fd) {
        try (var arena = Arena.ofConfined()) {
            int _ = (int) CLOSE.invokeExact(Libc.errno(arena), fd);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    InputStream output() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int from, int count) throws IOException {
                return (int) transfer(POLLIN, into, from, Math.min(count, BUFFER));
            }
        };
    }

    OutputStream input() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                for (int done = 0; done < count; ) {
                    long n = transfer(POLLOUT, bytes, from + done, Math.min(count - done, BUFFER));
                    if (n < 0) throw new IOException("the terminal is closed");
                    done += (int) n;
                }
            }
        };
    }

    /// Reads or writes once, and waits until that can be done.
    ///
    /// @return -1 when the terminal has ended
    private long transfer(short direction, byte[] bytes, int from, int count) throws IOException {
        if (!enter()) return -1;
        try (var arena = Arena.ofConfined()) {
            var errno = Libc.errno(arena);
            var memory = arena.allocate(count);
            if (direction == POLLOUT) MemorySegment.copy(bytes, from, memory, JAVA_BYTE, 0, count);
            while (true) {
                long n = direction == POLLIN ? (long) READ.invokeExact(errno, master, memory, (long) count)
                        : (long) WRITE.invokeExact(errno, master, memory, (long) count);
                if (n > 0 && direction == POLLIN) MemorySegment.copy(memory, JAVA_BYTE, 0, bytes, from, (int) n);
                if (n > 0) return n;
                int reason = n == 0 ? 0 : Libc.errno(errno);
                // EIO: nobody has the other end open any more.
                if (reason != EAGAIN && reason != EINTR || !await(direction, errno, arena)) return -1;
            }
        } catch (Throwable e) {
            throw new AssertionError(e);
        } finally {
            leave();
        }
    }

    /// @return whether it is worth another try: `false` when waiting is over and there is nothing
    private boolean await(short direction, MemorySegment errno, Arena arena) throws Throwable {
        // struct pollfd { int fd; short events; short revents; }
        var fds = arena.allocate(16, 4);
        fds.set(JAVA_INT, 0, master);
        fds.set(JAVA_SHORT, 4, direction);
        fds.set(JAVA_INT, 8, event);
        fds.set(JAVA_SHORT, 12, POLLIN);
        int _ = (int) POLL.invokeExact(errno, fds, 2L, -1);
        return fds.get(JAVA_SHORT, 6) != 0 || fds.get(JAVA_SHORT, 14) == 0;
    }

    @Override
    public String toString() {
        return "terminal " + name;
    }
}
