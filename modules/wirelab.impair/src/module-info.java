/// Links that misbehave on purpose: delay, jitter, loss, duplicates, reordering, damage, a narrow place with its queue,
/// blackouts and cuts, seeded so that a run can be repeated. The same pure model, [Link][wirelab.impair.Link], drives a
/// relay for TCP and UDP ([Relay][wirelab.impair.Relay]) and a link between two network namespaces that carries the packets
/// of the kernel's own TCP ([TunLink][wirelab.impair.TunLink]). CoDel follows RFC 8289.
///
/// A relay goes in front of a server in one line, or between a host and all others
/// (`Host.HERE.behind(`[BadLink][wirelab.impair.BadLink]`)`); the model alone needs neither socket nor clock:
///
/// ```
/// try (var relay = Relay.start(server.address(), LinkSpec.parse("delay=20ms±2ms loss=1% seed=7"))) {
///     ... connect to relay.address() instead ...
/// }
/// Link<Letter> link = LinkSpec.parse("loss=1% seed=7").upLink(0);
/// link.offer(now, letter);
/// var arrived = link.poll(link.nextDue());
/// ```
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | packets under way, each direction | 100,000 | memory, where delay meets rate | lost, counted as overflow |
/// | bytes under way, each direction | 64 MiB | the same | lost, counted as overflow |
/// | queue | 1,000 packets; `queue=` sets it | a true one is bounded too | dropped at the tail; a stream waits |
/// | bytes of a TCP connection under way, each way | 1 MiB, less on a narrow link | memory | its sender waits |
/// | TCP connections of a relay | 500 | each has five threads and up to 2 MiB | reset |
/// | UDP clients of a relay | 1,000 | each has a socket, a thread and 64 KiB | datagrams of one more are dropped, counted |
/// | silence of a UDP client | 1 min | its place is for others | forgotten |
/// | silence of a TCP connection | 12 h | client and server judge, not the link | reset |
/// | time for what a program has sent when it ends | 5 s | its goodbye is to leave a slow link | what is under way is gone |
/// | IP packet over a TUN link | 1,500 bytes; `--mtu` up to 9,000 | that of Ethernet | the kernel cuts or refuses it |
/// | life of `ImpairLink` | 1 h; `--for` sets it | no namespace is left behind | ends and cleans up |
///
/// Left out on purpose: a relay that drops TCP segments (it cannot: TCP ends in the relay and would repair nothing, so bytes
/// are delayed, throttled, stalled and cut; the TUN link is for the rest), presets that claim to be "LTE" or "Wi-Fi", and
/// ICMP errors (a relay swallows them, as many a middle box does).
module wirelab.impair {
    requires transitive wirelab.hosts;
    requires transitive wirelab.kit;
    requires transitive wirelab.program;

    exports wirelab.impair;
}
