package wirelab.hosts;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A TUN device: a network interface of the system whose cable ends in this process. What the system sends over the
/// interface is read here, one whole IP packet per read, and what is written here the system receives.
///
/// One thread may read and wait while another writes. The device is there until it is closed, wherever the interface has
/// been moved meanwhile.
public final class Tun implements AutoCloseable {
    /// The interface's name has 15 letters at most (IFNAMSIZ less the final zero).
    public static final int MAX_NAME = 15;

    // <linux/if_tun.h>: _IOW('T', 202, int), a TUN device (IP packets, no Ethernet), no four bytes before each packet.
    private static final long TUNSETIFF = 0x400454caL;
    private static final short IFF_TUN = 0x0001;
    private static final short IFF_NO_PI = 0x1000;
    // struct ifreq: 16 bytes of name, then a union of 24 bytes that begins with the flags.
    private static final long IFREQ_BYTES = 40;
    private static final long IFREQ_FLAGS = 16;

    // int setpriority(int which, id_t who, int value)
    private static final MethodHandle SETPRIORITY = Libc.function("setpriority",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment readErrno = Libc.errno(arena);
    private final MemorySegment writeErrno = Libc.errno(arena);
    private final MemorySegment pollErrno = Libc.errno(arena);
    // struct pollfd { int fd; short events; short revents; } and struct timespec { long seconds, nanoseconds; }
    private final MemorySegment pollfd = arena.allocate(8, 4);
    private final MemorySegment timespec = arena.allocate(16, 8);
    private final int fd;

    private Tun(String name) throws IOException {
        fd = Descriptors.open("/dev/net/tun",
                Descriptors.O_RDWR | Descriptors.O_NONBLOCK | Descriptors.O_CLOEXEC);
        var request = arena.allocate(IFREQ_BYTES, 8);
        request.setString(0, name);
        request.set(JAVA_SHORT, IFREQ_FLAGS, (short) (IFF_TUN | IFF_NO_PI));
        try {
            Descriptors.ioctl("cannot make the TUN device " + name, fd, TUNSETIFF, request);
        } catch (IOException e) {
            close();
            throw e;
        }
        pollfd.set(JAVA_INT, 0, fd);
    }

    /// Makes a device.
    ///
    /// @return the device; its interface is still down
    /// @throws IOException when the system refuses: no root, no `/dev/net/tun`, the name is taken
    public static Tun open(String name) throws IOException {
        if (name.length() > MAX_NAME) throw new IllegalArgumentException(name);
        return new Tun(name);
    }

    /// Reads one packet if there is one.
    ///
    /// @return its bytes, 0 when there is none now
    /// @throws IOException when the device is broken
    public int read(MemorySegment into) throws IOException {
        long n = Descriptors.read(readErrno, fd, into, into.byteSize());
        if (n >= 0) return (int) n;
        int errno = Libc.errno(readErrno);
        if (errno == Descriptors.EAGAIN) return 0;
        throw new IOException("reading from the TUN device failed: " + Libc.reason(errno));
    }

    /// Writes one packet.
    ///
    /// @return whether the system took it; it does not take what is no IP packet, and nothing while the interface is down
    public boolean write(MemorySegment from, int size) {
        return Descriptors.write(writeErrno, fd, from, size) == size;
    }

    /// Waits until there is something to read or a time has passed.
    public void await(long nanos) {
        poll(nanos, Descriptors.POLLIN);
    }

    /// Waits until a time has passed, whatever there is to read: who sends need not wake anybody meanwhile.
    public void rest(long nanos) {
        poll(nanos, (short) 0);
    }

    private void poll(long nanos, short events) {
        pollfd.set(JAVA_SHORT, 4, events);
        timespec.set(JAVA_LONG, 0, nanos / 1_000_000_000);
        timespec.set(JAVA_LONG, 8, nanos % 1_000_000_000);
        Descriptors.ppoll(pollErrno, pollfd, timespec);
    }

    /// Gives the calling thread, which carries packets, precedence over all others (`nice -20`), if the system lets it.
    public static void hurry() {
        try (var arena = Arena.ofConfined()) {
            // PRIO_PROCESS and 0 mean the calling thread on Linux.
            int _ = (int) SETPRIORITY.invokeExact(Libc.errno(arena), 0, 0, -20);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Takes the interface away. No thread may use the device any more.
    @Override
    public void close() {
        Descriptors.close(fd);
        arena.close();
    }

    @Override
    public String toString() {
        return "TUN device, descriptor " + fd;
    }
}
