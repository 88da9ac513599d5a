package wirelab.replicasimple;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import wirelab.folder.EditWatch;
import wirelab.folder.FolderEdit;
import wirelab.folder.FolderKeeper;
import wirelab.folder.FolderTree;
import wirelab.folder.KeeperOptions;
import wirelab.folder.TreeException;
import wirelab.folder.TreeNode;
import wirelab.folder.WatchOptions;
import wirelab.kit.Address;
import wirelab.kit.Bytes;
import wirelab.kit.Connection;
import wirelab.kit.Failure;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.Text;
import wirelab.kit.Visible;
import wirelab.replica.Pdu;
import wirelab.replica.PduStream;

/// The master of the simple dialect: has the folder, tells slaves what changes in it, and does what clients want. When it dies,
/// nobody takes its place; that is what the group is for.
public final class SimpleMaster implements AutoCloseable {
    static final Tap.Party PARTY = new Tap.Party("replica", Tap.Words.NONE);
    private static final Duration LONG = Duration.ofDays(3650);
    /// A slave that reads nothing for so long is let go; it may register again.
    private static final Duration SLOW = Duration.ofSeconds(10);
    private static final int MOST_PEERS = 256;

    private final Path folder;
    private final FolderKeeper keeper;
    private final TcpServer server;
    private final EditWatch watch;
    private final Map<Long, PduStream> slaves = new ConcurrentSkipListMap<>();
    private final Map<Long, String> addresses = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();

    private SimpleMaster(Host host, InetSocketAddress bind, Path folder) throws IOException {
        this.folder = folder;
        keeper = FolderKeeper.open(folder, KeeperOptions.DEFAULTS);
        var options = TcpServer.Options.DEFAULTS.withBind(bind).withParty(PARTY).withMaxConnections(MOST_PEERS)
                .withTimeouts(LONG, LONG).withDrain(Duration.ZERO);
        server = TcpServer.start(host, options, this::serve);
        watch = EditWatch.start(keeper, WatchOptions.DEFAULTS, new EditWatch.Taker() {
            @Override
            public boolean take(List<FolderEdit> edits) throws IOException {
                return edited(edits);
            }

            @Override
            public void failed(IOException e) {
                System.getLogger(SimpleMaster.class.getName()).log(System.Logger.Level.ERROR, Failure.reason(e));
            }
        });
    }

    /// Starts one.
    ///
    /// @param folder what slaves are to have, with what is in it
    public static SimpleMaster start(Host host, InetSocketAddress bind, Path folder) throws IOException {
        return new SimpleMaster(host, bind, folder);
    }

    /// {@return where it listens}
    public InetSocketAddress address() {
        return server.address();
    }

    private void serve(Connection connection) throws IOException {
        var pdus = new PduStream(connection);
        var files = new SimpleFiles(keeper, folder, connections.incrementAndGet());
        long slave = -1;
        try {
            for (Pdu pdu; (pdu = pdus.read()) != null; ) {
                switch (pdu.action()) {
                    case Pdu.REGISTER -> {
                        slave = ids.incrementAndGet();
                        register(slave, pdu, pdus, connection);
                    }
                    case Pdu.COPY -> copy(pdus, pdu.path());
                    default -> {
                        String answer = answer(files, pdu);
                        if (answer != null) pdus.write(Pdu.of(0, Pdu.REMOTE, answer.getBytes(UTF_8)));
                    }
                }
            }
        } finally {
            files.close();
            if (slave >= 0) slaves.remove(slave);
        }
    }

    /// Nothing changes between the copy and the first change that the slave is told of.
    private void register(long id, Pdu pdu, PduStream pdus, Connection connection) throws IOException {
        synchronized (keeper) {
            addresses.put(id, pdu.data().length() == 0 ? Address.text(connection.remote()) : Visible.of(pdu.data().text()));
            pdus.write(Pdu.of(id, Pdu.REGISTER, new byte[0]));
            copy(pdus, "");
            slaves.put(id, pdus);
        }
    }

    /// Sends all below a path, and an end.
    private void copy(PduStream pdus, String path) throws IOException {
        var tree = keeper.held();
        var all = tree.get(path) instanceof TreeNode.FileNode ? Map.of(path, tree.get(path)) : under(tree, path);
        for (var one : all.entrySet()) SimpleFiles.send(keeper, Pdu.COPY, one.getKey(), one.getValue(), pdus::write);
        pdus.write(Pdu.of(0, Pdu.COPY, new byte[0]));
    }

    private static Map<String, TreeNode> under(FolderTree tree, String path) {
        return tree.get(path) instanceof TreeNode.FolderNode ? tree.under(path) : Map.of();
    }

    /// {@return `ok` with what was asked for, or `error` with the reason; `null` when more has to come first}
    private String answer(SimpleFiles files, Pdu pdu) throws IOException {
        try {
            switch (pdu.action()) {
                case Pdu.ADD, Pdu.MODIFY -> {
                    String path = SimpleFiles.path(pdu);
                    var file = SimpleFiles.isFolder(pdu) ? null : files.take(pdu);
                    if (file == null && !SimpleFiles.isFolder(pdu)) return null;
                    change(tree -> {
                        var in = SimpleFiles.withFolders(tree, file == null ? path : SimpleFiles.parent(path));
                        return file == null ? in : in.put(path, file);
                    });
                }
                case Pdu.DELETE -> change(tree -> remove(tree, SimpleFiles.path(pdu)));
                case Pdu.REMOTE -> {
                    return "ok\n" + new SimpleCommands(this).answer(pdu.path(), pdu.data().text());
                }
                default -> {
                    return "error\nno such action: " + Pdu.name(pdu.action());
                }
            }
            return "ok\n";
        } catch (TreeException e) {
            return "error\n" + e.getMessage();
        }
    }

    static FolderTree remove(FolderTree tree, String path) {
        return tree.get(path) instanceof TreeNode.FolderNode ? tree.rmAll(path) : tree.rm(path);
    }

    /// What becomes of the tree.
    interface Change {
        FolderTree of(FolderTree tree);
    }

    FolderTree tree() {
        return keeper.held();
    }

    FolderKeeper keeper() {
        return keeper;
    }

    /// Changes the folder, then tells the slaves.
    void change(Change change) throws IOException {
        synchronized (keeper) {
            var before = keeper.held();
            keeper.bring(change.of(before));
            tell(before);
        }
    }

    /// The slaves are told what differs from before: what is gone first, the deepest first.
    private void tell(FolderTree before) throws IOException {
        var differences = new ArrayList<>(before.differences(keeper.held()));
        var pdus = new ArrayList<Pdu>();
        for (var one : differences.reversed()) {
            boolean isGone = one.before() != null && (one.after() == null || one.after().getClass() != one.before().getClass());
            if (isGone) pdus.add(new Pdu(0, Pdu.DELETE, one.path(), Bytes.of()));
        }
        for (var slave : slaves.entrySet()) {
            try {
                slave.getValue().stream().stage(SLOW);
                slave.getValue().write(pdus);
                for (var one : differences) {
                    if (one.after() == null) continue;
                    int action = one.before() == null ? Pdu.ADD : Pdu.MODIFY;
                    SimpleFiles.send(keeper, action, one.path(), one.after(), slave.getValue()::write);
                }
                slave.getValue().stream().stage(null);
            } catch (IOException _) {
                slaves.remove(slave.getKey());
                slave.getValue().close();
            }
        }
    }

    private boolean edited(List<FolderEdit> edits) throws IOException {
        synchronized (keeper) {
            var before = keeper.held();
            keeper.accept(edits, false);
            tell(before);
            return true;
        }
    }

    /// {@return a line for each slave: its id, and where it said it is}
    String slaves() {
        var lines = new ArrayList<String>();
        for (long id : slaves.keySet()) lines.add(id + " " + addresses.get(id));
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        try {
            watch.close();
            server.close();
            keeper.close();
        } catch (IOException _) {
            // It ends anyway.
        }
    }

    @Override
    public String toString() {
        return "simple master on " + Address.text(address()) + ", " + Text.count(slaves.size(), "slave") + ", "
                + Text.count(keeper.held().size(), "path");
    }
}
