package wirelab.nat;

import java.net.InetSocketAddress;
import java.util.List;
import wirelab.kit.Address;

/// A client's side of its registration over one address family: register, prove the address with a cookie, keep alive,
/// notice that the server has gone or forgotten us or sees us somewhere else.
final class Registration {
    private static final long FIRST_RETRY = 250_000_000L;
    private static final long LAST_RETRY = 5_000_000_000L;
    private static final long CLOCK_LIFE = 10_000_000_000L;
    private static final long COMPLAIN = 5_000_000_000L;

    private final Engine engine;
    final int socket;
    final InetSocketAddress server;
    final Interval interval = new Interval();
    private long cookie;
    private boolean started;
    private boolean registered;
    private InetSocketAddress seen;
    private List<InetSocketAddress> alternates = List.of();
    private long nextAt;
    private long retry = FIRST_RETRY;
    private long silentSince;
    private boolean complained;
    private long rtt = Long.MAX_VALUE;
    private long offset;
    private long clockAt;

    Registration(Engine engine, int socket, InetSocketAddress server) {
        this.engine = engine;
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
        var targets = new java.util.ArrayList<>(List.of(server));
        for (var other : alternates) if (sameFamily(other)) targets.add(other);
        return targets;
    }

    boolean sameFamily(InetSocketAddress address) {
        return address.getAddress().getAddress().length == server.getAddress().getAddress().length;
    }

    long nextAt() {
        if (!started) return Long.MAX_VALUE;
        return complained ? nextAt : Math.min(nextAt, silentSince + patience());
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

    void tick(long now) {
        if (!started) return;
        if (!complained && now - silentSince >= patience()) {
            complained = true;
            registered = false;
            retry = FIRST_RETRY;
            engine.tell(new Notice.Info("no answer from the server at " + Address.text(server)
                    + ": it is down, or UDP is blocked on the way; trying on"));
        }
        if (now < nextAt) return;
        if (registered) {
            interval.next();
            engine.send(socket, server, new Signal.KeepAlive(engine.token, engine.eventsSeen(), interval.lateMillis())
                    .encode());
            nextAt = now + interval.nanos();
        } else {
            register(now);
        }
    }

    /// An event got lost: asks for it now rather than with the next keep-alive.
    void askAgain() {
        engine.send(socket, server, new Signal.KeepAlive(engine.token, engine.eventsSeen(), 0).encode());
    }

    private void register(long now) {
        engine.send(socket, server, new Signal.Register(engine.token, cookie, engine.identity.publicKey(), engine.id,
                engine.locals(socket)).encode());
        nextAt = now + retry;
        retry = Math.min(LAST_RETRY, 2 * retry);
    }

    void input(long now, Signal signal) {
        silentSince = now;
        complained = false;
        switch (signal) {
            case Signal.Cookie fresh -> {
                boolean again = cookie == fresh.cookie();
                cookie = fresh.cookie();
                // At once, but only once per cookie: a server that never takes it is not flooded.
                if (!again) register(now);
            }
            case Signal.Registered done -> {
                // A server that listens on all its addresses does not know which one we use.
                alternates = done.alternates().stream().map(a -> a.getAddress().isAnyLocalAddress()
                        ? new InetSocketAddress(server.getAddress(), a.getPort()) : a).toList();
                registered = true;
                retry = FIRST_RETRY;
                nextAt = now;
                seenAt(now, done.seen());
            }
            case Signal.Alive alive -> interval.answered(alive.late());
            case Signal.Unknown _ -> {
                if (!registered) return;
                registered = false;
                cookie = 0;
                retry = FIRST_RETRY;
                register(now);
            }
            case Signal.Refused refused -> {
                engine.tell(new Notice.Info("the server refuses: " + refused.reason() + "; trying again in 5 s"));
                registered = false;
                nextAt = now + LAST_RETRY;
            }
            default -> throw new IllegalArgumentException("not about registration: " + signal);
        }
    }

    private void seenAt(long now, InetSocketAddress address) {
        if (address.equals(seen)) return;
        boolean moved = seen != null;
        seen = address;
        engine.tell(new Notice.Registered(address));
        if (moved) engine.moved(now);
    }

    void leave() {
        if (registered) engine.send(socket, server, new Signal.Leave(engine.token).encode());
        registered = false;
    }
}
