package wirelab.netview;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import wirelab.kit.ProtocolViolation;

/// The tables of Windows, from what its commands print: `netstat -ano` with `tasklist`, `route print`, `arp -a`,
/// `netsh interface ... show joins`. Words that it translates are not needed, but for the states of connections.
final class WindowsSource implements NetSource {
    private static final Pattern TASK = Pattern.compile("\"([^\"]*)\",\"(\\d{1,10})\".*");
    private static final Pattern INTERFACE = Pattern.compile("[^:]*\\D(\\d+): (.*)");

    private final CommandOutput commands;

    WindowsSource(CommandOutput commands) {
        this.commands = commands;
    }

    @Override
    public List<NetInterface> interfaces() throws IOException {
        return JavaInterfaces.all();
    }

    @Override
    public List<SocketEntry> sockets() throws IOException {
        return sockets(commands.lines("netstat", "-ano"), tasks(commands.lines("tasklist", "/fo", "csv", "/nh")));
    }

    /// `"svchost.exe","1044","Services","0","12,345 K"`
    static Map<Long, String> tasks(List<String> lines) {
        var tasks = new HashMap<Long, String>();
        for (String line : lines) {
            var task = TASK.matcher(line);
            if (task.matches()) tasks.put(Long.parseLong(task.group(2)), task.group(1));
        }
        return tasks;
    }

    /// `TCP local foreign state PID` and `UDP local *:* PID`.
    static List<SocketEntry> sockets(List<String> lines, Map<Long, String> tasks) {
        return ProcTables.rows(lines, 0, columns -> {
            String protocol = columns.text("protocol").toLowerCase(Locale.ROOT);
            if (!protocol.equals("tcp") && !protocol.equals("udp")) return null;
            String local = columns.text("local address");
            String foreign = columns.text("foreign address");
            boolean ipv6 = local.startsWith("[");
            var state = protocol.equals("udp") ? SocketState.UNCONNECTED : state(columns.text("state"));
            long pid = columns.number("PID");
            return new SocketEntry(protocol, ipv6, true, MacSource.socket(MacSource.plain(local), ipv6),
                    MacSource.socket(MacSource.plain(foreign), ipv6), state, 0, 0, 0, 0, 0, "",
                    pid == 0 ? List.of() : List.of(new ProcessEntry(pid, tasks.getOrDefault(pid, "?"))), null);
        });
    }

    private static SocketState state(String word) throws ProtocolViolation {
        var states = SocketState.named(switch (word) {
            case "LISTENING" -> "LISTEN";
            case "SYN_RECEIVED" -> "SYN_RECV";
            case "CLOSED", "BOUND" -> "UNCONNECTED";
            default -> word;
        });
        if (states.size() != 1) throw new ProtocolViolation("state", 3, "'" + word + "'");
        return states.iterator().next();
    }

    @Override
    public List<NetRoute> routes() throws IOException {
        return routes(commands.lines("route", "print"));
    }

    /// Rows of IPv4: network, mask, gateway or a word for none, address of the interface, metric. Rows of IPv6: index of the
    /// interface, metric, network, gateway or that word, which may stand in the line below.
    static List<NetRoute> routes(List<String> lines) {
        return ProcTables.rows(joined(lines), 0, columns -> {
            String first = columns.text("network or index");
            if (columns.left() == 4 && first.matches("[\\d.]{7,15}")) {
                var mask = ProcTables.literal(columns.text("mask"));
                String gateway = columns.text("gateway");
                String device = columns.text("interface");
                return new NetRoute(new Prefix(ProcTables.literal(first), ProcTables.bits(mask)), gateway(gateway), device,
                        null, columns.number("metric"), "unicast", "");
            }
            if (columns.left() != 3 || !first.matches("\\d{1,9}")) return null;
            long metric = columns.number("metric");
            String network = columns.text("network");
            if (!network.contains(":")) return null;
            return new NetRoute(MacSource.destination(network, true), gateway(columns.text("gateway")), "if" + first, null,
                    metric, "unicast", "");
        });
    }

    private static List<String> joined(List<String> lines) {
        var joined = new ArrayList<String>();
        for (String line : lines) {
            boolean goesOn = line.startsWith("          ") && !line.isBlank() && !line.strip().contains(" ");
            if (goesOn && !joined.isEmpty()) joined.set(joined.size() - 1, joined.getLast() + " " + line.strip());
            else joined.add(line);
        }
        return joined;
    }

    /// `On-link`, in whatever language, is no address.
    private static InetAddress gateway(String text) throws ProtocolViolation {
        boolean address = text.contains(":") || text.matches("[\\d.]+");
        return address ? ProcTables.literal(MacSource.plain(text)) : null;
    }

    @Override
    public List<Neighbour> neighbours() throws IOException {
        return neighbours(commands.lines("arp", "-a"));
    }

    /// Below `Interface: 192.168.1.30 --- 0xc` rows of `address mac kind`.
    static List<Neighbour> neighbours(List<String> lines) {
        String[] device = {""};
        return ProcTables.rows(lines, 0, columns -> {
            String first = columns.text("address");
            if (columns.left() == 3 && first.endsWith(":")) device[0] = columns.text("interface");
            if (columns.left() != 2 || !first.matches("[\\d.]{7,15}")) return null;
            String mac = columns.text("hardware address").replace('-', ':');
            var address = ProcTables.literal(first);
            // Groups stand there as well.
            return address.isMulticastAddress() || mac.equals("ff:ff:ff:ff:ff:ff") ? null
                    : new Neighbour(address, device[0], mac, "COMPLETE");
        });
    }

    @Override
    public List<GroupMember> groups() throws IOException {
        return Stream.of("ipv4", "ipv6").flatMap(family -> {
            try {
                return groups(commands.lines("netsh", "interface", family, "show", "joins")).stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).toList();
    }

    /// Below `Interface 12: Ethernet` rows of `scope references last address`.
    static List<GroupMember> groups(List<String> lines) {
        var groups = new ArrayList<GroupMember>();
        String[] device = {""};
        for (String line : lines) {
            var heading = INTERFACE.matcher(line);
            if (heading.matches()) device[0] = heading.group(2).strip();
            groups.addAll(ProcTables.rows(List.of(line), 0, columns -> {
                if (columns.left() != 4 || !columns.text("scope").matches("\\d+")) return null;
                long users = columns.number("references");
                return new GroupMember(device[0], ProcTables.literal(MacSource.plain(columns.skip(1).text("address"))),
                        users);
            }));
        }
        return groups;
    }

    @Override
    public String toString() {
        return "the tables of Windows, by its commands";
    }
}
