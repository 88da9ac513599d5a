package wirelab.netview;

import java.util.List;
import wirelab.chat.Cells;
import wirelab.kit.Text;

/// Draws a [LiveTable] for a terminal: as many rows as fit, each in its colour.
final class LiveScreen {
    private static final String HOME = "\033[H";
    private static final String REST_OF_LINE = "\033[K";
    private static final String REST_OF_SCREEN = "\033[J";
    private static final String PLAIN = "\033[0m";
    private static final String SELECTED = "\033[7m";
    private static final int STATE = 10;
    private static final int RATE = 10;
    /// Title, heading, foot.
    private static final int AROUND = 3;
    private static final int LEAST_ADDRESS = 15;

    private LiveScreen() {}

    static String draw(LiveTable table, int width, int height) {
        var rows = table.wanted();
        int room = Math.max(1, height - AROUND);
        int selected = table.select(rows.size());
        int first = Math.clamp((long) selected - room / 2, 0, Math.max(0, rows.size() - room));
        int addresses = Math.max(LEAST_ADDRESS, Math.min(28, (width - 4 - STATE - 2 * RATE - 20) / 2));
        var screen = new StringBuilder(HOME);
        line(screen, Text.count(rows.size(), "socket") + (rows.size() > room ? ", from " + (first + 1) : ""), width, PLAIN);
        line(screen, cells(addresses, "", "state", "local", "remote", "in/s", "out/s", "process"), width, "\033[1m");
        for (int i = first; i < Math.min(rows.size(), first + room); i++) {
            line(screen, row(rows.get(i), addresses), width, colour(rows.get(i)) + (i == selected ? SELECTED : ""));
        }
        screen.append(REST_OF_SCREEN).append("\033[").append(height).append(";1H");
        screen.append(cut(table.foot(), width)).append(REST_OF_LINE);
        return screen.toString();
    }

    private static String row(LiveTable.Row row, int addresses) {
        var socket = row.socket;
        return cells(addresses, socket.protocol(), socket.state().toString(), socket.localText(), socket.remoteText(),
                rate(row.down), rate(row.up), socket.ownersText());
    }

    private static String rate(long bytes) {
        return bytes <= 0 ? "" : Text.bytes(bytes);
    }

    private static String cells(int addresses, String... cells) {
        var line = new StringBuilder();
        for (var cell : List.of(padded(cells[0], 4), padded(cells[1], STATE), padded(cells[2], addresses),
                padded(cells[3], addresses))) {
            line.append(cell).append(' ');
        }
        for (int i = 4; i < 6; i++) {
            line.append(" ".repeat(Math.max(0, RATE - cells[i].length()))).append(cells[i]).append(' ');
        }
        return line.append(cells[6]).toString();
    }

    /// An address that is too long keeps its end, where the port is.
    private static String padded(String text, int width) {
        int cells = text.length();
        if (cells > width) return "…" + text.substring(cells - width + 1);
        return text + " ".repeat(width - cells);
    }

    private static String colour(LiveTable.Row row) {
        return switch (row.mark) {
            case NEW -> "\033[32m";
            case CHANGED -> "\033[33m";
            case GONE -> "\033[31m";
            case SAME -> PLAIN;
        };
    }

    private static void line(StringBuilder screen, String text, int width, String colour) {
        screen.append(colour).append(cut(text, width)).append(PLAIN).append(REST_OF_LINE).append("\r\n");
    }

    /// What fits, in cells of the terminal: names of processes may be in any script.
    static String cut(String text, int width) {
        int cells = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            cells += Cells.of(c);
            if (cells > width) return text.substring(0, i);
            i += Character.charCount(c);
        }
        return text;
    }
}
