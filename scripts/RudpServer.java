/// File server over reliable UDP: serves a folder to RudpClient, sealed, fast on bad links and fair on good ones.

import wirelab.congestion.ControlName;
import wirelab.hosts.NativeAccess;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.rudp.*;
import wirelab.rudpfiles.*;
import wirelab.tap.TapSwitches;

void main(String... args) throws Exception {
    if (List.of(args).contains("--gso") && NativeAccess.relaunched()) return;
    Program.of("RudpServer", "serves a folder over reliable UDP").server(9000)
            .text("root", "DIR", null, "folder that is served; nothing outside it is")
            .choice("control", ControlName.words(), "how much is sent how fast")
            .flag("plain", "seal nothing: everybody on the way can read and change it")
            .flag("gso", "many packets with one call of the system, where it can do that (Linux)")
            .flag("read-only", "nothing can be stored")
            .text("key", "FILE", "rudp_server_key", "what proves that it is this server; made at the first start")
            .flag("dissector", "print what makes Wireshark understand it, a script in Lua, and end")
            .number("max", 4_096, 1, 100_000, "connections at once")
            .example("--root /srv/files --port 9000")
            .example("--root . --plain --control cubic")
            .example("--dissector > rudp.lua")
            .with(new TapSwitches())
            .run(args, this::serve);
}

void serve(CommandLine options) throws Exception {
    if (options.flag("dissector")) {
        System.out.print(RudpDissector.lua(options.number("port")));
        return;
    }
    options.required("root");
    var root = options.path("root");
    if (!Files.isDirectory(root)) throw new UsageException("--root: " + root + " is no folder");
    var transport = RudpOptions.DEFAULTS.withPlain(options.flag("plain")).withConnections(options.number("max"))
            .withControl(ControlName.parse(options.text("control"))).withOffload(options.flag("gso"));
    var chosen = FileService.Options.DEFAULTS.withBind(options.address()).withReadOnly(options.flag("read-only"))
            .withTransport(transport);
    var identity = RudpIdentity.of(options.path("key"));
    try (var server = FileService.start(options.host(), chosen, root, identity)) {
        String without = server.port().withoutOffload();
        if (options.flag("gso") && without != null) System.err.println("without --gso: " + without);
        System.out.println(identity);
        Program.serve(server.address());
        if (options.flag("verbose")) System.err.println(server.counters() + "; " + server.port().counters());
    }
}
