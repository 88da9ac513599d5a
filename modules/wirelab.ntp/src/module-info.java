/// Clock synchronisation: an NTP server and client (RFC 5905, client/server mode, by the rules of SNTP, RFC 4330),
/// Cristian's algorithm with its error bound, false-tickers outvoted by Marzullo's algorithm, and a clock of our own that is
/// kept right.
///
/// ```
/// try (var server = NtpServer.start(NtpServer.Options.DEFAULTS);
///         var client = NtpClient.open(server.address(), LocalClock.free(), NtpClient.Options.DEFAULTS)) {
///     if (client.ask() instanceof Sample sample) System.out.println(sample.offset() + " ± " + sample.bound() + " ns");
/// }
/// ```
///
/// - what travels: [NtpMessage][wirelab.ntp.NtpMessage], [NtpTimestamp][wirelab.ntp.NtpTimestamp]
/// - four time stamps, offset, bound: [RoundTrip][wirelab.ntp.RoundTrip], [Estimate][wirelab.ntp.Estimate],
///   [Sample][wirelab.ntp.Sample]
/// - asking one server, answering: [NtpClient][wirelab.ntp.NtpClient], [NtpServer][wirelab.ntp.NtpServer]
/// - several servers: [Selection][wirelab.ntp.Selection], [Combination][wirelab.ntp.Combination],
///   [Association][wirelab.ntp.Association]
/// - a clock that is kept right: [DisciplinedClock][wirelab.ntp.DisciplinedClock], [Drift][wirelab.ntp.Drift],
///   [Synchroniser][wirelab.ntp.Synchroniser]
/// - without any network: [SimulatedPath][wirelab.ntp.SimulatedPath], [Berkeley][wirelab.ntp.Berkeley]
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | question | 1,024 bytes | a header and keys; no answer is longer than 48 | dropped and counted |
/// | answers per source address | 50 per second, 200 at once | a flood stops nobody else | one `RATE` in 2 s, else dropped |
/// | source addresses remembered | 10,000 | memory | the one heard least recently is forgotten |
/// | modes answered | 3 (client) alone | an answer to an answer never ends | dropped and counted |
/// | datagrams from ports 7, 13, 17, 19, 37 | none | their services answer anything | dropped and counted |
/// | wait for an answer | 1 s | | no sample |
/// | what a server may admit to be wrong by | 16 s (RFC 5905, MAXDISP) | it knows no time | refused |
/// | servers asked | 16 | more than half must be honest in any case | a usage error |
/// | interval to a server that says `RATE`, or nothing | doubled, up to 36 h, or 16 times | good manners | |
/// | slew | 5 % | time that runs faster or slower than that surprises programs | takes longer |
/// | measurements looked back on | 64 | a drift changes with the temperature | the oldest is forgotten |
///
/// Left out on purpose: setting the clock of the machine; symmetric and broadcast modes, control messages; keys and NTS
/// (extension fields are passed over); the cluster algorithm and the phase-locked loop of ntpd, for which intervals and a
/// straight line stand here.
module wirelab.ntp {
    requires transitive wirelab.kit;

    exports wirelab.ntp;
}
