package wirelab.netview;

import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Visible;

/// The tables of `/proc/net` that have a row per line: sockets, routes, neighbours (proc_net(5)).
///
/// A row that cannot be read is left out, and logged: one strange row must not hide the others.
final class ProcTables {
    private static final System.Logger LOG = System.getLogger(ProcTables.class.getName());
    private static final int UP = 1;
    private static final int GATEWAY = 2;
    private static final int REJECT = 0x200;
    private static final int CACHE = 0x0100_0000;
    private static final long LOCAL = 0x8000_0000L;
    private static final long ANYCAST = 0x10_0000;
    private static final int COMPLETE = 2;
    private static final int PERMANENT = 4;

    /// What reads one row.
    @FunctionalInterface
    interface Row<T> {
        /// @return the row, `null` when it is none that counts
        T read(Columns columns) throws ProtocolViolation;
    }

    private ProcTables() {}

    /// Reads all rows.
    ///
    /// @param head lines before the first row
    static <T> List<T> rows(List<String> lines, int head, Row<T> row) {
        var rows = new ArrayList<T>();
        for (String line : lines.subList(Math.min(head, lines.size()), lines.size())) {
            try {
                T one = line.isBlank() ? null : row.read(new Columns(line));
                if (one != null) rows.add(one);
            } catch (ProtocolViolation e) {
                LOG.log(Level.DEBUG, () -> "a row is left out: " + e.getMessage() + ": " + Visible.of(line));
            }
        }
        return rows;
    }

    /// A row of `tcp`, `udp` or `raw`:
    ///
    /// ```
    /// sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode ...
    /// ```
    ///
    /// Of raw sockets the port is the number of the protocol.
    static SocketEntry socket(String protocol, boolean ipv6, Columns columns) throws ProtocolViolation {
        columns.skip(1);
        var local = columns.socket("local_address");
        var remote = columns.socket("rem_address");
        var state = SocketState.of(columns.hex("st"));
        if (state == null) throw new ProtocolViolation("st", 3, "no such state");
        long[] queues = columns.pair("tx_queue:rx_queue");
        columns.pair("tr:tm->when");
        long tries = columns.hex("retrnsmt");
        long user = columns.number("uid");
        columns.number("timeout");
        long inode = columns.number("inode");
        return new SocketEntry(protocol, ipv6, false, local, remote, state, queues[1], queues[0], (int) Math.min(tries, 255),
                user, inode, "", List.of(), null);
    }

    /// A row of `route`: `Iface Destination Gateway Flags RefCnt Use Metric Mask ...`, all but the name in hexadecimal
    /// digits.
    static NetRoute route(Columns columns) throws ProtocolViolation {
        String device = columns.text("Iface");
        var destination = columns.words("Destination", columns.text("Destination"));
        var gateway = columns.words("Gateway", columns.text("Gateway"));
        long flags = columns.hex("Flags");
        columns.skip(2);
        long metric = columns.number("Metric");
        var mask = columns.words("Mask", columns.text("Mask"));
        if (destination.getAddress().length != 4 || mask.getAddress().length != 4) {
            throw new ProtocolViolation("Destination", 1, "no address of IPv4");
        }
        if ((flags & UP) == 0) return null;
        boolean refused = (flags & REJECT) != 0;
        return new NetRoute(new Prefix(destination, bits(mask)), (flags & GATEWAY) == 0 ? null : gateway,
                refused ? "" : device, null, metric, refused ? "unreachable" : "unicast", "");
    }

    /// A row of `ipv6_route`: destination, its length, source, its length, gateway, metric, references, uses, flags, name.
    static NetRoute route6(Columns columns) throws ProtocolViolation {
        var destination = columns.address("destination");
        long length = columns.hex("prefix length");
        columns.skip(2);
        var gateway = columns.address("next hop");
        long metric = columns.hex("metric");
        columns.skip(2);
        long flags = columns.hex("flags");
        String device = columns.text("device");
        if (destination.getAddress().length != 16 || length > 128) {
            throw new ProtocolViolation("destination", 0, "no network of IPv6");
        }
        if ((flags & UP) == 0 || (flags & (CACHE | LOCAL | ANYCAST)) != 0 || destination.isMulticastAddress()) return null;
        boolean refused = (flags & REJECT) != 0;
        return new NetRoute(new Prefix(destination, (int) length), (flags & GATEWAY) == 0 ? null : gateway,
                refused ? "" : device, null, metric, refused ? "unreachable" : "unicast", "");
    }

    /// A row of `arp`: `address type flags hardware mask device`.
    static Neighbour neighbour(Columns columns) throws ProtocolViolation {
        String text = columns.text("IP address");
        columns.skip(1);
        String digits = columns.text("Flags");
        long flags = columns.number("Flags", digits.startsWith("0x") ? digits.substring(2) : digits, 16);
        String mac = columns.text("HW address");
        columns.skip(1);
        String device = columns.text("Device");
        if ((flags & (COMPLETE | PERMANENT)) == 0) return new Neighbour(literal(text), device, "", "INCOMPLETE");
        return new Neighbour(literal(text), device, mac, (flags & PERMANENT) == 0 ? "COMPLETE" : "PERMANENT");
    }

    static InetAddress literal(String text) throws ProtocolViolation {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            throw new ProtocolViolation("address", 0, "'" + text + "' is none");
        }
    }

    /// How many bits of a mask are set, from the first; what stands behind a gap does not count.
    static int bits(InetAddress mask) {
        int bits = 0;
        for (byte b : mask.getAddress()) {
            int ones = Integer.numberOfLeadingZeros(~(b << 24));
            bits += Math.min(8, ones);
            if (ones < 8) break;
        }
        return bits;
    }
}
