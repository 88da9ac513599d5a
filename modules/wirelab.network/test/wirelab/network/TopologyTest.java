package wirelab.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wirelab.kit.UsageException;

class TopologyTest {
    @Test
    void aFileNamesNodesAndLinks() {
        var topology = Topology.parse("net.txt", """
                # the campus
                node lonely
                link a b cost=2 delay=5ms mtu=600   # a narrow one

                link b c
                """);
        assertEquals(List.of("lonely", "a", "b", "c"), topology.nodes());
        assertEquals(new Topology.Link("a", "b", 2, Duration.ofMillis(5), 600), topology.between("b", "a"));
        assertEquals(Topology.Link.of("b", "c", 1), topology.between("b", "c"));
        assertNull(topology.between("a", "c"));
        assertNull(topology.between("a", "a"));
        assertEquals(2, topology.at("b").size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "lnk a b | 'lnk' is neither node nor link", "link a | a link is written",
        "link a a | a link from a to itself", "link b a | the link between b and a stands twice",
                "link a c cost=0 | cost: '0'",
        "link a c cost=101 | cost: '101'", "link a c cost=x | cost: 'x'", "link a c delay=11s | delay: 11s is more than",
        "link a c delay=1parsec | delay: '1parsec' is not a time", "link a c mtu=511 | mtu: '511'",
                "link a c speed=9 | 'speed=9' is none of",
        "link a c cost=1 cost=1 | cost stands twice", "link a übel | 'übel': a name has", "node | a node is written",
        "node abcdefghijklmnopq | a name has 1 to 16"})
    void anErrorNamesFileAndLine(String line, String problem) {
        var e = assertThrows(UsageException.class, () -> Topology.parse("net.txt", "link a b\n" + line + "\n"));
        assertTrue(e.getMessage().startsWith("net.txt:2: "), e.getMessage());
        assertTrue(e.getMessage().contains(problem), e.getMessage());
    }

    @Test
    void nodesAndLinksAreBounded() {
        var nodes = new StringBuilder();
        for (int i = 0; i <= Topology.MAX_NODES; i++) nodes.append("node n").append(i).append('\n');
        var e = assertThrows(UsageException.class, () -> Topology.parse("big", nodes.toString()));
        assertEquals("big:65: more than 64 nodes", e.getMessage());
        var star = new StringBuilder();
        for (int i = 0; i <= Topology.MAX_DEGREE; i++) star.append("link hub n").append(i).append('\n');
        e = assertThrows(UsageException.class, () -> Topology.parse("star", star.toString()));
        assertEquals("star:25: hub has more than 24 links", e.getMessage());
        assertEquals("empty: no node stands in it; write link a b",
                assertThrows(UsageException.class, () -> Topology.parse("empty", "# nothing\n")).getMessage());
    }

    @Test
    void infinityIsSixteenUnlessALongerWayIsPossible() {
        assertEquals(16, Networks.line("a", "b", "c").infinity());
        assertEquals(16, Topology.example().infinity());
        assertEquals(201, Topology.of(Topology.Link.of("a", "b", 100), Topology.Link.of("b", "c", 100)).infinity());
    }

    @Test
    void shortestPathsAreThoseOfTheWholePicture() {
        var all = new ShortestPaths(Topology.example(), _ -> true, _ -> true);
        assertEquals(2, all.distance("a", "c"));
        assertEquals(0, all.distance("a", "a"));
        var withoutB = new ShortestPaths(Topology.example(), node -> !node.equals("b"), _ -> true);
        assertEquals(4, withoutB.distance("a", "c"));
        assertEquals(-1, withoutB.distance("a", "b"));
        var cut = new ShortestPaths(Topology.example(), _ -> true, link -> !link.touches("g"));
        assertEquals(-1, cut.distance("a", "g"));
    }
}
