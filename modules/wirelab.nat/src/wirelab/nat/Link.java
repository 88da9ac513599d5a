package wirelab.nat;

import java.net.InetSocketAddress;
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
    private static final long ASK_AGAIN = 250 * MS;
    private static final long IDLE_SOCKET = 20_000 * MS;
    private static final long[] LATER = {5_000 * MS, 10_000 * MS, 20_000 * MS, 40_000 * MS, 60_000 * MS};

    private final Engine engine;
    Member peer;
    private final Session session;
    private final Conversation talk = new Conversation();
    private final Paths paths;
    /// When something authentic last came in at each socket that was opened for this link.
    private final Map<Integer, Long> sockets = new HashMap<>();
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
        paths = new Paths(engine, session);
    }

    boolean direct() {
        return paths.selected() != null;
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
        paths.suspect(now);
        failures = 0;
        if (searching >= 0) connectAt = Math.min(connectAt, now);
    }

    boolean say(long now, String text) {
        if (!talk.say(text)) return false;
        if (!direct()) search(now);
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

    byte[] ping(long at) {
        return paths.ping(at);
    }

    /// Takes in a sealed packet; `socket` is -1 when it came through the relay.
    void received(long now, int socket, InetSocketAddress from, byte[] datagram) throws ProtocolException {
        var packet = Packet.decode(session.open(datagram));
        var path = socket < 0 ? null : heardOn(now, socket, from);
        switch (packet) {
            case Packet.Ping ping -> {
                if (path == null) return;
                send(path, new Packet.Pong(ping.id(), from));
                paths.pinged(now, path);
            }
            case Packet.Pong pong -> {
                if (path != null && paths.answered(now, path, pong)) found();
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
        return paths.heardOn(now, socket, from, round == null ? PathKind.REFLEXIVE : round.kind(socket, from));
    }

    private void send(Path path, Packet packet) {
        engine.send(path.socket, path.remote, session.seal(packet.encode()));
    }

    private void relay(Packet packet) {
        engine.toServer(new Signal.Relay(engine.token, peer.id(), session.seal(packet.encode())));
    }

    // Paths.

    /// There is a path, or a better one.
    private void found() {
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
        if (direct()) return paths.selected().kind;
        return relay ? PathKind.RELAY : PathKind.NONE;
    }

    /// How this peer is reached and why, for `@path`.
    String describe() {
        String why = " (" + reason + ")";
        var selected = paths.selected();
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
                raced = !direct() && round.shouldHaveWorked();
                round = null;
                if (!direct()) later(now);
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
        if (paths.lost(now)) {
            if (direct()) found();
            else fallBack(now);
        }
        var selected = paths.selected();
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

    /// Closes the sockets over which the peer was not heard: all of a finished round's, or those that have long been silent.
    private void closeUnused(long now) {
        for (var entry : List.copyOf(sockets.entrySet())) {
            boolean used = entry.getValue() != 0 && now - entry.getValue() < IDLE_SOCKET + engine.interval();
            if (used || paths.use(entry.getKey())) continue;
            sockets.remove(entry.getKey());
            paths.forget(entry.getKey());
            engine.close(entry.getKey());
        }
    }

    /// Closes everything; the talk itself is kept, so that no counter and no sequence number ever begins again.
    void close() {
        sockets.keySet().forEach(engine::close);
        sockets.clear();
        paths.clear();
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
        next = Math.min(next, paths.nextAt());
        if (direct() || relay && engine.registered()) next = Math.min(next, talk.nextAt());
        return next;
    }
}
