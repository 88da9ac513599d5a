package wirelab.tap;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import wirelab.kit.Address;
import wirelab.kit.Tap;

/// Who stands where on a ladder: one column for each party.
///
/// A server and whoever else is known by a fixed address keeps its column. A party of this process that opens connections
/// keeps its column too, as long as it has one connection at a time or accepts connections as well (a relay); several
/// clients of one name at the same time get a column each. What finds no room shares the last column.
///
/// Who asks stands left of whom it asks, so a chain reads from left to right in whichever order it was seen; else the order
/// is that of coming.
final class LadderColumns {
    /// More columns than this fit neither a terminal nor a slide.
    static final int MOST = 8;
    private static final int MOST_KNOWN = 512;
    private static final String REST = "others";

    private static final class Column {
        String name;
        String label;
        /// Nobody has come yet for whom it is kept.
        boolean reserved;
        boolean serves;
        int busy;
        /// One of its sockets is for datagrams.
        boolean sends;

        Column(String name, String label) {
            this.name = name;
            this.label = label;
        }

        void less() {
            busy--;
            sends &= busy > 0;
        }

        /// Whoever was known by an address alone may get a name later.
        void called(String name, InetSocketAddress address) {
            if (!this.name.isEmpty() || name.isEmpty()) return;
            this.name = name;
            label = LadderColumns.label(name, address);
        }
    }

    private final List<Column> columns = new ArrayList<>();
    private final Map<InetSocketAddress, Integer> known = new HashMap<>();
    private final Map<Integer, Tap.Party> listening = new HashMap<>();
    /// For each column those that stand right of it, as far as that is known.
    private final List<Set<Integer>> right = new ArrayList<>();

    /// Keeps the next column for the first party of a name.
    void reserve(String name) {
        int before = columns.size() - 1;
        int column = add(name, name);
        if (before >= 0) asks(before, column);
        columns.get(column).reserved = !columns.get(column).name.equals(REST);
    }

    /// A server or UDP socket of this process is at a port from now on, so that its name is known before it speaks.
    void listens(int port, Tap.Party party) {
        if (listening.size() < MOST_KNOWN) listening.put(port, party);
    }

    /// The column of a socket that is known by its address: a server, a UDP socket, somebody in another process.
    int of(InetSocketAddress address, Tap.Party party) {
        Integer at = known.get(address);
        if (at != null) {
            if (party != null) columns.get(at).called(party.name(), address);
            return at;
        }
        if (party == null) party = listening.get(address.getPort());
        String name = party == null ? "" : party.name();
        int column = party == null ? -1 : named(name, true, address);
        if (column < 0) column = add(name, label(name, address));
        columns.get(column).serves = true;
        if (known.size() < MOST_KNOWN) known.put(address, column);
        return column;
    }

    /// The column of the end that opens a connection; it is taken until [#leave(int)]. The address may be unknown.
    int join(InetSocketAddress address, Tap.Party party) {
        if (party == null) return of(address, null);
        int column = named(party.name(), false, address);
        if (column < 0) column = add(party.name(), label(party.name(), address));
        columns.get(column).busy++;
        return column;
    }

    /// The column of a UDP socket that sends: like one who opens a connection, until [#gone(int)].
    int sender(InetSocketAddress address, Tap.Party party) {
        Integer at = known.get(address);
        if (at != null || party == null) return of(address, party);
        int column = connected(party.name());
        if (column < 0) column = join(address, party);
        else columns.get(column).busy++;
        columns.get(column).sends = true;
        if (known.size() < MOST_KNOWN) known.put(address, column);
        return column;
    }

    /// The column of a party that has one connection and no other socket: what sends datagrams under its name is the same.
    private int connected(String name) {
        for (int i = 0; i < columns.size() && !name.isEmpty(); i++) {
            var column = columns.get(i);
            if (column.name.equals(name) && column.busy == 1 && !column.serves && !column.sends) return i;
        }
        return -1;
    }

    /// The UDP sockets at a port of this process are closed; others may get the port and another column.
    void gone(int port) {
        known.entrySet().removeIf(entry -> {
            boolean here = entry.getKey().getPort() == port;
            var column = columns.get(entry.getValue());
            if (here && !column.serves && column.busy > 0) column.less();
            return here && !column.serves;
        });
    }

    /// A connection that the party of a column had opened is over.
    void leave(int column) {
        columns.get(column).less();
    }

    private int named(String name, boolean serving, InetSocketAddress address) {
        if (name.isEmpty()) return -1;
        for (int i = 0; i < columns.size(); i++) {
            var column = columns.get(i);
            if (!column.name.equals(name)) continue;
            if (column.reserved) {
                column.reserved = false;
                column.label = label(name, address);
                return i;
            }
            if (serving ? column.busy > 0 : column.serves || column.busy == 0) return i;
        }
        return -1;
    }

    private int add(String name, String label) {
        if (columns.size() == MOST) return MOST - 1;
        boolean last = columns.size() == MOST - 1;
        columns.add(new Column(last ? REST : name, last ? REST : label));
        right.add(new LinkedHashSet<>());
        return columns.size() - 1;
    }

    private static String label(String name, InetSocketAddress address) {
        if (address == null) return name;
        return name.isEmpty() ? Address.text(address) : name + " :" + address.getPort();
    }

    /// Somebody asks somebody else, and stands left of him then, unless it was seen otherwise before.
    void asks(int one, int other) {
        if (one == other || isRest(one) || isRest(other) || leads(other, one)) return;
        right.get(one).add(other);
    }

    private boolean isRest(int column) {
        return columns.get(column).name.equals(REST);
    }

    private boolean leads(int from, int to) {
        return right.get(from).contains(to) || right.get(from).stream().anyMatch(next -> leads(next, to));
    }

    /// The columns from left to right.
    List<Integer> order() {
        var order = new ArrayList<Integer>();
        var waiting = new ArrayList<Integer>();
        for (int i = 0; i < columns.size(); i++) if (!isRest(i)) waiting.add(i);
        while (!waiting.isEmpty()) {
            // There is always one, since nobody stands left of himself.
            var next = waiting.stream().filter(i -> waiting.stream().noneMatch(j -> right.get(j).contains(i)))
                    .findFirst().orElseThrow();
            waiting.remove(next);
            order.add(next);
        }
        for (int i = 0; i < columns.size(); i++) if (isRest(i)) order.add(i);
        return order;
    }

    /// The names to stand above the columns.
    List<String> labels() {
        return columns.stream().map(column -> column.label).toList();
    }
}
