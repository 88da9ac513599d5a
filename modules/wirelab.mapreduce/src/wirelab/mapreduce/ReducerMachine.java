package wirelab.mapreduce;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import wirelab.kit.Machine;

/// Whose table is taken: one reducer's decisions about one job, without a socket and a clock.
///
/// For each portion the first that announces is permitted to send; the others wait for it to be accepted, and step in when
/// it dies or falls silent. Who comes late is told to drop its table, and compared with the one that was accepted.
final class ReducerMachine implements Machine<ReducerMachine.Action> {
    sealed interface Action {}

    record Permit(int peer, Message.Attempt attempt) implements Action {}

    /// Write into the journal that this table is the one, then tell its mapper and the master so.
    record Accept(int peer, Message.Attempt attempt, long digest) implements Action {}

    record Drop(int peer, Message.Attempt attempt, String reason) implements Action {}

    /// Tell the master. Kinds as in [Message.Event].
    record Report(Message.Attempt attempt, int kind, String note) implements Action {}

    static final int ANNOUNCED = 0;
    static final int PERMITTED = 1;
    static final int ACCEPTED = 2;
    static final int DROPPED = 3;
    static final int LOST = 4;
    static final int DIFFERS = 5;

    /// So many send at once: the disk of a reducer takes no more any faster.
    static final int MOST_SENDING = 8;
    /// Who has permission and sends nothing for so long loses it to one that waits.
    static final long SILENCE = Duration.ofSeconds(2).toNanos();

    private static final class Table {
        private final int peer;
        private final Message.Attempt attempt;
        private final long digest;
        private boolean permitted;
        private boolean silent;
        private long heard;

        Table(int peer, Message.Attempt attempt, long digest) {
            this.peer = peer;
            this.attempt = attempt;
            this.digest = digest;
        }
    }

    private final Map<Integer, Table> tables = new LinkedHashMap<>();
    /// The digest of the accepted table of each portion.
    private final Map<Integer, Long> accepted = new TreeMap<>();
    private final ArrayDeque<Action> actions = new ArrayDeque<>();
    private final int portions;

    /// @param kept portions that the journal has, with their digests
    ReducerMachine(int portions, Map<Integer, Long> kept) {
        this.portions = portions;
        accepted.putAll(kept);
    }

    List<Integer> accepted() {
        return List.copyOf(accepted.keySet());
    }

    void announced(long now, int peer, Message.Attempt attempt, long digest) {
        if (attempt.portion() >= portions) {
            drop(peer, attempt, "there is no such portion");
            return;
        }
        actions.add(new Report(attempt, ANNOUNCED, ""));
        Long there = accepted.get(attempt.portion());
        if (there != null) {
            compare(attempt, digest, there);
            drop(peer, attempt, "the portion is there already");
            return;
        }
        tables.put(peer, new Table(peer, attempt, digest));
        permit(now);
    }

    /// Part of a table has come.
    void receiving(long now, int peer) {
        var table = tables.get(peer);
        if (table == null) return;
        table.heard = now;
        table.silent = false;
    }

    /// The whole of a table is on disk, and is what was announced.
    void stored(long now, int peer) {
        var table = tables.remove(peer);
        if (table == null) return;
        int portion = table.attempt.portion();
        Long there = accepted.get(portion);
        if (there != null) {
            compare(table.attempt, table.digest, there);
            drop(peer, table.attempt, "another table was faster");
            permit(now);
            return;
        }
        accepted.put(portion, table.digest);
        var others = tables.values().stream().filter(one -> one.attempt.portion() == portion && !one.permitted).toList();
        // The master hears of a difference before it hears that all is there.
        for (var other : others) compare(other.attempt, other.digest, table.digest);
        actions.add(new Accept(peer, table.attempt, table.digest));
        for (var other : others) {
            tables.remove(other.peer);
            drop(other.peer, other.attempt, "another table was faster");
        }
        permit(now);
    }

    /// The connection is gone, or what came is not what was announced.
    void lost(long now, int peer, String why) {
        var table = tables.remove(peer);
        if (table == null) return;
        actions.add(new Report(table.attempt, LOST, why));
        permit(now);
    }

    private void compare(Message.Attempt attempt, long digest, long there) {
        if (digest != there) actions.add(new Report(attempt, DIFFERS, "its table differs from the accepted one"));
    }

    private void drop(int peer, Message.Attempt attempt, String reason) {
        actions.add(new Drop(peer, attempt, reason));
        actions.add(new Report(attempt, DROPPED, reason));
    }

    /// In the order of announcements, one for each portion, and not too many.
    private void permit(long now) {
        var sending = new HashMap<Integer, Table>();
        int active = 0;
        for (var table : tables.values()) {
            table.silent = table.permitted && now - table.heard >= SILENCE;
            if (!table.permitted || table.silent) continue;
            active++;
            sending.put(table.attempt.portion(), table);
        }
        for (var table : tables.values()) {
            if (table.permitted || active >= MOST_SENDING || sending.containsKey(table.attempt.portion())) continue;
            table.permitted = true;
            table.heard = now;
            active++;
            sending.put(table.attempt.portion(), table);
            actions.add(new Permit(table.peer, table.attempt));
            actions.add(new Report(table.attempt, PERMITTED, ""));
        }
    }

    @Override
    public void tick(long now) {
        permit(now);
    }

    /// Only where somebody waits does the silence of another matter.
    @Override
    public long nextAt() {
        long next = NEVER;
        boolean waits = false;
        for (var table : tables.values()) {
            waits |= !table.permitted;
            if (table.permitted && !table.silent) next = Machine.earlier(next, Machine.after(table.heard, SILENCE));
        }
        return waits ? next : NEVER;
    }

    @Override
    public void drain(Consumer<? super Action> performer) {
        for (Action action; (action = actions.poll()) != null; ) performer.accept(action);
    }
}
