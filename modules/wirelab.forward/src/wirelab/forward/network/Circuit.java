package wirelab.forward.network;

/// What a node remembers of one circuit: a leg towards the caller and one towards the called node, of which one is missing
/// where the circuit ends.
final class Circuit {
    /// One side: a label on the link to a neighbour.
    record Leg(String neighbour, int label) {}

    /// The end of a circuit that is at this node.
    static final class End {
        final int id;
        final String peer;
        int mtu;
        int hops;
        long nextSent;
        long nextExpected;
        long nextKeep;

        End(int id, String peer) {
            this.id = id;
            this.peer = peer;
        }
    }

    /// Towards the caller, or `null` if the caller is here.
    final Leg back;
    /// Towards the called node, or `null` if it is here.
    final Leg forth;
    /// The end that is here, or `null` in the middle.
    final End end;
    /// Whether it stands.
    boolean open;
    /// Until when it must stand.
    long limit;
    private long heardBack;
    private long heardForth;

    Circuit(long now, Leg back, Leg forth, End end, long limit) {
        this.back = back;
        this.forth = forth;
        this.end = end;
        this.limit = limit;
        heardBack = now;
        heardForth = now;
    }

    /// The side on which what comes from one side goes on; `null` if it ends here.
    Leg other(Leg side) {
        return side.equals(back) ? forth : back;
    }

    void hear(long now, Leg side) {
        if (side.equals(back)) heardBack = now;
        else heardForth = now;
    }

    /// When the silence of one side began.
    long quietSince() {
        if (back == null) return heardForth;
        return forth == null ? heardBack : Math.min(heardBack, heardForth);
    }
}
