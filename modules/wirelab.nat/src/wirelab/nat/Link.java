package wirelab.nat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.time.Duration;
import wirelab.kit.Address;
import wirelab.kit.ProtocolException;
import wirelab.kit.Text;

/// Everything between this client and one peer of ours: the keys, the talk, the paths, and the rounds of punching.
final class Link {
    /// Punching may take so long before the relay is used.
    static final long PATIENCE = 3_000_000_000L;
    private static final long MS = 1_000_000L;
    private static final int MAX_PATHS = 32;
    private static final int MAX_MISSED = 6;
    private static final long ASK_AGAIN = 250 * MS;
    private static final long IDLE_SOCKET = 20_000 * MS;
    private static final long[] LATER = {5_000 * MS, 10_000 * MS, 20_000 * MS, 40_000 * MS, 60_000 * MS};

    private final Engine engine;
    Member peer;
    private final Session session;
    private final Conversation talk = new Conversation();
    private final List<Path> paths = new ArrayList<>();
    /// When something authentic last came in at each socket that was opened for this link.
    private final Map<Integer, Long> sockets = new HashMap<>();
    private final long[] pingSent = new long[4096];
    private long pings;
    private Path selected;
    private boolean relay;
    private Round round;
    private String reason = "not tried yet";
    /// When the present search for a path began; -1 while there is none.
    private long searching = -1;
    private long connectAt;
    private int failures;
    /// Whether the last round should have worked by all that is known of the two NATs: then it was the moment that was
    /// wrong.
    private boolean raced;

    Link(Engine engine, Member peer, Session session) {
        this.engine = engine;
        this.peer = peer;
        this.session = session;
    }

    boolean direct() {
        return selected != null;
    }

    /// Begins to look for a path, unless that is going on.
    void search(long now) {
        if (searching >= 0) return;
        searching = now;
        failures = 0;
        connectAt = now;
    }

    /// One end has moved: what is in use is checked at once, and what failed before is tried again.
    void moved(long now) {
        for (var path : paths) path.pingAt = Math.min(path.pingAt, now);
        failures = 0;
        if (searching >= 0) connectAt = Math.min(connectAt, now);
    }

    boolean say(long now, String text) {
        if (!talk.say(text)) return false;
        if (selected == null) search(now);
        return true;
    }

    // Rounds.

    void invited(long now, long number, int count) {
        if (round != null && round.number == number) return;
        if (searching < 0) searching = now;
        if (round != null) closeUnused(now);
        round = new Round(engine, this, number, count, now);
    }

    void go(long now, Signal.Go go) {
        if (round == null || round.number != go.round()) return;
        round.go(now, go);
        reason = round.reason();
    }

    void opened(long now, int socket) {
        sockets.put(socket, 0L);
        if (round != null) round.opened(now, socket);
    }

    void seen(long now, int socket, Signal.Seen seen, InetSocketAddress from) {
        if (round != null) round.seen(now, socket, seen, from);
    }

    // Packets.

    /// A sealed ping.
    ///
    /// @param at when it will be sent
    byte[] ping(long at) {
        long id = ++pings & 0xffff_ffffL;
        pingSent[(int) (id & 4095)] = at;
        return session.seal(new Packet.Ping(id).encode());
    }

    /// Takes in a sealed packet; `socket` is -1 when it came through the relay.
    void received(long now, int socket, InetSocketAddress from, byte[] datagram) throws ProtocolException {
        var packet = Packet.decode(session.open(datagram));
        var path = socket < 0 ? null : heardOn(now, socket, from);
        switch (packet) {
            case Packet.Ping ping -> {
                if (path == null) return;
                send(path, new Packet.Pong(ping.id(), from));
                if (!path.open && now >= path.pingAt) check(now, path);
            }
            case Packet.Pong pong -> {
                if (path != null) opened(now, path, pong);
            }
            case Packet.Data data -> {
                for (String text : talk.received(data)) {
                    engine.tell(new Notice.Message(peer.id(), text, true, peer.id() + "> " + text));
                }
                if (path != null) send(path, talk.acknowledgement());
                else relay(talk.acknowledgement());
            }
            case Packet.Ack ack -> {
                for (String text : talk.acknowledged(ack)) engine.tell(new Notice.Delivered(peer.id(), text));
            }
        }
    }

    private Path heardOn(long now, int socket, InetSocketAddress from) {
        sockets.computeIfPresent(socket, (_, _) -> now);
        for (var path : paths) {
            if (path.is(socket, from)) {
                path.heard = now;
                return path;
            }
        }
        var path = new Path(socket, from, round == null ? PathKind.REFLEXIVE : round.kind(socket, from));
        path.heard = now;
        path.pingAt = now;
        if (paths.size() >= MAX_PATHS) {
            // The one that has been silent longest makes room, but not the one in use.
            paths.stream().filter(p -> p != selected).min(Comparator.comparingLong(p -> p.heard)).ifPresent(paths::remove);
        }
        paths.add(path);
        return path;
    }

    private void check(long now, Path path) {
        path.pingAt = now + Math.max(300 * MS, 2 * path.rtt);
        engine.send(path.socket, path.remote, ping(now));
    }

    private void opened(long now, Path path, Packet.Pong pong) {
        long sent = pingSent[(int) (pong.id() & 4095)];
        if (pings - pong.id() >= 4096 || sent == 0) return;
        path.open = true;
        path.rtt = Math.max(0, now - sent);
        path.missed = 0;
        path.pingAt = now + engine.interval();
        choose();
    }

    private void send(Path path, Packet packet) {
        engine.send(path.socket, path.remote, session.seal(packet.encode()));
    }

    private void relay(Packet packet) {
        engine.toServer(new Signal.Relay(engine.token, peer.id(), session.seal(packet.encode())));
    }

    // Paths.

    /// Takes the best open path; a path in use is left only for a better kind.
    private void choose() {
        var best = paths.stream().filter(path -> path.open).min(Comparator.comparing(path -> path.kind)).orElseThrow();
        if (selected != null && selected.kind.compareTo(best.kind) <= 0) return;
        selected = best;
        searching = -1;
        relay = false;
        talk.hurry();
        tellPath();
    }

    /// No path is open any more. One was, so there is no reason to wait before the relay is used.
    private void fallBack(long now) {
        searching = now;
        failures = 0;
        connectAt = now;
        relay = true;
        talk.hurry();
        tellPath();
    }

    private void tellPath() {
        engine.tell(new Notice.Path(peer.id(), kind().words, describe()));
    }

    PathKind kind() {
        if (selected != null) return selected.kind;
        return relay ? PathKind.RELAY : PathKind.NONE;
    }

    /// How this peer is reached and why, for `@path`.
    String describe() {
        String why = " (" + reason + ")";
        if (selected != null) {
            return "direct, by its " + selected.kind.words + " address " + Address.text(selected.remote) + ", round trip "
                    + Text.duration(Duration.ofNanos(selected.rtt)) + why;
        }
        return relay ? "through the relay in the server" + why : "no path yet" + why;
    }

    void tick(long now) {
        if (round != null) {
            round.tick(now);
            if (round.over(now)) {
                closeUnused(now);
                raced = selected == null && round.shouldHaveWorked();
                round = null;
                if (selected == null) later(now);
            }
        }
        if (!engine.registered()) {
            // Nobody to ask for a meeting or a relay; open paths go on.
        } else if (searching >= 0 && !relay && now - searching >= PATIENCE) {
            relay = true;
            talk.hurry();
            tellPath();
        }
        if (searching >= 0 && round == null && now >= connectAt && engine.registered()) {
            connectAt = now + ASK_AGAIN;
            engine.toServer(new Signal.Connect(engine.token, peer.id(), raced ? Round.RACES : 1));
        }
        checkPaths(now);
        if (selected != null || relay && engine.registered()) {
            for (var data : talk.due(now)) {
                if (selected != null) send(selected, data);
                else relay(data);
            }
            if (selected != null && talk.stalled()) selected.pingAt = Math.min(selected.pingAt, now);
        }
    }

    /// The round is over and nothing was found: again at once within the first three seconds, then ever more rarely.
    private void later(long now) {
        if (searching < 0) return;
        connectAt = now - searching < PATIENCE ? now : now + LATER[Math.min(failures++, LATER.length - 1)];
    }

    private void checkPaths(long now) {
        boolean lost = false;
        for (var path : List.copyOf(paths)) {
            if (now < path.pingAt || !path.open) continue;
            if (++path.missed > MAX_MISSED) {
                paths.remove(path);
                if (path == selected) lost = true;
            } else {
                check(now, path);
            }
        }
        if (!lost) return;
        selected = null;
        if (paths.stream().anyMatch(path -> path.open)) choose();
        else fallBack(now);
    }

    /// Closes the sockets over which the peer was not heard: all of a finished round's, or those that have long been silent.
    private void closeUnused(long now) {
        for (var entry : List.copyOf(sockets.entrySet())) {
            boolean used = entry.getValue() != 0 && now - entry.getValue() < IDLE_SOCKET + engine.interval();
            boolean open = paths.stream().anyMatch(path -> path.open && path.socket == entry.getKey());
            if (used || open) continue;
            sockets.remove(entry.getKey());
            paths.removeIf(path -> path.socket == entry.getKey());
            engine.close(entry.getKey());
        }
    }

    /// Closes everything; the talk itself is kept, so that no counter and no sequence number ever begins again.
    void close() {
        sockets.keySet().forEach(engine::close);
        sockets.clear();
        paths.clear();
        selected = null;
        relay = false;
        round = null;
        searching = -1;
    }

    int waiting() {
        return talk.waiting();
    }

    byte[] key() {
        return peer.key();
    }

    long nextAt() {
        long next = Long.MAX_VALUE;
        if (round != null) next = round.nextAt();
        if (searching >= 0 && engine.registered()) {
            if (!relay) next = Math.min(next, searching + PATIENCE);
            if (round == null) next = Math.min(next, connectAt);
        }
        for (var path : paths) if (path.open) next = Math.min(next, path.pingAt);
        if (selected != null || relay && engine.registered()) next = Math.min(next, talk.nextAt());
        return next;
    }
}
