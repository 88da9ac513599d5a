package wirelab.netview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import wirelab.chat.Cells;

class LiveTableTest {
    private static final long SECOND = 1_000_000_000;
    private static final SocketEntry WEB = SocketFilterTest.socket("tcp", "127.0.0.1", 80, "0.0.0.0", 0,
            SocketState.LISTEN, "web");
    private static final SocketEntry ONE = SocketFilterTest.socket("tcp", "127.0.0.1", 80, "127.0.0.1", 5000,
            SocketState.ESTABLISHED, "web");
    private static final SocketEntry CLOSING = SocketFilterTest.socket("tcp", "127.0.0.1", 80, "127.0.0.1", 5000,
            SocketState.CLOSE_WAIT, "web");

    private final LiveTable table = new LiveTable(SocketFilter.parse(""));

    private List<LiveTable.Mark> marks() {
        return table.wanted().stream().map(row -> row.mark).toList();
    }

    private void type(String keys) {
        keys.chars().forEach(key -> table.type(Character.toString(key)));
    }

    @Test
    void whatIsThereAtFirstIsNotNew() {
        table.update(0, List.of(WEB));
        assertEquals(List.of(LiveTable.Mark.SAME), marks());
        assertEquals(List.of(), table.changes());
    }

    @Test
    void aSocketIsNewThenTheSameThenChangedThenGone() {
        table.update(0, List.of(WEB));
        table.update(SECOND, List.of(WEB, ONE));
        assertEquals(List.of("+ tcp ESTAB 127.0.0.1:80 127.0.0.1:5000 web/42"), table.changes());
        assertEquals(List.of(LiveTable.Mark.SAME, LiveTable.Mark.NEW), marks());
        table.update(2 * SECOND, List.of(WEB, ONE));
        table.update(3 * SECOND, List.of(WEB, ONE));
        assertEquals(List.of(LiveTable.Mark.SAME, LiveTable.Mark.SAME), marks());
        table.update(4 * SECOND, List.of(WEB, CLOSING));
        assertEquals(List.of(LiveTable.Mark.SAME, LiveTable.Mark.CHANGED), marks());
        table.update(5 * SECOND, List.of(WEB));
        assertEquals(List.of("- tcp CLOSE-WAIT 127.0.0.1:80 127.0.0.1:5000 web/42"), table.changes());
        table.update(6 * SECOND, List.of(WEB));
        assertEquals(List.of(LiveTable.Mark.SAME, LiveTable.Mark.GONE), marks());
        table.update(7 * SECOND, List.of(WEB));
        assertEquals(List.of(LiveTable.Mark.SAME), marks());
    }

    @Test
    void coloursAreThoseOfTcpview() {
        table.update(0, List.of(WEB));
        table.update(SECOND, List.of(WEB, ONE));
        assertTrue(LiveScreen.draw(table, 100, 10).contains("\033[32mtcp  ESTAB"), LiveScreen.draw(table, 100, 10));
        table.update(2 * SECOND, List.of(WEB, CLOSING));
        assertTrue(LiveScreen.draw(table, 100, 10).contains("\033[33mtcp  CLOSE-WAIT"));
        table.update(3 * SECOND, List.of(WEB));
        assertTrue(LiveScreen.draw(table, 100, 10).contains("\033[31mtcp  CLOSE-WAIT"));
    }

    private static SocketEntry passed(long received, long acked) {
        return new SocketEntry("tcp", false, false, ONE.local(), ONE.remote(), ONE.state(), 0, 0, 0, 0, 9, "", List.of(),
                new TcpFigures(100, 90, 0, 10, acked, received));
    }

    @Test
    void bytesPerSecondAreTheDifferenceOfTwoReadings() {
        table.update(0, List.of(passed(1000, 0)));
        table.update(2 * SECOND, List.of(passed(5096, 100)));
        var row = table.wanted().getFirst();
        assertEquals(List.of(2048L, 50L), List.of(row.down, row.up));
        assertTrue(LiveScreen.draw(table, 100, 10).contains("2.00 KiB"));
    }

    @Test
    void keysSortFilterAndHide() {
        table.update(0, List.of(WEB, ONE));
        type("c");
        assertEquals(1, table.wanted().size());
        type("cr");
        assertEquals(SocketState.ESTABLISHED, table.wanted().getFirst().socket.state());
        type("r/state listen");
        assertEquals("filter: state listen", table.foot());
        type("\n");
        assertEquals(1, table.wanted().size());
        type("/nonsense\r");
        assertTrue(table.foot().contains("no condition"), table.foot());
        assertEquals(LiveTable.Wish.QUIT, table.type("q"));
    }

    @Test
    void aConnectionIsEndedOnlyAfterAYes() {
        table.update(0, List.of(WEB, ONE));
        table.type("[B");
        table.type("k");
        assertEquals("end 127.0.0.1:80 - 127.0.0.1:5000? y", table.foot());
        assertEquals(LiveTable.Wish.NOTHING, table.type("n"));
        table.type("k");
        assertEquals(LiveTable.Wish.END, table.type("y"));
        assertEquals(ONE, table.takeEnded());
    }

    @Test
    void keysComeAloneOrAsSequences() {
        assertEquals("[A", LiveView.key("\033[Aq", 0));
        assertEquals("q", LiveView.key("\033[Aq", 3));
        assertEquals("[5~", LiveView.key("\033[5~", 0));
        assertEquals("\033", LiveView.key("\033", 0));
    }

    /// Whoever names his process so wants to command the terminal of whoever looks.
    @Test
    void namesOfProcessesCommandNothing() {
        var hostile = SocketFilterTest.socket("tcp", "127.0.0.1", 80, "127.0.0.1", 5000, SocketState.ESTABLISHED,
                "\033[2Jx\n\u202e");
        table.update(0, List.of(hostile));
        String screen = LiveScreen.draw(table, 120, 10);
        assertFalse(screen.contains("\033[2J") || screen.contains("\u202e"), screen);
        assertTrue(NetTables.sockets(List.of(hostile)).text().contains("\\u001b[2Jx\\n\\u202e/42"));
        assertFalse(NetTables.sockets(List.of(hostile)).csv().contains("\033"));
        assertFalse(NetTables.sockets(List.of(hostile)).json().contains("\033"));
        assertFalse(hostile.toString().contains("\033"));
    }

    @Test
    void theTableFitsTheTerminal() {
        var many = new ArrayList<SocketEntry>();
        for (int i = 0; i < 500; i++) {
            many.add(SocketFilterTest.socket("tcp", "2001:db8:1111:2222:3333:4444:5555:6666", 80, "2001:db8::1", 1000 + i,
                    SocketState.ESTABLISHED, "プロセス"));
        }
        table.update(0, many);
        for (int[] size : new int[][] {{80, 24}, {40, 10}, {200, 60}, {20, 3}}) {
            for (int i = 0; i < 40; i++) table.type("[B");
            String[] lines = LiveScreen.draw(table, size[0], size[1]).split("\r\n");
            assertTrue(lines.length <= Math.max(size[1], 4), lines.length + " lines");
            for (String line : lines) {
                assertTrue(Cells.of(line.replaceAll("\033\\[[0-9;]*[A-Za-z]", "")) <= size[0], line);
            }
        }
    }
}
