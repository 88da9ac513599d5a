package wirelab.nat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import wirelab.kit.Machine;

/// The direct ways to one peer: which of them are open, which is used, when each is checked next.
///
/// A path begins where something authentic was heard, is open once a ping over it was answered, and ends when several pings
/// in a row were not.
final class DirectPaths {
    private static final long MS = 1_000_000L;
    private static final int MAX_PATHS = 32;
    private static final int MAX_MISSED = 6;
    private static final int PINGS = 4096;

    private final ClientActions out;
    private final SecurityAssociation session;
    private final List<DirectPath> paths = new ArrayList<>();
    private final long[] pingSent = new long[PINGS];
    private long pings;
    private DirectPath selected;

    DirectPaths(ClientActions out, SecurityAssociation session) {
        this.out = out;
        this.session = session;
    }

    /// The path in use, or `null`.
    DirectPath selected() {
        return selected;
    }

    byte[] ping(long at) {
        long id = ++pings & 0xffff_ffffL;
        pingSent[(int) (id & PINGS - 1)] = at;
        return session.seal(new PeerPacket.Ping(id).encode());
    }

    /// Something authentic has come in; `kind` is what a path is that was not known before.
    DirectPath heardOn(long now, int socket, InetSocketAddress from, PathKind kind) {
        for (var path : paths) {
            if (path.is(socket, from)) {
                path.heard = now;
                return path;
            }
        }
        var path = new DirectPath(socket, from, kind);
        path.heard = now;
        path.pingAt = now;
        if (paths.size() >= MAX_PATHS) {
            // The one that has been silent longest makes room, but not the one in use.
            paths.stream().filter(p -> p != selected).max(Comparator.comparingLong(p -> now - p.heard))
                    .ifPresent(paths::remove);
        }
        paths.add(path);
        return path;
    }

    /// The peer has pinged over a path: it may be open, so that is found out.
    void pinged(long now, DirectPath path) {
        if (!path.open && Machine.isDue(path.pingAt, now)) check(now, path);
    }

    /// {@return a ping was answered: whether another path is used from now on}
    /// @param interval until the next check
    boolean answered(long now, DirectPath path, PeerPacket.Pong pong, long interval) {
        if (pong.id() == 0 || pong.id() > pings || pings - pong.id() >= PINGS) return false;
        long sent = pingSent[(int) (pong.id() & PINGS - 1)];
        path.open = true;
        path.rtt = Math.max(0, now - sent);
        path.missed = 0;
        path.pingAt = Machine.after(now, interval);
        return choose();
    }

    /// Takes the best open path; a path in use is left only for a better kind.
    private boolean choose() {
        var best = paths.stream().filter(path -> path.open).min(Comparator.comparing(path -> path.kind)).orElse(null);
        if (best == null || selected != null && selected.kind.compareTo(best.kind) <= 0) return false;
        selected = best;
        return true;
    }

    private void check(long now, DirectPath path) {
        path.pingAt = Machine.after(now, Math.max(300 * MS, 2 * path.rtt));
        out.send(path.socket, path.remote, ping(now));
    }

    /// Checks what is due and gives up what has been silent too long.
    ///
    /// @return whether the path in use was lost; then [#selected()] is the next best one, or `null`
    boolean lost(long now) {
        boolean lost = false;
        for (var path : List.copyOf(paths)) {
            if (!path.open || !Machine.isDue(path.pingAt, now)) continue;
            if (++path.missed > MAX_MISSED) {
                paths.remove(path);
                if (path == selected) lost = true;
            } else {
                check(now, path);
            }
        }
        if (!lost) return false;
        selected = null;
        choose();
        return true;
    }

    /// One end has moved: everything in use is checked at once.
    void suspect(long now) {
        for (var path : paths) path.pingAt = Machine.earlier(path.pingAt, now);
    }

    /// Whether a socket is needed for an open path.
    boolean use(int socket) {
        return paths.stream().anyMatch(path -> path.open && path.socket == socket);
    }

    /// A socket is closed.
    void forget(int socket) {
        paths.removeIf(path -> path.socket == socket);
    }

    void clear() {
        paths.clear();
        selected = null;
    }

    long nextAt() {
        long next = Machine.NEVER;
        for (var path : paths) if (path.open) next = Machine.earlier(next, path.pingAt);
        return next;
    }
}
