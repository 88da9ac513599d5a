package wirelab.mdns;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import wirelab.kit.Machine;

/// What others have said on one link, for as long as it holds (RFC 6762, sections 5.2 and 10).
final class RecordCache {
    /// Records that are remembered; further ones are not.
    static final int MOST = 1_024;
    private static final long SECOND = 1_000_000_000;
    /// Nobody is believed for longer than a day.
    private static final long MOST_TTL = 86_400;
    /// Who wants a record to stay asks again at these shares of its time, in percent.
    private static final int[] ASK_AT = {80, 85, 90, 95};

    private static final class Entry {
        final DnsRecord record;
        final long heardAt;
        long until;
        int asked;
        long askAt;

        Entry(DnsRecord record, long now) {
            this.record = record;
            heardAt = now;
            until = Machine.after(now, record.ttl() * SECOND);
        }
    }

    private final Map<DnsRecord, Entry> entries = new LinkedHashMap<>();
    /// The same by name, so that a thousand made-up names cost each message no more than one.
    private final Map<DnsName, List<Entry>> byName = new HashMap<>();
    private final RandomGenerator random;
    private long changes;

    RecordCache(RandomGenerator random) {
        this.random = random;
    }

    /// Somebody has said a record.
    ///
    /// @return whether it was taken in
    boolean put(long now, DnsRecord said) {
        var record = said.withTtl(Math.min(said.ttl(), MOST_TTL));
        if (record.flush()) flush(now, record);
        var there = entries.get(record.identity());
        if (record.ttl() == 0) {
            // Somebody else who says the same has this long to object (section 10.1).
            if (there != null) endSoon(there, now);
            return true;
        }
        if (there == null && entries.size() >= MOST) return false;
        var entry = new Entry(record, now);
        planToAsk(entry);
        entries.put(record.identity(), entry);
        var named = byName.computeIfAbsent(record.name(), _ -> new ArrayList<>());
        if (there == null) changes++;
        else named.remove(there);
        named.add(entry);
        return true;
    }

    /// {@return how often a record has come or gone}
    long changes() {
        return changes;
    }

    /// What was said of the same name and type before, and not just now in the same breath, is over (section 10.2).
    private void flush(long now, DnsRecord record) {
        for (var each : named(record.name())) {
            if (each.record.isOf(record) && !each.record.says(record) && now - each.heardAt > SECOND) endSoon(each, now);
        }
    }

    private static void endSoon(Entry entry, long now) {
        entry.until = Machine.earlier(entry.until, Machine.after(now, SECOND));
        entry.askAt = Machine.NEVER;
    }

    private void planToAsk(Entry entry) {
        if (entry.asked == ASK_AT.length) {
            entry.askAt = Machine.NEVER;
            return;
        }
        // Up to 2 % more, so that not all ask at once.
        double share = (ASK_AT[entry.asked++] + 2 * random.nextDouble()) / 100;
        entry.askAt = Machine.after(entry.heardAt, (long) (entry.record.ttl() * SECOND * share));
    }

    private List<Entry> named(DnsName name) {
        return byName.getOrDefault(name, List.of());
    }

    /// Forgets that whose time is over.
    void expire(long now) {
        entries.values().removeIf(each -> Machine.isDue(each.until, now) && forget(each));
    }

    private boolean forget(Entry entry) {
        changes++;
        var named = byName.get(entry.record.name());
        named.remove(entry);
        if (named.isEmpty()) byName.remove(entry.record.name());
        return true;
    }

    /// {@return records whose time is nearly over, each four times}
    List<DnsRecord> toAsk(long now) {
        var due = new ArrayList<DnsRecord>();
        for (var each : entries.values()) {
            if (!Machine.isDue(each.askAt, now)) continue;
            due.add(each.record);
            planToAsk(each);
        }
        return due;
    }

    long nextAt() {
        long next = Machine.NEVER;
        for (var each : entries.values()) next = Machine.earlier(next, Machine.earlier(each.until, each.askAt));
        return next;
    }

    /// {@return what is known of a name}
    List<DnsRecord> of(DnsName name, int type) {
        return named(name).stream().map(each -> each.record).filter(each -> each.type() == type).toList();
    }

    /// {@return all of a type}
    List<DnsRecord> all(int type) {
        return entries.values().stream().map(each -> each.record).filter(each -> each.type() == type).toList();
    }

    /// {@return what need not be said in answer to a question: all with more than half of its time left, each with the time
    /// that is left (section 7.1)}
    List<DnsRecord> known(long now, DnsQuestion question) {
        var known = new ArrayList<DnsRecord>();
        for (var each : named(question.name())) {
            long left = (each.until - now) / SECOND;
            if (question.isAnsweredBy(each.record) && left * 2 > each.record.ttl()) {
                known.add(each.record.plain().withTtl(left));
            }
        }
        return known;
    }

    boolean has(DnsRecord record) {
        return entries.containsKey(record.identity());
    }

    int size() {
        return entries.size();
    }
}
