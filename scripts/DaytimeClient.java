/// Daytime client after RFC 867: shows what a server says, or understands it and writes it in the format that you like.

import static wirelab.daytime.DaytimeClient.*;

import wirelab.daytime.*;
import wirelab.daytime.DaytimeServer;
import wirelab.impair.LinkSwitches;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("DaytimeClient", "asks a daytime server for date and time (RFC 867)")
            .client(DaytimeServer.PORT)
            .choice("over", List.of("tcp", "udp"), "protocol")
            .duration("timeout", "3s", "how long to wait for the answer")
            .text("format", "PATTERN", null,
                    "understand the answer, and write it with strftime letters or a DateTimeFormatter pattern")
            .text("zone", "ZONE", null, "with --format: the zone to write it in, and to take when the answer names none")
            .example("--port 7013")
            .example("--over udp --format \"%Y-%m-%d %H:%M:%S\" --zone Asia/Tokyo")
            .with(new LinkSwitches())
            .with(new TapSwitches())
            .run(args, options -> {
                var zone = Clocks.zone(options.text("zone"));
                var format = options.text("format") == null ? null : TimeFormat.of(options.text("format"), Locale.ENGLISH);
                var server = options.address();
                var answer = options.text("over").equals("udp")
                        ? udp(options.host(), server, options.duration("timeout"))
                        : tcp(options.host(), server, options.duration("timeout"));
                if (format == null) {
                    System.out.println(answer.text());
                    return;
                }
                var time = answer.time(zone).orElseThrow(() -> new IOException("cannot understand '" + answer.text() + "'"));
                System.out.println(format.format(options.text("zone") == null ? time : time.withZoneSameInstant(zone)));
            });
}
