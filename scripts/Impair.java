/// A bad link in front of any server, TCP and UDP alike: delay, jitter, loss, bursts, bandwidth, blackouts, cuts; seeded.

import wirelab.impair.*;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("Impair", "a relay that is a bad link in front of a server, for TCP and UDP")
            .text("listen", "[HOST:]PORT", "0", "where clients connect; 0 takes a free port of loopback")
            .text("to", "HOST:PORT", null, "the server behind the link")
            .choice("over", List.of("both", "tcp", "udp"), "what to carry")
            .number("max", 500, 1, 100_000, "TCP connections at once")
            .number("flows", 1000, 1, 30_000, "UDP clients at once")
            .duration("idle", "60s", "forget a UDP client that is silent for so long")
            .arguments("[WORD...]", "what the link does, such as delay=20ms±2ms loss=1% rate=50mbit queue=100 seed=7")
            .example("--listen 9000 --to 127.0.0.1:7007 delay=20ms±2ms loss=1% seed=7")
            .example("--listen 9000 --to 127.0.0.1:7007 up:rate=1mbit down:rate=10mbit queue=50 codel")
            .example("--listen 9000 --to 127.0.0.1:7007 blackout=10s..12s/30s cut=1M")
            .with(new TapSwitches())
            .run(args, this::run);
}

void run(CommandLine options) throws Exception {
    var spec = LinkSpec.parse(String.join(" ", options.arguments()));
    String listen = options.text("listen");
    var bind = Address.parse(listen.contains(":") ? listen : ":" + listen, "127.0.0.1", -1);
    var target = Address.parse(options.required("to"), "127.0.0.1", -1);
    String over = options.text("over");
    var chosen = Relay.Options.DEFAULTS.withBind(bind).withProtocols(!over.equals("udp"), !over.equals("tcp"))
            .withConnections(options.number("max"), Relay.Options.DEFAULTS.window())
            .withFlows(options.number("flows"), options.duration("idle"));
    try (var relay = Relay.start(options.host(), target, spec, chosen)) {
        System.out.println("link " + spec);
        Program.listening(relay.server());
        Program.awaitStop();
        System.out.println("up   " + relay.up());
        System.out.println("down " + relay.down());
        if (options.flag("verbose")) System.err.println(relay.server() + "\n" + relay.counters());
    }
}
