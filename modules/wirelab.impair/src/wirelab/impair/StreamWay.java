package wirelab.impair;

/// What a direction of a link does to streams.
///
/// @param wire where they go
/// @param chunk bytes that are carried at once at most
/// @param window bytes of a connection that may be under way: with a bottleneck what fits on the wire and into its
///     queue, so that the queue is as long as the user said and the sender feels it
/// @param cut when connections are cut
record StreamWay(LinkDriver wire, int chunk, int window, Conditions.Cut cut) {
    /// How much is carried at once at most. On a slow link it is less, so that bytes trickle instead of coming in lumps.
    private static final int CHUNK = 16 * 1024;
    private static final int LEAST_CHUNK = 256;
    /// What a chunk takes to transmit at most, in nanoseconds.
    private static final long LUMP = 2_000_000;
    /// The size of a packet for which a queue that is counted in packets has room.
    private static final int PACKET = 1500;

    static StreamWay of(LinkDriver wire, Conditions conditions, int mostWindow) {
        var bottleneck = conditions.bottleneck();
        var cut = conditions.cut() != null ? conditions.cut() : new Conditions.Cut(Long.MAX_VALUE, Long.MAX_VALUE);
        if (bottleneck == null) return new StreamWay(wire, CHUNK, mostWindow, cut);
        int chunk = (int) Math.clamp(LUMP / bottleneck.transmission(1), LEAST_CHUNK, CHUNK);
        double queue = Math.min(bottleneck.bytes(), (double) bottleneck.packets() * PACKET);
        double onWire = (conditions.delay().mean() + conditions.delay().jitter()) / bottleneck.transmission(1);
        return new StreamWay(wire, chunk, (int) Math.clamp(queue + onWire, 2 * chunk, mostWindow), cut);
    }
}
