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
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import wirelab.kit.UdpDriver;

/// Many datagrams of one length with one call of the system, in both directions (UDP_SEGMENT and UDP_GRO of Linux, udp(7)):
/// the call is what costs, not the bytes. The kernel cuts what is sent in pieces, if the card does not, and puts together
/// again what came in a row from one sender.
///
/// It works beside a socket of the JDK, which must be open for as long as this is.
public final class UdpOffload implements UdpDriver.Offload {
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    private static final int UDP_GRO = 104;
    /// UDP_MAX_SEGMENTS of the kernel.
    private static final int MOST_DATAGRAMS = 64;
    /// What one IP packet carries, before it is cut.
    private static final int MOST_BYTES = 65_507;
    private static final int MSGHDR = 56;
    /// `struct cmsghdr`: length u64, level, type.
    private static final int CMSGHDR = 16;
    private static final int CONTROL = 64;
    private static final long NAP = 50_000_000;
    private static final int POLLOUT = 4;
    private static final int PATIENCE = 20;

    /// One direction: `struct msghdr` and all that it points to.
    private static final class Message {
        // Here, so that whoever only asks whether there is an offload does not touch the C library.
        static final MethodHandle RECVMSG = Libc.function("recvmsg",
                FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
        static final MethodHandle SENDMSG = Libc.function("sendmsg",
                FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

        final MemorySegment errno;
        final MemorySegment header;
        final MemorySegment name;
        final MemorySegment control;
        final MemorySegment memory;
        private final MemorySegment vector;
        private final MemorySegment poll;
        private final MemorySegment timeout;

        Message(Arena arena, int fd, int size, int events) {
            errno = Libc.errno(arena);
            header = arena.allocate(MSGHDR, 8);
            name = arena.allocate(SocketAddress.SIZE, 8);
            control = arena.allocate(CONTROL, 8);
            memory = arena.allocate(size, 8);
            vector = arena.allocate(16, 8);
            poll = arena.allocate(8, 4);
            timeout = arena.allocate(16, 8);
            vector.set(ADDRESS, 0, memory);
            header.set(ADDRESS, 0, name);
            header.set(ADDRESS, 16, vector);
            header.set(JAVA_LONG, 24, 1);
            header.set(ADDRESS, 32, control);
            poll.set(JAVA_INT, 0, fd);
            poll.set(JAVA_SHORT, 4, (short) events);
            timeout.set(JAVA_LONG, 8, NAP);
        }

        void prepare(int nameSize, long length, long controlSize) {
            header.set(JAVA_INT, 8, nameSize);
            vector.set(JAVA_LONG, 8, length);
            header.set(ADDRESS, 32, controlSize == 0 ? MemorySegment.NULL : control);
            header.set(JAVA_LONG, 40, controlSize);
        }

        long receive(int fd) {
            try {
                return (long) RECVMSG.invokeExact(errno, fd, header, SocketCalls.MSG_DONTWAIT);
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }

        long send(int fd) {
            try {
                return (long) SENDMSG.invokeExact(errno, fd, header, SocketCalls.MSG_DONTWAIT);
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }

        void await() {
            Descriptors.ppoll(errno, poll, timeout);
        }
    }

    private final int fd;
    private final Arena arena = Arena.ofShared();
    private final Message in;
    private final Message out;
    private final ByteBuffer came;
    /// Of the last that sent something: seldom another one than before.
    private InetSocketAddress source;
    private final byte[] sourceBytes = new byte[SocketAddress.SIZE];
    private int size;

    private InetSocketAddress to;
    private int length;
    private int waiting;
    private int each;
    /// A longer one goes by itself, so that it is heard at once if the path does not carry it.
    private int proved;

    private UdpOffload(int fd) {
        this.fd = fd;
        in = new Message(arena, fd, MOST, Descriptors.POLLIN);
        out = new Message(arena, fd, MOST, POLLOUT);
        came = in.memory.asByteBuffer();
    }

    /// Begins beside a UDP socket of the JDK, which is not connected.
    ///
    /// @param local where it is bound: address and true port
    /// @throws IOException when this kernel cannot do it
    public static UdpOffload beside(InetSocketAddress local) throws IOException {
        int fd = SocketCalls.descriptor(local, null);
        SocketCalls.option(fd, SOL_UDP, UDP_GRO, 1);
        // Only to hear whether the kernel knows it: for each message it is said again.
        SocketCalls.option(fd, SOL_UDP, UDP_SEGMENT, 0);
        return new UdpOffload(fd);
    }

    /// {@return why this cannot be had here, in a few words, or `null` when nothing is known to stand in the way}
    public static String missing() {
        if (!System.getProperty("os.name").equals("Linux")) return "only Linux has it";
        return NativeAccess.isGiven() ? null : "this program may not call the C library";
    }

    @Override
    public InetSocketAddress receive(ByteBuffer into) throws IOException {
        long count = read();
        if (count < 0) {
            in.await();
            count = read();
            if (count < 0) return null;
        }
        into.put(came.clear().limit((int) count));
        size = Math.max(1, segment((int) count));
        return source();
    }

    private long read() throws IOException {
        in.prepare(SocketAddress.SIZE, MOST, CONTROL);
        long count = in.receive(fd);
        if (count >= 0 || Libc.errno(in.errno) == Descriptors.EAGAIN) return count;
        throw new IOException("receiving failed: " + Libc.reason(Libc.errno(in.errno)));
    }

    /// {@return the length of each datagram by the control message; without one there is a single datagram}
    private int segment(int count) {
        long end = in.header.get(JAVA_LONG, 40);
        for (long at = 0; at + CMSGHDR <= end; ) {
            long size = in.control.get(JAVA_LONG, at);
            if (size < CMSGHDR || at + size > end) break;
            if (in.control.get(JAVA_INT, at + 8) == SOL_UDP && in.control.get(JAVA_INT, at + 12) == UDP_GRO) {
                return in.control.get(JAVA_INT, at + CMSGHDR);
            }
            at += size + 7 & -8;
        }
        return count;
    }

    private InetSocketAddress source() {
        var name = MemorySegment.ofArray(sourceBytes);
        if (source == null || name.mismatch(in.name) >= 0) {
            MemorySegment.copy(in.name, 0, name, 0, SocketAddress.SIZE);
            source = SocketAddress.read(in.name);
        }
        return source;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean send(byte[] datagram, InetSocketAddress to) throws IOException {
        if (datagram.length > proved) {
            flush();
            proved = datagram.length;
            return false;
        }
        boolean fits = waiting > 0 && datagram.length <= each && waiting * each == length && waiting < MOST_DATAGRAMS
                && length + datagram.length <= MOST_BYTES && to.equals(this.to);
        if (!fits) {
            flush();
            this.to = to;
            each = datagram.length;
        }
        MemorySegment.copy(MemorySegment.ofArray(datagram), 0, out.memory, length, datagram.length);
        length += datagram.length;
        waiting++;
        return true;
    }

    @Override
    public void flush() throws IOException {
        int count = waiting;
        int whole = length;
        waiting = length = 0;
        if (count == 0) return;
        int nameSize = SocketAddress.write(out.name, to);
        if (count > 1) {
            out.control.set(JAVA_LONG, 0, CMSGHDR + 2);
            out.control.set(JAVA_INT, 8, SOL_UDP);
            out.control.set(JAVA_INT, 12, UDP_SEGMENT);
            out.control.set(JAVA_SHORT, CMSGHDR, (short) each);
        }
        out.prepare(nameSize, whole, count > 1 ? CMSGHDR + 8 : 0);
        for (int i = 0; out.send(fd) < 0; i++) {
            int errno = Libc.errno(out.errno);
            if (errno != Descriptors.EAGAIN || i == PATIENCE) {
                proved = 0;
                throw new IOException("sending failed: " + Libc.reason(errno));
            }
            out.await();
        }
    }

    /// Gives the memory back. Nobody may use it any more.
    @Override
    public void close() {
        arena.close();
    }
}
