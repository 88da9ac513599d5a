package wirelab.tap;

import java.net.InetSocketAddress;
import wirelab.kit.Tap;

/// One TCP connection, known by its two sockets, and which of its ends speak in this process.
public final class Conversation {
    private final InetSocketAddress client;
    private final InetSocketAddress server;
    private volatile Tap.Party clientParty;
    private volatile Tap.Party serverParty;
    final long began = System.nanoTime();
    /// Ends here that have not closed yet.
    private int open;
    private final boolean[] ended = new boolean[2];
    private boolean broken;

    Conversation(InetSocketAddress client, InetSocketAddress server) {
        this.client = client;
        this.server = server;
    }

    /// Address and port of one end.
    public InetSocketAddress address(Side side) {
        return side == Side.CLIENT ? client : server;
    }

    /// {@return who speaks at one end, if that end is in this process: the party, or `null` when nothing is known but the
    /// address}
    public Tap.Party party(Side side) {
        return side == Side.CLIENT ? clientParty : serverParty;
    }

    /// One end of it has turned up in this process.
    synchronized void join(Side side, Tap.Party party) {
        if (side == Side.CLIENT) clientParty = party;
        else serverParty = party;
        open++;
    }

    /// An end here has closed.
    synchronized void leave() {
        open--;
    }

    /// Whether both ends were here and have closed, so that nothing can follow.
    synchronized boolean isComplete() {
        return open == 0 && clientParty != null && serverParty != null;
    }

    /// Notes that one direction has ended.
    boolean end(Side from) {
        boolean news = !broken && !ended[from.ordinal()];
        ended[from.ordinal()] = true;
        return news;
    }

    /// Notes that the connection was broken off.
    boolean breakOff() {
        boolean news = !broken && !(ended[0] && ended[1]);
        broken = true;
        return news;
    }

    /// Whether one end may still speak.
    boolean speaks(Side from) {
        return !broken && !ended[from.ordinal()];
    }
}
