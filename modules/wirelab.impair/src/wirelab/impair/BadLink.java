package wirelab.impair;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import wirelab.kit.Host;
import wirelab.kit.Tap;

/// A bad link between a host and all others: what its clients say goes over a [Relay] in this process, one for each address
/// that they speak to, for TCP and UDP alike. The clients know nothing of it: they see the addresses that they mean.
///
/// ```
/// try (var link = BadLink.of(LinkSpec.parse("delay=20ms loss=1% seed=7"))) {
///     var host = Host.HERE.behind(link);
///     ... EchoClient.connect(host, server.address(), patience) ...
/// }
/// ```
///
/// Whoever is addressed sees the relay as the one who speaks, as behind a NAT. To a tap of the host the relays are a party
/// of their own. What a relay cannot do is said there; so is what it allows.
public final class BadLink implements Host.Uplink, AutoCloseable {
    private final LinkSpec spec;
    private final Relay.Options options;
    private final Predicate<InetSocketAddress> leads;
    private final List<Relay> relays = new ArrayList<>();
    private boolean closed;

    private BadLink(LinkSpec spec, Relay.Options options, Predicate<InetSocketAddress> leads) {
        this.spec = Objects.requireNonNull(spec);
        this.options = Objects.requireNonNull(options);
        this.leads = Objects.requireNonNull(leads);
    }

    /// A link to all others, for TCP and UDP.
    public static BadLink of(LinkSpec spec) {
        return of(spec, Relay.Options.DEFAULTS, _ -> true);
    }

    /// A link for some of what is said.
    ///
    /// @param spec what the link does; up is away from the host
    /// @param options what each relay allows, and whether it carries TCP, UDP or both; where they listen is not asked
    /// @param leads whether the link leads to an address; the others are reached as before
    public static BadLink of(LinkSpec spec, Relay.Options options, Predicate<InetSocketAddress> leads) {
        return new BadLink(spec, options, leads);
    }

    /// The relays so far, in the order in which their addresses were first spoken to.
    public synchronized List<Relay> relays() {
        return List.copyOf(relays);
    }

    @Override
    public Host.Way from(Host direct) {
        return new Ways(direct);
    }

    private synchronized Relay start(Host host, InetSocketAddress target) throws IOException {
        if (closed) throw new IOException("the link is closed");
        String loopback = target.getAddress() instanceof Inet6Address ? "::1" : "127.0.0.1";
        var relay = Relay.start(host, target, spec, options.withBind(new InetSocketAddress(loopback, 0)));
        relays.add(relay);
        return relay;
    }

    private final class Ways implements Host.Way {
        private final Host host;
        /// By the address that is meant, over which relay; by the address of a relay, who is meant. Replaced, not changed,
        /// since each datagram looks into them.
        private volatile Map<InetSocketAddress, Relay> there = Map.of();
        private volatile Map<InetSocketAddress, InetSocketAddress> back = Map.of();

        Ways(Host host) {
            this.host = host;
        }

        @Override
        public InetSocketAddress to(Tap.Transport transport, InetSocketAddress remote) throws IOException {
            if (!(transport == Tap.Transport.TCP ? options.tcp() : options.udp()) || !leads.test(remote)) return remote;
            var known = there.get(remote);
            var relay = known != null ? known : begin(remote);
            if (transport == Tap.Transport.TCP) relay.expectStream();
            return relay.address();
        }

        private synchronized Relay begin(InetSocketAddress remote) throws IOException {
            var known = there.get(remote);
            if (known != null) return known;
            var relay = start(host, remote);
            // The way back first: an answer may be there before this has returned.
            back = with(back, relay.address(), remote);
            there = with(there, remote, relay);
            return relay;
        }

        @Override
        public InetSocketAddress origin(InetSocketAddress source) {
            return back.getOrDefault(source, source);
        }

        private static <T> Map<InetSocketAddress, T> with(Map<InetSocketAddress, T> known, InetSocketAddress key,
                T value) {
            var more = new HashMap<>(known);
            more.put(key, value);
            return Map.copyOf(more);
        }
    }

    /// Waits until what the host's clients have sent has left the link at the far end, or is lost on it.
    ///
    /// @param limit how long at most, for all together
    public void drain(Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        for (var relay : relays()) relay.drain(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
    }

    /// What it does, in the words of its specification.
    @Override
    public String toString() {
        return spec.toString();
    }

    /// Takes the link away: connections over it are reset, and what was under way is gone. May be called twice.
    @Override
    public synchronized void close() {
        closed = true;
        relays.forEach(Relay::close);
        relays.clear();
    }
}
