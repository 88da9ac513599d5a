package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import wirelab.hosts.Namespace;
import wirelab.kit.Host;
import wirelab.kit.Peer;

/// A ring of real processes.
final class RingRun implements AutoCloseable {
    /// How long a run may take; two cores and twenty virtual machines.
    private static final Duration LIMIT = Duration.ofMinutes(4);

    /// What is lost is noticed sooner than by default: a lap here takes milliseconds, some tens where the machine is busy.
    static final String QUICK = "alive = 200ms\ndead = 2s\nlap = 500ms\nlost = 4s\n";

    private final Path folder;
    private final int nodes;
    private final Path config;
    private final Map<Integer, List<Peer>> peers = new TreeMap<>();
    private Talker talker;
    private int talks = -1;

    RingRun(Path folder, int nodes, String ring) throws IOException {
        this(folder, ring, Collections.nCopies(nodes, "127.0.0.1"));
    }

    /// A ring of nodes with these addresses.
    RingRun(Path folder, String ring, List<String> hosts) throws IOException {
        this.folder = folder;
        nodes = hosts.size();
        config = folder.resolve("config.ini");
        var text = new StringBuilder("[ring]\n" + ring + "\n");
        var ports = new HashSet<Integer>();
        for (int id = 0; id < nodes; id++) {
            int port;
            do port = Peer.freePort();
            while (!ports.add(port));
            text.append("[nodo").append(id).append("]\nhost = ").append(hosts.get(id)).append("\nport = ").append(port)
                    .append('\n');
        }
        Files.writeString(config, text);
    }

    /// Waits for something that must come, however slow the machine is.
    static void until(String what, Callable<Boolean> holds) {
        long end = System.nanoTime() + LIMIT.toNanos();
        try {
            while (!holds.call()) {
                if (System.nanoTime() - end > 0) fail("not within " + LIMIT.toSeconds() + " s: " + what);
                LockSupport.parkNanos(2_000_000);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            fail(what, e);
        }
    }

    /// Messages of a node: `to text`.
    void messages(int id, List<String> lines) throws IOException {
        Files.write(folder.resolve("messages" + id), lines);
    }

    static List<String> lines(int to, int each) {
        return IntStream.range(0, each).mapToObj(n -> to + " m" + n).toList();
    }

    /// So many messages of each of the first nodes for the next of them, numbered.
    void fill(int of, int each) throws IOException {
        for (int id = 0; id < of; id++) messages(id, lines((id + 1) % of, each));
    }

    /// What [#fill(int, int)] has given them was printed once; of nodes that were hurt and what is for them, at most once.
    void eachOnce(int of, int each, List<Integer> hurt) {
        for (int id = 0; id < of; id++) {
            int to = (id + 1) % of;
            var printed = printed(to);
            for (int n = 0; n < each; n++) {
                long times = printed.getOrDefault(id + "> m" + n, 0L);
                String what = "message " + n + " of " + id + " is printed " + times + " times";
                if (hurt.contains(to) || hurt.contains(id)) assertTrue(times <= 1, what);
                else assertEquals(1, times, what);
            }
        }
    }

    int port(int id) throws IOException {
        return RingConfig.read(config).address(id).getPort();
    }

    private List<String> arguments(int id, String... more) {
        var arguments = new ArrayList<>(List.of("--id", "" + id, "--id_dst", "" + next(id), "--config",
                config.toString()));
        var messages = folder.resolve("messages" + id);
        if (Files.exists(messages)) arguments.addAll(List.of("--messages", messages.toString()));
        arguments.addAll(List.of(more));
        return arguments;
    }

    Peer start(int id, String... more) throws IOException {
        return add(id, Peer.script("RingNode", traced(id, more)));
    }

    /// The same on another host of this machine.
    void start(int id, Namespace place) throws IOException {
        add(id, Peer.start(place.command(Peer.command(List.of(), "RingNode", traced(id)))));
    }

    private String[] traced(int id, String... more) {
        var arguments = arguments(id, more);
        arguments.addAll(List.of("--trace", trace(id).toString()));
        return arguments.toArray(String[]::new);
    }

    private Peer add(int id, Peer peer) {
        peers.computeIfAbsent(id, _ -> new ArrayList<>()).add(peer);
        return peer;
    }

    /// Waits until all that was started listens.
    void up() {
        for (int id : peers.keySet()) {
            var peer = peers.get(id).getLast();
            until("node " + id + " listens", () -> {
                boolean alive = peer.process().isAlive();
                if (peer.output().contains("listening on ")) return true;
                assertTrue(alive, () -> "node " + id + " has ended:\n" + peer.output());
                return false;
            });
        }
    }

    /// A node inside this process, which keeps the run from ending until it is hushed.
    Talker talker(int id) throws IOException {
        return talker(id, Host.HERE);
    }

    Talker talker(int id, Host host) throws IOException {
        var messages = folder.resolve("messages" + id);
        talker = new Talker(host, RingConfig.read(config), id, next(id),
                Files.exists(messages) ? MessageFile.read(messages) : List.of(), folder);
        talks = id;
        return talker;
    }

    int next(int id) {
        return (id + 1) % nodes;
    }

    Peer python(int id) throws IOException {
        var command = new ArrayList<>(List.of(Peer.require("python3", "python3"),
                "modules/wirelab.ring/test/python/node.py"));
        command.addAll(arguments(id, "--journal", folder.resolve("ring-" + id + ".python").toString()));
        return add(id, Peer.start(command.toArray(String[]::new)));
    }

    Path trace(int id) {
        return folder.resolve("trace" + id);
    }

    /// All that runs ends with status 0, and no property is broken.
    void ends() throws IOException {
        allEnd();
        var result = check();
        assertNull(result.problem());
        System.out.println(nodes + " nodes: " + result.summary());
    }

    void allEnd() {
        if (talker != null) {
            talker.hush();
            talker.ends(LIMIT);
        }
        for (int id : peers.keySet()) end(id);
    }

    TraceCheck.Result check() throws IOException {
        var traces = new ArrayList<Path>();
        for (int id = 0; id < nodes; id++) if (Files.exists(trace(id))) traces.add(trace(id));
        return TraceCheck.check(traces);
    }

    private static void awaitEnd(Peer peer, long end) {
        try {
            assertTrue(peer.process().waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS), peer::output);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// How often a node has printed each line, in all its lives.
    Map<String, Long> printed(int id) {
        var lines = id == talks ? talker.printed.stream() : output(id).lines();
        return lines.collect(Collectors.groupingBy(line -> line, Collectors.counting()));
    }

    String output(int id) {
        return peers.get(id).stream().map(Peer::output).collect(Collectors.joining());
    }

    long pid(int id) {
        return peers.get(id).getLast().pid();
    }

    void signal(int id, String signal) throws IOException {
        try (var kill = Peer.start("kill", "-" + signal, Long.toString(pid(id)))) {
            assertEquals(0, kill.awaitExit());
        }
    }

    /// A node ends with status 0.
    void end(int id) {
        var last = peers.get(id).getLast();
        awaitEnd(last, System.nanoTime() + LIMIT.toNanos());
        assertEquals(0, last.awaitExit(), last::output);
    }

    void awaitDeath(int id) {
        awaitEnd(peers.get(id).getLast(), System.nanoTime() + LIMIT.toNanos());
        assertTrue(peers.get(id).getLast().awaitExit() != 0);
    }

    @Override
    public void close() {
        if (talker != null) talker.close();
        peers.values().forEach(lives -> lives.forEach(Peer::close));
    }
}
