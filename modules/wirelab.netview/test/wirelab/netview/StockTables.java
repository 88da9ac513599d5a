package wirelab.netview;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What `ss` and `ip` show, as sets of lines in one form; and ours in the same form.
final class StockTables {
    private static final Pattern OWNER = Pattern.compile("pid=(\\d+)");

    /// What runs a program on some host.
    interface Runner {
        String run(String... command) throws IOException;
    }

    private StockTables() {}

    /// On this machine.
    static String here(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /// `Netid State Recv-Q Send-Q Local Peer Process`. `ss` writes a zone behind some addresses, and of a socket at `::` not
    /// always that it takes both families.
    static Set<String> sockets(String output) {
        var rows = new HashSet<String>();
        for (String line : output.lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (words.length < 6) continue;
            rows.add(words[0] + " " + words[1] + " " + plain(words[4]) + " " + plain(words[5]));
        }
        return rows;
    }

    static Set<String> sockets(List<SocketEntry> ours) {
        var rows = new HashSet<String>();
        for (var socket : ours) {
            rows.add(socket.protocol() + " " + socket.state() + " " + plain(socket.localText()) + " "
                    + plain(socket.remoteText()));
        }
        return rows;
    }

    private static String plain(String address) {
        return address.replaceFirst("%[^:\\]]*", "").replaceFirst("^(\\[::]|\\*|0\\.0\\.0\\.0):", "any:");
    }

    /// Numbers of processes by socket.
    static Set<String> owners(String output) {
        var rows = new HashSet<String>();
        for (String line : output.lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (words.length < 6) continue;
            OWNER.matcher(line).results().forEach(owner -> rows.add(words[0] + " " + plain(words[4]) + " " + plain(words[5])
                    + " " + owner.group(1)));
        }
        return rows;
    }

    static Set<String> owners(List<SocketEntry> ours) {
        var rows = new HashSet<String>();
        for (var socket : ours) {
            for (var owner : socket.owners()) {
                rows.add(socket.protocol() + " " + plain(socket.localText()) + " " + plain(socket.remoteText()) + " "
                        + owner.pid());
            }
        }
        return rows;
    }

    @SuppressWarnings("unchecked")
    static Set<String> addresses(String json) {
        var rows = new TreeSet<String>();
        for (var link : JsonReader.objects(json)) {
            if (!link.containsKey("ifname")) continue;
            var flags = new TreeSet<>((List<String>) link.get("flags"));
            rows.add(link.get("ifindex") + " " + link.get("ifname") + " " + flags + " " + link.get("mtu") + " "
                    + link.get("operstate") + " " + link.getOrDefault("address", ""));
            for (var address : (List<Map<String, Object>>) link.get("addr_info")) {
                if (!address.containsKey("local")) continue;
                rows.add(link.get("ifname") + " " + address.get("local") + "/" + address.get("prefixlen") + " "
                        + address.get("scope") + " " + address.get("valid_life_time"));
            }
        }
        return rows;
    }

    static Set<String> addresses(List<NetInterface> ours) {
        var rows = new TreeSet<String>();
        for (var link : ours) {
            rows.add(link.index() + " " + link.name() + " " + new TreeSet<>(link.flags()) + " " + link.mtu() + " "
                    + link.state() + " " + link.mac());
            for (var address : link.addresses()) {
                rows.add(link.name() + " " + Prefix.text(address.address()) + "/" + address.prefix().length() + " "
                        + address.scope() + " " + address.valid());
            }
        }
        return rows;
    }

    static Set<String> routes(String... json) {
        var rows = new TreeSet<String>();
        for (String one : json) {
            for (var route : JsonReader.objects(one)) {
                rows.add(route.getOrDefault("type", "unicast") + " " + route.get("dst") + " "
                        + route.getOrDefault("gateway", "") + " " + device(route.get("type"), route.getOrDefault("dev",
                        "")) + " "
                        + route.getOrDefault("prefsrc", "") + " " + route.getOrDefault("metric", 0L));
            }
        }
        return rows;
    }

    /// Of a route that leads nowhere the kernel names `lo`.
    private static Object device(Object kind, Object device) {
        return kind == null ? device : "";
    }

    static Set<String> routes(List<NetRoute> ours) {
        var rows = new TreeSet<String>();
        for (var route : ours) {
            rows.add(route.kind() + " " + route.destination() + " "
                    + (route.gateway() == null ? "" : Prefix.text(route.gateway())) + " "
                    + device(route.kind().equals("unicast") ? null : "", route.device()) + " "
                    + (route.source() == null ? "" : Prefix.text(route.source())) + " " + route.metric());
        }
        return rows;
    }

    /// Without the state, which may change from one moment to the next.
    static Set<String> neighbours(String json) {
        var rows = new TreeSet<String>();
        for (var one : JsonReader.objects(json)) {
            rows.add(one.get("dst") + " " + one.get("dev") + " " + one.getOrDefault("lladdr", ""));
        }
        return rows;
    }

    static Set<String> neighbours(List<Neighbour> ours) {
        var rows = new TreeSet<String>();
        for (var one : ours) rows.add(Prefix.text(one.address()) + " " + one.device() + " " + one.mac());
        return rows;
    }

    @SuppressWarnings("unchecked")
    static Set<String> groups(String json) {
        var rows = new TreeSet<String>();
        for (var link : JsonReader.objects(json)) {
            for (var group : (List<Map<String, Object>>) link.get("maddr")) {
                if (group.containsKey("family")) rows.add(link.get("ifname") + " " + group.get("address"));
            }
        }
        return rows;
    }

    static Set<String> groups(List<GroupMember> ours) {
        var rows = new TreeSet<String>();
        for (var one : ours) rows.add(one.device() + " " + Prefix.text(one.group()));
        return rows;
    }
}
