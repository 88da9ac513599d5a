/// A node of a replicated folder: of a group that loses nothing, or, with --simple, a master or a slave as the course has it.

import wirelab.folder.KeeperOptions;
import wirelab.http.WebServer;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.replica.*;
import wirelab.replicasimple.*;
import wirelab.tap.TapSwitches;

static final long LONG = 1 << 20;

void main(String... args) {
    Program.of("ReplicaNode", "keeps a folder and all its content equal on several machines")
            .server(7100)
            .text("config", "FILE", "config.ini", "the nodes, as [nodoX] with host and port, and [group] with the key")
            .text("id", "N", "", "which node this is: [nodoN] says where it listens")
            .text("folder", "DIR", "", "the folder; it becomes as the group, or the master, has it")
            .choice("simple", List.of("no", "master", "slave"), "the simple dialect: it survives nothing")
            .text("master", "HOST:PORT", "", "where the master of a slave is")
            .text("web", "PORT", "", "a page with what the node knows, at this port of loopback")
            .flag("plain", "does not seal what nodes and clients say, to look on; all must say so")
            .repeated("ignore", "PATTERN", "names that are not replicated, as *.o; beside *~, *.swp and the like")
            .duration("keep", "168h", "how long overwritten and deleted versions stay")
            .size("limit", "0", "contents that other nodes are given in a second, as 20M; 0 for as fast as it goes")
            .flag("no-force", "does not force files to the disk: for measurements; the loss of power may lose everything")
            .flag("force-new-group", "begins anew as the only member, when a majority is lost for ever")
            .example("--config config.ini --id 0 --folder docs")
            .example("--simple master --port 7100 --folder docs")
            .example("--simple slave --port 7101 --master 127.0.0.1:7100 --folder copy")
            .with(new TapSwitches())
            .run(args, this::run);
}

void run(CommandLine options) throws Exception {
    options.required("folder");
    switch (options.text("simple")) {
        case "master" -> {
            try (var master = SimpleMaster.start(options.host(), options.address(), options.path("folder"))) {
                Program.serve(master.address());
            }
        }
        case "slave" -> slave(options);
        default -> node(options);
    }
}

void slave(CommandLine options) throws Exception {
    var master = Address.parse(options.required("master"), "127.0.0.1", -1);
    try (var slave = SimpleSlave.start(options.host(), options.address(), master, options.path("folder"))) {
        System.out.println(slave);
        System.out.flush();
        Program.awaitStop();
    }
}

int id(CommandLine options) {
    String text = options.required("id");
    if (text.matches("[0-9]{1,9}")) return Integer.parseInt(text);
    throw new UsageException("--id: '" + text + "' is no number");
}

void node(CommandLine options) throws Exception {
    var config = ReplicaConfig.read(options.path("config"), options.flag("plain"));
    var ignored = new ArrayList<>(KeeperOptions.DEFAULTS.ignored());
    ignored.addAll(options.all("ignore"));
    var keeper = KeeperOptions.DEFAULTS.withIgnored(ignored).withKeepFor(options.duration("keep"));
    if (options.flag("no-force")) keeper = keeper.withoutForcing();
    boolean alone = options.flag("force-new-group");
    if (alone) System.err.println("a group of its own: what only the other nodes have acknowledged is lost");
    var web = options.loopback("web");
    var how = ReplicaOptions.DEFAULTS.withKeeper(keeper).withForceNewGroup(alone)
            .withLimit(options.size("limit"));
    try (var node = ReplicaService.start(options.host(), config, id(options), options.path("folder"), how)) {
        Program.listening(node.address(), "");
        var page = page(options, web, node);
        while (!Program.awaitStop(Duration.ofMillis(100))) {
            if (node.awaitEnd(Duration.ofMillis(100))) throw new IOException(node.trouble());
            show(node);
        }
        if (page != null) page.close();
    }
}

/// A long copy, as it comes: on a terminal alone.
void show(ReplicaService node) throws Exception {
    var now = node.moment().copying();
    if (now.total() < LONG) return;
    long total = now.total();
    try (var line = Progress.bytes("copying", total)) {
        for (long done = 0; now.total() == total; now = node.moment().copying()) {
            line.advance(now.done() - done);
            done = now.done();
            if (Program.awaitStop(Duration.ofMillis(100))) return;
        }
    }
}

WebServer page(CommandLine options, InetSocketAddress address, ReplicaService node) throws IOException {
    if (address == null) return null;
    var page = ReplicaPage.start(options.host(), address, node);
    System.out.println("page at http://" + Address.text(page.address()) + "/");
    System.out.flush();
    return page;
}
