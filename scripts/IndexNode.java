/// A node of the index: shares a folder, finds the other nodes of the segment, and knows what each has.

import wirelab.http.WebServer;
import wirelab.index.*;
import wirelab.kit.*;
import wirelab.mdns.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

static final int LEAST_KEY = 16;
static final int MOST_KEY = 4_096;
static final int ROOT_DIGITS = 16;

void main(String... args) {
    Program.of("IndexNode", "shares a folder, finds the other nodes of the segment and knows what they have")
            .server(8000)
            .text("folder", "DIR", ".", "the folder whose files are shared, read-only")
            .repeated("ignore", "PATTERN", "names that are not shared, as *.o; beside .*, *~, *.part, *.tmp and *.swp")
            .text("key", "FILE", "", "a secret of 16 bytes or more that all nodes share; others are not heard")
            .text("web", "PORT", "", "a page to search with, at this port of loopback")
            .flag("no-mdns", "do not say by multicast DNS that this node is there; on loopback it is never said")
            .text("state", "FILE", "", "where the id of the node and its index are kept, or none; in the home folder without it")
            .example("--folder papers")
            .example("--host 0.0.0.0 --folder papers --key class.key")
            .with(new TapSwitches())
            .run(args, this::run);
}

Path state(CommandLine options) {
    String text = options.text("state");
    if (text.equals("none") || text.isEmpty() && options.number("port") == 0) return null;
    if (!text.isEmpty()) return options.path("state");
    return Path.of(System.getProperty("user.home"), ".local", "state", "wirelab", "index-" + options.number("port"));
}

static Hmac key(CommandLine options) throws IOException {
    if (options.text("key").isEmpty()) return null;
    byte[] key = SafeFile.bytes(options.path("key"), MOST_KEY);
    if (key.length < LEAST_KEY) throw new UsageException("--key: a secret has " + LEAST_KEY + " bytes or more");
    return Hmac.sha256(key);
}

void run(CommandLine options) throws Exception {
    var ignored = new ArrayList<>(FolderOptions.USUAL);
    ignored.addAll(options.all("ignore"));
    var folder = new FolderOptions(options.path("folder"), ignored);
    var key = key(options);
    var web = options.loopback("web");
    var setup = IndexOptions.of(folder.folder()).withFolder(folder).withBind(options.address()).withIdentity(state(options));
    try (var node = IndexService.start(options.host(), setup, key)) {
        for (var address : node.addresses()) {
            Program.listening(address, "tcp");
            Program.listening(address, "udp");
        }
        String whom = key == null ? ", with anybody" : "";
        System.out.println("sharing " + folder.folder().toRealPath() + ", read-only" + whom);
        System.out.flush();
        var page = page(options, web, node);
        var commands = new IndexCommands(options.host(), node.address(), key, false, System.out);
        var quit = new AtomicBoolean();
        Thread.ofPlatform().daemon().name("commands").start(() -> obey(commands, quit));
        var responder = announce(options, node);
        while (!quit.get() && !Program.awaitStop(Duration.ofMillis(200))) {
            if (responder != null) responder.update(text(node));
        }
        if (responder != null) responder.close();
        if (page != null) page.close();
    }
}

/// Whoever looks for services, with avahi for instance, finds a node that enters a segment.
MdnsResponder announce(CommandLine options, IndexService node) {
    var bind = options.address().getAddress();
    if (options.flag("no-mdns") || bind.isLoopbackAddress()) return null;
    int port = node.address().getPort();
    String label = HostLabel.of(port);
    var service = ServiceInstance.of("Documents on " + label, IndexCommands.SERVICE, label, port, text(node));
    try {
        return MdnsResponder.start(options.host(), MdnsOptions.DEFAULTS.withBind(bind), service, now -> {
            System.out.println("announced as " + Visible.name(now.name()));
            System.out.flush();
        });
    } catch (IOException e) {
        System.err.println("not announced: " + Failure.line(e));
        return null;
    }
}

Map<String, String> text(IndexService node) {
    var text = new LinkedHashMap<String, String>();
    text.put("documents", Long.toString(node.tree().size()));
    text.put("root", HexFormat.of().formatHex(node.tree().root().array()).substring(0, ROOT_DIGITS));
    return text;
}

WebServer page(CommandLine options, InetSocketAddress address, IndexService node) throws IOException {
    if (address == null) return null;
    var page = IndexPage.start(options.host(), address, node);
    System.out.println("page at http://" + Address.text(page.address()) + "/");
    System.out.flush();
    return page;
}

/// Shows what comes and goes while nothing is typed.
void watch(IndexCommands commands) {
    var ended = new AtomicBoolean();
    System.out.println("watching; Enter ends it");
    Thread.ofVirtual().start(() -> {
        try {
            commands.watch(ended::get);
        } catch (IOException e) {
            if (!ended.get()) System.out.println(Visible.of(Failure.line(e)));
        }
    });
    IO.readln();
    ended.set(true);
}

/// What is typed at the node's own terminal.
void obey(IndexCommands commands, AtomicBoolean quit) {
    try {
        for (String line; (line = IO.readln()) != null; ) {
            if (line.isBlank()) continue;
            try {
                switch (line.strip()) {
                    case "quit" -> {
                        quit.set(true);
                        return;
                    }
                    case "help" -> System.out.println(IndexCommands.HELP + "\nquit            leave");
                    case "watch" -> watch(commands);
                    default -> commands.run(IndexCommands.words(line));
                }
            } catch (IOException | UsageException e) {
                System.out.println(Visible.of(Failure.line(e)));
            }
            System.out.flush();
        }
    } catch (IOError _) {
        // There is no terminal; the node stays.
    }
}
