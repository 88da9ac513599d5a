package wirelab.netview;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wirelab.kit.ProtocolViolation;

/// What `/proc/net` tells of interfaces, their addresses and groups: `dev`, `if_inet6`, `fib_trie`, `igmp`, `igmp6`.
final class ProcInterfaces {
    private static final Map<Long, String> SCOPES = Map.of(0L, "global", 0x10L, "host", 0x20L, "link", 0x40L, "site");

    /// An address of IPv6 with the interface that has it.
    record Found(String device, long index, LocalAddress address) {}

    /// A row of `dev`.
    record Passed(String device, NetInterface.Traffic traffic) {}

    private ProcInterfaces() {}

    /// A row of `dev`: `name: bytes packets errs drop fifo frame compressed multicast`, and the same of what was sent. No
    /// blank need stand behind the colon.
    static Passed passed(String line) throws ProtocolViolation {
        int colon = line.lastIndexOf(':');
        if (colon < 0) throw new ProtocolViolation("interface", 0, "its name has no colon behind");
        var columns = new Columns(line.substring(colon + 1));
        var numbers = new long[12];
        for (int i = 0; i < numbers.length; i++) numbers[i] = columns.number("counter");
        return new Passed(line.substring(0, colon).strip(), new NetInterface.Traffic(numbers[0], numbers[1], numbers[8],
                numbers[9], numbers[2] + numbers[10], numbers[3] + numbers[11]));
    }

    static Map<String, NetInterface.Traffic> traffic(List<String> lines) {
        var traffic = new LinkedHashMap<String, NetInterface.Traffic>();
        for (String line : lines) {
            // The heading has bars.
            if (line.contains("|")) continue;
            ProcTables.rows(List.of(line), 0, _ -> passed(line)).forEach(row -> traffic.put(row.device(), row.traffic()));
        }
        return traffic;
    }

    /// A row of `if_inet6`: address, index, length, scope, flags, name.
    static Found address6(Columns columns) throws ProtocolViolation {
        var address = columns.address("address");
        long index = columns.hex("index");
        long length = columns.hex("prefix length");
        long scope = columns.hex("scope");
        columns.skip(1);
        if (address.getAddress().length != 16 || length > 128) throw new ProtocolViolation("address", 0, "none of IPv6");
        return new Found(columns.text("device"), index, new LocalAddress(new Prefix(address, (int) length), null,
                SCOPES.getOrDefault(scope & 0xf0, "global"), -1, -1));
    }

    /// Addresses of IPv4 in `fib_trie`, where a line with an address is followed by what it is: `/32 host LOCAL`. The
    /// networks they are in, and so their interfaces, come from the routes.
    static Map<String, List<LocalAddress>> addresses4(List<String> trie, List<NetRoute> routes) {
        var found = new HashMap<String, List<LocalAddress>>();
        String leaf = null;
        var seen = new ArrayList<InetAddress>();
        for (String line : trie) {
            String text = line.strip();
            if (text.startsWith("|-- ")) leaf = text.substring(4).strip();
            if (leaf == null || !text.equals("/32 host LOCAL")) continue;
            try {
                var address = ProcTables.literal(leaf);
                if (!seen.contains(address)) place(address, routes, found);
                seen.add(address);
            } catch (ProtocolViolation _) {
                // A leaf that is no address has no host behind it either.
            }
        }
        return found;
    }

    private static void place(InetAddress address, List<NetRoute> routes, Map<String, List<LocalAddress>> found) {
        NetRoute best = null;
        for (var route : routes) {
            boolean onLink = route.gateway() == null && route.destination().contains(address)
                    && !route.destination().isDefault();
            if (onLink && (best == null || route.destination().length() > best.destination().length())) best = route;
        }
        String device = address.isLoopbackAddress() ? "lo" : best == null ? "" : best.device();
        int length = address.isLoopbackAddress() ? 8 : best == null ? 32 : best.destination().length();
        String scope = address.isLoopbackAddress() ? "host" : "global";
        found.computeIfAbsent(device, _ -> new ArrayList<>())
                .add(new LocalAddress(new Prefix(address, length), null, scope, -1, -1));
    }

    /// `igmp`: a line per interface (`index name : count version`), and indented below it one per group: the address in
    /// hexadecimal digits, users, timer.
    static List<GroupMember> groups4(List<String> lines) {
        String[] device = {""};
        return ProcTables.rows(lines, 1, columns -> {
            String first = columns.text("index or group");
            if (first.length() != 8 || columns.left() != 3) {
                columns.number("index", first, 10);
                device[0] = columns.text("device");
                return null;
            }
            var group = columns.words("group", first);
            return new GroupMember(device[0], group, columns.number("users"));
        });
    }

    /// A row of `igmp6`: index, name, group, users, flags, timer.
    static GroupMember group6(Columns columns) throws ProtocolViolation {
        columns.skip(1);
        String device = columns.text("device");
        return new GroupMember(device, columns.address("group"), columns.number("users"));
    }
}
