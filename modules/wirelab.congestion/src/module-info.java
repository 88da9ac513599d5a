/// Congestion controllers, each a class with its paper: the two modes of an article for games, NewReno (RFC 9002), CUBIC
/// (RFC 9438), and one that is fast where packets are lost at random and fair to CUBIC where a queue is shared,
/// [Tolerant][wirelab.congestion.Tolerant]. They know no socket and no clock: whoever has a connection tells them of every
/// acknowledgement and asks for a window and a rate.
///
/// ```
/// var control = ControlName.parse("cubic").make(seed);
/// sample.begin(now);
/// sample.acked(number);
/// sample.standing(inFlight, next, smoothed);
/// control.acked(sample);
/// boolean maySend = inFlight < control.window();
/// ```
///
/// | limit | value | why | when it is hit |
/// | --- | --- | --- | --- |
/// | first window | 10 packets, 32 of `tolerant` | RFC 6928; a start that does not take half a file | |
/// | least window | 2 packets, 4 of `tolerant` | acknowledgements come in pairs | |
/// | round trips remembered by number | 32,768 | neighbours of a lost packet | older ones count as unknown |
/// | share of losses taken for random | 12 % of a round | more is a broken path | the window is cut |
///
/// Left out on purpose: ECN (the JDK cannot read the code point of what it receives), HyStart, BBR itself.
module wirelab.congestion {
    requires transitive wirelab.kit;

    exports wirelab.congestion;
}
