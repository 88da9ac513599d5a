/// Rendezvous server on UDP 10080: classroom clients of both dialects, and ours that get through NATs.

import static wirelab.nat.NatServer.*;

import wirelab.nat.*;
import wirelab.program.*;
import wirelab.stun.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("NatServer", "brings chat clients together: both classroom dialects, and NatClient")
            .server(10_080)
            .text("host6", "ADDRESS", null, "IPv6 address to listen on beside an IPv4 --host (--host :: alone takes both)")
            .text("second", "ADDRESS", null, "a second address of this machine, for telling kinds of NAT apart")
            .number("stun", BindingServer.PORT, 0, 65_535, "port of its STUN server; with --port 0 a free one")
            .number("clients", 1000, 1, 100_000, "most clients at once")
            .duration("silence", "30s", "a client silent for so long is off-line")
            .example("--host 203.0.113.10 --second 203.0.113.11")
            .with(new TapSwitches())
            .run(args, options -> {
                var bind = new ArrayList<>(List.of(options.address()));
                if (options.text("host6") != null) {
                    bind.add(new InetSocketAddress(InetAddress.ofLiteral(options.text("host6")), options.number("port")));
                }
                var limits = Limits.DEFAULTS;
                var serverOptions = Options.DEFAULTS
                        .withBind(bind.toArray(InetSocketAddress[]::new))
                        .withLimits(new Limits(options.number("clients"), limits.unanswered(),
                                options.duration("silence"), limits.registrations(), limits.fanOut()));
                if (options.text("second") != null) {
                    serverOptions = serverOptions.withSecond(InetAddress.ofLiteral(options.text("second")));
                }
                int stunPort = options.number("port") == 0 && !options.flag("stun") ? 0 : options.number("stun");
                var stunOptions = BindingServer.Options.DEFAULTS
                        .withBind(new InetSocketAddress(options.address().getAddress(), stunPort));
                if (options.text("second") != null) {
                    stunOptions = stunOptions.withOther(InetAddress.ofLiteral(options.text("second")), stunPort == 0 ? 0
                            : stunPort + 1);
                }
                try (var server = start(options.host(), serverOptions, IO::println);
                        var stun = BindingServer.start(options.host(), stunOptions);
                        var stun6 = bind.size() == 1 ? null : BindingServer.start(options.host(),
                                BindingServer.Options.DEFAULTS.withBind(
                                        new InetSocketAddress(bind.getLast().getAddress(), stun.address().getPort())))) {
                    var addresses = new ArrayList<>(server.addresses());
                    addresses.addAll(stun.addresses());
                    if (stun6 != null) addresses.addAll(stun6.addresses());
                    Program.serve(addresses.toArray(InetSocketAddress[]::new));
                    if (options.flag("verbose")) System.err.println(server.counters());
                }
            });
}
