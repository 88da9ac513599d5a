package wirelab.replica;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import wirelab.folder.TreeNode;
import wirelab.folder.Version;
import wirelab.kit.Bytes;
import wirelab.kit.Failure;
import wirelab.kit.FieldReader;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;
import wirelab.kit.Visible;
import wirelab.raft.RaftAnswer;

/// A client of a group. It finds the leader by itself, asks again when a node dies, and numbers what it wants done, so that
/// nothing is done twice.
///
/// ```
/// try (var session = ReplicaSession.open(Host.HERE, ReplicaConfig.read(Path.of("config.ini"), false), Options.DEFAULTS)) {
///     session.put("motto", 0644, "hello".getBytes());
///     session.list("", false).forEach(IO::println);
/// }
/// ```
///
/// For one thread at a time.
public final class ReplicaSession implements AutoCloseable {
    /// @param patience how long it is tried to have something done
    /// @param attempt how long one node may take to answer, and a second more for each MiB of content
    /// @param connect how long it may take to connect to one
    public record Options(Duration patience, Duration attempt, Duration connect) {
        public static final Options DEFAULTS = new Options(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMillis(800));

        public Options withPatience(Duration time) {
            return new Options(time, attempt, connect);
        }
    }

    /// What stands at a path.
    ///
    /// @param copies nodes whose folder has it as it should be
    public record Listed(String path, TreeNode node, int copies) {
        @Override
        public String toString() {
            return path + ": " + node + ", on " + Text.count(copies, "node");
        }
    }

    /// A content up to this length is read as a whole before anything of it is given out, so that it can be asked for again.
    private static final long MOST_HELD = 1 << 20;
    /// Reading a content may take so long, beside the attempt itself: five seconds a megabyte.
    private static final long NANOS_PER_BYTE = 5_000;

    private final Options options;
    private final GroupConnection group;
    private final Patience patience;
    private long session = RaftAnswer.NOBODY;
    private long sequence;

    private ReplicaSession(Host host, ReplicaConfig config, Options options) {
        this.options = options;
        group = new GroupConnection(host, config, options.connect());
        patience = new Patience(group, options);
    }

    /// Opens one; it connects when something is asked.
    public static ReplicaSession open(Host host, ReplicaConfig config, Options options) {
        return new ReplicaSession(host, config, options);
    }

    // Changes.

    /// Has the tree changed; it is acknowledged when this returns.
    ///
    /// @throws ReplicaException when it was refused, with the reason; or when it is not known whether it was done
    public void change(TreeChange change) throws IOException {
        command(change, null);
    }

    /// Has a file's content be some bytes.
    public void put(String path, int mode, byte[] content) throws IOException {
        byte[] bytes = content.clone();
        var own = OwnContent.of(bytes);
        boolean isShort = bytes.length <= TreeChange.MOST_INLINE;
        var change = new TreeChange.Put(path, own.file(mode, Instant.now()), isShort ? Bytes.wrap(bytes) : null);
        command(change, isShort ? null : own);
    }

    /// Has a file's content be that of a file of this machine. Of a long one that takes the place of another long one, what is
    /// new is sent.
    ///
    /// @param sent is told how many bytes of it have gone; again from the first when another node has to be asked
    public void put(String path, int mode, Path file, LongConsumer sent) throws IOException {
        if (Files.size(file) <= TreeChange.MOST_INLINE) {
            put(path, mode, Files.readAllBytes(file));
            return;
        }
        try (var channel = FileChannel.open(file)) {
            var own = OwnContent.of(channel).telling(sent);
            var node = own.file(mode, Files.getLastModifiedTime(file).toInstant());
            command(new TreeChange.Put(path, node, null), own);
        }
    }

    /// @param content that must be there before; `null` for none
    private void command(TreeChange change, OwnContent content) throws IOException {
        if (session < 0) openSession();
        var base = content == null ? null : base(((TreeChange.Put) change).path(), content);
        long number = ++sequence;
        var bytes = change.encode();
        String refused;
        try {
            refused = patience.persist(true, content == null ? 0 : content.size(), limit -> {
                if (content != null) group.send(content, base, limit);
                return group.ask(new Request.Command(session, number, bytes), limit);
            }).result().text();
        } catch (ReplicaException e) {
            // Nobody may be left who knows it.
            session = RaftAnswer.NOBODY;
            throw e;
        }
        if (!refused.isEmpty()) throw new ReplicaException(refused);
    }

    /// {@return hash of what stands at a path, if a content may be sent as it differs from that; else `null`}
    private Bytes base(String path, OwnContent content) throws IOException {
        if (!ContentDelta.isFor(content.size()) || !(stat(path) instanceof TreeNode.FileNode before)) return null;
        return ContentDelta.isFor(before.size()) ? before.hash() : null;
    }

    private void openSession() throws IOException {
        patience.persist(false, 0, limit -> {
            var answer = group.ask(new Request.Open(), limit);
            if (!(answer instanceof RaftAnswer.Opened it)) return answer;
            session = it.session();
            return new RaftAnswer.Done(Bytes.of());
        });
    }

    // Questions.

    /// {@return what stands at a path; `null` when nothing does}
    public TreeNode stat(String path) throws IOException {
        byte[] found = patience.persist(false, 0, limit -> group.ask(new Request.Stat(path), limit)).result().array();
        if (found.length == 0) return null;
        var in = new FieldReader(found);
        in.u8("copies");
        return TreeNode.read(in);
    }

    /// {@return what is in a folder, by path}
    ///
    /// @param all what is in its folders, too
    public List<Listed> list(String path, boolean all) throws IOException {
        var listed = new ArrayList<Listed>();
        for (String after = ""; ; after = listed.getLast().path()) {
            var question = new Request.Listing(path, all, after);
            var in = new FieldReader(patience.persist(false, 0, limit -> group.ask(question, limit)).result().array());
            boolean more = in.u8("more") == 1;
            int before = listed.size();
            while (in.remaining() > 0) {
                String name = in.sizedText("path", 2, Pdu.MOST_PATH);
                int copies = in.u8("copies");
                listed.add(new Listed(name, TreeNode.read(in), copies));
            }
            if (!more) return listed;
            if (listed.size() == before) throw new ProtocolViolation("more", 0, "and nothing comes");
        }
    }

    /// Reads a file.
    ///
    /// @return how many bytes it has
    /// @throws ReplicaException when there is none
    public long get(String path, OutputStream into) throws IOException {
        long until = System.nanoTime() + options.patience().toNanos();
        String why = "the content is with nobody who can be reached";
        do {
            if (!(stat(path) instanceof TreeNode.FileNode file)) {
                throw new ReplicaException(Visible.of(path) + ": no such file");
            }
            // It may be overwritten meanwhile, the node may not have it yet, or may die.
            boolean isHeld = file.size() <= MOST_HELD;
            var held = new ByteArrayOutputStream();
            try {
                if (fetch(file, isHeld ? held : into)) {
                    held.writeTo(into);
                    return file.size();
                }
            } catch (IOException e) {
                if (!isHeld) throw e;
                group.failed();
                why = Failure.reason(e);
            }
            Patience.pause();
        } while (System.nanoTime() - until < 0);
        throw new ReplicaException(why);
    }

    /// @return whether the node has it; then it has the right hash
    private boolean fetch(TreeNode.FileNode file, OutputStream into) throws IOException {
        var pdus = group.open();
        // A node that does not answer must not hold up for long who could ask another one.
        pdus.stream().stage(options.attempt().multipliedBy(2).plusNanos(NANOS_PER_BYTE * file.size()));
        pdus.write(Pdu.of(Pdu.CLIENT, Pdu.FETCH, ContentPiece.hashes(Set.of(file.hash()))));
        var digest = TreeNode.sha256();
        long size = 0;
        boolean isThere = true;
        for (var pdu = pdus.need(); pdu.action() != Pdu.END; pdu = pdus.need()) {
            if (pdu.action() != Pdu.CONTENT) throw new ProtocolViolation("action", 4, Pdu.name(pdu.action()));
            var piece = ContentPiece.decode(pdu.data());
            isThere &= piece.size() != ContentPiece.ABSENT;
            byte[] bytes = new byte[piece.bytes().remaining()];
            piece.bytes().get(bytes);
            digest.update(bytes);
            into.write(bytes);
            size += bytes.length;
        }
        pdus.stream().stage(null);
        if (isThere && (size != file.size() || !file.hash().equals(Bytes.wrap(digest.digest())))) {
            throw new ReplicaException("what came is not what the hash says");
        }
        return isThere;
    }

    /// {@return what the node that is connected says about itself and the group: `status`, `replicas`, `why PATH`,
    /// `log`, `fsck`}
    public String tell(String words) throws IOException {
        return patience.persist(false, 0, limit -> group.ask(new Request.Tell(words), limit)).result().text();
    }

    /// {@return what stood at a path before, as the node that is connected remembers it, the oldest first}
    public List<Version> versions(String path) throws IOException {
        var question = new Request.Versions(path);
        var in = new FieldReader(patience.persist(false, 0, limit -> group.ask(question, limit)).result().array());
        var versions = new ArrayList<Version>();
        while (in.remaining() > 0) {
            String name = in.sizedText("path", 2, Pdu.MOST_PATH);
            long when = in.u64("when");
            if (TreeNode.read(in) instanceof TreeNode.FileNode file) versions.add(new Version(name, when, file));
        }
        return versions;
    }

    /// Puts back what stood at a path before.
    public void restore(Version version) throws IOException {
        change(new TreeChange.Put(version.path(), version.file(), null));
    }

    /// Changes who belongs to the group.
    ///
    /// @param what `add` (it learns, then votes), `learn`, `remove`, `transfer` (it leads)
    public void member(String what, int node) throws IOException {
        switch (what) {
            case "add" -> {
                member(Request.What.ADD, node);
                member(Request.What.VOTE, node);
            }
            case "learn" -> member(Request.What.ADD, node);
            case "remove" -> member(Request.What.REMOVE, node);
            case "transfer" -> member(Request.What.TRANSFER, node);
            default -> throw new ReplicaException("a member is to add, learn, remove or transfer");
        }
    }

    private void member(Request.What what, int node) throws IOException {
        patience.persist(true, 0, limit -> group.ask(new Request.Member(what, node), limit));
    }

    /// {@return which node is connected; else [RaftAnswer#NOBODY]}
    public int node() {
        return group.node();
    }

    /// {@return bytes that went out and came in on the connection that is open}
    public long traffic() {
        return group.traffic();
    }

    @Override
    public void close() {
        group.close();
    }

    @Override
    public String toString() {
        return "client, " + group + (session < 0 ? "" : ", session " + session);
    }
}
