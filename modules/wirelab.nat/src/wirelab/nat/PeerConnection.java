package wirelab.nat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wirelab.kit.Address;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;
import wirelab.nat.Self.Means;

/// Everything between this client and one peer of ours: the keys, the talk, the paths, and the rounds of punching.
final class PeerConnection {
    /// Punching may take so long before the relay is used.
    static final long PATIENCE = 3_000_000_000L;
    private static final long MS = 1_000_000L;
    /// After so long without an acknowledgement the user is told.
    static final long UNDELIVERED = 10_000_000_000L;
    private static final long ASK_AGAIN = 250 * MS;
    private static final long IDLE_SOCKET = 20_000 * MS;
    private static final long[] LATER = {5_000 * MS, 10_000 * MS, 20_000 * MS, 40_000 * MS, 60_000 * MS};

    private final Means means;
    Member peer;
    private final SecurityAssociation session;
    private final DataChannel talk = new DataChannel();
    private final DirectPaths paths;
    /// When something authentic last came in at each socket that was opened for this link; never is [Machine#NEVER].
    private final Map<Integer, Long> sockets = new HashMap<>();
    private boolean relay;
    /// The kind of path that the user was told last.
    private PathKind told = PathKind.NONE;
    private boolean complained;
    private Round round;
    private String reason = "not tried yet";
    /// When the present search for a path began, or [Machine#NEVER].
    private long searching = Machine.NEVER;
    private long connectAt;
    private int failures;
    /// Whether the last round should have worked by all that is known of the two NATs: then it was the moment that was
    /// wrong.
    private boolean raced;

    PeerConnection(Means means, Member peer, SecurityAssociation session) {
        this.means = means;
        this.peer = peer;
        this.session = session;
        paths = new DirectPaths(means.out(), session);
    }

    boolean direct() {
        return paths.selected() != null;
    }

    private boolean isSearching() {
        return searching != Machine.NEVER;
    }

    private boolean registered() {
        return means.registrations().current() != null;
    }

    /// Begins to look for a path, unless that is going on.
    void search(long now) {
        if (isSearching()) return;
        searching = now;
        failures = 0;
        connectAt = now;
    }

    /// One end has moved: what is in use is checked at once, and what failed before is tried again.
    void moved(long now) {
        paths.suspect(now);
        failures = 0;
        if (isSearching()) connectAt = Machine.earlier(connectAt, now);
    }

    boolean say(long now, String text) {
        if (!talk.say(now, text)) return false;
        if (!direct()) search(now);
        return true;
    }

    // Rounds.

    void invited(long now, long number, int count) {
        if (round != null && round.number == number) return;
        if (!isSearching()) searching = now;
        if (round != null) closeUnused(now);
        round = new Round(now, means, paths, peer, number, count);
    }

    void go(long now, Signalling.Go go) {
        if (round == null || round.number != go.round()) return;
        round.go(now, go);
        reason = round.reason();
    }

    void opened(long now, int socket) {
        sockets.put(socket, Machine.NEVER);
        if (round != null) round.opened(now, socket);
    }

    void seen(long now, int socket, Signalling.Seen seen, InetSocketAddress from) {
        if (round != null) round.seen(now, socket, seen, from);
    }

    // Packets.

    /// Takes in a sealed packet; `socket` is -1 when it came through the relay.
    void received(long now, int socket, InetSocketAddress from, byte[] datagram) throws ProtocolViolation {
        var packet = PeerPacket.decode(session.open(datagram));
        var path = socket < 0 ? null : heardOn(now, socket, from);
        switch (packet) {
            case PeerPacket.Ping ping -> {
                if (path == null) return;
                send(path, new PeerPacket.Pong(ping.id(), from));
                paths.pinged(now, path);
            }
            case PeerPacket.Pong pong -> {
                if (path != null && paths.answered(now, path, pong, means.registrations().proven())) found(now);
            }
            case PeerPacket.Data data -> {
                for (String text : talk.received(data)) {
                    means.out().tell(new Notice.Message(peer.id(), text, true, peer.id() + "> " + text));
                }
                if (path != null) send(path, talk.acknowledgement());
                else relay(talk.acknowledgement());
            }
            case PeerPacket.Ack ack -> {
                for (String text : talk.acknowledged(ack)) means.out().tell(new Notice.Delivered(peer.id(), text));
                if (talk.waiting() == 0) complained = false;
            }
        }
    }

    private DirectPath heardOn(long now, int socket, InetSocketAddress from) {
        sockets.computeIfPresent(socket, (_, _) -> now);
        return paths.heardOn(now, socket, from, round == null ? PathKind.REFLEXIVE : round.kind(socket, from));
    }

    private void send(DirectPath path, PeerPacket packet) {
        means.out().send(path.socket, path.remote, session.seal(packet.encode()));
    }

    private void relay(PeerPacket packet) {
        means.registrations().send(new Signalling.Relay(means.self().token, peer.id(), session.seal(packet.encode())));
    }

    // Paths.

    /// There is a path, or a better one.
    private void found(long now) {
        searching = Machine.NEVER;
        relay = false;
        talk.hurry(now);
        tellPath();
    }

    /// No path is open any more. One was, so there is no reason to wait before the relay is used.
    private void fallBack(long now) {
        searching = now;
        failures = 0;
        connectAt = now;
        relay = true;
        talk.hurry(now);
        tellPath();
    }

    private void tellPath() {
        told = kind();
        means.out().tell(new Notice.Path(peer.id(), kind().words, describe()));
    }

    PathKind kind() {
        if (direct()) return paths.selected().kind;
        return relay && registered() ? PathKind.RELAY : PathKind.NONE;
    }

    /// How this peer is reached and why, for `@path`.
    String describe() {
        String why = " (" + reason + ")";
        var selected = paths.selected();
        if (selected != null) {
            return "direct, by its " + selected.kind.words + " address " + Address.text(selected.remote) + ", round trip "
                    + Text.duration(Duration.ofNanos(selected.rtt)) + why;
        }
        if (!relay) return "no path yet" + why;
        return registered() ? "through the relay in the server" + why
                : "no path: none is open to it directly, and the server does not answer";
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
        if (!registered()) {
            // Nobody to ask for a meeting or a relay; open paths go on.
        } else if (isSearching() && !relay && now - searching >= PATIENCE) {
            relay = true;
            talk.hurry(now);
            tellPath();
        }
        if (isSearching() && round == null && Machine.isDue(connectAt, now) && registered()) {
            connectAt = Machine.after(now, ASK_AGAIN);
            means.registrations().send(new Signalling.Connect(means.self().token, peer.id(), raced ? Round.RACES : 1));
        }
        if (paths.lost(now)) {
            if (direct()) found(now);
            else fallBack(now);
        }
        if (relay && told != kind()) tellPath();
        if (!complained && Machine.isDue(undeliveredAt(), now)) complain("so far; trying on");
        var selected = paths.selected();
        if (selected != null || relay && registered()) {
            for (var data : talk.due(now)) {
                if (selected != null) send(selected, data);
                else relay(data);
            }
            if (selected != null && talk.stalled()) selected.pingAt = Machine.earlier(selected.pingAt, now);
        }
    }

    /// The round is over and nothing was found: again at once within the first three seconds, then ever more rarely.
    private void later(long now) {
        if (!isSearching()) return;
        connectAt = now - searching < PATIENCE ? now
                : Machine.after(now, LATER[Math.min(failures++, LATER.length - 1)]);
    }

    /// Closes the sockets over which the peer was not heard: all of a finished round's, or those that have long been silent.
    private void closeUnused(long now) {
        for (var entry : List.copyOf(sockets.entrySet())) {
            boolean used = entry.getValue() != Machine.NEVER
                    && now - entry.getValue() < IDLE_SOCKET + means.registrations().proven();
            if (used || paths.use(entry.getKey())) continue;
            sockets.remove(entry.getKey());
            paths.forget(entry.getKey());
            means.sockets().close(entry.getKey());
        }
    }

    /// Closes everything; the talk itself is kept, so that no counter and no sequence number ever begins again.
    void close() {
        sockets.keySet().forEach(means.sockets()::close);
        sockets.clear();
        paths.clear();
        relay = false;
        round = null;
        searching = Machine.NEVER;
    }

    private long undeliveredAt() {
        return talk.oldest() == Machine.NEVER ? Machine.NEVER : Machine.after(talk.oldest(), UNDELIVERED);
    }

    /// Tells the user, if something was said that nobody has acknowledged.
    void complain(String why) {
        if (talk.waiting() == 0) return;
        complained = true;
        means.out().info(Text.count(talk.waiting(), "message") + " to " + peer.id() + " not delivered " + why);
    }

    int waiting() {
        return talk.waiting();
    }

    byte[] key() {
        return peer.key();
    }

    long nextAt() {
        long next = Machine.NEVER;
        if (round != null) next = round.nextAt();
        if (isSearching() && registered()) {
            if (!relay) next = Machine.earlier(next, searching + PATIENCE);
            if (round == null) next = Machine.earlier(next, connectAt);
        }
        next = Machine.earlier(next, paths.nextAt());
        if (!complained) next = Machine.earlier(next, undeliveredAt());
        if (direct() || relay && registered()) next = Machine.earlier(next, talk.nextAt());
        return next;
    }
}
