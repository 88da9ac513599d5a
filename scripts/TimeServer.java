/// Time server after RFC 868: says the seconds since 1900 as four bytes, over TCP and UDP; also beyond 2036.

import static wirelab.daytime.TimeServer.*;

import wirelab.daytime.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("TimeServer", "says the seconds since 1900 as four bytes, over TCP and UDP (RFC 868)")
            .server(PORT)
            .choice("over", List.of("both", "tcp", "udp"), "protocols to serve")
            .text("at", "INSTANT", null, "begin with another time, such as 2036-02-07T06:28:10Z")
            .number("rate", 20, 1, 1_000_000, "datagrams per second that a source gets an answer to")
            .example("--port 7037")
            .example("--at 2036-02-07T06:28:10Z")
            .with(new TapSwitches())
            .run(args, options -> {
                int rate = options.number("rate");
                var service = ServiceOptions.DEFAULTS.withBind(options.address()).withOver(options.text("over"))
                        .withRate(rate, 2 * rate + 10);
                try (var server = start(options.host(), service,
                        Clocks.startingAt(options.text("at")))) {
                    Program.listening(server.both());
                    Program.awaitStop();
                    if (options.flag("verbose")) System.err.println(server.both());
                }
            });
}
