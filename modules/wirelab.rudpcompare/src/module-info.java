/// TCP and [reliable UDP][wirelab.rudp] on the same links, alone and against each other: who gets how much, what the queue
/// costs all others, and a page that shows it. Linux, as root: the links are those of `wirelab.impair` between two
/// namespaces, so that the kernel's TCP and our packets meet the same seeded conditions.
///
/// ```
/// var contest = new Contest(LinkSpec.parse("delay=10ms loss=1% seed=7"), Contest.Options.DEFAULTS);
/// var outcome = contest.run(List.of(new Competitor.Tcp("cubic"), new Competitor.Rudp(ControlName.TOLERANT, true)));
/// IO.println(outcome);
/// ```
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | time of a contest | 8 s, 600 s at most | nobody looks at it for longer | it ends, and what has come counts |
/// | bytes of a transfer | 1 GB, of zeros | a link without a rate is as fast as the machine | it is done |
/// | competitors at once | 8 | a share must be one that can be seen | refused |
/// | probes of the round trip | 50 per second, of 44 bytes | they must not be a load themselves | |
///
/// Left out on purpose: more than one link at once, IPv6, and TCP with other options than the system's.
module wirelab.rudpcompare {
    requires transitive wirelab.impair;
    requires transitive wirelab.rudp;
    requires wirelab.measure;

    exports wirelab.rudpcompare;
}
