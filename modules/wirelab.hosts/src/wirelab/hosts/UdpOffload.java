package wirelab.hosts;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
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
    /// `struct cmsghdr`: length u64, level, type.
    private static final int CMSGHDR = 16;
    private static final int CONTROL = 64;
    private static final Duration NAP = Duration.ofMillis(50);
    private static final int PATIENCE = 20;

    private final Arena arena = Arena.ofShared();
    private final MessageHeader in;
    private final MessageHeader out;
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
        in = new MessageHeader(arena, fd, MOST, CONTROL, Descriptors.POLLIN, NAP);
        out = new MessageHeader(arena, fd, MOST, CONTROL, Descriptors.POLLOUT, NAP);
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
        long count = in.receive(SocketCalls.MSG_DONTWAIT);
        if (count >= 0 || in.errno() == Descriptors.EAGAIN) return count;
        throw new IOException("receiving failed: " + Libc.reason(in.errno()));
    }

    /// {@return the length of each datagram by the control message; without one there is a single datagram}
    private int segment(int count) {
        long end = in.controlSize();
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
        for (int i = 0; out.send(nameSize, whole, count > 1 ? CMSGHDR + 8 : 0) < 0; i++) {
            int errno = out.errno();
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
