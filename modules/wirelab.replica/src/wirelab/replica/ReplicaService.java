package wirelab.replica;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import wirelab.folder.EditWatch;
import wirelab.folder.FolderEdit;
import wirelab.folder.FolderKeeper;
import wirelab.folder.FolderTree;
import wirelab.kit.Address;
import wirelab.kit.Connection;
import wirelab.kit.Driver;
import wirelab.kit.Failure;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;
import wirelab.kit.TcpServer;
import wirelab.kit.Text;
import wirelab.raft.RaftAction;
import wirelab.raft.RaftMachine;
import wirelab.raft.RaftMessage;

/// A node of a group that keeps a folder and all its content equal on several machines.
///
/// What belongs together: a [RaftMachine] agrees with those of the other nodes on one log; [LogWriter] brings the log to the
/// disk; [TreeState] is the tree that the log makes; [Applier] brings the folder to that tree; [PeerLink] carries what the
/// machines say, [PeerContents] contents; [Desk] answers clients.
public final class ReplicaService implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ReplicaService.class.getName());
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration WHOLE = Duration.ofDays(3650);

    final int id;
    final ReplicaConfig config;
    private final ReplicaOptions options;
    final FolderKeeper keeper;
    final Contents contents;
    final TreeState state;
    final RaftMachine machine;
    final Driver<RaftAction> driver;
    final LogWriter log;
    final Map<Integer, PeerLink> links = new TreeMap<>();
    final Map<Integer, PeerContents> peers = new TreeMap<>();
    final Spreader spreader;
    final Applier applier;
    private final Desk desk;
    private final TcpServer server;
    private EditWatch watch;
    final Entropy entropy = new Entropy(this);
    private final Housekeeping housekeeping;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean closed;
    private volatile Set<Integer> cut = Set.of();
    private volatile String why = "";

    private ReplicaService(Host host, ReplicaConfig config, int id, Path folder, ReplicaOptions options, FolderKeeper keeper)
            throws IOException {
        this.id = id;
        this.config = config;
        this.options = options;
        var bind = config.address(id);
        String name = ReplicaConfig.name(id);
        this.keeper = keeper;
        contents = new Contents(keeper.contents(), new ContentPiece.Rate(options.limit()));
        state = new TreeState(contents);
        var store = LogWriter.open(folder, config, id, options.forceNewGroup());
        machine = new RaftMachine(System.nanoTime(), id, options.raft(), store.recovered(), state, Secrets.RANDOM);
        driver = new Driver<>(name, machine, this::perform);
        for (int other : config.nodes().keySet()) {
            if (other == id) continue;
            links.put(other, new PeerLink(host, config, id, other));
            peers.put(other, new PeerContents(host, config, id, other, contents));
        }
        spreader = new Spreader(id, contents, peers, () -> driver.ask(machine::members), () -> driver.ask(machine::leader));
        log = new LogWriter(name, store, contents, spreader, () -> driver.ask(machine::commit),
                number -> driver.enter(now -> machine.stored(now, number)));
        desk = new Desk(machine, driver, state, spreader, new Copies(this), new Words(this), options.answer());
        long known = machine.lastIndex();
        applier = new Applier(name, keeper, contents, () -> driver.ask(() -> agreed(known)), spreader, this::ends);
        var server = TcpServer.Options.DEFAULTS.withBind(bind).withParty(PeerLink.PARTY)
                .withMaxConnections(options.clients() + 4 * config.nodes().size()).withTimeouts(IDLE, WHOLE)
                .withDrain(Duration.ZERO);
        this.server = TcpServer.start(host, server, this::serve);
        housekeeping = new Housekeeping(this, options.entropy());
    }

    /// Of what was on the disk, nobody knows at first how much was agreed on: the folder is not to go back meanwhile.
    private Applier.Agreed agreed(long known) {
        boolean isKnown = machine.commit() >= Math.min(known, machine.lastIndex());
        return isKnown ? new Applier.Agreed(machine.commit(), state.tree()) : null;
    }

    /// Starts a node; it has been found when this returns, and belongs to the group as soon as a majority is there.
    ///
    /// @param id which of the configuration's nodes
    /// @param folder what is kept equal; it becomes as the group has it
    /// @throws IOException when its port is taken, or the folder cannot be kept
    public static ReplicaService start(Host host, ReplicaConfig config, int id, Path folder, ReplicaOptions options)
            throws IOException {
        var keeper = FolderKeeper.open(folder, options.keeper());
        ReplicaService node;
        try {
            node = new ReplicaService(host, config, id, folder, options, keeper);
        } catch (IOException | RuntimeException e) {
            keeper.close();
            throw e;
        }
        node.log.start();
        node.links.values().forEach(PeerLink::start);
        node.peers.values().forEach(PeerContents::start);
        node.driver.start();
        node.applier.start();
        node.housekeeping.start();
        node.watch = EditWatch.start(node.keeper, options.watch(), new Edits(node, node.desk));
        return node;
    }

    /// Does what the machine wants done; nothing here waits.
    private void perform(RaftAction action) {
        switch (action) {
            case RaftAction.Send it -> {
                var link = links.get(it.to());
                if (link != null) link.send(Entropy.announced(it.message()));
            }
            case RaftAction.Store it -> log.add(contents.foresee(it, applier.brought()));
            case RaftAction.Keep _ -> log.add(action);
            case RaftAction.Answer it -> desk.answered(it);
            case RaftAction.Applied _, RaftAction.Restored _ -> applier.changed();
            case RaftAction.Became it ->
                    LOG.log(Level.DEBUG, "{0} is {1} in term {2}", ReplicaConfig.name(id), it.role(), it.term());
        }
    }

    // Whoever connects.

    private void serve(Connection connection) throws IOException {
        var known = Handshake.accept(config, connection, id);
        if (known.purpose().equals(Handshake.FOR_RAFT)) links.get((int) known.node()).retry();
        var treeDesk = new TreeDesk(state, entropy::saved, known.pdus(), id);
        var rate = known.purpose().equals(Handshake.FOR_CLIENTS) ? ContentPiece.Rate.FREE : contents.rate();
        try (var contentDesk = new ContentDesk(contents, known.pdus(), id, rate)) {
            for (Pdu pdu; (pdu = known.pdus().read()) != null; ) {
                if (cut.contains((int) known.node())) throw new IOException("the cable is cut");
                boolean done = switch (known.purpose()) {
                    case Handshake.FOR_RAFT -> raft(known, pdu);
                    case Handshake.FOR_CLIENTS -> contentDesk.handle(pdu) || asked(known.pdus(), pdu);
                    default -> contentDesk.handle(pdu) || treeDesk.handle(pdu);
                };
                if (!done) throw new ProtocolViolation("action", 4, Pdu.name(pdu.action()) + " is not for here");
            }
        }
    }

    private boolean raft(Handshake.Known known, Pdu pdu) throws IOException {
        if (pdu.action() == Pdu.PING) {
            known.pdus().write(Pdu.of(id, Pdu.PONG, entropy.pong()));
        } else if (pdu.action() == Pdu.RAFT) {
            var message = RaftMessage.decode(pdu.data().array());
            driver.enter(now -> machine.received(now, (int) known.node(), message));
            if (message instanceof RaftMessage.Install it && it.piece().length() == 0) entropy.install((int) known.node(), it);
        } else {
            return false;
        }
        return true;
    }

    private boolean asked(PduStream pdus, Pdu pdu) throws IOException {
        if (pdu.action() != Pdu.ASK) return false;
        try {
            var answer = desk.answer(Request.decode(pdu.data()));
            pdus.write(Pdu.of(id, Pdu.ANSWER, Request.answer(answer)));
            return true;
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    /// Has files that the disk has spoiled written anew.
    void mend(List<FolderEdit> rotten) throws IOException {
        keeper.accept(rotten, false);
        applier.changed();
    }

    /// Neither hears some others nor is heard by them, as if the cable between were cut, to see what happens; the cables to
    /// all others are mended.
    public void cut(Set<Integer> others) {
        cut = Set.copyOf(others);
        links.forEach((id, link) -> link.cut(cut.contains(id)));
        peers.forEach((id, peer) -> peer.cut(cut.contains(id)));
    }

    public int id() {
        return id;
    }

    /// {@return where it listens}
    public InetSocketAddress address() {
        return server.address();
    }

    /// {@return the tree that was agreed on, as far as this node knows}
    public FolderTree tree() {
        return state.tree();
    }

    /// {@return the tree that its folder has}
    public FolderTree brought() {
        return keeper.held();
    }

    /// {@return the root of the hash tree over what its folder has, in hexadecimal digits: equal roots, equal folders}
    public String root() {
        return HexFormat.of().formatHex(keeper.held().root().array());
    }

    /// Walks over the whole folder.
    ///
    /// @return what was edited; one counts when two looks have found the same
    public List<FolderEdit> look() throws IOException {
        return keeper.look().edits();
    }

    public boolean leads() {
        return driver.ask(() -> machine.role() == RaftMachine.Role.LEADER);
    }

    /// {@return who leads, as far as it knows; else [wirelab.raft.RaftAnswer#NOBODY]}
    public int leader() {
        return driver.ask(machine::leader);
    }

    public Moment moment() {
        long folder = applier.broughtTo();
        return driver.ask(() -> new Moment(machine.role(), machine.term(), machine.commit(), folder, applier.copying()));
    }

    /// It cannot go on: its folder is not what it was.
    void ends(IOException e) {
        if (closed) return;
        why = Failure.reason(e);
        LOG.log(Level.ERROR, "{0} stops: {1}", ReplicaConfig.name(id), why);
        end.countDown();
    }

    /// Waits until it ends by itself: its folder is gone.
    ///
    /// @return whether it has
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return end.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// {@return why it cannot do what it should; empty when it can}
    public String trouble() {
        return Stream.of(why, entropy.trouble(), applier.trouble(), log.trouble()).filter(it -> !it.isEmpty()).findFirst().orElse("");
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        housekeeping.close();
        server.close();
        links.values().forEach(PeerLink::close);
        applier.close();
        peers.values().forEach(PeerContents::close);
        driver.close();
        try {
            watch.close();
            log.close();
            keeper.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "closing: {0}", Failure.writing(e));
        }
    }

    @Override
    public String toString() {
        if (closed) return ReplicaConfig.name(id) + ", closed";
        return ReplicaConfig.name(id) + " on " + Address.text(address()) + ": " + driver.ask(machine::toString) + ", "
                + Text.count(state.tree().size(), "path");
    }
}
