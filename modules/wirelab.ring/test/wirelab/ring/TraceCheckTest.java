package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The checker finds what is wrong in a trace: each property is broken once, in the trace of a run that was right.
class TraceCheckTest {
    private final Map<String, List<String>> traces = new TreeMap<>();

    /// A run of three nodes, as they would have written it.
    TraceCheckTest() {
        var world = new World(3, 5, Timing.DEFAULTS);
        world.recorder = (site, step) -> {
            var lines = traces.computeIfAbsent("trace" + site.id, _ -> new ArrayList<>());
            var options = new RingOptions(site.id, List.of(), site.incarnation, Timing.DEFAULTS, true);
            lines.add(TraceWriter.line(options, lines.size(), step));
        };
        for (var site : world.sites) {
            site.messages.add(new Outgoing(1, (site.id + 1) % 3, 0, "m".getBytes()));
            world.at(world.now, site::start);
        }
        assertTrue(world.run(60_000 * World.MILLI, world::allEnded), "the run ends");
    }

    private TraceCheck.Result check() {
        var texts = new TreeMap<String, String>();
        traces.forEach((name, lines) -> texts.put(name, String.join("\n", lines) + "\n"));
        return TraceCheck.check(texts);
    }

    /// Changes the first line of a trace in which all that stands.
    private String altered(String name, UnaryOperator<String> change, String... with) {
        var lines = traces.get(name);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!List.of(with).stream().allMatch(line::contains)) continue;
            lines.set(i, change.apply(line));
            var result = check();
            assertNotNull(result.problem(), "accepted: " + lines.get(i));
            return result.problem();
        }
        throw new AssertionError("no line with " + List.of(with));
    }

    @Test
    @DisplayName("a run that was right is accepted, and a last line that is torn as well")
    void right() {
        var result = check();
        assertNull(result.problem());
        assertTrue(result.summary().contains("3 nodes, 3 lives") && result.summary().contains("3 messages delivered"),
                result.summary());
        var lines = traces.get("trace1");
        lines.set(lines.size() - 1, lines.getLast().substring(0, 20));
        assertNull(check().problem());
    }

    @Test
    @DisplayName("a line that is torn in the middle, left out, or there twice is named")
    void numbered() {
        var lines = traces.get("trace1");
        String third = lines.get(2);
        lines.set(2, third.substring(0, 20));
        assertEquals("trace1:3: is no step", check().problem());
        lines.remove(2);
        assertTrue(check().problem().contains("numbered one by one"), check().problem());
        lines.add(2, third);
        lines.add(2, third);
        assertTrue(check().problem().contains("numbered one by one"), check().problem());
    }

    @Test
    @DisplayName("a frame that arrives changed, and a turn that is held without having come, are named")
    void changed() {
        UnaryOperator<String> later = line -> line.replaceFirst("\"turn\":\\d+", "\"turn\":99");
        String problem = altered("trace1", later, "\"receive\"", "\"DATA\"");
        assertTrue(problem.startsWith("trace1:") && problem.contains("received as it was sent"), problem);
        assertTrue(new TraceCheckTest().altered("trace1", later, "\"hold\"").contains("a turn is held that was received"));
    }

    @Test
    @DisplayName("DATA without the turn, a delivery of what did not come, or twice, and an epoch made twice are named")
    void properties() {
        assertTrue(altered("trace1", line -> line.replaceFirst("\"turn\":\\d+", "\"turn\":99"), "\"send\"", "\"src\":1",
                "\"DATA\"").contains("only the holder sends"));
        assertTrue(new TraceCheckTest().altered("trace1", line -> line.replaceFirst("\"seq\":1", "\"seq\":9"), "\"deliver\"")
                .contains("a message is delivered that was received"));
        assertTrue(new TraceCheckTest().altered("trace1", line -> line.replaceFirst("\"act\":\"claim\"", "\"act\":\"win\""),
                "\"claim\"").contains("an epoch is made once"));
        assertTrue(new TraceCheckTest().twice("deliver").contains("a message is delivered at most once"));
        assertTrue(new TraceCheckTest().altered("trace1", line -> line.replace("\"settle\"", "\"claim\""), "\"settle\"")
                .matches("(?s).*(all that it has numbered is settled|only when all is settled there).*"));
    }

    @Test
    @DisplayName("what is acknowledged without having been delivered is named")
    void undelivered() {
        // The delivery of node 0's message at node 1 is no delivery any more.
        String problem = altered("trace1", line -> line.replace("\"deliver\"", "\"claim\""), "\"deliver\"");
        assertTrue(problem.startsWith("trace0:") && problem.contains("what is acknowledged was delivered"), problem);
    }

    /// A step happens once more, right behind itself.
    private String twice(String act) {
        var lines = traces.get("trace1");
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).contains("\"act\":\"" + act + "\"")) continue;
            lines.add(i, lines.get(i));
            break;
        }
        for (int i = 0; i < lines.size(); i++) lines.set(i, lines.get(i).replaceFirst("\"n\":\\d+", "\"n\":" + i));
        return check().problem();
    }
}
