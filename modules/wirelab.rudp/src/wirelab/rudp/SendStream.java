package wirelab.rudp;

/// The bytes of one stream on their way out: kept until they have arrived, sent again where they were lost.
final class SendStream {
    private final int id;
    private final ByteRing ring;
    private final Ranges acknowledged = new Ranges();
    private final Ranges lost = new Ranges();
    /// All before it has arrived.
    private long base;
    /// All before it was sent at least once.
    private long sent;
    private long written;
    private long credit;
    private boolean ended;
    private boolean endDue;
    private boolean endArrived;
    private boolean dead;
    /// Somebody waits for room to write.
    boolean writerWaits;

    /// @param credit how much the other end takes to begin with
    /// @param memory the most that is kept, a power of two
    SendStream(int id, long credit, int memory) {
        this.id = id;
        this.credit = credit;
        ring = new ByteRing(memory);
    }

    int id() {
        return id;
    }

    /// Takes bytes to be sent.
    ///
    /// @param most the most that may be kept in all
    /// @return how many of them
    int write(byte[] bytes, int start, int length, long most) {
        if (ended || dead) throw new IllegalStateException("the stream has ended");
        int count = Math.clamp(most - (written - base), 0, length);
        if (count == 0) return 0;
        ring.reserve(base, written, written + count);
        ring.put(written, bytes, start, count);
        written += count;
        return count;
    }

    /// No more is written.
    void end() {
        if (ended) return;
        ended = endDue = true;
    }

    /// The stream was reset: what was not sent never is.
    void kill() {
        dead = true;
        ended = endArrived = true;
        endDue = false;
        base = sent = written;
        ring.free();
    }

    void credit(long most) {
        credit = Math.max(credit, most);
    }

    long kept() {
        return written - base;
    }

    long base() {
        return base;
    }

    /// Whether all was written and has arrived.
    boolean isDone() {
        return ended && endArrived && base == written;
    }

    boolean hasEnded() {
        return ended;
    }

    /// Whether there is something to send.
    ///
    /// @param allowed new bytes that all streams together may still send
    boolean isDue(long allowed) {
        if (dead) return false;
        return !lost.isEmpty() || fresh(allowed) > 0 || endDue && sent == written;
    }

    private long fresh(long allowed) {
        return Math.min(Math.min(written, credit) - sent, allowed);
    }

    /// What is sent in one frame: what was lost, else what is new.
    ///
    /// @param fresh how many of its bytes were never sent before
    record Taken(SentPacket.StreamPiece piece, int fresh) {}

    /// Takes what is to be sent next.
    ///
    /// @param most bytes that have room
    /// @param allowed new bytes that all streams together may still send
    /// @return `null` when there is nothing
    Taken take(int most, long allowed) {
        while (!dead && !lost.isEmpty()) {
            long from = lost.first();
            long to = Math.min(lost.firstEnd(), from + most);
            lost.remove(from, to);
            from = Math.max(from, base);
            if (from >= to || acknowledged.containsAll(from, to)) continue;
            return taken(from, (int) (to - from), 0);
        }
        int fresh = (int) Math.min(most, fresh(allowed));
        if (dead || fresh <= 0 && !(endDue && sent == written)) return null;
        long from = sent;
        sent += Math.max(0, fresh);
        return taken(from, Math.max(0, fresh), Math.max(0, fresh));
    }

    private Taken taken(long from, int length, int fresh) {
        boolean end = ended && from + length == written;
        if (end) endDue = false;
        return new Taken(new SentPacket.StreamPiece(this, from, length, end), fresh);
    }

    /// Puts the bytes of a piece that was just taken into a packet.
    void copy(SentPacket.StreamPiece piece, byte[] into, int start) {
        ring.get(piece.offset(), into, start, piece.length());
    }

    void arrived(SentPacket.StreamPiece piece) {
        if (dead) return;
        if (piece.end()) endArrived = true;
        long to = piece.offset() + piece.length();
        if (to <= base) return;
        acknowledged.add(Math.max(base, piece.offset()), to);
        if (acknowledged.isEmpty() || acknowledged.first() > base) return;
        base = acknowledged.firstEnd();
        acknowledged.remove(acknowledged.first(), base);
        if (ended && base == written) ring.free();
    }

    void lost(SentPacket.StreamPiece piece) {
        if (dead) return;
        if (piece.end() && !endArrived) endDue = true;
        long from = Math.max(base, piece.offset());
        long to = piece.offset() + piece.length();
        if (from < to && !acknowledged.containsAll(from, to)) lost.add(from, to);
    }
}
