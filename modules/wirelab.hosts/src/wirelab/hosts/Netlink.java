package wirelab.hosts;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Host;
import wirelab.kit.Text;

/// A socket to the kernel, netlink(7): asked for a table, it sends all of it; asked to do something, it does or says why
/// not.
///
/// ```
/// try (var netlink = Netlink.open(Host.HERE, Netlink.ROUTE)) {
///     netlink.dump(RTM_GETADDR, new byte[8]).forEach(IO::println);
/// }
/// ```
///
/// What it says is that of the network namespace on which it was opened. One thread uses it at a time.
public final class Netlink implements AutoCloseable {
    /// Interfaces, addresses, routes and neighbours, rtnetlink(7).
    public static final int ROUTE = 0;
    /// Sockets, sock_diag(7).
    public static final int SOCK_DIAG = 4;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int REQUEST = 0x1;
    private static final int ACKNOWLEDGE = 0x4;
    private static final int DUMP = 0x300;
    /// The kernel fills at most half of it with one datagram of a table.
    private static final int BUFFER = 65_536;
    private static final int MOST_BYTES = 64 << 20;
    private static final int MOST_TRIES = 3;
    private static final int LIMIT_MILLIS = 5_000;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment errno = Libc.errno(arena);
    private final MemorySegment buffer = arena.allocate(BUFFER, 8);
    private final int fd;
    private int sequence;

    private Netlink(int protocol) throws IOException {
        fd = RawSocket.open(AF_NETLINK, SOCK_RAW, protocol);
    }

    /// Opens one.
    ///
    /// @param host whose tables it shall show
    /// @param protocol [#ROUTE] or [#SOCK_DIAG]
    public static Netlink open(Host host, int protocol) throws IOException {
        return host.call(() -> new Netlink(protocol));
    }

    /// Asks for a table. When the table changed while the kernel wrote it down, it is asked for again, three times at most.
    ///
    /// @param body what is asked for, as the type wants it
    /// @return its rows
    /// @throws IOException when the kernel refuses: `No such file or directory` where it has no such table
    public List<NetlinkMessage> dump(int type, byte[] body) throws IOException {
        var rows = new ArrayList<NetlinkMessage>();
        for (int i = 0; i < MOST_TRIES; i++) {
            rows.clear();
            send(type, REQUEST | DUMP, body);
            if (receive(rows)) break;
        }
        return rows;
    }

    /// Asks for one row.
    ///
    /// @throws IOException when the kernel has none
    public NetlinkMessage ask(int type, byte[] body) throws IOException {
        send(type, REQUEST, body);
        var rows = read();
        check(rows.getFirst());
        return rows.getFirst();
    }

    /// Asks for something to be done.
    ///
    /// @throws IOException when it is refused, with the system's word for the reason
    public void request(int type, byte[] body) throws IOException {
        send(type, REQUEST | ACKNOWLEDGE, body);
        for (var message : read()) check(message);
    }

    private void send(int type, int flags, byte[] body) throws IOException {
        byte[] message = new NetlinkMessage(type, flags, ++sequence, ByteBuffer.wrap(body)).encode();
        MemorySegment.copy(message, 0, buffer, JAVA_BYTE, 0, message.length);
        if (Descriptors.write(errno, fd, buffer, message.length) != message.length) throw failure();
    }

    /// Reads a table to its end.
    ///
    /// @return whether it stayed the same meanwhile
    private boolean receive(List<NetlinkMessage> rows) throws IOException {
        boolean steady = true;
        long bytes = 0;
        while (true) {
            for (var message : read()) {
                if (message.sequence() != sequence) continue;
                steady &= (message.flags() & NetlinkMessage.INTERRUPTED) == 0;
                if (message.type() == NetlinkMessage.DONE || message.type() == NetlinkMessage.ERROR) {
                    check(message);
                    return steady;
                }
                rows.add(message);
                bytes += message.body().remaining();
                if (bytes > MOST_BYTES) throw new IOException("a table of more than " + Text.bytes(MOST_BYTES));
            }
        }
    }

    private List<NetlinkMessage> read() throws IOException {
        if (!RawSocket.await(fd, Descriptors.POLLIN, LIMIT_MILLIS)) {
            throw new IOException("netlink: the kernel does not answer");
        }
        long n = Descriptors.read(errno, fd, buffer, BUFFER);
        if (n < 0) throw failure();
        var bytes = new byte[(int) n];
        MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, 0, bytes.length);
        var messages = NetlinkMessage.decode(bytes);
        if (messages.isEmpty()) throw new IOException("netlink: an answer of nothing");
        return messages;
    }

    /// The end of a table and an answer to a request carry an error number below zero, or 0.
    private static void check(NetlinkMessage message) throws IOException {
        if (message.type() != NetlinkMessage.DONE && message.type() != NetlinkMessage.ERROR) return;
        int code = message.body().remaining() < Integer.BYTES ? 0
                : message.fixed(Integer.BYTES).order(ByteOrder.nativeOrder()).getInt(0);
        if (code < 0) throw new IOException("netlink: " + Libc.reason(-code));
    }

    private IOException failure() {
        return new IOException("netlink: " + Libc.reason(Libc.errno(errno)));
    }

    @Override
    public void close() {
        Descriptors.close(fd);
        arena.close();
    }

    @Override
    public String toString() {
        return "netlink socket, descriptor " + fd;
    }
}
