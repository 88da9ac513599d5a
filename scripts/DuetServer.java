/// Duet server: makes pairs of members that join over TCP, tells each the other's UDP address, prints what they say.

import wirelab.duet.DuetServer.Options;
import wirelab.duet.Pairing;
import wirelab.kit.*;
import wirelab.tap.TapOptions;

void main(String... args) {
    Program.of("DuetServer", "makes pairs of members that then talk over UDP, and prints what they say")
            .server(wirelab.duet.DuetServer.PORT)
            .number("max", 100, 2, 10_000, "members at once")
            .duration("timeout", "5s", "silence after which a member has vanished, over TCP and over UDP")
            .duration("join-time", "10s", "time to join after connecting")
            .example("--port 7012 --timeout 2s")
            .with(new TapOptions())
            .run(args, options -> {
                var limits = new Pairing.Limits(options.duration("join-time"), options.duration("timeout"));
                var chosen = Options.DEFAULTS.withBind(options.address()).withMaxMembers(options.number("max"))
                        .withLimits(limits).withConsole(IO::println);
                try (var server = wirelab.duet.DuetServer.start(chosen)) {
                    Program.serve(server.address());
                    if (options.flag("verbose")) System.err.println(server.counters());
                }
            });
}
