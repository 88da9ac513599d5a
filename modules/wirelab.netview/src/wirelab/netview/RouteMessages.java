package wirelab.netview;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import wirelab.hosts.NetlinkMessage;
import wirelab.kit.ProtocolViolation;

/// The rows of rtnetlink(7): interfaces (`struct ifinfomsg`), addresses (`ifaddrmsg`), routes (`rtmsg`) and neighbours
/// (`ndmsg`), each with its attributes.
final class RouteMessages {
    static final int GET_LINKS = 18;
    static final int GET_ADDRESSES = 22;
    static final int GET_ROUTES = 26;
    static final int GET_NEIGHBOURS = 30;
    static final int LINK_SIZE = 16;
    static final int ADDRESS_SIZE = 8;
    static final int ROUTE_SIZE = 12;
    static final int NEIGHBOUR_SIZE = 12;
    static final int INET = 2;
    static final int INET6 = 10;

    private static final String[] STATES = {"UNKNOWN", "NOTPRESENT", "DOWN", "LOWERLAYERDOWN", "TESTING", "DORMANT", "UP"};
    private static final Map<Integer, String> SCOPES = Map.of(0, "global", 200, "site", 253, "link", 254, "host", 255,
            "nowhere");
    private static final String[] KINDS = {"unspecified", "unicast", "local", "broadcast", "anycast", "multicast",
            "blackhole", "unreachable", "prohibit", "throw", "nat"};
    private static final Map<Integer, String> PROTOCOLS = Map.of(1, "redirect", 2, "kernel", 3, "boot", 4, "static", 9, "ra",
            16, "dhcp", 18, "keepalived", 186, "bgp", 188, "ospf");
    private static final int MAIN_TABLE = 254;
    private static final int CLONED = 0x200;
    private static final int RUNNING = 0x40;
    /// In the order and the words of `ip`.
    private static final Object[][] FLAGS = {{0x8, "LOOPBACK"}, {0x2, "BROADCAST"}, {0x10, "POINTOPOINT"},
            {0x1000, "MULTICAST"}, {0x80, "NOARP"}, {0x200, "ALLMULTI"}, {0x100, "PROMISC"}, {0x400, "MASTER"}, {0x800,
            "SLAVE"}, {0x4, "DEBUG"},
            {0x8000, "DYNAMIC"}, {0x1, "UP"}, {0x10000, "LOWER_UP"}, {0x20000, "DORMANT"}, {0x40000, "ECHO"}};

    /// What names the interface with an index.
    @FunctionalInterface
    interface Names {
        String of(int index);
    }

    /// An address and the index of its interface.
    record Found(int index, LocalAddress address) {}

    private RouteMessages() {}

    /// A question for a whole table: a fixed part of zeros, all families.
    static byte[] all(int size) {
        return new byte[size];
    }

    /// A question for the route to an address.
    static byte[] to(InetAddress address) {
        byte[] bytes = address.getAddress();
        byte[] attribute = NetlinkMessage.attribute(1, bytes);
        return ByteBuffer.allocate(ROUTE_SIZE + attribute.length).put((byte) (bytes.length == 4 ? INET : INET6))
                .put((byte) (bytes.length * 8)).position(ROUTE_SIZE).put(attribute).array();
    }

    static NetInterface link(NetlinkMessage message) throws ProtocolViolation {
        var fixed = message.fixed(LINK_SIZE);
        var attributes = message.attributes(LINK_SIZE);
        int flags = fixed.getInt(8);
        var words = new ArrayList<String>();
        if ((flags & 1) != 0 && (flags & RUNNING) == 0) words.add("NO-CARRIER");
        for (var flag : FLAGS) if ((flags & (int) flag[0]) != 0) words.add((String) flag[1]);
        int state = number(attributes.get(16), 1, 0);
        return new NetInterface(fixed.getInt(4), name(attributes.get(3)), List.copyOf(words),
                number(attributes.get(4), 4, 0),
                state < 0 || state >= STATES.length ? "UNKNOWN" : STATES[state], mac(attributes.get(1)), -1, List.of(),
                traffic(attributes.get(23)));
    }

    /// `struct rtnl_link_stats64`: packets, bytes, errors, dropped; each received and sent.
    private static NetInterface.Traffic traffic(ByteBuffer stats) {
        if (stats == null || stats.remaining() < 64) return NetInterface.Traffic.NONE;
        var n = new long[8];
        for (int i = 0; i < n.length; i++) n[i] = stats.getLong(i * 8);
        return new NetInterface.Traffic(n[2], n[0], n[3], n[1], n[4] + n[5], n[6] + n[7]);
    }

    static Found address(NetlinkMessage message) throws ProtocolViolation {
        var fixed = message.fixed(ADDRESS_SIZE);
        int family = fixed.get(0) & 0xff;
        if (family != INET && family != INET6) return null;
        var attributes = message.attributes(ADDRESS_SIZE);
        var value = attributes.containsKey(2) ? attributes.get(2) : attributes.get(1);
        if (value == null) throw new ProtocolViolation("address", NetlinkMessage.HEADER, "it is missing");
        var cache = attributes.get(6);
        boolean timed = cache != null && cache.remaining() >= 8;
        return new Found(fixed.getInt(4), new LocalAddress(prefix(family, value, fixed.get(1) & 0xff),
                attributes.containsKey(4) ? prefix(family, attributes.get(4), 0).address() : null,
                SCOPES.getOrDefault(fixed.get(3) & 0xff, "global"), timed ? cache.getInt(4) & LocalAddress.FOREVER : -1,
                timed ? cache.getInt(0) & LocalAddress.FOREVER : -1));
    }

    /// A row of the main table; `null` for one of another, or of the cache.
    static NetRoute route(NetlinkMessage message, Names names) throws ProtocolViolation {
        var fixed = message.fixed(ROUTE_SIZE);
        int table = number(message.attributes(ROUTE_SIZE).get(15), 4, fixed.get(4) & 0xff);
        return table != MAIN_TABLE || (fixed.getInt(8) & CLONED) != 0 ? null : any(message, names);
    }

    /// A row of whatever table; `null` for a family that is not known here.
    static NetRoute any(NetlinkMessage message, Names names) throws ProtocolViolation {
        var fixed = message.fixed(ROUTE_SIZE);
        int family = fixed.get(0) & 0xff;
        if (family != INET && family != INET6) return null;
        var attributes = message.attributes(ROUTE_SIZE);
        var none = ByteBuffer.allocate(family == INET ? 4 : 16);
        var gateway = attributes.get(5);
        int device = number(attributes.get(4), 4, 0);
        var several = attributes.get(9);
        // struct rtnexthop: u16 length, u8 flags, u8 hops, i32 index, attributes. The first of several ways stands for all.
        if (several != null && several.remaining() >= 8) {
            device = several.getInt(4);
            int length = Math.clamp(several.getShort(0) & 0xffff, 8, several.remaining());
            gateway = NetlinkMessage.attributes(several.slice(0, length).order(ByteOrder.nativeOrder()), 8).get(5);
        }
        int kind = fixed.get(7) & 0xff;
        return new NetRoute(prefix(family, attributes.getOrDefault(1, none), fixed.get(1) & 0xff),
                gateway == null ? null : prefix(family, gateway, 0).address(), device == 0 ? "" : names.of(device),
                attributes.containsKey(7) ? prefix(family, attributes.get(7), 0).address() : null,
                number(attributes.get(6), 4, 0) & 0xffff_ffffL, kind < KINDS.length ? KINDS[kind] : "unknown",
                PROTOCOLS.getOrDefault(fixed.get(5) & 0xff, ""));
    }

    /// A neighbour; `null` for one of another family, or that is only there because its kind of link asks nobody.
    static Neighbour neighbour(NetlinkMessage message, Names names) throws ProtocolViolation {
        var fixed = message.fixed(NEIGHBOUR_SIZE);
        int family = fixed.get(0) & 0xff;
        String state = switch (fixed.getShort(8) & 0xffff) {
            case 0x01 -> "INCOMPLETE";
            case 0x02 -> "REACHABLE";
            case 0x04 -> "STALE";
            case 0x08 -> "DELAY";
            case 0x10 -> "PROBE";
            case 0x20 -> "FAILED";
            case 0x80 -> "PERMANENT";
            default -> "";
        };
        var attributes = message.attributes(NEIGHBOUR_SIZE);
        if (family != INET && family != INET6 || state.isEmpty() || !attributes.containsKey(1)) return null;
        return new Neighbour(prefix(family, attributes.get(1), 0).address(), names.of(fixed.getInt(4)),
                mac(attributes.get(2)), state);
    }

    private static Prefix prefix(int family, ByteBuffer value, int length) throws ProtocolViolation {
        var bytes = new byte[family == INET ? 4 : 16];
        if (value.remaining() < bytes.length || length > bytes.length * 8) {
            throw new ProtocolViolation("address", NetlinkMessage.HEADER, "it has another length than its family");
        }
        value.duplicate().get(bytes);
        return new Prefix(Prefix.address(bytes), length);
    }

    private static int number(ByteBuffer value, int size, int otherwise) {
        if (value == null || value.remaining() < size) return otherwise;
        return size == 1 ? value.get(0) : value.getInt(0);
    }

    private static String name(ByteBuffer value) {
        return value == null ? "" : StandardCharsets.UTF_8.decode(value.duplicate()).toString().replaceFirst("\0.*", "");
    }

    private static String mac(ByteBuffer value) {
        if (value == null) return "";
        var bytes = new byte[Math.min(value.remaining(), 32)];
        value.duplicate().get(bytes);
        return HexFormat.ofDelimiter(":").formatHex(bytes);
    }
}
