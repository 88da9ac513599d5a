package wirelab.multicast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Anycast above the network: whom of a set of equals each datagram goes to, and what happens when one is silent. Pure:
/// times go in, actions come out.
///
/// The first member that is not known to be down gets everything (the *nearest*, in the order of the set). Each datagram
/// wants an answer. When one has waited longer than the patience, its member is down: what it has not answered goes to the
/// next, and the member is asked again after the retry time, with whatever datagram comes next. If all are down, the one
/// that has been down longest is tried. A datagram that every member has been given once is given up.
///
/// So each datagram arrives *at least once* as long as one member lives: a member that is slow and not dead has it, too.
public final class Failover {
    /// Datagrams that may wait for an answer at once; with one more the oldest is given up. At 1,000 datagrams/s it is a
    /// second.
    public static final int MAX_WAITING = 1024;

    public sealed interface Action {
        /// Send a datagram to a member.
        ///
        /// @param member which one, from 0
        record Send(int member, long sequence) implements Action {}

        /// A member has not answered in time; for people to know.
        ///
        /// @param member which one, from 0
        record Down(int member) implements Action {}

        /// A member that was down has answered; for people to know.
        ///
        /// @param member which one, from 0
        record Up(int member) implements Action {}

        /// Nobody has answered a datagram, and nobody will be asked any more.
        record GiveUp(long sequence) implements Action {}
    }

    private static final class Waiting {
        final boolean[] asked;
        int member;
        long since;

        Waiting(int members) {
            asked = new boolean[members];
        }
    }

    private static final long NEVER = Long.MIN_VALUE;

    private final long patience;
    private final long retry;
    /// Since when each member is down, or [#NEVER].
    private final long[] downSince;
    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();

    /// Begins with all members up.
    ///
    /// @param members how many there are, at least 1
    /// @param patience how long an answer may take, in nanoseconds
    /// @param retry after how long a member that is down is tried again, in nanoseconds
    public Failover(int members, long patience, long retry) {
        if (members < 1 || patience < 1 || retry < 1) throw new IllegalArgumentException("at least one of each");
        this.patience = patience;
        this.retry = retry;
        downSince = new long[members];
        Arrays.fill(downSince, NEVER);
    }

    /// A new datagram is to be sent.
    ///
    /// @param sequence its number, greater than all before
    public List<Action> offer(long now, long sequence) {
        var actions = new ArrayList<Action>();
        if (waiting.size() == MAX_WAITING) {
            long oldest = waiting.keySet().iterator().next();
            waiting.remove(oldest);
            actions.add(new Action.GiveUp(oldest));
        }
        var one = new Waiting(downSince.length);
        waiting.put(sequence, one);
        ask(now, one, sequence, choose(now, one.asked), actions);
        return actions;
    }

    /// A datagram was answered.
    ///
    /// @param member who answers, from 0; a datagram that was sent again may be answered by whoever had it first
    public List<Action> answered(long sequence, int member) {
        if (waiting.remove(sequence) == null || downSince[member] == NEVER) return List.of();
        downSince[member] = NEVER;
        return List.of(new Action.Up(member));
    }

    /// Time has passed.
    public List<Action> tick(long now) {
        var actions = new ArrayList<Action>();
        var silent = new boolean[downSince.length];
        for (var one : waiting.values()) {
            if (now - one.since < patience || silent[one.member]) continue;
            silent[one.member] = true;
            if (downSince[one.member] == NEVER) actions.add(new Action.Down(one.member));
            downSince[one.member] = now;
        }
        for (var entries = waiting.entrySet().iterator(); entries.hasNext(); ) {
            var entry = entries.next();
            var one = entry.getValue();
            if (!silent[one.member]) continue;
            int next = choose(now, one.asked);
            if (next < 0) {
                entries.remove();
                actions.add(new Action.GiveUp(entry.getKey()));
            } else {
                ask(now, one, entry.getKey(), next, actions);
            }
        }
        return actions;
    }

    /// {@return when [#tick] has something to do at the earliest: the time in nanoseconds, [Long#MAX_VALUE] when nothing
    /// waits}
    public long nextDue() {
        return waiting.values().stream().mapToLong(one -> one.since + patience).min().orElse(Long.MAX_VALUE);
    }

    /// How many datagrams have no answer yet.
    public int waiting() {
        return waiting.size();
    }

    private static void ask(long now, Waiting one, long sequence, int member, List<Action> actions) {
        one.member = member;
        one.since = now;
        one.asked[member] = true;
        actions.add(new Action.Send(member, sequence));
    }

    /// The first that is up, or due to be tried again; else the one that has been down longest; -1 if all were asked.
    private int choose(long now, boolean... asked) {
        int longest = -1;
        for (int i = 0; i < downSince.length; i++) {
            if (asked[i]) continue;
            if (downSince[i] == NEVER) return i;
            if (now - downSince[i] >= retry) {
                // One datagram is enough to find out; until it is answered, the others go elsewhere.
                downSince[i] = now;
                return i;
            }
            if (longest < 0 || downSince[i] < downSince[longest]) longest = i;
        }
        return longest;
    }
}
