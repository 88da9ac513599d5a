package wirelab.hosts;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/// What the kernel of Linux knows about one TCP connection of its own: `struct tcp_info` of `<linux/tcp.h>`, see tcp(7).
///
/// @param state as the kernel numbers them: 1 is ESTABLISHED
/// @param rtt smoothed round-trip time (RFC 6298)
/// @param rttVariation mean deviation of it
/// @param minRtt the shortest that was seen of late, zero where the kernel does not say
/// @param rto after so long without an acknowledgment it sends again
/// @param unacknowledged segments that were sent and not acknowledged
/// @param retransmitted segments that were sent again, over the whole life of the connection, SYN included
/// @param mss bytes of the largest segment
/// @param congestionWindow segments that may be under way
public record TcpInfo(int state, Duration rtt, Duration rttVariation, Duration minRtt, Duration rto, long unacknowledged,
        long retransmitted, int mss, long congestionWindow) {
    /// As much of the structure as is looked at, in bytes; kernels only ever add behind it.
    public static final int SIZE = 152;
    private static final int LEAST = 104;

    /// Asks about a connection of this process, by its two ends.
    ///
    /// @throws IOException when this process has no such connection, or the system does not tell
    public static TcpInfo of(InetSocketAddress local, InetSocketAddress remote) throws IOException {
        return watch(local, remote).now();
    }

    /// A connection of this process that is asked again and again, which must stay open meanwhile.
    public record Watch(int descriptor) {
        public TcpInfo now() throws IOException {
            return SocketCalls.tcpInfo(descriptor);
        }
    }

    /// Finds a connection of this process by its two ends, which takes longer than to ask about it.
    ///
    /// @throws IOException when this process has no such connection
    public static Watch watch(InetSocketAddress local, InetSocketAddress remote) throws IOException {
        return new Watch(SocketCalls.descriptor(local, remote));
    }

    /// Reads the structure.
    ///
    /// @param info in the byte order of this machine, from position to limit; an old kernel's may be shorter
    /// @throws IOException when it is shorter than any
    public static TcpInfo of(ByteBuffer info) throws IOException {
        var in = info.slice().order(ByteOrder.nativeOrder());
        if (in.remaining() < LEAST) {
            throw new IOException("tcp_info has " + LEAST + " bytes at least, not " + in.remaining());
        }
        return new TcpInfo(in.get(0) & 0xff, micros(in.getInt(68)), micros(in.getInt(72)),
                in.remaining() < SIZE ? Duration.ZERO : micros(in.getInt(148)), micros(in.getInt(8)),
                unsigned(in.getInt(24)),
                unsigned(in.getInt(100)), in.getInt(16), unsigned(in.getInt(80)));
    }

    private static Duration micros(int micros) {
        // A kernel that has measured nothing says so by a number with all bits set.
        return micros == -1 ? Duration.ZERO : Duration.ofNanos(1_000 * unsigned(micros));
    }

    private static long unsigned(int number) {
        return Integer.toUnsignedLong(number);
    }
}
