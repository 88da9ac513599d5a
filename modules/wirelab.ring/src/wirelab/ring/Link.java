package wirelab.ring;

/// A TCP connection to another node, or to oneself in a ring of one.
final class Link {
    final long id;
    /// The same at both ends once HELLO is through: who dialled, in which incarnation, for which time.
    String name;
    long peer;
    /// Where the peer stands among those who may be the successor, if this node dialled.
    int place;
    long peerIncarnation;
    long heardAt;
    long sentAt;
    private long sent;
    private long received;

    Link(long now, long id) {
        this.id = id;
        heardAt = now;
        sentAt = now;
    }

    void send(long now, Signal signal, Outbox out) {
        sentAt = now;
        sent++;
        out.noteFrame("send", this, sent, signal);
        out.add(new RingAction.Send(id, signal));
    }

    void heard(long now, Signal signal, Outbox out) {
        heardAt = now;
        received++;
        if (signal.kind() == SignalKind.HELLO && name == null) {
            name = signal.source() + "." + signal.incarnation() + "." + signal.sequence();
        }
        if (name != null) out.noteFrame("receive", this, received, signal);
    }
}
