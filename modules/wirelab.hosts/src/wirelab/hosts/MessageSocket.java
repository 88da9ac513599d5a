package wirelab.hosts;

import static java.lang.foreign.ValueLayout.ADDRESS;
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
import java.nio.ByteBuffer;

/// Datagrams with what the kernel of Linux knows about each: when it came, and how many hops it had left. The JDK's
/// channels tell neither; this reads beside one of them, by `recvmsg(2)` and its control messages.
///
/// It also is the socket that sends ICMP echo requests without being root (icmp(7)), for which the JDK has none.
///
/// One thread reads; the socket must stay open until it has ended. Nothing here waits for ever: [#receive()] does so for a
/// while, and the thread looks in between whether it is to end.
public final class MessageSocket implements AutoCloseable {
    private static final long PATIENCE_MICROS = 25_000;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_TIMESTAMPNS = 35;
    private static final int IP_RECVTTL = 12;
    private static final int IP_PKTINFO = 8;
    private static final int IPV6_RECVHOPLIMIT = 51;
    private static final int IPV6_RECVPKTINFO = 49;
    private static final int CONTROL = 256;
    // struct msghdr: name 0, its length 8, buffers 16, their count 24, control 32, its length 40, flags 48
    private static final int MSGHDR = 56;

    private static final MethodHandle RECVMSG = Libc.function("recvmsg",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SENDMSG = Libc.function("sendmsg",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment errno = Libc.errno(arena);
    private final MemorySegment sendErrno = Libc.errno(arena);
    private final MemorySegment header = arena.allocate(MSGHDR, 8);
    private final MemorySegment out = arena.allocate(MSGHDR, 8);
    private final MemorySegment name = arena.allocate(SocketAddress.SIZE, 8);
    private final MemorySegment outName = arena.allocate(SocketAddress.SIZE, 8);
    private final MemorySegment control = arena.allocate(CONTROL, 8);
    private final MemorySegment pollfd = arena.allocate(8, 4);
    private final MemorySegment timespec = arena.allocate(16, 8);
    private final MemorySegment vector = arena.allocate(16, 8);
    private final MemorySegment outVector = arena.allocate(16, 8);
    private final ByteBuffer payload;
    private final ByteBuffer outPayload;
    private final ControlMessages messages = new ControlMessages(control);
    private final int fd;
    private final boolean own;
    private long taken;

    private MessageSocket(int fd, boolean own, boolean ipv6, int longest) throws IOException {
        this.fd = fd;
        this.own = own;
        var memory = arena.allocate(longest + 1L, 8);
        var outMemory = arena.allocate(longest + 1L, 8);
        payload = memory.asByteBuffer();
        vector.set(ADDRESS, 0, memory);
        vector.set(JAVA_LONG, 8, longest + 1L);
        outVector.set(ADDRESS, 0, outMemory);
        outPayload = outMemory.asByteBuffer();
        pollfd.set(JAVA_INT, 0, fd);
        pollfd.set(JAVA_SHORT, 4, Descriptors.POLLIN);
        header.set(ADDRESS, 0, name);
        header.set(ADDRESS, 16, vector);
        header.set(JAVA_LONG, 24, 1);
        header.set(ADDRESS, 32, control);
        out.set(ADDRESS, 0, outName);
        out.set(ADDRESS, 16, outVector);
        out.set(JAVA_LONG, 24, 1);
        timespec.set(JAVA_LONG, 8, 1000 * PATIENCE_MICROS);
        SocketCalls.time(fd, SocketCalls.SOL_SOCKET, SO_RCVTIMEO, PATIENCE_MICROS);
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
        Descriptors.ppoll(errno, pollfd, timespec);
        return take(SocketCalls.MSG_DONTWAIT);
    }

    private boolean take(int flags) throws IOException {
        header.set(JAVA_INT, 8, SocketAddress.SIZE);
        header.set(JAVA_LONG, 40, CONTROL);
        long n;
        try {
            n = (long) RECVMSG.invokeExact(errno, fd, header, flags);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        if (n >= 0) {
            taken = System.nanoTime();
            payload.clear().limit((int) n);
            messages.read(header.get(JAVA_LONG, 40));
            return true;
        }
        int reason = Libc.errno(errno);
        if (reason == Descriptors.EAGAIN || reason == Descriptors.EINTR) return false;
        throw new IOException("receiving failed: " + Libc.reason(reason));
    }

    /// {@return the datagram: from position to limit, in memory that the next one overwrites}
    public ByteBuffer payload() {
        return payload;
    }

    /// {@return who sent it}
    public InetSocketAddress source() {
        return SocketAddress.read(name);
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
        int size = header.get(JAVA_INT, 8);
        MemorySegment.copy(name, 0, outName, 0, size);
        int info = messages.answerFrom();
        out.set(ADDRESS, 32, info == 0 ? MemorySegment.NULL : control);
        out.set(JAVA_LONG, 40, info);
        transmit(size, length);
    }

    /// Sends bytes.
    ///
    /// @param length how many, from the beginning of [#outgoing()]
    public void send(int length, InetSocketAddress to) throws IOException {
        out.set(ADDRESS, 32, MemorySegment.NULL);
        out.set(JAVA_LONG, 40, 0);
        transmit(SocketAddress.write(outName, to), length);
    }

    private void transmit(int nameSize, int length) throws IOException {
        out.set(JAVA_INT, 8, nameSize);
        outVector.set(JAVA_LONG, 8, length);
        long n;
        try {
            n = (long) SENDMSG.invokeExact(sendErrno, fd, out, SocketCalls.MSG_DONTWAIT);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        if (n < 0) throw new IOException("sending failed: " + Libc.reason(Libc.errno(sendErrno)));
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
