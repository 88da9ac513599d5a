package wirelab.netview;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wirelab.hosts.Namespace;
import wirelab.hosts.Netlink;
import wirelab.hosts.NetlinkMessage;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;

/// The tables of Linux: files of `/proc/net`, and by netlink what is not in them, where this process may call the C library
/// (wirelab.hosts.NativeAccess). Without netlink, addresses have no lifetime, neighbours are those of IPv4, a TCP connection
/// has no figures, and none can be ended.
public final class LinuxSource implements NetSource {
    private static final System.Logger LOG = System.getLogger(LinuxSource.class.getName());
    private static final Path PROC = Path.of("/proc");
    private static final Path DEVICES = Path.of("/sys/class/net");
    /// While a table of sockets is read, rows may be skipped that were there all the time, since it is read in pieces.
    private static final int READINGS = 2;

    private final Host host;
    private final Path net;
    private final boolean netlink;
    private final SocketOwners owners = new SocketOwners(PROC);

    private LinuxSource(Host host, Path net, boolean netlink) {
        this.host = host;
        this.net = net;
        this.netlink = netlink;
    }

    /// The tables of a host: this machine, or a namespace.
    public LinuxSource(Host host) {
        this(host, PROC.resolve("thread-self/net"), Netlink.class.getModule().isNativeAccessEnabled());
    }

    /// The tables of the network that a process stands in: by netlink too for who may enter it, else by its files in
    /// `/proc`.
    ///
    /// @throws IOException when there is no such process, or its network may not be seen
    public static LinuxSource ofProcess(long pid) throws IOException {
        Path net = PROC.resolve(pid + "/net");
        if (!Files.isReadable(net.resolve("dev"))) {
            throw new IOException("the network of process " + pid + " cannot be seen");
        }
        if (Namespace.missing() == null && Netlink.class.getModule().isNativeAccessEnabled()) {
            return new LinuxSource(Namespace.ofProcess(pid), PROC.resolve("thread-self/net"), true);
        }
        return new LinuxSource(Host.HERE, net, false);
    }

    /// The same without netlink.
    LinuxSource plain() {
        return new LinuxSource(host, net, false);
    }

    /// {@return whether it is asked by netlink as well}
    public boolean usesNetlink() {
        return netlink;
    }

    private List<String> lines(String file) throws IOException {
        try {
            byte[] bytes = host.call(() -> Files.readAllBytes(net.resolve(file)));
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (NoSuchFileException _) {
            // A kernel without that family.
            return List.of();
        }
    }

    /// What reads one row of netlink.
    @FunctionalInterface
    private interface Row<T> {
        T read(NetlinkMessage message) throws ProtocolViolation;
    }

    private static <T> List<T> dump(Netlink socket, int type, byte[] question, Row<T> row) throws IOException {
        var rows = new ArrayList<T>();
        for (var message : socket.dump(type, question)) {
            try {
                T one = row.read(message);
                if (one != null) rows.add(one);
            } catch (ProtocolViolation e) {
                LOG.log(Level.DEBUG, () -> "a row of netlink is left out: " + e.getMessage());
            }
        }
        return rows;
    }

    private static List<NetInterface> links(Netlink socket) throws IOException {
        return dump(socket, RouteMessages.GET_LINKS, RouteMessages.all(RouteMessages.LINK_SIZE), RouteMessages::link);
    }

    private static RouteMessages.Names names(Netlink socket) throws IOException {
        var names = new HashMap<Integer, String>();
        for (var link : links(socket)) {
            names.put(link.index(), link.name());
        }
        return index -> names.getOrDefault(index, "if" + index);
    }

    @Override
    public List<NetInterface> interfaces() throws IOException {
        if (!netlink) return interfacesOfFiles();
        try (var socket = Netlink.open(host, Netlink.ROUTE)) {
            var addresses = new HashMap<Integer, List<LocalAddress>>();
            for (var found : dump(socket, RouteMessages.GET_ADDRESSES, RouteMessages.all(RouteMessages.ADDRESS_SIZE),
                    RouteMessages::address)) {
                addresses.computeIfAbsent(found.index(), _ -> new ArrayList<>()).add(found.address());
            }
            return links(socket).stream()
                    .map(link -> link.with(addresses.getOrDefault(link.index(), List.of()))).map(this::withSpeed).toList();
        }
    }

    /// What `/sys` shows belongs to this machine, wherever a thread stands.
    private NetInterface withSpeed(NetInterface link) {
        if (host != Host.HERE) return link;
        try {
            long speed = Long.parseLong(Files.readString(DEVICES.resolve(link.name()).resolve("speed")).strip());
            return new NetInterface(link.index(), link.name(), link.flags(), link.mtu(), link.state(), link.mac(),
                    Math.max(-1, speed), link.addresses(), link.traffic());
        } catch (IOException | RuntimeException _) {
            // It has none, or its name is no name of a file.
            return link;
        }
    }

    private List<NetInterface> interfacesOfFiles() throws IOException {
        var addresses = new HashMap<>(ProcInterfaces.addresses4(lines("fib_trie"), routes()));
        for (var found : ProcTables.rows(lines("if_inet6"), 0, ProcInterfaces::address6)) {
            var of = addresses.computeIfAbsent(found.device(), _ -> new ArrayList<>());
            of.add(found.address());
        }
        boolean here = net.startsWith(PROC.resolve("thread-self"));
        var interfaces = new ArrayList<NetInterface>();
        for (var passed : ProcInterfaces.traffic(lines("dev")).entrySet()) {
            String name = passed.getKey();
            var plain = new NetInterface(0, name, List.of(), 0, "UNKNOWN", "", -1, List.of(), passed.getValue());
            var known = here ? host.call(() -> JavaInterfaces.completed(plain)) : plain;
            var own = addresses.getOrDefault(name, List.of());
            interfaces.add(withSpeed(known.with(known.addresses().isEmpty() ? own : joined(known.addresses(), own))));
        }
        return interfaces;
    }

    /// Java knows the networks of addresses of IPv4, the file those of IPv6.
    private static List<LocalAddress> joined(List<LocalAddress> ofJava, List<LocalAddress> ofFile) {
        var all = new ArrayList<>(ofJava);
        ofFile.stream().filter(address -> !(address.address() instanceof Inet4Address)).forEach(all::add);
        return all;
    }

    @Override
    public List<NetRoute> routes() throws IOException {
        if (netlink) {
            try (var socket = Netlink.open(host, Netlink.ROUTE)) {
                var names = names(socket);
                return dump(socket, RouteMessages.GET_ROUTES, RouteMessages.all(RouteMessages.ROUTE_SIZE),
                        message -> RouteMessages.route(message, names));
            }
        }
        var routes = new ArrayList<>(ProcTables.rows(lines("route"), 1, ProcTables::route));
        routes.addAll(ProcTables.rows(lines("ipv6_route"), 0, ProcTables::route6));
        // The kernel keeps routes of its own at lo, one for each family, that say that there is none.
        routes.removeIf(route -> !route.leads() && route.destination().isDefault() && route.metric() == 0xffff_ffffL);
        return routes;
    }

    /// The route that the system takes to an address, by netlink.
    ///
    /// @return `null` where there is none, or netlink is not used
    NetRoute routeTo(InetAddress address) throws IOException {
        if (!netlink) return null;
        try (var socket = Netlink.open(host, Netlink.ROUTE)) {
            return RouteMessages.any(socket.ask(RouteMessages.GET_ROUTES, RouteMessages.to(address)), names(socket));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "no route: " + e.getMessage());
            return null;
        }
    }

    @Override
    public List<Neighbour> neighbours() throws IOException {
        if (!netlink) return ProcTables.rows(lines("arp"), 1, ProcTables::neighbour);
        try (var socket = Netlink.open(host, Netlink.ROUTE)) {
            var names = names(socket);
            return dump(socket, RouteMessages.GET_NEIGHBOURS, RouteMessages.all(RouteMessages.NEIGHBOUR_SIZE),
                    message -> RouteMessages.neighbour(message, names));
        }
    }

    @Override
    public List<GroupMember> groups() throws IOException {
        var groups = new ArrayList<>(ProcInterfaces.groups4(lines("igmp")));
        groups.addAll(ProcTables.rows(lines("igmp6"), 0, ProcInterfaces::group6));
        return groups;
    }

    /// {@return what the kernel has counted, such as `Tcp.RetransSegs`}
    public Map<String, Long> counters() throws IOException {
        var counters = new LinkedHashMap<>(ProcCounters.read(lines("snmp")));
        counters.putAll(ProcCounters.read(lines("netstat")));
        return counters;
    }

    @Override
    public List<SocketEntry> sockets() throws IOException {
        var united = new LinkedHashMap<SocketEntry.Key, SocketEntry>();
        for (int i = 0; i < READINGS; i++) {
            // What the last reading says counts, so the others need not be told all.
            for (var socket : tcp(i == READINGS - 1)) united.put(socket.key(), socket);
            for (String protocol : List.of("udp", "raw")) {
                for (var socket : ofFiles(protocol)) united.put(socket.key(), socket);
            }
        }
        return owners.add(ordered(united.values()));
    }

    private static List<SocketEntry> ordered(Collection<SocketEntry> sockets) {
        return sockets.stream().sorted(Comparator.comparing(SocketEntry::protocol)
                .thenComparing(socket -> socket.state() != SocketState.LISTEN)
                .thenComparingInt(socket -> socket.local().getPort())).toList();
    }

    private List<SocketEntry> tcp(boolean figures) throws IOException {
        if (!netlink) return ofFiles("tcp");
        try (var socket = Netlink.open(host, Netlink.SOCK_DIAG)) {
            var sockets = new ArrayList<SocketEntry>();
            for (int family : new int[] {RouteMessages.INET, RouteMessages.INET6}) {
                sockets.addAll(dump(socket, DiagMessages.BY_FAMILY, DiagMessages.all(family, figures),
                        DiagMessages::socket));
            }
            return sockets;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "no diagnosis of sockets by netlink: " + e.getMessage());
            return ofFiles("tcp");
        }
    }

    private List<SocketEntry> ofFiles(String protocol) throws IOException {
        var sockets = new ArrayList<>(ProcTables.rows(lines(protocol), 1, row -> ProcTables.socket(protocol, false, row)));
        sockets.addAll(ProcTables.rows(lines(protocol + "6"), 1, row -> ProcTables.socket(protocol, true, row)));
        return sockets;
    }

    @Override
    public void end(SocketEntry socket) throws IOException {
        if (!netlink) throw new IOException("ending a connection needs netlink; start with --enable-native-access");
        if (!socket.protocol().equals("tcp")) throw new IOException("only connections of TCP can be ended");
        try (var kernel = Netlink.open(host, Netlink.SOCK_DIAG)) {
            kernel.request(DiagMessages.DESTROY, DiagMessages.one(socket));
        }
    }

    @Override
    public String toString() {
        return "the tables of Linux, " + (netlink ? "files and netlink" : "files");
    }
}
