package wirelab.hosts;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import wirelab.kit.Host;

/// A TCP connection that is opened only to see what happens, with the queue of errors (IP_RECVERR, ip(7)) that tells who
/// said no: `connect` shows an ICMP answer of a firewall and the RST of a host in the same word.
public final class TcpProbe {
    /// `ECONNREFUSED`, `EHOSTUNREACH`, `ENETUNREACH` and `ETIMEDOUT`: the reasons that are told apart everywhere.
    public static final int REFUSED = 111;
    public static final int HOST_UNREACHABLE = 113;
    public static final int NETWORK_UNREACHABLE = 101;
    public static final int TIMED_OUT = 110;

    private static final int SOCK_STREAM = 1;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    private static final int IN_PROGRESS = 115;
    static final int IP = 0;
    static final int IP_RECVERR = 11;
    static final int IPV6 = 41;
    static final int IPV6_RECVERR = 25;
    private static final int MSG_ERRQUEUE = 0x2000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int CONTROL = 512;
    private static final int MSGHDR = 56;
    /// `struct sock_extended_err`, after which the address of the sender stands.
    private static final int EXTENDED_ERROR = 16;
    private static final int CMSGHDR = 16;
    private static final int ORIGIN_ICMP = 2;
    private static final int ORIGIN_ICMP6 = 3;

    /// An ICMP error that answered (RFC 792; RFC 4443 for IPv6).
    ///
    /// @param from who sent it, `null` where the kernel does not tell
    public record Icmp(boolean ipv6, int type, int code, InetAddress from) {}

    /// What became of the connection.
    ///
    /// @param errno 0 when it was opened, else the reason; [#TIMED_OUT] when there was no answer in time
    /// @param icmp the ICMP error that caused it, `null` when none did
    /// @param time that it took
    public record Result(int errno, Icmp icmp, Duration time) {
        /// {@return the reason in the words of the system}
        public String words() {
            return errno == 0 ? "connected" : Libc.reason(errno);
        }
    }

    private TcpProbe() {}

    /// Opens a connection and closes it again at once; nothing is sent through it.
    ///
    /// @throws IOException when no socket can be had at all
    public static Result connect(Host host, InetSocketAddress to, Duration limit) throws IOException {
        long began = System.nanoTime();
        int fd = host.call(() -> RawSocket.open(RawSocket.family(to.getAddress()), SOCK_STREAM | SOCK_NONBLOCK, 0));
        try {
            listen(fd, to.getAddress());
            int errno = RawSocket.connect(fd, to);
            if (errno == IN_PROGRESS) {
                boolean ready = RawSocket.await(fd, Descriptors.POLLOUT, Math.max(1, limit.toMillis()));
                errno = ready ? RawSocket.option(fd, SOL_SOCKET, SO_ERROR) : TIMED_OUT;
            }
            return new Result(errno, errno == 0 ? null : error(fd), Duration.ofNanos(System.nanoTime() - began));
        } finally {
            Descriptors.close(fd);
        }
    }

    /// Asks for the queue of errors.
    static void listen(int fd, InetAddress to) throws IOException {
        boolean ipv6 = RawSocket.family(to) == RawSocket.AF_INET6;
        RawSocket.option(fd, ipv6 ? IPV6 : IP, ipv6 ? IPV6_RECVERR : IP_RECVERR, 1);
    }

    /// Takes the first error from the queue that ICMP put there; `null` when there is none.
    static Icmp error(int fd) {
        try (var arena = Arena.ofConfined()) {
            var control = arena.allocate(CONTROL, 8);
            var data = arena.allocate(CONTROL, 8);
            var iovec = arena.allocate(16, 8);
            iovec.set(ADDRESS, 0, data);
            iovec.set(JAVA_LONG, 8, CONTROL);
            var message = arena.allocate(MSGHDR, 8);
            message.set(ADDRESS, 16, iovec);
            message.set(JAVA_LONG, 24, 1);
            message.set(ADDRESS, 32, control);
            message.set(JAVA_LONG, 40, CONTROL);
            if (RawSocket.receive(Libc.errno(arena), fd, message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return null;
            return error(control.asSlice(0, Math.min(CONTROL, message.get(JAVA_LONG, 40))));
        }
    }

    /// Reads control messages: u64 length with these 16 bytes, i32 level, i32 type, data; padded to multiples of 8.
    static Icmp error(MemorySegment control) {
        for (long at = 0; at + CMSGHDR <= control.byteSize(); ) {
            long length = control.get(JAVA_LONG, at);
            if (length < CMSGHDR || length > control.byteSize() - at) return null;
            int level = control.get(JAVA_INT, at + 8);
            int type = control.get(JAVA_INT, at + 12);
            boolean wanted = level == IP && type == IP_RECVERR || level == IPV6 && type == IPV6_RECVERR;
            if (wanted && length >= CMSGHDR + EXTENDED_ERROR) {
                var found = icmp(control.asSlice(at + CMSGHDR, length - CMSGHDR));
                if (found != null) return found;
            }
            at += length + 7 & ~7L;
        }
        return null;
    }

    /// u32 errno, u8 origin, u8 type, u8 code, u8 nothing, u32 information, u32 data, then the address of the sender.
    private static Icmp icmp(MemorySegment error) {
        int origin = error.get(JAVA_BYTE, 4);
        if (origin != ORIGIN_ICMP && origin != ORIGIN_ICMP6) return null;
        return new Icmp(origin == ORIGIN_ICMP6, error.get(JAVA_BYTE, 5) & 0xff, error.get(JAVA_BYTE, 6) & 0xff,
                RawSocket.address(error.asSlice(EXTENDED_ERROR)));
    }
}
