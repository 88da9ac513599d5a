/// File client over reliable UDP: lists, fetches and stores files and whole folders, and goes on where it was broken off.

import java.time.temporal.ChronoUnit;
import wirelab.congestion.ControlName;
import wirelab.hosts.NativeAccess;
import wirelab.impair.LinkSwitches;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.qlog.*;
import wirelab.rudp.*;
import wirelab.rudpfiles.*;
import wirelab.tap.TapSwitches;

void main(String... args) throws Exception {
    if (List.of(args).contains("--gso") && NativeAccess.relaunched()) return;
    Program.of("RudpClient", "lists, fetches and stores files over reliable UDP")
            .text("output", "FILE", null, "where a file or folder that is fetched goes; with / at its end, into that folder")
            .letter('O')
            .text("to", "PATH", null, "where what is stored goes, with / at its end into that folder; else to the root")
            .choice("control", ControlName.words(), "how much is sent how fast, where files are stored")
            .flag("plain", "nothing is sealed; the server must say so too")
            .flag("gso", "many packets with one call of the system, where it can do that (Linux)")
            .text("pin", "KEY", null, "the server's key: with another one it is not talked to")
            .text("known", "FILE", "rudp_known_servers", "keys of servers; a new one is believed and added")
            .text("qlog", "FILE", null, "write down what happens on the connection, as qlog; FILE.svg shows it")
            .number("at-once", 4, 1, 64, "files under way at once")
            .arguments("list|get|put HOST:PORT [PATH...]", "what is to be done, with which server, with which files")
            .example("list 127.0.0.1:9000")
            .example("get 127.0.0.1:9000 big.bin -O copy.bin --link 'delay=20ms loss=1%'")
            .example("put 127.0.0.1:9000 photos --control cubic --qlog photos.sqlog")
            .with(new LinkSwitches())
            .with(new TapSwitches())
            .run(args, this::run);
}

void run(CommandLine options) throws Exception {
    var arguments = options.arguments();
    if (arguments.size() < 2) throw new UsageException("list, get or put, then HOST:PORT, then files");
    String what = arguments.get(0);
    if (!List.of("list", "get", "put").contains(what)) throw new UsageException("'" + what + "' is none of list, get, put");
    var paths = arguments.subList(2, arguments.size());
    if (!what.equals("list") && paths.isEmpty()) throw new UsageException(what + " needs a file");
    for (String path : what.equals("put") ? paths : List.<String>of()) {
        if (!Files.exists(Path.of(path))) throw new UsageException(path + ": no such file");
    }
    for (String place : List.of("output", "to")) {
        String given = options.text(place);
        if (given == null || paths.size() == 1 || given.endsWith("/")) continue;
        throw new UsageException("--" + place + " goes with one file; a folder for several ends in /");
    }
    if (options.flag("plain") && options.text("pin") != null) {
        throw new UsageException("--pin goes without --plain: a server shows no key there");
    }
    var address = Address.parse(arguments.get(1), "127.0.0.1", 9000);
    if (address.isUnresolved()) throw new UsageException("unknown host " + address.getHostString());
    var transport = RudpOptions.DEFAULTS.withPlain(options.flag("plain")).withOffload(options.flag("gso"))
            .withControl(ControlName.parse(options.text("control")));
    var log = options.path("qlog");
    var trace = log == null ? null : QlogWriter.create(log, what + " " + arguments.get(1), true);
    try (trace; var remote = RemoteFolder.connect(options.host(), address, transport,
            trace == null ? RudpTrace.NONE : trace)) {
        String without = remote.session().withoutOffload();
        if (options.flag("gso") && without != null) System.err.println("without --gso: " + without);
        check(options, arguments.get(1), remote.session().serverKey());
        long begin = System.nanoTime();
        switch (what) {
            case "list" -> each(remote, paths.isEmpty() ? List.of("") : paths, path -> list(remote, path, paths.size() > 1));
            case "get" -> each(remote, paths, path -> get(options, remote, path));
            default -> each(remote, paths, path -> put(options, remote, path));
        }
        if (options.flag("verbose")) {
            System.err.printf("%.1f s; %s%n", (System.nanoTime() - begin) / 1e9, remote.session());
        }
    } finally {
        // What went wrong is what one wants to see.
        if (log != null && Files.isRegularFile(log)) QlogFile.read(log).write(Path.of(log + ".svg"));
    }
}

void check(CommandLine options, String name, String key) throws IOException {
    if (key == null) return;
    String pinned = options.text("pin");
    if (pinned != null) {
        if (!pinned.equals(key)) throw new IOException("the server's key is " + key + ", not the one that was pinned");
    } else if (new KnownServers(options.path("known")).check(name, key)) {
        System.err.println("new server " + name + ", key " + key);
    }
}

interface Step {
    void of(String path) throws IOException;
}

/// Does it for each of several. One that fails holds up no other, but for the end of the connection.
void each(RemoteFolder remote, List<String> paths, Step step) throws IOException {
    int failed = 0;
    for (String path : paths) {
        try {
            step.of(path);
        } catch (IOException e) {
            if (paths.size() == 1 || remote.session().reason() != null) throw e;
            System.err.println("RudpClient: " + Visible.name(Failure.line(e)));
            failed++;
        }
    }
    if (failed > 0) throw new IOException(failed + " of " + paths.size() + " did not go well");
}

void list(RemoteFolder remote, String path, boolean named) throws IOException {
    var items = new ArrayList<>(remote.list(path));
    items.sort(Comparator.comparing(RemoteFolder.Item::name));
    if (named) System.out.println(Visible.name(path) + ":");
    for (var item : items) {
        System.out.printf("%14s  %s  %s%n", item.isFolder() ? "folder" : String.format(Locale.ROOT, "%,d", item.size()),
                Instant.ofEpochMilli(item.time()).truncatedTo(ChronoUnit.SECONDS), Visible.name(item.name()));
    }
}

void get(CommandLine options, RemoteFolder remote, String path) throws IOException {
    String output = options.text("output");
    String name = path.substring(path.lastIndexOf('/', path.length() - 2) + 1);
    var own = Path.of(name.isEmpty() || name.equals("/") ? "." : name);
    var into = output == null ? own : output.endsWith("/") ? options.path("output").resolve(own) : options.path("output");
    if (output != null && output.endsWith("/")) Files.createDirectories(options.path("output"));
    try (var shown = new Shown(name)) {
        new FolderCopy(remote, options.number("at-once"), shown).get(path, into);
    }
}

void put(CommandLine options, RemoteFolder remote, String path) throws IOException {
    String to = options.text("to");
    var from = Path.of(path);
    // The whole of a disk has no name.
    String name = Objects.toString(from.toRealPath().getFileName(), "");
    try (var shown = new Shown(name)) {
        new FolderCopy(remote, options.number("at-once"), shown).put(from,
                to == null ? name : to.endsWith("/") ? to + name : to);
    }
}

/// A line on the terminal while files are on their way, and one that stays for each.
static final class Shown implements FolderCopy.Watcher, AutoCloseable {
    final Progress progress;

    Shown(String name) {
        progress = Progress.bytes(Visible.name(name), 0);
    }

    @Override
    public synchronized void expected(long bytes) {
        progress.expect(bytes);
    }

    @Override
    public synchronized void moved(long bytes) {
        progress.advance(bytes);
    }

    @Override
    public synchronized void done(String name, RemoteFolder.Result result) {
        String before = result.before() == 0 ? "" : ", " + Text.bytes(result.before()) + " of it were there";
        progress.close();
        System.out.println(HexFormat.of().formatHex(result.hash()) + "  " + Visible.name(name) + "  ("
                + Text.bytes(result.size()) + before + ")");
    }

    @Override
    public synchronized void failed(String name, IOException why) {
        progress.say("RudpClient: " + Visible.name(Failure.line(why)));
    }

    @Override
    public synchronized void skipped(String name) {
        progress.say("RudpClient: " + Visible.name(name) + ": no ordinary file, left out");
    }

    @Override
    public synchronized void close() {
        progress.close();
    }
}
