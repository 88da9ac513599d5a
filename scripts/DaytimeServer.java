/// Daytime server after RFC 867: says date and time as a line of text, over TCP and UDP, in the format that you like.

import static wirelab.daytime.DaytimeServer.*;

import wirelab.daytime.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("DaytimeServer", "says date and time as a line of text, over TCP and UDP (RFC 867)")
            .server(PORT)
            .choice("over", List.of("both", "tcp", "udp"), "protocols to serve")
            .text("format", "PATTERN", TimeFormat.RFC_867, "strftime letters (%c, %Y-%m-%d) or a DateTimeFormatter pattern")
            .text("zone", "ZONE", null, "time zone, such as Europe/Madrid; without it, that of this machine")
            .text("at", "INSTANT", null, "begin with another time, such as 2036-02-07T06:28:10Z")
            .number("rate", 20, 1, 1_000_000, "datagrams per second that a source gets an answer to")
            .example("--format %c")
            .example("--zone America/New_York --format \"uuuu-MM-dd HH:mm:ss zzz\"")
            .with(new TapSwitches())
            .run(args, options -> {
                int rate = options.number("rate");
                var service = ServiceOptions.DEFAULTS.withBind(options.address()).withOver(options.text("over"))
                        .withRate(rate, 2 * rate + 10);
                var chosen = Options.DEFAULTS.withService(service)
                        .withZone(Clocks.zone(options.text("zone")))
                        .withFormat(TimeFormat.of(options.text("format"), Locale.ENGLISH));
                try (var server = start(options.host(), chosen, Clocks.startingAt(options.text("at")))) {
                    Program.listening(server.both());
                    Program.awaitStop();
                    if (options.flag("verbose")) System.err.println(server.both());
                }
            });
}
