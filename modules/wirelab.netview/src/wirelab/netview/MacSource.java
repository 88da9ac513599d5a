package wirelab.netview;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.ProtocolViolation;

/// The tables of macOS, from what its commands print: `lsof -F` for sockets, `netstat -rn`, `arp -an`, `ndp -an`, `netstat
/// -gn`.
final class MacSource implements NetSource {
    private final CommandOutput commands;

    MacSource(CommandOutput commands) {
        this.commands = commands;
    }

    @Override
    public List<NetInterface> interfaces() throws IOException {
        return JavaInterfaces.all();
    }

    @Override
    public List<SocketEntry> sockets() throws IOException {
        return sockets(commands.lines("lsof", "-nP", "-i", "-F", "pcuftPnT"));
    }

    /// A letter before each field, a field per line; `p` begins a process and `f` a descriptor.
    static List<SocketEntry> sockets(List<String> lines) {
        var sockets = new ArrayList<SocketEntry>();
        var reader = new Fields();
        for (String line : lines) {
            if (line.isEmpty()) continue;
            char field = line.charAt(0);
            if (field == 'p' || field == 'f') reader.end(sockets);
            reader.take(field, line.substring(1));
        }
        reader.end(sockets);
        return sockets;
    }

    /// What has been read of one descriptor, and of its process.
    private static final class Fields {
        private long pid;
        private String command = "";
        private long user;
        private String type = "";
        private String protocol = "";
        private String name = "";
        private String state = "";
        private long received;
        private long unsent;

        void take(char field, String text) {
            switch (field) {
                case 'p' -> pid = number(text);
                case 'c' -> command = text;
                case 'u' -> user = number(text);
                case 't' -> type = text;
                case 'P' -> protocol = text;
                case 'n' -> name = text;
                case 'T' -> {
                    if (text.startsWith("ST=")) state = text.substring(3);
                    if (text.startsWith("QR=")) received = number(text.substring(3));
                    if (text.startsWith("QS=")) unsent = number(text.substring(3));
                }
                default -> {
                    // A field that was not asked for.
                }
            }
        }

        void end(List<SocketEntry> sockets) {
            boolean ipv6 = type.equals("IPv6");
            if (!name.isEmpty() && (protocol.equals("TCP") || protocol.equals("UDP"))) {
                try {
                    String[] ends = name.split("->", 2);
                    sockets.add(new SocketEntry(protocol.equals("TCP") ? "tcp" : "udp", ipv6, false, socket(ends[0], ipv6),
                            socket(ends.length == 2 ? ends[1] : "*:*", ipv6), state(), received, unsent, 0, user, 0, "",
                            List.of(new ProcessEntry(pid, command)), null));
                } catch (ProtocolViolation e) {
                    System.getLogger(MacSource.class.getName()).log(System.Logger.Level.DEBUG, e.getMessage());
                }
            }
            type = protocol = name = state = "";
            received = unsent = 0;
        }

        private SocketState state() throws ProtocolViolation {
            if (protocol.equals("UDP")) return SocketState.UNCONNECTED;
            var states = SocketState.named(state.equals("CLOSED") ? "UNCONNECTED" : state);
            if (states.size() != 1) throw new ProtocolViolation("state", 0, "'" + state + "'");
            return states.iterator().next();
        }

        private static long number(String text) {
            return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
        }
    }

    /// `127.0.0.1:80`, `[::1]:80`, `*:80`, `*:*`.
    static InetSocketAddress socket(String text, boolean ipv6) throws ProtocolViolation {
        int colon = text.lastIndexOf(':');
        if (colon < 0) throw new ProtocolViolation("address", 0, "'" + text + "' has no port");
        String host = text.substring(0, colon);
        String port = text.substring(colon + 1);
        if (!port.equals("*") && (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535)) {
            throw new ProtocolViolation("port", colon, "'" + port + "' is none");
        }
        if (host.startsWith("[") && host.endsWith("]")) host = host.substring(1, host.length() - 1);
        return new InetSocketAddress(ProcTables.literal(host.equals("*") ? ipv6 ? "::" : "0.0.0.0" : plain(host)),
                port.equals("*") ? 0 : Integer.parseInt(port));
    }

    /// An address without its zone, which names an interface that need not be of this machine.
    static String plain(String address) {
        return address.replaceFirst("%[^/\\]]*", "");
    }

    @Override
    public List<NetRoute> routes() throws IOException {
        return routes(commands.lines("netstat", "-rn"));
    }

    /// Rows below the headings `Internet:` and `Internet6:`: destination, gateway, flags, interface. Those with `W` are
    /// neighbours.
    static List<NetRoute> routes(List<String> lines) {
        boolean[] ipv6 = {false};
        return ProcTables.rows(lines, 0, columns -> {
            String first = columns.text("destination");
            if (first.startsWith("Internet")) ipv6[0] = first.equals("Internet6:");
            if (columns.left() < 3 || first.equals("Destination")) return null;
            String gateway = columns.text("gateway");
            String flags = columns.text("flags");
            String device = columns.text("interface");
            if (!flags.contains("U") || flags.contains("W") || flags.contains("H") && flags.contains("L")) return null;
            boolean refused = flags.contains("R") || flags.contains("B");
            return new NetRoute(destination(first, ipv6[0]), flags.contains("G") ? ProcTables.literal(plain(gateway)) : null,
                    refused ? "" : device, null, 0, refused ? "unreachable" : "unicast", "");
        });
    }

    /// `default`, `127`, `192.168.1`, `192.168.1.1/32`, `fe80::%lo0/64`: zeros at the end are left out, and then the length.
    static Prefix destination(String text, boolean ipv6) throws ProtocolViolation {
        if (text.equals("default")) return new Prefix(ProcTables.literal(ipv6 ? "::" : "0.0.0.0"), 0);
        String[] parts = plain(text).split("/", 2);
        int given = (int) parts[0].chars().filter(c -> c == '.').count() + 1;
        String address = ipv6 || given > 4 ? parts[0] : parts[0] + ".0".repeat(4 - given);
        InetAddress found = ProcTables.literal(address);
        int most = found.getAddress().length * 8;
        int length = parts.length == 2 && parts[1].matches("\\d{1,3}") ? Integer.parseInt(parts[1])
                : ipv6 ? most : given * 8;
        if (length > most) throw new ProtocolViolation("destination", 0, "/" + length);
        return new Prefix(found, length);
    }

    @Override
    public List<Neighbour> neighbours() throws IOException {
        var neighbours = new ArrayList<>(arp(commands.lines("arp", "-an")));
        neighbours.addAll(ndp(commands.lines("ndp", "-an")));
        return neighbours;
    }

    /// `? (192.168.1.1) at a0:b1:c2:d3:e4:f5 on en0 ifscope [ethernet]`
    static List<Neighbour> arp(List<String> lines) {
        return ProcTables.rows(lines, 0, columns -> {
            String address = columns.skip(1).text("address");
            String mac = columns.skip(1).text("hardware address");
            String device = columns.skip(1).text("interface");
            if (!address.startsWith("(") || !address.endsWith(")")) throw new ProtocolViolation("address", 1, "no brackets");
            boolean known = !mac.startsWith("(");
            return new Neighbour(ProcTables.literal(address.substring(1, address.length() - 1)), device, known ? mac : "",
                    known ? "COMPLETE" : "INCOMPLETE");
        });
    }

    /// `Neighbor, Linklayer Address, Netif, Expire, St, ...`
    static List<Neighbour> ndp(List<String> lines) {
        return ProcTables.rows(lines, 1, columns -> {
            var address = ProcTables.literal(plain(columns.text("address")));
            String mac = columns.text("hardware address");
            String device = columns.text("interface");
            columns.text("expiry");
            String state = switch (columns.left() == 0 ? "" : columns.text("state")) {
                case "R" -> "REACHABLE";
                case "S" -> "STALE";
                case "D" -> "DELAY";
                case "P" -> "PROBE";
                default -> "INCOMPLETE";
            };
            return mac.startsWith("(") ? new Neighbour(address, device, "", "INCOMPLETE")
                    : new Neighbour(address, device, mac, state);
        });
    }

    @Override
    public List<GroupMember> groups() throws IOException {
        return groups(commands.lines("netstat", "-gn"));
    }

    /// Rows of three below headings: group, hardware address, interface. Groups of the link itself are no addresses of IP.
    static List<GroupMember> groups(List<String> lines) {
        return ProcTables.rows(lines, 0, columns -> {
            String group = plain(columns.text("group"));
            if (columns.left() != 2 || !group.startsWith("ff") && !group.contains(".")) return null;
            return new GroupMember(columns.skip(1).text("interface"), ProcTables.literal(group), 1);
        });
    }

    @Override
    public String toString() {
        return "the tables of macOS, by its commands";
    }
}
