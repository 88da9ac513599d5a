package wirelab.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A person at the console of a simulated network: what is typed and what comes back.
class ConsoleTest {
    private final List<String> lines = new ArrayList<>();
    private final Simulator network = Networks.converged(Topology.example(), NodeOptions.DEFAULTS);
    private final NetworkConsole console = new NetworkConsole(network, lines::add);

    ConsoleTest() {
        network.watch(happening -> lines.add(happening.node() + " " + happening.what().text()));
    }

    private List<String> type(String... commands) throws Exception {
        lines.clear();
        for (String command : commands) assertTrue(console.run(command));
        return List.copyOf(lines);
    }

    @Test
    void datagramsArriveOrAreReported() throws Exception {
        assertEquals(List.of("c gets datagram #0 of a \"hello world\""), type("send a c hello world"));
        assertEquals(List.of("a is told by a that datagram #1 to nobody was dropped: its destination cannot be reached"),
                type("send a nobody hello"));
        assertEquals(List.of("a - b - c"), type("route a c"));
    }

    @Test
    void aFloodDoesNotWaitForWhatBecomesOfIt() throws Exception {
        var lines = type("kill b", "flood a c 3");
        assertEquals("sent 3", lines.getLast());
        assertEquals(List.of(), lines.stream().filter(line -> line.startsWith("c gets")).toList(),
                "b is still in the tables");
        assertEquals(List.of("? COUNT is a number from 1 to 1000"), type("flood a c many"));
    }

    @Test
    void circuitsAreOpenedUsedAndTornDown() throws Exception {
        assertEquals(List.of("c has circuit 1 from a over 2 links", "a has circuit 1 to c over 2 links",
                "circuit number 1 of this console: say 1 TEXT"), type("open a c"));
        assertEquals(List.of("c gets packet 0 of circuit 1 \"hello there\""), type("say 1 hello there"));
        assertTrue(type("tables b").getLast().matches(" *circuit  a/\\d+ <-> c/\\d+"), lines.toString());
        assertEquals(List.of("a has no circuit 1 with c any more: closed, says a",
                "c has no circuit 1 with a any more: closed, says a"),
                type("close 1"));
        assertEquals(List.of("? a has no open circuit 1"), type("say 1 hello"));
        assertEquals("no circuit", type("refuse c", "open a c").getLast());
        assertEquals("circuit number 2 of this console: say 2 TEXT", type("accept c", "open a c").getLast());
    }

    @Test
    void nodesAreKilledAndLinksCut() throws Exception {
        assertTrue(type("kill b", "wait").getLast().startsWith("all tables are right, after "), lines.toString());
        assertEquals(List.of("a - d - e - c"), type("route a c"));
        assertEquals(List.of("? b is dead; revive it first"), type("send b c hello"));
        assertEquals(List.of("b is dead"), type("tables b"));
        assertTrue(type("cut d e", "wait", "links").stream().anyMatch(line -> line.startsWith("d - e")
                && line.endsWith("cut")));
        assertEquals(List.of("a, and no further"), type("route a c"));
        type("mend d e", "revive b", "wait");
        assertEquals(List.of("a - b - c"), type("route a c"));
    }

    @Test
    void mistakesCostOneLine() throws Exception {
        assertEquals(List.of("? 'sned' is no command; did you mean send?"), type("sned a c hello"));
        assertEquals(List.of("? 'frobnicate' is no command; help shows them"), type("frobnicate"));
        assertEquals(List.of("? write: send FROM TO TEXT"), type("send a"));
        assertEquals(List.of("? there is no node 'q'"), type("kill q"));
        assertEquals(List.of("? there is no link between a and g"), type("cut a g"));
        assertEquals(List.of("? there is no circuit number 7; open gives numbers"), type("say 7 hello"));
        assertEquals(List.of("? 'x' is not a time such as 250ms, 30s or 5min"), type("wait x"));
        assertEquals(List.of(), type("", "   ", "# a comment"));
        assertEquals(List.of("? 1401 bytes are more than the 1400 that a frame carries"),
                type("send a c " + "x".repeat(1401)));
        assertFalse(console.run("quit"));
    }

    @Test
    void helpAndTablesAreComplete() throws Exception {
        assertEquals(18, type("help").size());
        assertEquals(7 * 8, type("tables").size());
        assertEquals(List.of("a: to  metric  over", "  a    0       a", "  b    1       b", "  c    2       b",
                "  d    1       d",
                "  e    2       d", "  f    3       b", "  g    4       b"), type("tables a"));
    }

    @Test
    void theNetworkIsDrawnWithAWayInIt(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("net.svg");
        type("kill b", "wait", "draw " + file + " a c");
        String svg = Files.readString(file);
        assertEquals(3, svg.split("class=\"way\"", -1).length - 1, "a - d - e - c");
        assertEquals(6, svg.split("class=\"node\"", -1).length - 1);
        assertEquals(1 + 2, svg.split("class=\"gone\"", -1).length - 1, "b and its links");
        assertTrue(svg.contains("MTU 600") && svg.endsWith("</svg>\n"));
    }
}
