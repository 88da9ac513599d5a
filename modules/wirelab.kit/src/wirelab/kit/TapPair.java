package wirelab.kit;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// Two taps that watch the same sockets.
record TapPair(Tap first, Tap second) implements Tap {
    @Override
    public Bound bound(Party party, Transport transport, InetSocketAddress local) {
        var a = first.bound(party, transport, local);
        var b = second.bound(party, transport, local);
        return () -> {
            a.close();
            b.close();
        };
    }

    @Override
    public void unreachable(Party party, InetSocketAddress remote, String reason) {
        first.unreachable(party, remote, reason);
        second.unreachable(party, remote, reason);
    }

    @Override
    public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
        var a = first.opened(party, local, remote, initiated);
        var b = second.opened(party, local, remote, initiated);
        return a == null ? b : b == null ? a : new StreamPair(a, b);
    }

    @Override
    public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
            ByteBuffer payload) {
        first.datagram(party, direction, local, remote, payload.duplicate());
        second.datagram(party, direction, local, remote, payload.duplicate());
    }

    @Override
    public void lost(Party party, InetSocketAddress local, InetSocketAddress remote, ByteBuffer payload) {
        first.lost(party, local, remote, payload.duplicate());
        second.lost(party, local, remote, payload.duplicate());
    }

    @Override
    public void packet(Party host, Direction direction, ByteBuffer packet) {
        first.packet(host, direction, packet.duplicate());
        second.packet(host, direction, packet.duplicate());
    }

    private record StreamPair(Stream first, Stream second) implements Stream {
        @Override
        public void data(Direction direction, ByteBuffer bytes) {
            first.data(direction, bytes.duplicate());
            second.data(direction, bytes.duplicate());
        }

        @Override
        public void end(Direction direction) {
            first.end(direction);
            second.end(direction);
        }

        @Override
        public void closed(Ending ending) {
            first.closed(ending);
            second.closed(ending);
        }
    }
}
