package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The code is the model: what nodes did is replayed in it.
@Tag("interop")
@Tag("once")
class ReplayTest {
    private static final int RUNS = 50;

    @TempDir
    Path folder;

    @BeforeAll
    static void spin() {
        Spin.require();
    }

    /// A run of three nodes, each with a message for the next but one, as events of the model.
    private static List<String> record(long seed) {
        var random = new Random(seed);
        var world = new World(3, seed, Timing.DEFAULTS);
        var events = new ArrayList<String>();
        world.recorder = (site, step) -> {
            String event = event(step);
            if (event != null) events.add(site.id + ", " + event);
        };
        world.loss = passage -> SchedulesTest.isOnLap(passage) && random.nextInt(40) < seed % 4;
        for (var site : world.sites) {
            site.messages.add(new Outgoing(0, (site.id + 2) % 3, 0, "m".getBytes()));
            world.at(world.now, site::start);
        }
        assertTrue(world.run(200_000 * World.MILLI, world::allEnded), "seed " + seed);
        // The machine says "won" and "holds" where the model has one event.
        for (int i = 0; i + 1 < events.size(); i++) if (events.get(i).contains("E_WIN")) events.remove(i + 1);
        return events;
    }

    private static String event(Step step) {
        var mark = step.signal() == null ? step.mark() : step.signal().mark();
        String what = switch (step.act()) {
            case "hold" -> "E_HOLD";
            case "win" -> "E_WIN";
            case "deliver" -> "E_DELIVER";
            case "settle" -> "E_BACK";
            case "over" -> "E_OVER";
            case "send" -> switch (step.signal().kind()) {
                case TOKEN -> "E_TOKEN";
                case DATA -> "E_DATA";
                case FINISH -> "E_FINISH";
                case CLAIM -> "E_CLAIM";
                default -> null;
            };
            default -> null;
        };
        if (what == null) return null;
        long last = what.equals("E_BACK") ? (step.note().equals("ACKNOWLEDGED") ? 1 : 0)
                : what.equals("E_CLAIM") ? step.signal().sequence() : mark.copy();
        return what + ", " + (mark.round() * 3 + mark.maker()) + ", " + mark.turn() + ", " + last;
    }

    /// All runs are branches of one process, so that there is one verifier; which of them it takes, the environment says.
    private static String process(List<List<String>> runs) {
        var process = new StringBuilder("""
                c_decl { int recorded; }
                proctype Trace() {
                  c_code { recorded = atoi(getenv("RUN")); };
                  if
                """);
        for (int i = 0; i < runs.size(); i++) {
            process.append("  :: c_expr { recorded == ").append(i).append(" } ->\n");
            for (String event : runs.get(i)) process.append("    ev?").append(event).append(";\n");
            process.append("    assert(false)\n");
        }
        return process.append("  fi\n}\n").toString();
    }

    /// Whether the model comes to the end of a run.
    private boolean isAllowed(Path verifier, int run) throws IOException, InterruptedException {
        var place = Files.createDirectory(folder.resolve("run" + run));
        var result = Spin.search(place, verifier, List.of("-E", "-w18"), Map.of("RUN", Integer.toString(run)));
        if (result.errors() > 0) assertTrue(result.output().contains("assertion violated 0"), result.output());
        return result.errors() == 1;
    }

    @Test
    @DisplayName("50 recorded runs of three nodes, most with frames lost, are allowed by the model; altered ones are not")
    void replayed() throws Exception {
        var runs = new ArrayList<List<String>>();
        for (long seed = 0; seed < RUNS; seed++) runs.add(record(seed));
        for (int seed = 0; seed < RUNS; seed += 10) {
            var events = runs.get(seed);
            int which = new Random(seed).nextInt(events.size());
            var altered = new ArrayList<>(events);
            // Another turn, or an event left out.
            if (seed % 20 == 0) altered.set(which, altered.get(which).replaceFirst(", (\\d+), (\\d+)$", ", 9$1, $2"));
            else altered.removeIf(event -> event.equals(events.get(events.size() - 4)));
            runs.add(altered);
        }
        Spin.copyModels(folder);
        Files.writeString(folder.resolve("trace.pml"), process(runs));
        var verifier = Spin.compile(folder, "replay", "-O0", false);
        for (int run = 0; run < runs.size(); run++) {
            int at = run;
            assertEquals(run < RUNS, isAllowed(verifier, run), () -> (at < RUNS ? "run " : "altered run ") + at + ":\n"
                    + String.join("\n", runs.get(at)));
        }
        long repeated = runs.subList(0, RUNS).stream()
                .filter(events -> events.stream().anyMatch(event -> event.matches(".*E_DATA.*, [2-9]"))).count();
        assertTrue(repeated > 5, repeated + " runs had a frame repeated");
    }
}
