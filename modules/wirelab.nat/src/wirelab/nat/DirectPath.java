package wirelab.nat;

import java.net.InetSocketAddress;

/// One direct way to a peer: from one of our sockets to an address at which a sealed packet of the peer was seen.
final class DirectPath {
    final int socket;
    final InetSocketAddress remote;
    final PathKind kind;
    /// Whether a ping of ours was answered over it: only then is it used.
    boolean open;
    long rtt;
    long heard;
    long pingAt;
    int missed;

    DirectPath(int socket, InetSocketAddress remote, PathKind kind) {
        this.socket = socket;
        this.remote = remote;
        this.kind = kind;
    }

    boolean is(int socket, InetSocketAddress remote) {
        return this.socket == socket && this.remote.equals(remote);
    }
}
