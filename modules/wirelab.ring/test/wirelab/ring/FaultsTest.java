package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wirelab.kit.Peer;

/// Faults with real processes.
@Tag("scripts")
class FaultsTest {
    @TempDir
    Path folder;

    @Test
    @DisplayName("20 processes, 5,000 messages, 1 % of laps lost, three die: holding, awaiting, forwarding; each once")
    void twenty() throws IOException {
        int nodes = 20;
        var random = new Random(3);
        // One more, inside this process, so that the run does not end before the last has been caught.
        try (var run = new RingRun(folder, nodes + 1, RingRun.QUICK + "form = 180s"); var catcher = new Catcher(run)) {
            for (int id = 0; id < nodes; id++) {
                var lines = new ArrayList<String>();
                for (int n = 0; n < 250; n++) lines.add((id + 1 + random.nextInt(nodes - 1)) % nodes + " " + id + "." + n);
                run.messages(id, lines);
            }
            for (int id = 0; id < nodes; id++) run.start(id, "--lose", "0.0005");
            run.talker(nodes);
            run.up();
            var hurt = List.of(4, 9, 14);
            for (int i = 0; i < 3; i++) {
                catcher.kill(hurt.get(i), Catcher.Moment.values()[i]);
                run.awaitDeath(hurt.get(i));
                run.start(hurt.get(i), "--lose", "0.0005");
            }
            run.ends();
            var printed = IntStream.range(0, nodes).mapToObj(run::printed).toList();
            random.setSeed(3);
            for (int id = 0; id < nodes; id++) {
                for (int n = 0; n < 250; n++) {
                    int to = (id + 1 + random.nextInt(nodes - 1)) % nodes;
                    long times = printed.get(to).getOrDefault(id + "> " + id + "." + n, 0L);
                    boolean reported = run.output(id).contains(": " + id + "." + n + "\n");
                    String what = id + "." + n + " to " + to + " is printed " + times + " times";
                    // A node that dies between its record and its output has delivered and printed nothing.
                    if (hurt.contains(to)) assertTrue(times == 1 || times == 0, what);
                    else assertTrue(times == 1 || times == 0 && reported, what);
                    if (!hurt.contains(to) && !hurt.contains(id)) assertEquals(1, times, what);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Catcher.Moment.class)
    @DisplayName("a node that gets SIGKILL while it holds, awaits or forwards is bypassed and comes back; each message once")
    void killed(Catcher.Moment moment) throws IOException {
        try (var run = new RingRun(folder, 4, RingRun.QUICK + "form = 60s"); var catcher = new Catcher(run)) {
            run.fill(4, 300);
            // It has so much to say that it is caught while it does.
            run.messages(2, RingRun.lines(3, 50_000));
            var talker = run.talker(0);
            for (int id = 1; id < 4; id++) run.start(id);
            run.up();
            catcher.kill(2, moment);
            run.awaitDeath(2);
            talker.misses(2);
            run.messages(2, RingRun.lines(3, 300));
            run.start(2);
            talker.reaches(2);
            run.ends();
            run.eachOnce(4, 300, List.of(2));
        }
    }

    @Test
    @DisplayName("a node that is stopped for five seconds is bypassed, and let in again when it goes on")
    void stopped() throws IOException {
        try (var run = new RingRun(folder, 4, "form = 60s")) {
            run.fill(4, 300);
            var talker = run.talker(0);
            for (int id = 1; id < 4; id++) run.start(id);
            run.up();
            talker.reaches(2);
            run.signal(2, "STOP");
            talker.misses(2);
            run.signal(2, "CONT");
            talker.reaches(2);
            run.ends();
            run.eachOnce(4, 300, List.of(2));
            assertEquals(1, run.printed(3).get("2> m299"), "what it had to say is said when it is back");
        }
    }

    @Test
    @DisplayName("node 0 dies by kill -9 and does not come back: its heir ends the run")
    void heir() throws IOException {
        try (var run = new RingRun(folder, 4, "form = 60s")) {
            run.fill(4, 300);
            run.start(0, "--die", "hold:20");
            for (int id = 1; id < 3; id++) run.start(id);
            var talker = run.talker(3);
            run.awaitDeath(0);
            talker.misses(0);
            talker.hush();
            run.end(1);
            run.end(2);
            talker.ends(Duration.ofMinutes(2));
            run.eachOnce(4, 300, List.of(0));
        }
    }

    @Test
    @DisplayName("a mixed ring of two nodes in Java and two in Python survives the death of one of each")
    void mixed() throws IOException {
        try (var run = new RingRun(folder, 4, RingRun.QUICK + "form = 60s\nkey = open sesame")) {
            run.fill(4, 100);
            var talker = run.talker(0);
            run.python(1);
            run.start(2, "--die", "await:5");
            run.python(3);
            run.up();
            run.awaitDeath(2);
            run.start(2);
            talker.reaches(2);
            run.signal(1, "KILL");
            run.awaitDeath(1);
            talker.misses(1);
            run.python(1);
            talker.reaches(1);
            run.ends();
            run.eachOnce(4, 100, List.of(1, 2));
        }
    }

    @Test
    @DisplayName("R46: a node that cannot write its record stops, with one line and status 1")
    void full() throws IOException {
        try (var run = new RingRun(folder, 2, "form = 60s"); var node = run.start(0, "--journal", "/dev/full")) {
            assertEquals(1, node.awaitExit());
            assertTrue(node.output().lines().filter(line -> line.startsWith("RingNode: ")).count() == 1, node.output());
        }
    }

    @Test
    @DisplayName("two nodes with one id: the older stops with status 1 when a newer one has taken its place")
    void twice() throws IOException {
        var other = folder.resolve("other");
        Files.createDirectory(other);
        try (var run = new RingRun(folder, 3, "form = 5s")) {
            var talker = run.talker(0);
            for (int id = 1; id < 3; id++) run.start(id);
            run.up();
            talker.reaches(2);
            // Without a record of its life before the other's incarnation is the time, in seconds.
            long second = System.currentTimeMillis() / 1000;
            RingRun.until("a second has passed", () -> System.currentTimeMillis() / 1000 > second);
            // The same id at another address; it knows the others.
            String config = Files.readString(folder.resolve("config.ini"));
            int section = config.indexOf("port = ", config.indexOf("[nodo2]"));
            Files.writeString(other.resolve("config.ini"), config.substring(0, section) + "port = " + Peer.freePort()
                    + "\n");
            try (var newer = Peer.script("RingNode", "--id", "2", "--id_dst", "0", "--config",
                    other.resolve("config.ini").toString())) {
                newer.awaitListening();
                run.awaitDeath(2);
                assertTrue(run.output(2).contains("RingNode: id 2 is"), run.output(2));
            }
        }
    }
}
