package wirelab.shell;

import java.io.IOException;
import java.net.InetSocketAddress;
import wirelab.impair.BadLink;
import wirelab.kit.Host;
import wirelab.kit.Tap;

/// A link that may be there or not, and be another one later.
final class LiveLink implements Host.Uplink {
    private BadLink now;
    /// Changes with the link, and with it the ways of every host.
    private volatile long version;

    /// Puts another one in its place.
    ///
    /// @param link `null` for none
    synchronized void set(BadLink link) {
        if (now != null) now.close();
        now = link;
        version++;
    }

    @Override
    public Host.Way from(Host direct) {
        return new LiveWay(direct);
    }

    /// The way of one host over the link that is there now.
    private final class LiveWay implements Host.Way {
        private final Host direct;
        private Host.Way way;
        private long since = -1;

        LiveWay(Host direct) {
            this.direct = direct;
        }

        private Host.Way way() {
            synchronized (LiveLink.this) {
                if (since != version) way = now == null ? null : now.from(direct);
                since = version;
                return way;
            }
        }

        @Override
        public InetSocketAddress to(Tap.Transport transport, InetSocketAddress remote) throws IOException {
            var over = way();
            return over == null ? remote : over.to(transport, remote);
        }

        @Override
        public InetSocketAddress origin(InetSocketAddress source) {
            var over = way();
            return over == null ? source : over.origin(source);
        }
    }

    @Override
    public synchronized String toString() {
        return now == null ? "no bad link" : now.toString();
    }
}
