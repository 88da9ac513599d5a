package wirelab.hosts;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/// The functions of the C library around sockets that Java's own do not reach: of other families, with other options, with a
/// queue of errors. Linux numbers.
final class RawSocket {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final int SOCKADDR = 28;

    private static final MethodHandle SOCKET = Libc.function("socket",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CONNECT = Libc.function("connect",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SETSOCKOPT = Libc.function("setsockopt",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKOPT = Libc.function("getsockopt",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle RECVMSG = Libc.function("recvmsg",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    private RawSocket() {}

    static int open(int family, int type, int protocol) throws IOException {
        return (int) Libc.call("socket", errno -> (int) SOCKET.invokeExact(errno, family, type | SOCK_CLOEXEC, protocol));
    }

    /// {@return 0, or why it is not connected (yet)}
    static int connect(int fd, InetSocketAddress to) {
        try (var arena = Arena.ofConfined()) {
            var errno = Libc.errno(arena);
            var address = address(arena, to);
            int result = (int) CONNECT.invokeExact(errno, fd, address, (int) address.byteSize());
            return result < 0 ? Libc.errno(errno) : 0;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static void option(int fd, int level, int option, int value) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var number = arena.allocateFrom(JAVA_INT, value);
            Libc.call("setsockopt", errno -> (int) SETSOCKOPT.invokeExact(errno, fd, level, option, number, Integer.BYTES));
        }
    }

    static int option(int fd, int level, int option) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var number = arena.allocate(JAVA_INT);
            var length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
            Libc.call("getsockopt", errno -> (int) GETSOCKOPT.invokeExact(errno, fd, level, option, number, length));
            return number.get(JAVA_INT, 0);
        }
    }

    /// {@return what `recvmsg` returns: bytes, or -1 with the reason in `errno`}
    static long receive(MemorySegment errno, int fd, MemorySegment message, int flags) {
        try {
            return (long) RECVMSG.invokeExact(errno, fd, message, flags);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Waits until a descriptor is ready, or has failed.
    ///
    /// @return whether it is
    static boolean await(int fd, short events, long millis) {
        try (var arena = Arena.ofConfined()) {
            var pollfd = arena.allocate(8, 4);
            pollfd.set(JAVA_INT, 0, fd);
            pollfd.set(JAVA_SHORT, 4, events);
            var time = arena.allocate(16, 8);
            time.set(JAVA_LONG, 0, millis / 1000);
            time.set(JAVA_LONG, 8, millis % 1000 * NANOS_PER_MILLI);
            Descriptors.ppoll(Libc.errno(arena), pollfd, time);
            return pollfd.get(JAVA_SHORT, 6) != 0;
        }
    }

    static int family(InetAddress address) {
        return address instanceof Inet6Address ? AF_INET6 : AF_INET;
    }

    /// `struct sockaddr_in` (family, port, address) or `sockaddr_in6` (family, port, flow, address, scope).
    static MemorySegment address(Arena arena, InetSocketAddress of) {
        byte[] bytes = of.getAddress().getAddress();
        boolean ipv6 = of.getAddress() instanceof Inet6Address;
        var address = arena.allocate(ipv6 ? SOCKADDR : 16, 8);
        address.set(JAVA_SHORT, 0, (short) family(of.getAddress()));
        address.set(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) of.getPort());
        MemorySegment.copy(bytes, 0, address, JAVA_BYTE, ipv6 ? 8 : 4, bytes.length);
        if (of.getAddress() instanceof Inet6Address scoped) address.set(JAVA_INT, 24, scoped.getScopeId());
        return address;
    }

    /// {@return the address in such a structure, or `null` when it is of no family known here}
    static InetAddress address(MemorySegment from) {
        if (from.byteSize() < 16) return null;
        int family = from.get(JAVA_SHORT, 0);
        if (family != AF_INET && (family != AF_INET6 || from.byteSize() < SOCKADDR)) return null;
        var bytes = new byte[family == AF_INET ? 4 : 16];
        MemorySegment.copy(from, JAVA_BYTE, family == AF_INET ? 4 : 8, bytes, 0, bytes.length);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are an address", e);
        }
    }
}
