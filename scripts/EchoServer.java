/// Echo server after RFC 862: sends back every byte over TCP and every datagram over UDP.

import static wirelab.echo.EchoServer.*;

import wirelab.kit.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("EchoServer", "sends back every byte over TCP and every datagram over UDP (RFC 862)")
            .server(PORT)
            .choice("over", List.of("both", "tcp", "udp"), "protocols to serve")
            .number("max", 10_000, 1, 1_000_000, "TCP connections at once")
            .duration("idle", "60s", "hang up on a client that is silent for so long")
            .number("rate", 0, 0, 10_000_000, "datagrams per second and source address, 0 for no limit")
            .duration("work", "0s", "pretend to compute so long on each message")
            .example("--port 7007")
            .example("--over udp --work 50ms")
            .with(new TapSwitches())
            .run(args, this::serve);
}

void serve(CommandLine options) throws Exception {
    var tcp = Options.DEFAULTS.tcp().withMaxConnections(options.number("max"))
            .withTimeouts(options.duration("idle"), Options.DEFAULTS.tcp().whole());
    var udp = Options.DEFAULTS.udp();
    int rate = options.number("rate");
    if (rate > 0) udp = udp.withPerSource(new Rate(rate, rate, 10_000));
    String over = options.text("over");
    var chosen = new Options(over.equals("udp") ? null : tcp, over.equals("tcp") ? null : udp, options.duration("work"))
            .withBind(options.address());
    try (var server = start(options.host(), chosen)) {
        Program.listening(server.servers());
        Program.awaitStop();
        if (options.flag("verbose")) System.err.println(server.servers());
    }
}
