package wirelab.nat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import wirelab.kit.Machine;

/// Finds out how a NAT maps one fresh socket, by asking several addresses of the server what they see (RFC 5780, section
/// 4.3, with all questions at once).
final class Measurement {
    private static final long AGAIN = 70_000_000L;
    private static final long ENOUGH = 220_000_000L;
    static final long GIVE_UP = 1_000_000_000L;
    private static final int MAX_STRIDE = 16;

    private final Self self;
    private final ClientActions out;
    private final int socket;
    private final List<InetSocketAddress> targets;
    private final InetSocketAddress[] seen;
    private final long first;
    private final long began;
    private long askedAt;
    private boolean done;
    private long rtt = Long.MAX_VALUE;
    private long offset;

    Measurement(long now, Self self, ClientActions out, int socket, List<InetSocketAddress> targets) {
        this.self = self;
        this.out = out;
        this.socket = socket;
        this.targets = targets;
        this.seen = new InetSocketAddress[targets.size()];
        this.first = self.nextTransactions(targets.size());
        this.began = now;
        ask(now);
    }

    private void ask(long now) {
        askedAt = now;
        for (int i = 0; i < targets.size(); i++) {
            if (seen[i] == null) out.send(socket, targets.get(i), new Signalling.Probe(self.token, first + i).encode());
        }
    }

    void answered(long now, Signalling.Seen answer, InetSocketAddress from) {
        long i = answer.transaction() - first;
        if (i < 0 || i >= seen.length || !targets.get((int) i).equals(from) || seen[(int) i] != null) return;
        seen[(int) i] = answer.address();
        if (now - askedAt < rtt) {
            rtt = now - askedAt;
            offset = answer.clock() * 1000 - (askedAt + (now - askedAt) / 2);
        }
    }

    void tick(long now) {
        done = done || isEnough(now);
        if (!done && now - askedAt >= AGAIN) ask(now);
    }

    private boolean isEnough(long now) {
        for (var address : seen) if (address == null) return seen[0] != null && now - began > ENOUGH
                || now - began > GIVE_UP;
        return true;
    }

    /// Whether it was over at the last tick.
    boolean done() {
        return done;
    }

    long nextAt() {
        return done ? Machine.NEVER : Machine.after(askedAt, AGAIN);
    }

    /// The shortest round trip that was seen; a busy machine only ever makes them longer.
    long rtt() {
        return rtt;
    }

    /// How far the server's clock is ahead of ours, from the answer that took the shortest time (as in RFC 5905, section
    /// 10).
    long offset() {
        return offset;
    }

    /// The last address seen, or `null` when nobody answered.
    InetSocketAddress address() {
        InetSocketAddress last = null;
        for (var address : seen) if (address != null) last = address;
        return last;
    }

    /// The distance between ports that grow: 0 when they do not move, -1 when they jump.
    int stride() {
        var known = Stream.of(seen).filter(Objects::nonNull).toList();
        int least = MAX_STRIDE + 1;
        int greatest = 0;
        for (int i = 1; i < known.size(); i++) {
            if (!known.get(i).getAddress().equals(known.getFirst().getAddress())) return -1;
            int step = known.get(i).getPort() - known.get(i - 1).getPort();
            if (step < 0 || step > MAX_STRIDE) return -1;
            least = Math.min(least, step);
            greatest = Math.max(greatest, step);
        }
        return greatest == 0 ? 0 : least == 0 ? -1 : least;
    }
}
