/// Time server after RFC 868: says the seconds since 1900 as four bytes, over TCP and UDP; also beyond 2036.

import wirelab.daytime.*;
import wirelab.kit.*;
import wirelab.tap.TapOptions;

void main(String... args) {
    Program.of("TimeServer", "says the seconds since 1900 as four bytes, over TCP and UDP (RFC 868)")
            .server(wirelab.daytime.TimeServer.PORT)
            .choice("over", List.of("both", "tcp", "udp"), "protocols to serve")
            .text("at", "INSTANT", null, "begin with another time, such as 2036-02-07T06:28:10Z")
            .number("rate", 20, 1, 1_000_000, "datagrams per second that a source gets an answer to")
            .example("--port 7037")
            .example("--at 2036-02-07T06:28:10Z")
            .with(new TapOptions())
            .run(args, options -> {
                int rate = options.number("rate");
                var service = ServiceOptions.DEFAULTS.withBind(options.address()).withOver(options.text("over"))
                        .withRate(rate, 2 * rate + 10);
                try (var server = wirelab.daytime.TimeServer.start(service, Clocks.startingAt(options.text("at")))) {
                    server.both().announce();
                    Program.awaitStop();
                    if (options.flag("verbose")) System.err.println(server.both());
                }
            });
}
