package wirelab.nat;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Address;
import wirelab.kit.Machine;

/// A client's side of its registration over one address family: register, prove the address with a cookie, keep alive,
/// notice that the server has gone or forgotten us or sees us somewhere else.
final class Registration {
    private static final long FIRST_RETRY = 250_000_000L;
    private static final long LAST_RETRY = 5_000_000_000L;
    private static final long CLOCK_LIFE = 10_000_000_000L;
    private static final long COMPLAIN = 5_000_000_000L;

    private final Self self;
    private final ClientActions out;
    private final SocketNumbers sockets;
    final int socket;
    final InetSocketAddress server;
    final KeepAliveInterval interval = new KeepAliveInterval();
    private long cookie;
    private boolean started;
    private boolean registered;
    private InetSocketAddress seen;
    private List<InetSocketAddress> alternates = List.of();
    private long nextAt;
    private long retry = FIRST_RETRY;
    private long silentSince;
    private boolean complained;
    /// Why the server refuses us, as the user was told, or `null`.
    private String refusal;
    private long rtt = Long.MAX_VALUE;
    private long offset;
    private long clockAt;

    Registration(Self self, ClientActions out, SocketNumbers sockets, int socket, InetSocketAddress server) {
        this.self = self;
        this.out = out;
        this.sockets = sockets;
        this.socket = socket;
        this.server = server;
    }

    boolean registered() {
        return registered;
    }

    /// Takes in a measurement of the round trip and of the server's clock; of those of the last ten seconds the quickest
    /// counts, since it is the most exact.
    void measured(long now, Measurement other) {
        if (other.rtt() >= rtt && now - clockAt < CLOCK_LIFE) return;
        rtt = other.rtt();
        offset = other.offset();
        clockAt = now;
    }

    long rtt() {
        return rtt;
    }

    /// Our time at which the server's clock shows so many microseconds.
    long ourTime(long clock) {
        return clock * 1000 - offset;
    }

    InetSocketAddress seen() {
        return seen;
    }

    /// Where mappings are measured: the server, and its further addresses of this family.
    List<InetSocketAddress> targets() {
        var targets = new ArrayList<>(List.of(server));
        for (var other : alternates) if (sameFamily(other)) targets.add(other);
        return targets;
    }

    boolean isIpv6() {
        return server.getAddress() instanceof Inet6Address;
    }

    boolean sameFamily(InetSocketAddress address) {
        return address.getAddress().getAddress().length == server.getAddress().getAddress().length;
    }

    long nextAt() {
        if (!started) return Machine.NEVER;
        return complained ? nextAt : Machine.earlier(nextAt, silentSince + patience());
    }

    private long patience() {
        return registered ? Math.max(COMPLAIN, 3 * interval.nanos()) : COMPLAIN;
    }

    /// The socket is open.
    void start(long now) {
        started = true;
        nextAt = now;
        silentSince = now;
    }

    /// @param eventsSeen the number of the last event that the server has told us
    void tick(long now, long eventsSeen) {
        if (!started) return;
        if (!complained && now - silentSince >= patience()) {
            complained = true;
            refusal = null;
            registered = false;
            retry = FIRST_RETRY;
            out.tell(new Notice.Info("no answer from the server at " + Address.text(server)
                    + ": it is down, or UDP is blocked on the way; trying on"));
        }
        if (!Machine.isDue(nextAt, now)) return;
        if (registered) {
            interval.next();
            out.send(socket, server, new Signalling.KeepAlive(self.token, eventsSeen, interval.lateMillis()).encode());
            nextAt = Machine.after(now, interval.nanos());
        } else {
            register(now);
        }
    }

    /// An event got lost: asks for it now rather than with the next keep-alive.
    void askAgain(long eventsSeen) {
        out.send(socket, server, new Signalling.KeepAlive(self.token, eventsSeen, 0).encode());
    }

    private void register(long now) {
        out.send(socket, server, new Signalling.Register(self.token, cookie, self.identity.publicKey(), self.id,
                sockets.locals(socket)).encode());
        nextAt = Machine.after(now, retry);
        retry = Math.min(LAST_RETRY, 2 * retry);
    }

    /// Takes in what the server says.
    ///
    /// @return whether our own address has changed by that
    boolean input(long now, Signalling signal) {
        silentSince = now;
        complained = false;
        switch (signal) {
            case Signalling.Cookie fresh -> {
                boolean again = cookie == fresh.cookie();
                cookie = fresh.cookie();
                // At once, but only once per cookie: a server that never takes it is not flooded.
                if (!again) register(now);
            }
            case Signalling.Registered done -> {
                // A server that listens on all its addresses does not know which one we use.
                alternates = done.alternates().stream().map(a -> a.getAddress().isAnyLocalAddress()
                        ? new InetSocketAddress(server.getAddress(), a.getPort()) : a).toList();
                registered = true;
                refusal = null;
                retry = FIRST_RETRY;
                nextAt = now;
                return seenAt(done.seen());
            }
            case Signalling.Alive alive -> interval.answered(alive.late());
            case Signalling.Unknown _ -> {
                if (!registered) return false;
                registered = false;
                cookie = 0;
                retry = FIRST_RETRY;
                register(now);
            }
            case Signalling.Refused refused -> {
                if (!refused.reason().equals(refusal)) {
                    out.info("the server refuses: " + refused.reason() + "; trying again every 5 s");
                }
                refusal = refused.reason();
                registered = false;
                nextAt = Machine.after(now, LAST_RETRY);
                // Until then nobody owes us an answer.
                silentSince = nextAt;
            }
            default -> throw new IllegalArgumentException("not about registration: " + signal);
        }
        return false;
    }

    private boolean seenAt(InetSocketAddress address) {
        if (address.equals(seen)) return false;
        boolean moved = seen != null;
        seen = address;
        out.tell(new Notice.Registered(address));
        return moved;
    }

    void leave() {
        if (registered) out.send(socket, server, new Signalling.Leave(self.token).encode());
        registered = false;
        started = false;
    }
}
