package wirelab.hosts;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import wirelab.kit.Host;
import wirelab.kit.Secrets;

/// One echo request of ICMP (RFC 792, RFC 4443) in a packet of a given size that no router may cut in pieces: whether a
/// packet of that size gets through, and whether somebody says so when it does not.
///
/// It takes the ping socket that Linux gives to users of a certain group (icmp(7), `ping_group_range`), else a raw one
/// (root).
public final class EchoProbe {
    /// What came back.
    public enum Answer {
        /// The same, from there.
        ECHOED,
        /// Nothing in time.
        SILENCE,
        /// A router, or this machine itself, says that the packet is too big (RFC 1191, RFC 8201).
        TOO_BIG,
        /// An error that has to do with something else than the size.
        UNREACHABLE,
        /// This process may not send any.
        FORBIDDEN
    }

    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int ICMP = 1;
    private static final int ICMP6 = 58;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IPV6_MTU_DISCOVER = 23;
    /// Never in pieces; the answers of routers are heard but what they once said is not believed beforehand.
    private static final int PROBE = 3;
    private static final int MESSAGE_TOO_BIG = 90;
    private static final int HEADER = 8;
    private static final int MOST = 65_535;

    private EchoProbe() {}

    /// Sends one and waits.
    ///
    /// @param size of the whole IP packet in bytes
    /// @throws IOException when no socket can be had for a reason other than rights
    public static Answer ask(Host host, InetAddress to, int size, Duration limit) throws IOException {
        boolean ipv6 = to instanceof Inet6Address;
        int fd = host.call(() -> open(ipv6));
        if (fd < 0) return Answer.FORBIDDEN;
        try (var arena = Arena.ofConfined()) {
            TcpProbe.listen(fd, to);
            RawSocket.option(fd, ipv6 ? TcpProbe.IPV6 : TcpProbe.IP, ipv6 ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER, PROBE);
            if (RawSocket.connect(fd, new InetSocketAddress(to, 0)) != 0) return Answer.UNREACHABLE;
            byte[] request = request(ipv6, size - (ipv6 ? 40 : 20), Secrets.RANDOM.nextLong());
            var memory = arena.allocate(MOST, 8);
            var errno = Libc.errno(arena);
            MemorySegment.copy(request, 0, memory, JAVA_BYTE, 0, request.length);
            if (Descriptors.write(errno, fd, memory, request.length) < 0) return failed(Libc.errno(errno));
            return await(fd, errno, memory, request, System.nanoTime() + limit.toNanos());
        } finally {
            Descriptors.close(fd);
        }
    }

    private static int open(boolean ipv6) {
        int family = ipv6 ? RawSocket.AF_INET6 : RawSocket.AF_INET;
        for (int type : new int[] {SOCK_DGRAM, SOCK_RAW}) {
            try {
                return RawSocket.open(family, type | SOCK_NONBLOCK, ipv6 ? ICMP6 : ICMP);
            } catch (IOException _) {
                // Not for this user; the other kind may be.
            }
        }
        return -1;
    }

    /// Type, code, checksum, identifier, sequence, then a mark by which the answer is known: a ping socket has an identifier
    /// of its own.
    static byte[] request(boolean ipv6, int length, long mark) {
        var bytes = ByteBuffer.allocate(Math.clamp(length, HEADER + Long.BYTES, MOST - 40));
        bytes.put((byte) (ipv6 ? 128 : 8)).put(7, (byte) 1).putLong(HEADER, mark);
        long sum = 0;
        for (int i = 0; i < bytes.capacity(); i++) sum += (long) (bytes.get(i) & 0xff) << (i % 2 == 0 ? 8 : 0);
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
        // Of IPv6 the kernel makes it, with the addresses.
        return bytes.putShort(2, (short) (ipv6 ? 0 : ~sum)).array();
    }

    private static Answer await(int fd, MemorySegment errno, MemorySegment memory, byte[] request, long deadline) {
        while (true) {
            long left = deadline - System.nanoTime();
            if (left <= 0 || !RawSocket.await(fd, Descriptors.POLLIN, Math.max(1, left / 1_000_000))) return Answer.SILENCE;
            long n = Descriptors.read(errno, fd, memory, MOST);
            if (n < 0) {
                int reason = Libc.errno(errno);
                if (reason != Descriptors.EAGAIN) return failed(reason);
                // An error of the queue alone wakes as well.
                if (TcpProbe.error(fd) != null) return Answer.UNREACHABLE;
                continue;
            }
            var bytes = new byte[(int) n];
            MemorySegment.copy(memory, JAVA_BYTE, 0, bytes, 0, bytes.length);
            if (answers(bytes, request)) return Answer.ECHOED;
        }
    }

    /// A raw socket of IPv4 gives the header of IP as well, and whatever else of ICMP comes from there.
    static boolean answers(byte[] packet, byte[] request) {
        boolean ipv6 = request[0] == (byte) 128;
        int at = !ipv6 && packet.length > 0 && packet[0] >> 4 == 4 ? (packet[0] & 15) * 4 : 0;
        if (packet.length - at < HEADER + Long.BYTES || packet[at] != (byte) (ipv6 ? 129 : 0)) return false;
        return ByteBuffer.wrap(packet).getLong(at + HEADER) == ByteBuffer.wrap(request).getLong(HEADER);
    }

    private static Answer failed(int errno) {
        return errno == MESSAGE_TOO_BIG ? Answer.TOO_BIG : Answer.UNREACHABLE;
    }
}
