package wirelab.shell;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Tap;

/// A tap that others join later: they are told which sockets there are already, and see what these say next.
final class LiveTap implements Tap {
    private final List<Socket> sockets = new ArrayList<>();
    /// Those that watch now, or `null` when nobody does.
    private volatile Tap all;

    /// A socket that is bound, and the claims of those who watch.
    private final class Socket implements Bound {
        private final Party party;
        private final Transport transport;
        private final InetSocketAddress local;
        private final List<Bound> claims = new ArrayList<>();

        Socket(Party party, Transport transport, InetSocketAddress local) {
            this.party = party;
            this.transport = transport;
            this.local = local;
        }

        void join(Tap tap) {
            claims.add(tap.bound(party, transport, local));
        }

        @Override
        public void close() {
            synchronized (LiveTap.this) {
                sockets.remove(this);
                claims.forEach(Bound::close);
                claims.clear();
            }
        }
    }

    synchronized void add(Tap tap) {
        sockets.forEach(socket -> socket.join(tap));
        all = Tap.both(all, tap);
    }

    /// Nobody watches any more.
    synchronized void clear() {
        all = null;
        for (var socket : sockets) {
            socket.claims.forEach(Bound::close);
            socket.claims.clear();
        }
    }

    @Override
    public synchronized Bound bound(Party party, Transport transport, InetSocketAddress local) {
        var socket = new Socket(party, transport, local);
        if (all != null) socket.join(all);
        sockets.add(socket);
        return socket;
    }

    @Override
    public void unreachable(Party party, InetSocketAddress remote, String reason) {
        var now = all;
        if (now != null) now.unreachable(party, remote, reason);
    }

    @Override
    public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
        var now = all;
        return now == null ? null : now.opened(party, local, remote, initiated);
    }

    @Override
    public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
            ByteBuffer payload) {
        var now = all;
        if (now != null) now.datagram(party, direction, local, remote, payload);
    }

    @Override
    public void lost(Party party, InetSocketAddress local, InetSocketAddress remote, ByteBuffer payload) {
        var now = all;
        if (now != null) now.lost(party, local, remote, payload);
    }

    @Override
    public void packet(Party host, Direction direction, ByteBuffer packet) {
        var now = all;
        if (now != null) now.packet(host, direction, packet);
    }
}
