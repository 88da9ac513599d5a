package wirelab.hosts;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/// Datagrams with what the kernel of Linux knows about each: when it came, and how many hops it had left. The JDK's
/// channels tell neither; this reads beside one of them, by `recvmsg(2)` and its control messages.
///
/// It also is the socket that sends ICMP echo requests without being root (icmp(7)), for which the JDK has none.
///
/// One thread reads; the socket must stay open until it has ended. Nothing here waits for ever: [#receive()] does so for a
/// while, and the thread looks in between whether it is to end.
public final class MessageSocket implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(25);
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_TIMESTAMPNS = 35;
    private static final int IP_RECVTTL = 12;
    private static final int IP_PKTINFO = 8;
    private static final int IPV6_RECVHOPLIMIT = 51;
    private static final int IPV6_RECVPKTINFO = 49;
    private static final int CONTROL = 256;

    private final Arena arena = Arena.ofShared();
    private final MessageHeader in;
    private final MessageHeader out;
    private final ByteBuffer payload;
    private final ByteBuffer outPayload;
    private final ControlMessages messages;
    private final int fd;
    private final boolean own;
    private long taken;

    private MessageSocket(int fd, boolean own, boolean ipv6, int longest) throws IOException {
        this.fd = fd;
        this.own = own;
        in = new MessageHeader(arena, fd, longest + 1L, CONTROL, Descriptors.POLLIN, PATIENCE);
        out = new MessageHeader(arena, fd, longest + 1L, CONTROL, Descriptors.POLLOUT, PATIENCE);
        payload = in.memory.asByteBuffer();
        outPayload = out.memory.asByteBuffer();
        messages = new ControlMessages(in.control);
        SocketCalls.time(fd, SocketCalls.SOL_SOCKET, SO_RCVTIMEO, PATIENCE.toNanos() / 1_000);
        SocketCalls.option(fd, SocketCalls.SOL_SOCKET, SO_TIMESTAMPNS, 1);
        if (ipv6) {
            SocketCalls.option(fd, SocketCalls.IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1);
            if (!own) SocketCalls.option(fd, SocketCalls.IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
        } else {
            SocketCalls.option(fd, SocketCalls.IPPROTO_IP, IP_RECVTTL, 1);
            if (!own) SocketCalls.option(fd, SocketCalls.IPPROTO_IP, IP_PKTINFO, 1);
        }
    }

    /// Reads beside a UDP socket of the JDK, which is not connected and stays open.
    ///
    /// @param local where that socket is bound: address and true port
    /// @param longest payload in bytes; of a longer datagram one byte more than that is seen
    public static MessageSocket beside(InetSocketAddress local, int longest) throws IOException {
        return new MessageSocket(SocketCalls.descriptor(local, null), false, local.getAddress() instanceof Inet6Address,
                longest);
    }

    /// A socket for ICMP echo: what is sent gets an identifier of the system's, and the answers to it alone are received.
    ///
    /// @param source the address to send from, which also says the family; may be the wildcard address
    /// @throws IOException when the system does not let this user (`net.ipv4.ping_group_range`), or the address is not ours
    public static MessageSocket ping(InetAddress source, int longest) throws IOException {
        boolean ipv6 = source instanceof Inet6Address;
        int fd = SocketCalls.socket(ipv6 ? SocketCalls.AF_INET6 : SocketCalls.AF_INET,
                SocketCalls.SOCK_DGRAM | SocketCalls.SOCK_CLOEXEC, ipv6 ? SocketCalls.IPPROTO_ICMPV6
                : SocketCalls.IPPROTO_ICMP);
        try {
            SocketCalls.bind(fd, new InetSocketAddress(source, 0));
            return new MessageSocket(fd, true, ipv6, longest);
        } catch (IOException | RuntimeException e) {
            Descriptors.close(fd);
            throw e;
        }
    }

    /// Reads one datagram; waits for it, but for some hundredths of a second at most.
    ///
    /// @return whether one has come; what it is, the other methods say until the next call
    /// @throws IOException when the socket is broken, or an ICMP error has come for what was sent
    public boolean receive() throws IOException {
        // One call that waits and reads: the thread is back sooner than from two.
        if (take(0)) return true;
        // A virtual thread that sends by the JDK's channel has made it one that does not wait.
        in.await();
        return take(SocketCalls.MSG_DONTWAIT);
    }

    private boolean take(int flags) throws IOException {
        long n = in.receive(flags);
        if (n >= 0) {
            taken = System.nanoTime();
            payload.clear().limit((int) n);
            messages.read(in.controlSize());
            return true;
        }
        int reason = in.errno();
        if (reason == Descriptors.EAGAIN || reason == Descriptors.EINTR) return false;
        throw new IOException("receiving failed: " + Libc.reason(reason));
    }

    /// {@return the datagram: from position to limit, in memory that the next one overwrites}
    public ByteBuffer payload() {
        return payload;
    }

    /// {@return who sent it}
    public InetSocketAddress source() {
        return SocketAddress.read(in.name);
    }

    /// {@return its TTL or hop limit on arrival, -1 when the kernel does not say}
    public int ttl() {
        return messages.ttl();
    }

    /// {@return when the reading thread had it, as from [System#nanoTime()]}
    public long taken() {
        return taken;
    }

    /// {@return when the kernel got it, in nanoseconds since 1970 by the machine's clock; 0 when it does not say}
    public long arrived() {
        return messages.arrived();
    }

    /// {@return where to put what [#answer(int)] and [#send] are to send, from the first byte on}
    public ByteBuffer outgoing() {
        return outPayload.clear();
    }

    /// Sends bytes to whoever sent the last datagram, from the address at which that came.
    ///
    /// @param length how many, from the beginning of [#outgoing()]
    public void answer(int length) throws IOException {
        int info = messages.answerFrom();
        MemorySegment.copy(in.name, 0, out.name, 0, in.nameSize());
        MemorySegment.copy(in.control, 0, out.control, 0, info);
        transmit(in.nameSize(), length, info);
    }

    /// Sends bytes.
    ///
    /// @param length how many, from the beginning of [#outgoing()]
    public void send(int length, InetSocketAddress to) throws IOException {
        transmit(SocketAddress.write(out.name, to), length, 0);
    }

    private void transmit(int nameSize, int length, int controlSize) throws IOException {
        if (out.send(nameSize, length, controlSize) < 0) {
            throw new IOException("sending failed: " + Libc.reason(out.errno()));
        }
    }

    /// Gives the memory back, and the socket if it is none of the JDK's. No thread may use it any more.
    @Override
    public void close() {
        if (own) Descriptors.close(fd);
        arena.close();
    }

    @Override
    public String toString() {
        return "datagrams with control messages, descriptor " + fd;
    }
}
