package wirelab.rtt;

/// What an answer says of itself: to which probe it belongs, and times that are told besides.
///
/// @param received when it came, as from [System#nanoTime()]
/// @param inside how long the other end had the probe, -1 if it does not say
/// @param wake how long the answer lay in the kernel, -1 if that is not known
/// @param forward one-way delay there, [Probe#UNKNOWN] if that is not known
/// @param back one-way delay back, [Probe#UNKNOWN] if that is not known
/// @param again how often TCP sent something again for it, -1 if that is not known
/// @param refused whether the answer was no
record Answer(int sequence, long received, long inside, long wake, long forward, long back, int again, boolean refused)
        implements ProbeFormat.Reading {
    static Answer to(int sequence) {
        return new Answer(sequence, 0, -1, -1, Probe.UNKNOWN, Probe.UNKNOWN, -1, false);
    }

    Answer withTimes(long inside, long forward, long back) {
        return new Answer(sequence, received, inside, wake, forward, back, again, refused);
    }

    Answer at(long received, long wake) {
        return new Answer(sequence, received, inside, wake, forward, back, again, refused);
    }

    Answer by(int again, boolean refused) {
        return new Answer(sequence, received, inside, wake, forward, back, again, refused);
    }
}
