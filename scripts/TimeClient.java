/// Time client after RFC 868: asks for the seconds since 1900, and says which date that is and how far this machine is off.

import static wirelab.daytime.TimeClient.*;

import wirelab.daytime.*;
import wirelab.daytime.TimeServer;
import wirelab.impair.LinkSwitches;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("TimeClient", "asks a time server for the seconds since 1900 (RFC 868)")
            .client(TimeServer.PORT)
            .choice("over", List.of("tcp", "udp"), "protocol")
            .duration("timeout", "3s", "how long to wait for the answer")
            .text("format", "PATTERN", "%Y-%m-%d %H:%M:%S %Z", "strftime letters or a DateTimeFormatter pattern")
            .text("zone", "ZONE", null, "time zone, such as Europe/Madrid; without it, that of this machine")
            .example("--port 7037")
            .example("--over udp --format %c --zone UTC")
            .with(new LinkSwitches())
            .with(new TapSwitches())
            .run(args, options -> {
                var format = TimeFormat.of(options.text("format"), Locale.ENGLISH);
                var zone = Clocks.zone(options.text("zone"));
                var server = options.address();
                var answer = options.text("over").equals("udp")
                        ? udp(options.host(), server, options.duration("timeout"))
                        : tcp(options.host(), server, options.duration("timeout"));
                var now = Instant.now();
                // 32 bits do not say in which period of 136 years: the nearest to our own clock is meant.
                var time = answer.time(now);
                System.out.println(format.format(time.atZone(zone)));
                if (!options.flag("verbose")) return;
                long ahead = Duration.between(now.truncatedTo(ChronoUnit.SECONDS), time).toSeconds();
                System.err.printf("%d s since 1900, or since a roll-over; the server is %+d s from this machine's clock%n",
                        answer.seconds(), ahead);
            });
}
