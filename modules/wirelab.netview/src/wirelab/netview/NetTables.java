package wirelab.netview;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import wirelab.kit.Text;
import wirelab.kit.Visible;
import wirelab.measure.Json;
import wirelab.measure.Table;

/// The tables as text for a terminal, as JSON, and as CSV (RFC 4180).
public final class NetTables {
    /// A column of all forms.
    ///
    /// @param figures whether it holds numbers, which end at the right
    private record Column(String title, String key, boolean figures) {}

    private final List<Column> columns;
    private final List<Object[]> rows;

    private NetTables(List<Column> columns, List<Object[]> rows) {
        this.columns = columns;
        this.rows = rows;
    }

    private static Column text(String title, String key) {
        return new Column(title, key, false);
    }

    private static Column figures(String title, String key) {
        return new Column(title, key, true);
    }

    /// A row for each address, with an interface that has none in a row of its own.
    public static NetTables interfaces(List<NetInterface> interfaces) {
        var rows = new ArrayList<Object[]>();
        for (var one : interfaces) {
            var addresses = one.addresses().isEmpty() ? new ArrayList<LocalAddress>() : new ArrayList<>(one.addresses());
            if (addresses.isEmpty()) addresses.add(null);
            for (var address : addresses) {
                rows.add(new Object[] {Visible.name(one.name()), one.state(),
                        address == null ? "" : Prefix.text(address.address()) + "/" + address.prefix().length(),
                        address == null ? "" : address.scope(), address == null ? "" : lifetime(address.valid()), one.mtu(),
                        one.megabits() < 0 ? "" : one.megabits() + "M", one.mac(), one.traffic().receivedBytes(),
                        one.traffic().sentBytes(), one.traffic().errors() + one.traffic().dropped()});
            }
        }
        return new NetTables(List.of(text("interface", "interface"), text("state", "state"), text("address", "address"),
                text("scope", "scope"), text("valid", "valid"), figures("MTU", "mtu"), text("speed", "speed"),
                text("hardware", "mac"), figures("received", "receivedBytes"), figures("sent", "sentBytes"),
                figures("lost", "errorsAndDropped")), rows);
    }

    private static String lifetime(long seconds) {
        return seconds < 0 ? "" : seconds == LocalAddress.FOREVER ? "forever" : seconds + "s";
    }

    public static NetTables routes(List<NetRoute> routes) {
        var rows = new ArrayList<Object[]>();
        for (var route : routes) {
            rows.add(new Object[] {(route.kind().equals("unicast") ? "" : route.kind() + " ")
                    + (route.destination().isDefault() ? "default" : route.destination().toString()),
                route.destination().address().getAddress().length == 4 ? "ipv4" : "ipv6",
                route.gateway() == null ? "" : Prefix.text(route.gateway()), Visible.name(route.device()),
                route.source() == null ? "" : Prefix.text(route.source()), route.metric(), route.protocol()});
        }
        return new NetTables(List.of(text("destination", "destination"), text("family", "family"),
                text("gateway", "gateway"), text("interface", "interface"), text("source", "source"),
                figures("metric", "metric"), text("by", "protocol")), rows);
    }

    public static NetTables neighbours(List<Neighbour> neighbours) {
        return new NetTables(List.of(text("address", "address"), text("interface", "interface"), text("hardware", "mac"),
                text("state", "state")), neighbours.stream().map(one -> new Object[] {Prefix.text(one.address()),
                    Visible.name(one.device()), one.mac(), one.state()}).toList());
    }

    public static NetTables groups(List<GroupMember> groups) {
        return new NetTables(List.of(text("group", "group"), text("interface", "interface"), figures("users", "users")),
                groups.stream().map(one -> new Object[] {Prefix.text(one.group()), Visible.name(one.device()), one.users()})
                        .toList());
    }

    public static NetTables sockets(List<SocketEntry> sockets) {
        boolean namespaces = sockets.stream().anyMatch(socket -> !socket.namespace().isEmpty());
        var columns = new ArrayList<>(List.of(text("", "protocol"), text("state", "state"), figures("recv", "received"),
                figures("send", "unsent"), text("local", "local"), text("remote", "remote"), figures("user", "uid"),
                text("rtt", "rttMicros"), text("process", "processes")));
        if (namespaces) columns.add(1, text("namespace", "namespace"));
        var rows = new ArrayList<Object[]>();
        for (var socket : sockets) {
            var row = new ArrayList<Object>(List.of(socket.protocol(), socket.state().toString(), socket.received(),
                    socket.unsent(), socket.localText(), socket.remoteText(), socket.user(),
                    socket.tcp() == null ? "" : Text.duration(Duration.ofNanos(socket.tcp().rttMicros() * 1000)),
                    socket.ownersText()));
            if (namespaces) row.add(1, Visible.name(socket.namespace()));
            rows.add(row.toArray());
        }
        return new NetTables(columns, rows);
    }

    /// {@return heading and rows, each column as wide as its widest cell; a route without a gateway is said to be on the link}
    public String text() {
        var table = new Table();
        for (int i = 0; i < columns.size(); i++) {
            int at = i;
            var column = columns.get(i);
            int width = Math.max(column.title.length(),
                    rows.stream().mapToInt(row -> shown(column, row[at]).length()).max().orElse(0));
            if (column.figures) table.number(column.title, column.key, width, 0);
            else table.column(column.title, column.key, -width, cell -> shown(column, cell), 0);
        }
        rows.forEach(table::add);
        return table.text();
    }

    private static String shown(Column column, Object cell) {
        return column.key.equals("gateway") && cell.equals("") ? "on link" : cell.toString();
    }

    /// {@return the rows as objects}
    public List<Map<String, Object>> objects() {
        return table().rows();
    }

    public String json() {
        return Json.text(objects());
    }

    public String csv() {
        return table().csv();
    }

    private Table table() {
        var table = new Table();
        for (var column : columns) table.text(column.title, column.key, 0);
        rows.forEach(table::add);
        return table;
    }

    @Override
    public String toString() {
        return Text.count(rows.size(), "row") + " of " + columns.stream().map(Column::key).collect(Collectors.joining(", "));
    }
}
