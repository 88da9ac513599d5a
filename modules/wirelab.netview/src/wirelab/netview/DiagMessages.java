package wirelab.netview;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import wirelab.hosts.NetlinkMessage;
import wirelab.kit.ProtocolViolation;

/// Questions and rows of sock_diag(7) for sockets of TCP: `struct inet_diag_req_v2`, `inet_diag_msg`, and of the attributes
/// `struct tcp_info`.
///
/// ```
/// question   u8 family, u8 protocol, u8 extensions, u8 0, u32 states, identity
/// row        u8 family, u8 state, u8 timer, u8 tries, identity,
///            u32 expires, u32 received, u32 unsent, u32 user, u32 inode, attributes
/// identity   u16 port, u16 peer's port, 16 bytes address, 16 bytes peer's,
///            u32 interface, u64 cookie        (ports in network byte order)
/// ```
final class DiagMessages {
    static final int BY_FAMILY = 20;
    static final int DESTROY = 21;
    static final int QUESTION_SIZE = 56;
    static final int ROW_SIZE = 72;
    private static final int TCP = 6;
    private static final int IDENTITY = 4;
    private static final int TCP_INFO = 2;
    private static final int ONLY_IPV6 = 11;
    private static final int ALL_STATES = -1;
    /// So much of `struct tcp_info` there is since Linux 4.2; the shortest round trip came a little later.
    private static final int INFO_SIZE = 136;
    private static final int INFO_MIN_RTT = 148;

    private DiagMessages() {}

    /// A question for all sockets of TCP in a family.
    ///
    /// @param figures whether those of each connection are wanted as well
    static byte[] all(int family, boolean figures) {
        return ByteBuffer.allocate(QUESTION_SIZE).order(ByteOrder.nativeOrder()).put((byte) family).put((byte) TCP)
                .put((byte) (figures ? 1 << TCP_INFO - 1 : 0)).put((byte) 0).putInt(ALL_STATES).array();
    }

    /// The wish that one connection ends, whoever has it.
    static byte[] one(SocketEntry socket) {
        var bytes = ByteBuffer.allocate(QUESTION_SIZE).order(ByteOrder.nativeOrder());
        int family = socket.ipv6() ? RouteMessages.INET6 : RouteMessages.INET;
        bytes.put((byte) family).put((byte) TCP).put((byte) 0).put((byte) 0).putInt(1 << socket.state().number());
        identity(bytes.order(ByteOrder.BIG_ENDIAN), socket);
        // No cookie: the addresses are enough.
        return bytes.putInt(0).putLong(-1).array();
    }

    private static void identity(ByteBuffer bytes, SocketEntry socket) {
        bytes.putShort((short) socket.local().getPort()).putShort((short) socket.remote().getPort());
        for (var address : List.of(socket.local(), socket.remote())) {
            byte[] plain = address.getAddress().getAddress();
            var field = new byte[16];
            boolean mapped = socket.ipv6() && plain.length == 4 && !address.getAddress().isAnyLocalAddress();
            if (mapped) field[10] = field[11] = -1;
            System.arraycopy(plain, 0, field, mapped ? 12 : 0, plain.length);
            bytes.put(field);
        }
    }

    static SocketEntry socket(NetlinkMessage message) throws ProtocolViolation {
        var row = message.fixed(ROW_SIZE);
        int family = row.get(0) & 0xff;
        var state = SocketState.of(row.get(1) & 0xff);
        if (family != RouteMessages.INET && family != RouteMessages.INET6 || state == null) {
            throw new ProtocolViolation("state", NetlinkMessage.HEADER, "no such family or state");
        }
        boolean ipv6 = family == RouteMessages.INET6;
        boolean listens = state == SocketState.LISTEN;
        var only = ipv6 && listens ? message.attribute(ROW_SIZE, ONLY_IPV6) : null;
        return new SocketEntry("tcp", ipv6, only != null && only.hasRemaining() && only.get(0) != 0,
                address(row, ipv6, IDENTITY, IDENTITY + 4), address(row, ipv6, IDENTITY + 2, IDENTITY + 20), state,
                number(row, 56), number(row, 60), row.get(3) & 0xff, number(row, 64), number(row, 68), "", List.of(),
                listens ? null : figures(message.attribute(ROW_SIZE, TCP_INFO)));
    }

    private static InetSocketAddress address(ByteBuffer row, boolean ipv6, int port, int at) {
        var bytes = new byte[ipv6 ? 16 : 4];
        row.get(at, bytes);
        int number = row.duplicate().order(ByteOrder.BIG_ENDIAN).getShort(port) & 0xffff;
        return new InetSocketAddress(Prefix.address(bytes), number);
    }

    private static long number(ByteBuffer row, int at) {
        return row.getInt(at) & 0xffff_ffffL;
    }

    private static TcpFigures figures(ByteBuffer info) {
        if (info == null || info.remaining() < INFO_SIZE) return null;
        long least = info.remaining() < INFO_MIN_RTT + 4 ? -1 : number(info, INFO_MIN_RTT);
        return new TcpFigures(number(info, 68), least, number(info, 100), number(info, 80), info.getLong(120),
                info.getLong(128));
    }
}
