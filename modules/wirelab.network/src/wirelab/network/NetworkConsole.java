package wirelab.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import wirelab.kit.Text;
import wirelab.kit.UsageException;

/// What a person types at a network, and what the network answers: `help` shows all commands.
///
/// Commands that have an outcome wait for it, so that a file of commands does the same as somebody who types them.
public final class NetworkConsole {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration CONVERGENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN = Duration.ofMillis(20);
    private static final int MOST_CIRCUITS = 1_000;
    private static final int MOST_FLOOD = 1_000;

    /// One command.
    private record Command(String arguments, String help, int least, int most, Action action) {
        interface Action {
            void run(String[] words) throws IOException;
        }
    }

    /// A circuit that was opened here, by the number that the console gave it.
    private record Call(String node, int circuit, String peer) {}

    private final Fabric network;
    private final Consumer<String> out;
    private final Map<String, Command> commands = new LinkedHashMap<>();
    private final List<Call> calls = new ArrayList<>();
    private boolean ended;

    /// A console of a network.
    public NetworkConsole(Fabric network, Consumer<String> out) {
        this.network = network;
        this.out = out;
        add("send", "FROM TO TEXT", "a datagram, and what becomes of it", 3, 99, this::send);
        add("flood", "FROM TO COUNT", "so many datagrams, one every 20 ms, without waiting", 3, 3, this::flood);
        add("open", "FROM TO", "a circuit; it gets a number", 2, 2, this::open);
        add("say", "NUMBER TEXT", "through a circuit", 2, 99, this::say);
        add("close", "NUMBER", "tear a circuit down", 1, 1, this::close);
        add("kill", "NODE", "it forgets everything and is silent", 1, 1, this::kill);
        add("revive", "NODE", "start it anew", 1, 1, this::revive);
        add("cut", "A B", "cut the link between two nodes", 2, 2, words -> change(() -> network.cut(words[1], words[2])));
        add("mend", "A B", "mend it", 2, 2, words -> change(() -> network.mend(words[1], words[2])));
        add("refuse", "NODE", "let it take no more calls", 1, 1, words -> change(() -> network.accepting(words[1], false)));
        add("accept", "NODE", "let it take calls", 1, 1, words -> change(() -> network.accepting(words[1], true)));
        add("tables", "[NODE]", "routes and circuits of a node, or the routes of all", 0, 1, this::tables);
        add("route", "FROM TO", "the way that a datagram would take now", 2, 2, this::route);
        add("links", "", "all links", 0, 0, _ -> links());
        add("draw", "FILE.svg [FROM TO]", "a picture, with a way in it", 1, 3, this::draw);
        add("wait", "[TIME]", "until the tables are right, or for a time", 0, 1, this::waitFor);
        add("help", "", "this", 0, 0, _ -> help());
        add("quit", "", "end", 0, 0, _ -> ended = true);
    }

    private void add(String name, String arguments, String help, int least, int most, Command.Action action) {
        commands.put(name, new Command(arguments, help, least, most, action));
    }

    /// Does what one line says; a mistake in it costs one line of explanation.
    ///
    /// @param line what was typed; nothing, or a comment behind `#`, does nothing
    /// @return whether to go on
    /// @throws IOException when a drawing cannot be written
    public boolean run(String line) throws IOException {
        String[] words = line.strip().split("\\s+");
        if (words[0].isEmpty() || words[0].startsWith("#")) return true;
        try {
            var command = commands.get(words[0].toLowerCase(Locale.ROOT));
            if (command == null) throw new UsageException("'" + words[0] + "' is no command"
                    + Text.nearest(words[0], commands.keySet())
                    .map(near -> "; did you mean " + near + "?").orElse("; help shows them"));
            if (words.length - 1 < command.least || words.length - 1 > command.most) {
                throw new UsageException("write: " + words[0] + " " + command.arguments);
            }
            command.action.run(words);
        } catch (UsageException e) {
            out.accept("? " + e.getMessage());
        }
        return !ended;
    }

    private void send(String[] words) {
        byte[] payload = text(words, 3);
        long mark = network.mark();
        long id = network.send(words[1], words[2], payload);
        var outcome = network.await(mark, happening -> switch (happening.what()) {
            case Action.Delivered(var datagram) -> datagram.source().equals(words[1]) && datagram.id() == id;
            case Action.Reported(var report) -> happening.node().equals(words[1]) && report.id() == id;
            default -> false;
        }, PATIENCE);
        if (outcome == null) out.accept("nothing is known of datagram #" + id + ": it was lost, and nobody tells");
    }

    /// What becomes of the datagrams is told as it happens; of those that are lost nothing is.
    private void flood(String[] words) {
        int count = words[3].matches("[0-9]{1,4}") ? Integer.parseInt(words[3]) : 0;
        if (count < 1 || count > MOST_FLOOD) throw new UsageException("COUNT is a number from 1 to " + MOST_FLOOD);
        for (int i = 1; i <= count; i++) {
            network.send(words[1], words[2], ("flood " + i).getBytes(StandardCharsets.UTF_8));
            network.pass(BETWEEN);
        }
        out.accept("sent " + count);
    }

    private void open(String[] words) {
        if (calls.size() >= MOST_CIRCUITS) throw new UsageException("no more than " + MOST_CIRCUITS
                + " circuits from one console");
        long mark = network.mark();
        int circuit = network.open(words[1], words[2]);
        var answer = network.await(mark, happening -> happening.node().equals(words[1]) && switch (happening.what()) {
            case Action.Opened opened -> opened.circuit() == circuit;
            case Action.Closed closed -> closed.circuit() == circuit;
            default -> false;
        }, PATIENCE);
        if (answer == null || answer.what() instanceof Action.Closed) {
            out.accept("no circuit");
            return;
        }
        calls.add(new Call(words[1], circuit, words[2]));
        out.accept("circuit number " + calls.size() + " of this console: say " + calls.size() + " TEXT");
    }

    private void say(String[] words) {
        var call = call(words[1]);
        long mark = network.mark();
        network.say(call.node, call.circuit, text(words, 2));
        var outcome = network.await(mark, happening -> happening.node().equals(call.peer)
                && happening.what() instanceof Action.Received
                || happening.node().equals(call.node) && happening.what() instanceof Action.Closed, PATIENCE);
        if (outcome == null) out.accept("nothing is known of the packet yet");
    }

    private void close(String[] words) {
        var call = call(words[1]);
        long mark = network.mark();
        network.hangUp(call.node, call.circuit);
        network.await(mark, happening -> happening.node().equals(call.peer)
                && happening.what() instanceof Action.Closed, PATIENCE);
    }

    private Call call(String number) {
        try {
            return calls.get(Integer.parseInt(number) - 1);
        } catch (NumberFormatException | IndexOutOfBoundsException _) {
            throw new UsageException("there is no circuit number " + number + "; open gives numbers");
        }
    }

    private void kill(String[] words) {
        change(() -> network.kill(words[1]));
    }

    private void revive(String[] words) {
        change(() -> network.revive(words[1]));
    }

    private void change(Runnable change) {
        change.run();
        out.accept("done");
    }

    private void tables(String[] words) {
        if (words.length == 1) {
            for (String node : network.topology().nodes()) routes(node);
            return;
        }
        routes(words[1]);
        if (!network.isAlive(words[1])) return;
        network.circuits(words[1]).forEach(entry -> out.accept("  circuit  " + entry.text()));
        network.counters(words[1]).snapshot().forEach((name, count) -> out.accept("  counted  " + name + ": " + count));
    }

    private void routes(String node) {
        if (!network.isAlive(node)) {
            out.accept(node + " is dead");
            return;
        }
        var table = new TextTable();
        table.row(node + ": to", "metric", "over");
        for (var route : network.routes(node)) {
            boolean reachable = route.metric() < network.options().infinity();
            String metric = reachable ? "" + route.metric() : "infinity";
            table.row("  " + route.destination(), metric, reachable ? route.nextHop() : "-");
        }
        table.text().lines().forEach(out);
    }

    private void route(String[] words) {
        var path = network.path(words[1], words[2]);
        boolean whole = path.getLast().equals(words[2]);
        out.accept(String.join(" - ", path) + (whole ? "" : ", and no further"));
    }

    private void links() {
        var table = new TextTable();
        for (var link : network.topology().links()) {
            table.row(link.a() + " - " + link.b(), "cost " + link.cost(), "delay " + Text.duration(link.delay()),
                    "MTU " + link.mtu(), network.isWhole(link) ? "" : "cut");
        }
        table.text().lines().forEach(out);
    }

    private void draw(String[] words) throws IOException {
        if (words.length == 3) throw new UsageException("write: draw FILE.svg FROM TO");
        List<String> way = words.length == 4 ? network.path(words[2], words[3]) : List.of();
        Drawing.write(network, network.options().routing().words(), way, Path.of(words[1]));
        out.accept("drawn into " + words[1]);
    }

    private void waitFor(String[] words) {
        if (words.length == 2) {
            network.pass(Text.parseDuration(words[1]));
            return;
        }
        long began = network.now();
        boolean converged = network.awaitConverged(CONVERGENCE);
        out.accept(converged ? "all tables are right, after " + Text.duration(Duration.ofNanos(network.now() - began))
                : "the tables are not right after " + Text.duration(CONVERGENCE));
    }

    private void help() {
        var table = new TextTable();
        commands.forEach((name, command) -> table.row(name + " " + command.arguments, command.help));
        table.text().lines().forEach(out);
    }

    private static byte[] text(String[] words, int from) {
        return String.join(" ", List.of(words).subList(from, words.length)).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "console of a " + network;
    }
}
