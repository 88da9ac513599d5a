package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class RingScreenTest {
    @TempDir
    Path folder;

    private World world() throws IOException {
        var world = new World(5, 3, Timing.DEFAULTS);
        var lines = new int[5];
        world.recorder = (site, step) -> {
            var options = new RingOptions(site.id, List.of(), site.incarnation, Timing.DEFAULTS, true);
            try {
                Files.writeString(trace(site.id), TraceWriter.line(options, lines[site.id]++, step) + "\n",
                        StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        };
        for (var site : world.sites) site.messages.add(new Outgoing(1, (site.id + 2) % 5, 0, "m".getBytes()));
        world.start();
        return world;
    }

    private Path trace(long id) {
        return folder.resolve("trace" + id);
    }

    @Test
    @DisplayName("the time line has a bar for each turn that was held, and a slope for each frame that arrived")
    void timeLine() throws Exception {
        var world = world();
        assertTrue(world.run(60_000 * World.MILLI, world::allEnded), "the run ends");
        var traces = LongStream.range(0, 5).mapToObj(this::trace).toList();
        String svg = RingPicture.svg(traces);
        long held = 0;
        long data = 0;
        for (var trace : traces) {
            for (String line : Files.readAllLines(trace)) {
                if (line.contains("\"act\":\"hold\"")) held++;
                if (line.contains("\"act\":\"receive\"") && line.contains("\"DATA\"")) data++;
            }
        }
        assertTrue(held > 5 && data >= 25, held + " turns, " + data + " frames");
        assertEquals(held, svg.split("class='held'", -1).length - 1);
        assertEquals(data, svg.split("class='DATA'", -1).length - 1);
        var parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        assertEquals("svg", parser.parse(new InputSource(new StringReader(svg))).getDocumentElement().getTagName());
    }

    @Test
    @DisplayName("a ring of five in 80 columns: a holder in brackets, a frame on its way, the end told")
    void picture() throws IOException {
        var world = world();
        var screen = new RingScreen(LongStream.range(0, 5).boxed().toList(),
                LongStream.range(0, 5).mapToObj(this::trace).toList(), Duration.ofMillis(1));
        boolean held = false;
        boolean sent = false;
        while (!world.run(World.MILLI, world::allEnded)) {
            screen.read(world.now);
            var lines = screen.draw(world.now, 80, 22);
            assertEquals(22, lines.size());
            for (String line : lines) assertTrue(line.length() <= 80, line);
            String all = String.join("\n", lines);
            held |= all.matches("(?s).*\\[[0-4]].*");
            sent |= all.contains("<D>");
        }
        assertTrue(held && sent, "held: " + held + ", sent: " + sent);
        screen.read(world.now);
        String all = String.join("\n", screen.draw(world.now, 80, 22));
        assertTrue(all.contains("has ended: the run is over") && all.contains("x3x"), all);
        assertTrue(all.contains("3     gone              1     1"), all);
        screen.killed(0);
        assertTrue(String.join("\n", screen.draw(world.now, 80, 22)).contains("node 0 is dead"));
    }
}
