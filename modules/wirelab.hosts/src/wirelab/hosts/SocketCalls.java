package wirelab.hosts;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import wirelab.kit.Address;

/// The functions of the C library about sockets that the JDK does not offer. Linux numbers.
///
/// A socket of the JDK does not show its descriptor; the kernel does: of the descriptors of this process, the one whose ends
/// are those of the socket. Whoever asks must keep the socket open meanwhile, or the number may become somebody else's.
final class SocketCalls {
    static final int SOL_SOCKET = 1;
    static final int IPPROTO_IP = 0;
    static final int IPPROTO_ICMP = 1;
    static final int IPPROTO_TCP = 6;
    static final int IPPROTO_IPV6 = 41;
    static final int IPPROTO_ICMPV6 = 58;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int MSG_DONTWAIT = 0x40;
    private static final int SO_TYPE = 3;
    private static final int TCP_INFO = 11;
    private static final int TCP_CONGESTION = 13;
    private static final Path OPEN = Path.of("/proc/self/fd");

    private static final MethodHandle SOCKET = Libc.function("socket",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND = Libc.function("bind",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKNAME = Libc.function("getsockname",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle GETPEERNAME = Libc.function("getpeername",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle GETSOCKOPT = Libc.function("getsockopt",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle SETSOCKOPT = Libc.function("setsockopt",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

    private SocketCalls() {}

    static int socket(int family, int type, int protocol) throws IOException {
        return (int) Libc.call("socket", errno -> (int) SOCKET.invokeExact(errno, family, type, protocol));
    }

    static void bind(int fd, InetSocketAddress local) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var address = arena.allocate(SocketAddress.SIZE, 8);
            int length = SocketAddress.write(address, local);
            Libc.call("bind", errno -> (int) BIND.invokeExact(errno, fd, address, length));
        }
    }

    static void option(int fd, int level, int name, int value) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var memory = arena.allocate(JAVA_INT);
            memory.set(JAVA_INT, 0, value);
            Libc.call("setsockopt", errno -> (int) SETSOCKOPT.invokeExact(errno, fd, level, name, memory, 4));
        }
    }

    /// Sets an option whose value is a time (struct timeval).
    static void time(int fd, int level, int name, long micros) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var memory = arena.allocate(16, 8);
            memory.set(JAVA_LONG, 0, micros / 1_000_000);
            memory.set(JAVA_LONG, 8, micros % 1_000_000);
            Libc.call("setsockopt", errno -> (int) SETSOCKOPT.invokeExact(errno, fd, level, name, memory, 16));
        }
    }

    static void congestion(int fd, String name) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var text = arena.allocateFrom(name);
            Libc.call("setsockopt TCP_CONGESTION", errno -> (int) SETSOCKOPT.invokeExact(errno, fd, IPPROTO_TCP,
                    TCP_CONGESTION, text, name.length()));
        }
    }

    static TcpInfo tcpInfo(int fd) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var info = arena.allocate(TcpInfo.SIZE, 8);
            var size = arena.allocate(JAVA_INT);
            size.set(JAVA_INT, 0, TcpInfo.SIZE);
            Libc.call("getsockopt", errno -> (int) GETSOCKOPT.invokeExact(errno, fd, IPPROTO_TCP, TCP_INFO, info, size));
            return TcpInfo.of(info.asSlice(0, size.get(JAVA_INT, 0)).asByteBuffer());
        }
    }

    /// {@return the descriptor of a socket of this process}
    ///
    /// @param remote the other end of a TCP connection; `null` for a UDP socket that is not connected
    /// @throws IOException when there is none
    static int descriptor(InetSocketAddress local, InetSocketAddress remote) throws IOException {
        try (var arena = Arena.ofConfined(); var numbers = Files.newDirectoryStream(OPEN)) {
            var errno = Libc.errno(arena);
            var memory = arena.allocate(SocketAddress.SIZE + 8, 8);
            for (Path number : numbers) {
                int fd = Integer.parseInt(number.getFileName().toString());
                if (!local.equals(end(GETSOCKNAME, errno, fd, memory))) continue;
                if (remote == null ? isDatagram(errno, fd, memory) : remote.equals(end(GETPEERNAME, errno, fd, memory))) {
                    return fd;
                }
            }
        }
        throw new IOException("this process has no socket at " + Address.text(local));
    }

    /// An end of a socket, or `null` where a descriptor is none or has no such end.
    private static InetSocketAddress end(MethodHandle which, MemorySegment errno, int fd, MemorySegment memory) {
        var size = memory.asSlice(SocketAddress.SIZE, 4);
        size.set(JAVA_INT, 0, SocketAddress.SIZE);
        try {
            int result = (int) which.invokeExact(errno, fd, memory.asSlice(0, SocketAddress.SIZE), size);
            return result < 0 ? null : SocketAddress.read(memory);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isDatagram(MemorySegment errno, int fd, MemorySegment memory) {
        var type = memory.asSlice(0, 4);
        var size = memory.asSlice(8, 4);
        size.set(JAVA_INT, 0, 4);
        try {
            int result = (int) GETSOCKOPT.invokeExact(errno, fd, SOL_SOCKET, SO_TYPE, type, size);
            return result == 0 && type.get(JAVA_INT, 0) == SOCK_DGRAM;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
