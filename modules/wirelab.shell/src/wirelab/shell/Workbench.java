package wirelab.shell;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import wirelab.hosts.Namespace;
import wirelab.impair.BadLink;
import wirelab.impair.LinkSpec;
import wirelab.kit.Bytes;
import wirelab.kit.HexDump;
import wirelab.kit.Host;
import wirelab.kit.UsageException;
import wirelab.tap.Capture;
import wirelab.tap.Ladder;
import wirelab.tap.Recorder;
import wirelab.tap.Watcher;

/// A host to poke from: what its sockets say can be watched, and its link made worse, at any time. Several stand side by
/// side; [#here] is this machine.
///
/// Whatever is started on [#host()] notices what is changed later: a connection from when it is opened, a datagram at once.
public final class Workbench implements AutoCloseable {
    /// This machine. Its name is what one types, by `import static wirelab.shell.Workbench.*`.
    public static final Workbench here = on(Host.HERE);

    private final Host host;
    private final LiveTap tap = new LiveTap();
    private final LiveLink link = new LiveLink();
    private final List<Recorder> recorders = new ArrayList<>();
    private final List<Namespace> made = new ArrayList<>();

    private Workbench(Host host) {
        this.host = host.watchedBy(tap).behind(link);
    }

    public static Workbench on(Host host) {
        return new Workbench(Objects.requireNonNull(host));
    }

    /// {@return what servers and clients are started on, to be watched and linked from here}
    public Host host() {
        return host;
    }

    /// Records from now on what is said on this host, for Wireshark.
    ///
    /// @param file such as `x.pcapng`; replaced if it is there already
    /// @throws IOException when it cannot be written
    public Capture capture(String file) throws IOException {
        return watch(Capture.to(Path.of(file)));
    }

    /// Draws from now on what is said on this host, right here.
    public Ladder ladder() {
        return watch(Ladder.print(System.out));
    }

    private synchronized <W extends Watcher> W watch(W watcher) {
        var recorder = Recorder.start(watcher);
        recorders.add(recorder);
        tap.add(recorder);
        return watcher;
    }

    /// Puts a bad link between this host's clients and all others, in place of the one before: `delay=20ms loss=1%`. It
    /// begins with what they open next. An empty line takes the link away.
    ///
    /// @throws UsageException when a word is none of a link, with the word
    public BadLink link(String words) {
        var bad = words.isBlank() ? null : BadLink.of(LinkSpec.parse(words));
        link.set(bad);
        return bad;
    }

    /// Two hosts of their own, wired to each other: `left` at 10.78.N.1 and `right` at 10.78.N.2, as network namespaces
    /// (root). They are gone when this is closed.
    ///
    /// @throws IOException when none can be made, in words
    public synchronized List<Workbench> hosts() throws IOException {
        String missing = Namespace.missing();
        if (missing != null) throw new IOException(missing);
        if (made.size() >= WiredHosts.MOST) {
            throw new IOException("there are " + made.size() + " hosts already; close() removes them");
        }
        var pair = WiredHosts.make();
        made.addAll(pair);
        return pair.stream().map(namespace -> on(namespace.host())).toList();
    }

    /// Ends the captures and ladders, takes the link away, and removes the hosts. What was started on the host goes on.
    @Override
    public synchronized void close() {
        tap.clear();
        link.set(null);
        recorders.forEach(Recorder::close);
        recorders.clear();
        made.forEach(Namespace::close);
        made.clear();
    }

    /// Prints a value in words: a record field by field, a collection line by line, bytes as a dump.
    public static void show(Object value) {
        System.out.println(Shown.of(value));
    }

    /// Prints bytes: offset, hexadecimal digits, ASCII.
    public static void hex(byte[] bytes) {
        System.out.println(HexDump.of(bytes));
    }

    /// Prints bytes: offset, hexadecimal digits, ASCII.
    public static void hex(Bytes bytes) {
        System.out.println(HexDump.of(bytes));
    }

    /// Prints what remains in a buffer: offset, hexadecimal digits, ASCII.
    public static void hex(ByteBuffer bytes) {
        System.out.println(HexDump.of(bytes));
    }

    /// Prints what can be started, one line each, as one types it.
    public static void lab() {
        Startable.all().forEach(System.out::println);
    }

    /// Where it stands and what is done to it now.
    @Override
    public synchronized String toString() {
        return host.unwatched() + (recorders.isEmpty() ? "" : ", watched by " + recorders.size())
                + (made.isEmpty() ? "" : ", hosts " + made);
    }
}
