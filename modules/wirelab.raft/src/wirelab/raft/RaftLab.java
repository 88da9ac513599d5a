package wirelab.raft;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import wirelab.kit.Bytes;
import wirelab.simulation.SimulatedNetwork;

/// A group in one thread and virtual time: nodes called `nodo0`, `nodo1`, … with a [SmallTree], on a network and on disks as
/// hostile as wanted. The same seed gives the same run.
///
/// It watches over what must always hold (Figure 3 of the paper): one leader in each term; one entry committed at each
/// index, the same on all nodes.
public final class RaftLab {
    static final String NAME = "nodo";
    /// How long [#ask] waits, in virtual time.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final SimulatedNetwork net;
    final RaftOptions options;
    final Flaw flaw;
    private final List<LabNode> nodes = new ArrayList<>();
    private final List<LabClient> clients = new ArrayList<>();
    private final Map<LabClient, Integer> clientNumbers = new HashMap<>();
    final LabWatch watch;
    private final String[] typed = new String[1];
    private LabClient keyboard;
    private Duration force = Duration.ofMillis(2);
    private double diesAfterVote;
    private long numbers;
    private int clientsSoFar;

    RaftLab(long seed, int size, Members first, RaftOptions options, Flaw flaw, boolean draws) {
        net = new SimulatedNetwork(seed, SimulatedNetwork.BEFORE_WRAP);
        this.options = options;
        this.flaw = flaw;
        watch = new LabWatch(this, draws ? new RaftPicture(size) : null);
        for (int id = 0; id < size; id++) {
            nodes.add(new LabNode(this, id, first.contains(id) ? first : Members.of()));
        }
        for (var node : nodes) net.add(node);
    }

    /// {@return a group whose messages take 1 ms, and a force of the disk 2 ms}
    public static RaftLab of(int size) {
        return of(size, 1);
    }

    public static RaftLab of(int size, long seed) {
        return of(size, seed, Flaw.NONE);
    }

    public static RaftLab of(int size, long seed, Flaw flaw) {
        var voters = IntStream.range(0, size).boxed().toArray(Integer[]::new);
        return new RaftLab(seed, size, Members.of(voters), RaftOptions.DEFAULTS, flaw, true);
    }

    static String name(int id) {
        return NAME + id;
    }

    static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(UTF_8));
    }

    // What one can do.

    /// Lets virtual time pass.
    public RaftLab run(Duration time) {
        net.run(time);
        return this;
    }

    /// Lets time pass until a node leads and has committed something, at most 10 s.
    ///
    /// @return who
    public int elect() {
        net.until("somebody leads", PATIENCE, () -> leader() != RaftAnswer.NOBODY);
        return leader();
    }

    /// {@return the leader of the latest term that has committed an entry of its own; else [RaftAnswer#NOBODY]}
    public int leader() {
        var leading = nodes.stream().filter(node -> node.isUp() && node.raft().role() == RaftMachine.Role.LEADER
                && node.raft().log.term(node.raft().commit()) == node.raft().term())
                .max((a, b) -> Long.compare(a.raft().term(), b.raft().term()));
        return leading.isPresent() ? leading.get().id : RaftAnswer.NOBODY;
    }

    /// Does a command as a client, and lets time pass until it is answered.
    ///
    /// @return the answer, or that there was none within 4 s
    public String ask(String command) {
        if (keyboard == null) {
            keyboard = client("keyboard", () -> {
                String next = typed[0];
                typed[0] = null;
                return next;
            });
        }
        int before = keyboard.done.size();
        typed[0] = command;
        net.until("an answer", PATIENCE, () -> keyboard.done.size() > before);
        var done = keyboard.done.getLast();
        return done.isOpen() ? "no answer: it may be done or not" : done.result();
    }

    LabClient client(String name, Supplier<String> commands) {
        var client = new LabClient(this, name, commands);
        clients.add(client);
        anotherClient(client);
        return net.add(client);
    }

    /// Takes a node's power away.
    public RaftLab crash(int id) {
        nodes.get(id).die();
        return this;
    }

    public RaftLab restart(int id) {
        if (!nodes.get(id).isUp()) nodes.get(id).restart();
        return this;
    }

    /// Nothing more gets from one to the other, or back.
    public RaftLab cut(int one, int other) {
        net.cut(name(one), name(other));
        return this;
    }

    public RaftLab cutOneWay(int from, int to) {
        net.cutOneWay(name(from), name(to));
        return this;
    }

    /// Cuts a node from all other nodes, not from clients.
    public RaftLab isolate(int id) {
        for (var node : nodes) if (node.id != id) cut(id, node.id);
        return this;
    }

    public RaftLab heal() {
        net.heal();
        return this;
    }

    public RaftLab weather(SimulatedNetwork.Weather weather) {
        net.weather(weather);
        return this;
    }

    /// Hands the leadership over.
    public RaftLab transfer(int to) {
        return administer((node, machine) -> machine.transfer(node.clock(), Leadership.NO_TICKET, to));
    }

    /// Wants other members.
    public RaftLab change(Members wanted) {
        return administer((node, machine) -> machine.change(node.clock(), Leadership.NO_TICKET, wanted));
    }

    private RaftLab administer(BiConsumer<LabNode, RaftMachine> what) {
        int id = leader();
        if (id != RaftAnswer.NOBODY) nodes.get(id).administer(machine -> what.accept(nodes.get(id), machine));
        return this;
    }

    public Duration elapsed() {
        return net.elapsed();
    }

    // What one can see.

    public int size() {
        return nodes.size();
    }

    /// {@return what one node knows, or that it is down}
    public String node(int id) {
        return nodes.get(id) + (nodes.get(id).isUp() ? ", tree " + nodes.get(id).tree : "");
    }

    /// {@return the log of each node, entry by entry, as its term; `|` is how far it is committed, `..` a snapshot}
    public String logs() {
        var out = new StringBuilder();
        for (var node : nodes) {
            out.append(node.name()).append("  ");
            if (!node.isUp()) {
                out.append("down\n");
                continue;
            }
            var machine = node.raft();
            out.append(machine.log.base() > 0 ? ".. " : "");
            if (machine.commit() == machine.log.base()) out.append("| ");
            for (var entry : machine.entries()) {
                out.append(entry.term()).append(entry.index() == machine.commit() ? " | " : " ");
            }
            out.append(machine.role() == RaftMachine.Role.LEADER ? " leads" : "").append('\n');
        }
        return out.toString();
    }

    /// {@return the last messages, elections and entries in words, one a line}
    public String story(int lines) {
        return watch.picture().story(lines);
    }

    /// {@return the run as a picture: who leads when, messages as slopes}
    public String svg() {
        return watch.picture().svg(net.elapsed());
    }

    public void draw(Path file) throws IOException {
        Files.writeString(file, svg());
    }

    List<LabNode> nodes() {
        return nodes;
    }

    List<LabClient> clients() {
        return clients;
    }

    /// {@return what all clients did}
    public List<Operation> history() {
        var history = new ArrayList<Operation>();
        for (var client : clients) {
            history.addAll(client.done);
            if (client.open != null) history.add(client.open);
        }
        return history;
    }

    // How hostile it is.

    void force(Duration time) {
        force = time;
    }

    Duration forceTime() {
        return Duration.ofNanos(1 + net.random().nextLong(2 * force.toNanos()));
    }

    /// Lets a node die with this chance when its vote for another one is on the disk, and start again at once.
    void dieAfterVote(double chance) {
        diesAfterVote = chance;
    }

    /// Lets a leader die with this chance a moment after its election, and start again.
    void dieYoung(double chance) {
        watch.dieYoung(chance);
    }

    long pause() {
        return Duration.ofMillis(60).toNanos();
    }

    // What nodes and clients tell.

    long nextNumber() {
        return ++numbers;
    }

    int clientNumber(LabClient client) {
        return clientNumbers.get(client);
    }

    void anotherClient(LabClient client) {
        clientNumbers.put(client, clientsSoFar++);
    }

    void wrote(LabNode node, List<RaftAction> batch) {
        boolean voted = batch.stream().anyMatch(action -> action instanceof RaftAction.Store store && store.ballot() != null
                && store.ballot().vote() != RaftAnswer.NOBODY && store.ballot().vote() != node.id);
        if (!voted || diesAfterVote == 0 || net.random().nextDouble() >= diesAfterVote) return;
        net.after(Duration.ofMillis(1), () -> {
            node.die();
            net.after(Duration.ofMillis(1), () -> restart(node.id));
        });
    }

    @Override
    public String toString() {
        var out = new StringBuilder("group of ").append(size()).append(", after ").append(net.elapsed().toMillis())
                .append(" ms");
        for (var node : nodes) out.append("\n  ").append(node);
        return out.toString();
    }
}
