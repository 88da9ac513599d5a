package wirelab.netview;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import wirelab.kit.UsageException;

/// The sockets of a machine from one reading to the next: what is new, what changed, what is gone, and how many bytes pass.
/// It is told what was read and which keys were typed, and draws nothing itself ([LiveScreen]).
final class LiveTable {
    /// For so many readings what happened is shown.
    private static final int SHOWN = 2;
    private static final int MOST_FILTER = 200;

    /// What happened to a socket.
    enum Mark { NEW, CHANGED, GONE, SAME }

    /// In which order the rows stand.
    enum Order { PROTOCOL, STATE, LOCAL, REMOTE, PROCESS, RATE }

    /// What a key asks for.
    enum Wish { NOTHING, QUIT, END }

    /// A socket with what happened to it.
    static final class Row {
        SocketEntry socket;
        Mark mark = Mark.SAME;
        private int age;
        /// Bytes per second, -1 where they are not known.
        long down = -1;
        long up = -1;

        Row(SocketEntry socket) {
            this.socket = socket;
        }
    }

    private final Map<SocketEntry.Key, Row> rows = new LinkedHashMap<>();
    private boolean filled;
    private long read;
    private Order order = Order.PROTOCOL;
    private boolean reversed;
    private boolean connected;
    private SocketFilter filter;
    private int selected;
    /// What is typed of a filter, `null` while none is.
    private StringBuilder typed;
    private Row asked;
    private String notice = "";

    LiveTable(SocketFilter filter) {
        this.filter = filter;
    }

    /// Takes a reading.
    ///
    /// @param now nanoseconds as from [System#nanoTime()]
    void update(long now, List<SocketEntry> sockets) {
        var gone = new HashSet<>(rows.keySet());
        for (var socket : sockets) {
            gone.remove(socket.key());
            var row = rows.get(socket.key());
            if (row == null || row.mark == Mark.GONE) {
                row = new Row(socket);
                if (filled) mark(row, Mark.NEW);
                rows.put(socket.key(), row);
            } else {
                follow(now, row, socket);
            }
        }
        for (var key : gone) {
            var row = rows.get(key);
            if (row.mark != Mark.GONE) mark(row, Mark.GONE);
            else if (--row.age <= 0) rows.remove(key);
        }
        filled = true;
        read = now;
    }

    private static void mark(Row row, Mark mark) {
        row.mark = mark;
        row.age = SHOWN;
    }

    private void follow(long now, Row row, SocketEntry socket) {
        var before = row.socket;
        row.socket = socket;
        if (before.state() != socket.state() || !before.owners().equals(socket.owners())) mark(row, Mark.CHANGED);
        else if (row.mark != Mark.SAME && --row.age <= 0) row.mark = Mark.SAME;
        double seconds = (now - read) / 1e9;
        if (before.tcp() == null || socket.tcp() == null || seconds <= 0) return;
        row.down = Math.max(0, Math.round((socket.tcp().received() - before.tcp().received()) / seconds));
        row.up = Math.max(0, Math.round((socket.tcp().acked() - before.tcp().acked()) / seconds));
    }

    /// {@return the rows that are wanted, in order}
    List<Row> wanted() {
        var wanted = new ArrayList<Row>();
        for (var row : rows.values()) {
            boolean hidden = connected && row.socket.remote().getPort() == 0;
            if (!hidden && filter.test(row.socket)) wanted.add(row);
        }
        Comparator<Row> by = switch (order) {
            case PROTOCOL -> Comparator.comparing((Row row) -> row.socket.protocol())
                    .thenComparing(row -> row.socket.state() != SocketState.LISTEN)
                    .thenComparingInt(row -> row.socket.local().getPort());
            case STATE -> Comparator.comparing((Row row) -> row.socket.state().toString());
            case LOCAL -> Comparator.comparingInt((Row row) -> row.socket.local().getPort());
            case REMOTE -> Comparator.comparing((Row row) -> row.socket.remoteText());
            case PROCESS -> Comparator.comparing((Row row) -> row.socket.ownersText());
            case RATE -> Comparator.comparingLong((Row row) -> -Math.max(0, row.down) - Math.max(0, row.up));
        };
        wanted.sort(reversed ? by.reversed() : by);
        return wanted;
    }

    /// Takes a key: a letter, or the end of an escape sequence as `[A`.
    Wish type(String key) {
        if (typed != null) return edit(key);
        notice = "";
        if (asked != null) {
            if (key.equals("y")) return Wish.END;
            asked = null;
            return Wish.NOTHING;
        }
        switch (key) {
            case "q" -> {
                return Wish.QUIT;
            }
            case "s" -> order = Order.values()[(order.ordinal() + 1) % Order.values().length];
            case "r" -> reversed = !reversed;
            case "c" -> connected = !connected;
            case "/" -> typed = new StringBuilder();
            case "[A" -> selected--;
            case "[B" -> selected++;
            case "[5~" -> selected -= 10;
            case "[6~" -> selected += 10;
            case "k" -> ask();
            default -> {
                // A key that means nothing here.
            }
        }
        return Wish.NOTHING;
    }

    private void ask() {
        var wanted = wanted();
        if (wanted.isEmpty()) return;
        var row = wanted.get(select(wanted.size()));
        boolean can = row.mark != Mark.GONE && row.socket.protocol().equals("tcp");
        if (can) asked = row;
        else notice = "only a connection of TCP that is still there can be ended";
    }

    private Wish edit(String key) {
        if (key.equals("\n") || key.equals("\r")) {
            try {
                filter = SocketFilter.parse(typed.toString());
                notice = "";
            } catch (UsageException e) {
                notice = e.getMessage();
            }
            typed = null;
        } else if (key.equals("\u007f") || key.equals("\b")) {
            typed.setLength(Math.max(0, typed.length() - 1));
        } else if (key.equals("\u001b")) {
            typed = null;
        } else if (key.length() == 1 && key.charAt(0) >= ' ' && typed.length() < MOST_FILTER) {
            typed.append(key);
        }
        return Wish.NOTHING;
    }

    /// {@return the connection whose end was confirmed}
    SocketEntry takeEnded() {
        var socket = asked.socket;
        asked = null;
        return socket;
    }

    void notice(String text) {
        notice = text;
    }

    /// {@return the row that is selected, within what there is}
    int select(int size) {
        selected = size == 0 ? 0 : Math.clamp(selected, 0, size - 1);
        return selected;
    }

    /// {@return what stands in the last line}
    String foot() {
        if (typed != null) return "filter: " + typed;
        if (asked != null) return "end " + asked.socket.localText() + " - " + asked.socket.remoteText() + "? y";
        if (!notice.isEmpty()) return notice;
        return "q quit  s sort: " + order.name().toLowerCase(Locale.ROOT) + (reversed ? ", reversed" : "")
                + "  r reverse  c " + (connected ? "all" : "connected alone") + "  / filter: " + filter + "  k end";
    }

    /// {@return what happened in the last reading, a line each}
    List<String> changes() {
        var lines = new ArrayList<String>();
        for (var row : rows.values()) {
            if (row.mark == Mark.SAME || row.age < SHOWN || !filter.test(row.socket)) continue;
            String sign = switch (row.mark) {
                case NEW -> "+ ";
                case GONE -> "- ";
                default -> "~ ";
            };
            lines.add(sign + row.socket);
        }
        return lines;
    }

    @Override
    public String toString() {
        return rows.size() + " sockets, by " + order.name().toLowerCase(Locale.ROOT);
    }
}
