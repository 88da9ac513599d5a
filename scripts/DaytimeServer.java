/// Daytime server after RFC 867: says date and time as a line of text, over TCP and UDP, in the format that you like.

import wirelab.daytime.*;
import wirelab.daytime.DaytimeServer.Options;
import wirelab.kit.*;
import wirelab.tap.TapOptions;

void main(String... args) {
    Program.of("DaytimeServer", "says date and time as a line of text, over TCP and UDP (RFC 867)")
            .server(wirelab.daytime.DaytimeServer.PORT)
            .choice("over", List.of("both", "tcp", "udp"), "protocols to serve")
            .text("format", "PATTERN", TimeFormat.RFC_867, "strftime letters (%c, %Y-%m-%d) or a DateTimeFormatter pattern")
            .text("zone", "ZONE", null, "time zone, such as Europe/Madrid; without it, that of this machine")
            .text("at", "INSTANT", null, "begin with another time, such as 2036-02-07T06:28:10Z")
            .number("rate", 20, 1, 1_000_000, "datagrams per second that a source gets an answer to")
            .example("--format %c")
            .example("--zone America/New_York --format \"uuuu-MM-dd HH:mm:ss zzz\"")
            .with(new TapOptions())
            .run(args, options -> {
                int rate = options.number("rate");
                var service = ServiceOptions.DEFAULTS.withBind(options.address()).withOver(options.text("over"))
                        .withRate(rate, 2 * rate + 10);
                var chosen = Options.DEFAULTS.withService(service)
                        .withClock(Clocks.startingAt(options.text("at")), Clocks.zone(options.text("zone")))
                        .withFormat(TimeFormat.of(options.text("format"), Locale.ENGLISH));
                try (var server = wirelab.daytime.DaytimeServer.start(chosen)) {
                    server.both().announce();
                    Program.awaitStop();
                    if (options.flag("verbose")) System.err.println(server.both());
                }
            });
}
