package wirelab.impair;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import wirelab.kit.Tap;

/// A tap that is not shown the knocks of a relay on itself: they are nobody's traffic.
record Unknocked(Tap tap, Predicate<InetSocketAddress> isKnocker) implements Tap {
    @Override
    public Bound bound(Party party, Transport transport, InetSocketAddress local) {
        return tap.bound(party, transport, local);
    }

    @Override
    public void unreachable(Party party, InetSocketAddress remote, String reason) {
        tap.unreachable(party, remote, reason);
    }

    @Override
    public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
        return tap.opened(party, local, remote, initiated);
    }

    @Override
    public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
            ByteBuffer payload) {
        if (!isKnocker.test(remote)) tap.datagram(party, direction, local, remote, payload);
    }

    @Override
    public void lost(Party party, InetSocketAddress local, InetSocketAddress remote, ByteBuffer payload) {
        tap.lost(party, local, remote, payload);
    }

    @Override
    public void packet(Party host, Direction direction, ByteBuffer packet) {
        tap.packet(host, direction, packet);
    }
}
