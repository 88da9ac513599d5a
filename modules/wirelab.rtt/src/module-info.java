/// Round-trip times that can be believed (RFC 2681): probes over UDP echo, STAMP (RFC 8762), NTP, DNS, ICMP and TCP, sent
/// when they are due, in periodic or Poisson streams (RFC 2330), to many hosts at once; lost is infinitely slow, and what
/// measuring adds by itself is said with the result. And a STAMP reflector, to be the far end.
///
/// ```
/// var target = ProbeTarget.parse(ProbeKind.STAMP, "192.0.2.1:862");
/// try (var run = ProbeRun.open(Host.HERE, target, ProbeOptions.DEFAULTS).begin(System.nanoTime())) {
///     run.await();
///     System.out.println(run.summary().delays().median());
/// }
/// ```
///
/// - statistics as values: [Delays][wirelab.rtt.Delays], [Variation][wirelab.rtt.Variation] (RFC 3393)
/// - when probes are sent: [SendingTimes][wirelab.rtt.SendingTimes]
/// - one stream of them: [ProbeRun][wirelab.rtt.ProbeRun], what it gives: [Summary][wirelab.rtt.Summary]
/// - what is added by measuring: [Calibration][wirelab.rtt.Calibration]
/// - the far end: [StampReflector][wirelab.rtt.StampReflector]
/// - for people: [DelayReport][wirelab.rtt.DelayReport], [LiveDelays][wirelab.rtt.LiveDelays],
///   [DelayFindings][wirelab.rtt.DelayFindings], [DelayPage][wirelab.rtt.DelayPage]; for programs:
///   [DelayFiles][wirelab.rtt.DelayFiles]
///
/// | limit | default, range | why | when it is hit |
/// | --- | --- | --- | --- |
/// | interval | 100 ms, 100 µs to 1 h | a prober must not flood | a usage error |
/// | probes of a stream | 1,000,000; all streams 2,000,000 | each is kept, some 100 bytes | a usage error |
/// | length of a run | 10 s, up to 7 days | it must end | a usage error |
/// | loss threshold | 2 s, up to 1 min | an answer after it counts as lost, and as late | |
/// | payload | 64, 12 to 8,972 bytes | a header; a jumbo frame | a usage error |
/// | streams of a run | 256 | each has two threads | a usage error |
/// | list of hosts | 256 hosts, 64 KiB | | a usage error |
/// | connections being opened, for each host | 256 | each has a thread | the probe counts as not sent |
/// | under way on a connection | 64 KiB | an end that reads nothing holds nobody up | the probe counts as not sent |
/// | reflector: packet | 44 or 112 to 9,000 bytes | nothing shorter than its answer is answered | dropped and counted |
/// | reflector: packets of a source address | 100,000 per second | a flood stops nobody else | dropped and counted |
/// | reflector: sessions that it counts for | 10,000 | memory | the one silent for the longest begins again at 0 |
/// | reflector: packets from ports 7, 13, 17, 19, 37, 862, its own | none | another reflector answers anything | dropped |
///
/// Left out on purpose: clocks of PTP as a sender (as a reader they are understood); extensions of STAMP (RFC 8972), which
/// come back as they are; pings by a raw socket.
module wirelab.rtt {
    requires transitive wirelab.hosts;
    requires transitive wirelab.kit;
    requires wirelab.measure;
    requires wirelab.ntp;

    exports wirelab.rtt;
}
