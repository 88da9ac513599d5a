/// NTP server: serves this machine's time, or that of better servers which it follows; on purpose wrong, if you like.

import static wirelab.ntp.NtpServer.*;

import wirelab.ntp.*;
import wirelab.ntp.NtpClient;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("NtpServer", "serves the time over NTP (RFC 5905)")
            .server(PORT)
            .number("stratum", 10, 0, 15, "stratum to claim for this machine's clock; 0 admits that it is not set")
            .duration("error", "100ms", "how wrong this machine's clock may be, in your word")
            .choice("leap", List.of("none", "insert", "delete"), "leap second to announce")
            .text("shift", "TIME", "0s", "serve a wrong time on purpose, such as -2s: a false-ticker")
            .repeated("sync", "HOST:PORT", "follow this server instead of vouching for this machine's clock")
            .duration("poll", "64s", "time between two questions to a server that is followed")
            .number("rate", 50, 0, 10_000_000, "answers per second and source address, 0 for no limit")
            .number("burst", 200, 1, 10_000_000, "answers that a source address gets at once")
            .example("--port 7123")
            .example("--port 7124 --shift -2s")
            .example("--port 7125 --sync 127.0.0.1:7123 --poll 2s")
            .with(new TapSwitches())
            .run(args, this::serve);
}

void serve(CommandLine options) throws Exception {
    var chosen = Options.DEFAULTS.withBind(options.address()).withRate(options.number("rate"), options.number("burst"));
    if (!options.all("sync").isEmpty()) {
        follow(options, chosen);
        return;
    }
    var clock = InstantSource.offset(InstantSource.system(), Offsets.parse(options.text("shift")));
    var leap = LeapIndicator.valueOf(options.text("leap").toUpperCase(Locale.ROOT));
    var vouched = Reference.vouched(clock, Math.max(1, options.number("stratum")), options.duration("error"));
    run(options, chosen, clock,
            () -> options.number("stratum") == 0 ? Reference.unsynchronised() : vouched.get().withLeap(leap));
}

/// Serves a clock that other servers set.
void follow(CommandLine options, Options chosen) throws Exception {
    var servers = Synchroniser.addresses(options.all("sync"));
    var often = Synchroniser.Options.DEFAULTS.withPoll(options.duration("poll"));
    try (var synchroniser = Synchroniser.start(options.host(), servers, LocalClock.free(), often,
            round -> report(options, round))) {
        var shifted = InstantSource.offset(synchroniser.clock(), Offsets.parse(options.text("shift")));
        run(options, chosen, shifted, synchroniser::reference);
    }
}

void report(CommandLine options, Synchroniser.Round round) {
    if (!options.flag("verbose")) return;
    System.err.println(round.isSynchronised() ? "set to within " + Offsets.bound(round.reading().bound().toNanos())
            : "no majority of servers: " + round.peers().stream().map(peer -> String.valueOf(peer.last())).toList());
}

void run(CommandLine options, Options chosen, InstantSource clock, Supplier<Reference> reference) throws Exception {
    // So that the first clients do not wait for this program to be compiled.
    NtpClient.warmUp();
    try (var server = start(options.host(), chosen, clock, reference)) {
        Program.serve(server.address());
        if (options.flag("verbose")) System.err.println(server.counters() + "; " + server.udp().counters());
    }
}
