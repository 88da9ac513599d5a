package wirelab.rudp;

/// One transmission that is to be acknowledged, and what was in it.
final class SentPacket {
    /// What a packet carried, for when it arrives or does not.
    sealed interface Piece permits StreamPiece, FramePiece {}

    /// Some bytes of a stream, and perhaps its end.
    record StreamPiece(SendStream stream, long offset, int length, boolean end) implements Piece {}

    /// A frame that is sent again when it is lost, as it then is.
    record FramePiece(RudpFrame frame) implements Piece {}

    final long number;
    final long at;
    final int size;
    final Piece[] pieces;
    /// Only to find out how large a packet may be: its loss says nothing else.
    final boolean sizeProbe;
    /// When it was found to be lost, if `lost`.
    long lostAt;
    boolean lost;
    /// It was lost for taking too long, and not for its place in the order.
    boolean late;
    // The state of delivery when it was sent (draft-cheng-iccrg-delivery-rate-estimation).
    long delivered;
    long deliveredAt;
    long firstSentAt;
    boolean applicationLimited;

    SentPacket(long number, long at, int size, Piece[] pieces, boolean sizeProbe) {
        this.number = number;
        this.at = at;
        this.size = size;
        this.pieces = pieces;
        this.sizeProbe = sizeProbe;
    }
}
