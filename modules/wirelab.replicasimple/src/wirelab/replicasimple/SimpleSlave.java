package wirelab.replicasimple;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import wirelab.folder.EditWatch;
import wirelab.folder.FolderEdit;
import wirelab.folder.FolderKeeper;
import wirelab.folder.FolderTree;
import wirelab.folder.KeeperOptions;
import wirelab.folder.TreeException;
import wirelab.folder.WatchOptions;
import wirelab.kit.Address;
import wirelab.kit.Connection;
import wirelab.kit.Failure;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.replica.Pdu;
import wirelab.replica.PduStream;

/// A slave of the simple dialect: registers with the master, has its folder become a copy, and changes it as it is told.
/// When the master is gone it tries again. What somebody edits here is put back.
public final class SimpleSlave implements AutoCloseable {
    private static final Duration RETRY = Duration.ofMillis(300);

    private final Host host;
    private final InetSocketAddress bind;
    private final InetSocketAddress master;
    private final Path folder;
    private final FolderKeeper keeper;
    private final Thread thread;
    private final EditWatch watch;
    private volatile FolderTree wanted;
    private volatile Connection connection;
    private volatile long id = -1;
    private volatile boolean copied;
    private volatile boolean closed;
    private volatile String trouble = "";

    private SimpleSlave(Host host, InetSocketAddress bind, InetSocketAddress master, Path folder) throws IOException {
        this.host = host;
        this.bind = bind;
        this.master = master;
        this.folder = folder;
        keeper = FolderKeeper.open(folder, KeeperOptions.DEFAULTS);
        wanted = keeper.held();
        thread = Thread.ofVirtual().name("slave").unstarted(this::run);
        watch = EditWatch.start(keeper, WatchOptions.DEFAULTS, new EditWatch.Taker() {
            @Override
            public boolean take(List<FolderEdit> edits) throws IOException {
                if (!copied) return false;
                keeper.accept(edits, true);
                // The master has what it was: register anew.
                connection.reset();
                return true;
            }

            @Override
            public void failed(IOException e) {
                trouble = Failure.reason(e);
            }
        });
    }

    /// Starts one.
    ///
    /// @param bind what it tells the master to be its address
    /// @param folder becomes what the master's is
    public static SimpleSlave start(Host host, InetSocketAddress bind, InetSocketAddress master, Path folder)
            throws IOException {
        var slave = new SimpleSlave(host, bind, master, folder);
        slave.thread.start();
        return slave;
    }

    private void run() {
        while (!closed) {
            try (var here = host.connect(master, SimpleMaster.PARTY)) {
                connection = here;
                follow(new PduStream(here));
            } catch (IOException | TreeException e) {
                trouble = Failure.reason(e);
            }
            try {
                TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void follow(PduStream pdus) throws IOException {
        pdus.write(Pdu.of(Math.max(0, id), Pdu.REGISTER, Address.text(bind).getBytes(UTF_8)));
        id = pdus.need(Pdu.REGISTER).node();
        var files = new SimpleFiles(keeper, folder, 0);
        try {
            bring(copy(pdus, files));
            copied = true;
            trouble = "";
            while (true) change(pdus.need(), files);
        } finally {
            files.close();
        }
    }

    private FolderTree copy(PduStream pdus, SimpleFiles files) throws IOException {
        var tree = FolderTree.EMPTY;
        while (true) {
            var pdu = pdus.need();
            if (pdu.action() != Pdu.COPY) throw new ProtocolViolation("action", 4, Pdu.name(pdu.action()) + " in a copy");
            if (pdu.path().isEmpty()) return tree;
            tree = with(tree, pdu, files);
        }
    }

    private static FolderTree with(FolderTree tree, Pdu pdu, SimpleFiles files) throws IOException {
        String path = SimpleFiles.path(pdu);
        if (SimpleFiles.isFolder(pdu)) return SimpleFiles.withFolders(tree, path);
        var file = files.take(pdu);
        return file == null ? tree : SimpleFiles.withFolders(tree, SimpleFiles.parent(path)).put(path, file);
    }

    private void change(Pdu pdu, SimpleFiles files) throws IOException {
        switch (pdu.action()) {
            case Pdu.ADD, Pdu.MODIFY -> bring(with(wanted, pdu, files));
            case Pdu.DELETE -> {
                String path = SimpleFiles.path(pdu);
                if (wanted.get(path) != null) bring(SimpleMaster.remove(wanted, path));
            }
            default -> throw new ProtocolViolation("action", 4, Pdu.name(pdu.action()) + " to a slave");
        }
    }

    private void bring(FolderTree tree) throws IOException {
        synchronized (keeper) {
            wanted = tree;
            keeper.bring(tree);
        }
    }

    /// {@return the tree that its folder has}
    public FolderTree tree() {
        return keeper.held();
    }

    /// {@return what the master has assigned; -1 before}
    public long id() {
        return id;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        var here = connection;
        if (here != null) here.reset();
        try {
            watch.close();
            thread.join();
            keeper.close();
        } catch (IOException | InterruptedException _) {
            // It ends anyway.
        }
    }

    @Override
    public String toString() {
        return "simple slave " + (id < 0 ? "not registered yet" : id) + " of " + Address.text(master)
                + (trouble.isEmpty() ? "" : ", " + trouble);
    }
}
