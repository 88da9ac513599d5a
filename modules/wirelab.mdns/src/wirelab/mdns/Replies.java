package wirelab.mdns;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import wirelab.kit.Machine;

/// What is going to be said to everybody on one link: answers wait a moment, so that several become one, others who say the
/// same make them needless, and none is said twice within a second (RFC 6762, sections 6 and 7).
final class Replies {
    private static final long SECOND = 1_000_000_000;
    /// Between two answers to probes, which cannot wait (section 6).
    private static final long QUICK = 250_000_000;
    /// Who still has something to say about what he knows.
    private static final int MOST_ASKERS = 16;

    private static final class Waiting {
        final DnsRecord record;
        long at;
        /// Those who asked and may still say that they know it; empty when somebody else wants it.
        final Set<InetSocketAddress> askers = new HashSet<>();

        Waiting(DnsRecord record, long at) {
            this.record = record;
            this.at = at;
        }
    }

    private final Map<DnsRecord, Waiting> waiting = new LinkedHashMap<>();
    private final Map<DnsRecord, Long> saidAt = new HashMap<>();

    /// Somebody wants a record.
    ///
    /// @param delay before it is said, in nanoseconds
    /// @param asker who may say in a further message that he knows it; `null` for nobody
    /// @param probe whether it cannot wait
    void want(long now, DnsRecord record, long delay, InetSocketAddress asker, boolean probe) {
        long at = Machine.after(now, delay);
        var last = saidAt.get(record.identity());
        if (last != null) {
            long earliest = last + (probe ? QUICK : SECOND);
            if (earliest - at > 0) at = earliest;
        }
        var there = waiting.get(record.identity());
        if (there == null) {
            there = new Waiting(record, at);
            if (asker != null) there.askers.add(asker);
            waiting.put(record.identity(), there);
            return;
        }
        if (at - there.at < 0) there.at = at;
        if (asker == null || there.askers.size() == MOST_ASKERS) there.askers.clear();
        else if (!there.askers.isEmpty()) there.askers.add(asker);
    }

    /// Somebody who asked knows a record (section 7.2).
    void known(DnsRecord record, InetSocketAddress asker) {
        var there = waiting.get(record.identity());
        if (there == null || !there.askers.remove(asker)) return;
        if (there.askers.isEmpty()) waiting.remove(record.identity());
    }

    /// Somebody else has said a record for as long as this responder would (section 7.4).
    void said(DnsRecord record) {
        var there = waiting.get(record.identity());
        if (there != null && record.ttl() >= there.record.ttl()) waiting.remove(record.identity());
    }

    /// {@return whether everybody has heard a record so lately that one who has not may be told alone (section 5.4)}
    boolean isFresh(long now, DnsRecord record) {
        var last = saidAt.get(record.identity());
        return last != null && now - last < record.ttl() * SECOND / 4;
    }

    /// {@return whether a record was said less than a second ago}
    boolean isRecent(long now, DnsRecord record) {
        var last = saidAt.get(record.identity());
        return last != null && now - last < SECOND;
    }

    void note(long now, List<DnsRecord> records) {
        for (var record : records) saidAt.put(record.identity(), now);
    }

    /// A record is not said any more.
    void forget(DnsRecord record) {
        waiting.remove(record.identity());
        saidAt.remove(record.identity());
    }

    /// All is forgotten: the records are others now.
    void clear() {
        waiting.clear();
        saidAt.clear();
    }

    long nextAt() {
        long next = Machine.NEVER;
        for (var each : waiting.values()) next = Machine.earlier(next, each.at);
        return next;
    }

    /// {@return what is to be said now, which no longer waits then}
    List<DnsRecord> due(long now) {
        var due = new ArrayList<DnsRecord>();
        waiting.values().removeIf(each -> Machine.isDue(each.at, now) && due.add(each.record));
        return due;
    }
}
