package wirelab.impair;

/// What travels over a [Link]: a datagram, an IP packet, some bytes of a stream. The link asks for no more than this.
public interface Packet<P extends Packet<P>> {
    /// {@return how long it is, which decides how long its transmission takes and how much of a queue it fills: bytes}
    int size();

    /// Whether it belongs to a stream that somebody else has made reliable already (TCP). Such a packet is delayed and waits
    /// out a blackout, but is never lost, dropped, doubled, damaged or overtaken by another of its kind.
    ///
    /// @return whether it must arrive
    default boolean reliable() {
        return false;
    }

    /// Turns one bit over: noise on the wire.
    ///
    /// @param bit which one, from 0 to `8 * size() - 1`
    void flip(long bit);

    /// Makes a second one, as a link does that delivers twice.
    ///
    /// @return the copy, or `null` where there is no room for one
    P copy();

    /// It will not arrive: its memory may be used again.
    void lost();
}
