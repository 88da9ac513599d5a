package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RingMachineTest {
    private static final Pattern ARROW = Pattern.compile(" {8}\\|.*(CLAIM|TOKEN|DATA|FINISH) ([\\d./]+)(, with A)?.*");

    @Test
    @DisplayName("five nodes come up, say what they have to say, and end by themselves with status 0")
    void quiet() {
        var world = new World(5, 1, Timing.DEFAULTS);
        for (var site : world.sites) {
            for (int n = 0; n < 3; n++) site.messages.add(new Outgoing(n, (site.id + n + 1) % 5, 0, ("m" + n).getBytes()));
        }
        world.start();
        boolean ended = world.run(120_000 * World.MILLI, world::allEnded);
        assertTrue(ended);
        for (var site : world.sites) {
            assertEquals(0, site.status);
            assertEquals(3, site.printed.size());
        }
    }

    @Test
    @DisplayName("the run in Appendix A of the specification is what two nodes do")
    void example() throws IOException {
        var told = new ArrayList<String>();
        for (String line : Specification.text().lines().toList()) {
            var arrow = ARROW.matcher(line);
            if (!arrow.matches()) continue;
            String who = line.contains("  <-") ? "1 " : "0 ";
            told.add(who + arrow.group(1) + (arrow.group(3) == null ? " " : "+A ") + arrow.group(2));
        }
        var world = new World(2, 1, Timing.DEFAULTS);
        world.hop = 2 * World.MILLI;
        world.sites.get(1).messages.add(new Outgoing(1, 0, 0, "hi".getBytes()));
        var done = new ArrayList<String>();
        world.loss = passage -> {
            var signal = passage.signal();
            if (SchedulesTest.isOnLap(passage)) {
                done.add(passage.sender().id + " " + signal.kind() + (signal.acknowledged() ? "+A " : " ") + signal.mark());
            }
            return false;
        };
        for (var site : world.sites) world.at(world.now, site::start);
        assertTrue(world.run(60_000 * World.MILLI, world::allEnded), "it ends");
        assertEquals(told, done);
        assertEquals(List.of("1> hi"), world.sites.getFirst().printed);
    }
}
