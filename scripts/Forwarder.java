/// TCP forwarder between a client and a server that know nothing of it; alone or as a chain, streaming or storing messages.

import static wirelab.forward.Forwarder.*;

import wirelab.forward.*;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("Forwarder", "connects to a server, then listens and carries connections to it")
            .server(PORT)
            .text("to", "HOST:PORT", null, "the server, or the next forwarder; it must be there first")
            .number("chain", 1, 1, Chain.MOST, "so many forwarders in a row, f1 to fN, the others on free ports")
            .flag("lines", "store whole lines before they are sent on")
            .size("message", null, "store blocks of so many bytes before they are sent on")
            .size("limit", "64K", "longest line that is stored")
            .text("name", "NAME", "forwarder", "who this is in a ladder or a capture")
            .number("max", 2000, 1, 1_000_000, "connections at once")
            .duration("idle", "5min", "reset connections on which nothing moves for so long")
            .duration("connect", "10s", "wait so long for the server to take a connection")
            .duration("wait", "0s", "when started, wait so long for a server that is not there yet")
            .flag("fresh", "close the connection made at the start instead of keeping it for the first client")
            .example("--port 9000 --to 127.0.0.1:7007")
            .example("--to 127.0.0.1:7007 --chain 5 --ladder")
            .example("--to 127.0.0.1:7007 --message 64K")
            .with(new TapSwitches())
            .run(args, this::serve);
}

void serve(CommandLine options) throws Exception {
    var chosen = Options.DEFAULTS.withBind(options.address()).withName(options.text("name")).withFraming(framing(options))
            .withMaxConnections(options.number("max")).withKeep(!options.flag("fresh"))
            .withTimes(options.duration("idle"), options.duration("connect"), options.duration("wait"));
    var server = Address.parse(options.required("to"), "127.0.0.1", -1);
    try (var chain = Chain.start(options.host(), server, options.number("chain"), chosen)) {
        var forwarders = chain.forwarders();
        for (var forwarder : forwarders) {
            boolean first = forwarder == forwarders.getFirst();
            String note = (first ? "clients connect here: " : "") + forwarder.name() + ", to "
                    + Address.text(forwarder.upstream());
            Program.listening(forwarder.address(), forwarders.size() == 1 ? "" : note);
        }
        Program.awaitStop();
        if (options.flag("verbose")) chain.forwarders().forEach(System.err::println);
    }
}

MessageEnd framing(CommandLine options) {
    if (options.flag("lines") && options.flag("message")) throw new UsageException("--lines or --message, not both");
    if (options.flag("message")) return new MessageEnd.Blocks((int) Math.min(options.size("message"), Integer.MAX_VALUE));
    if (options.flag("lines")) return new MessageEnd.Lines((int) Math.min(options.size("limit"), Integer.MAX_VALUE));
    return MessageEnd.STREAM;
}
