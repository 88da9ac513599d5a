/// Duet server: makes pairs of members that join over TCP, tells each the other's UDP address, prints what they say.

import static wirelab.duet.DuetServer.*;

import wirelab.duet.Pairing;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("DuetServer", "makes pairs of members that then talk over UDP, and prints what they say")
            .server(PORT)
            .number("max", 100, 2, 10_000, "members at once")
            .duration("timeout", "5s", "silence after which a member has vanished, over TCP and over UDP")
            .duration("join-time", "10s", "time to join after connecting")
            .example("--port 7012 --timeout 2s")
            .with(new TapSwitches())
            .run(args, options -> {
                var limits = new Pairing.Limits(options.duration("join-time"), options.duration("timeout"));
                var chosen = Options.DEFAULTS.withBind(options.address()).withMaxMembers(options.number("max"))
                        .withLimits(limits);
                try (var server = start(options.host(), chosen, IO::println)) {
                    Program.serve(server.address());
                    if (options.flag("verbose")) System.err.println(server.counters());
                }
            });
}
