/// Zoned daytime server: tells the time of any zone in any language, keeps its clock right by NTP, and says how good it is.

import static wirelab.daytime.ZoneServer.*;

import wirelab.daytime.*;
import wirelab.kit.*;
import wirelab.ntp.LocalClock;
import wirelab.ntp.Offsets;
import wirelab.ntp.Synchroniser;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("ZoneServer", "tells the time of any zone in any language, with a clock kept right by NTP")
            .server(PORT)
            .text("zone", "ZONE", null, "where this server operates; without it, the zone of this machine")
            .text("locale", "TAG", null, "the language there, such as es-ES; without it, that of this machine")
            .repeated("sync", "HOST:PORT", "keep the clock right by this time server, instead of this machine's clock")
            .duration("poll", "64s", "time between two rounds of questions to the time servers")
            .number("rate", 50, 1, 1_000_000, "answers per second and source address")
            .example("--zone Europe/Madrid --locale es-ES")
            .example("--sync 127.0.0.1:7123 --sync 127.0.0.1:7124 --sync 127.0.0.1:7125 --poll 4s --verbose")
            .with(new TapSwitches())
            .run(args, this::serve);
}

void serve(CommandLine options) throws Exception {
    int rate = options.number("rate");
    var locale = options.text("locale") == null ? Locale.getDefault() : Locale.forLanguageTag(options.text("locale"));
    if (locale.equals(Locale.ROOT)) {
        throw new UsageException("--locale: '" + options.text("locale") + "' is no language tag such as es-ES");
    }
    var chosen = Options.DEFAULTS.withBind(options.address()).withPlace(Clocks.zone(options.text("zone")), locale)
            .withRate(rate, 4 * rate);
    if (options.all("sync").isEmpty()) {
        run(options, chosen, null);
        return;
    }
    var servers = Synchroniser.addresses(options.all("sync"));
    var often = Synchroniser.Options.DEFAULTS.withPoll(options.duration("poll"));
    try (var synchroniser = Synchroniser.start(options.host(), servers, LocalClock.free(), often,
            round -> report(options, round))) {
        // Whoever asks first shall get the right time already; but a server without time servers goes on all the same.
        synchroniser.awaitFirst(Duration.ofSeconds(5));
        run(options, chosen, synchroniser);
    }
}

void report(CommandLine options, Synchroniser.Round round) {
    if (!options.flag("verbose")) return;
    var heard = round.peers().stream().map(peer -> String.valueOf(peer.last())).toList();
    System.err.println(round.isSynchronised() ? "clock set to within " + Offsets.bound(round.reading().bound().toNanos())
            : "no time server heard and believed: " + heard);
}

void run(CommandLine options, Options chosen, Synchroniser synchroniser) throws Exception {
    var host = options.host();
    try (var server = synchroniser == null ? start(host, chosen) : start(host, chosen, synchroniser)) {
        Program.serve(server.address());
        if (options.flag("verbose")) System.err.println(server.counters() + "; " + server.udp().counters());
    }
}
