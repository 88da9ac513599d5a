package wirelab.raft;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The search for one order of some operations, depth first. What keeps it short, of all the orders that writes without an
/// answer allow:
///
/// - Such a write comes as late as it can: directly before something that would be otherwise without it. Each order that
///   explains the answers can be brought to that form, for nobody waits for the end of such a write.
/// - Those that do the same are one kind, of which only the number counts ([Sightings]).
/// - A content that was read, and that what is left cannot make, ends an order at once and not where it was read
///   ([Origins]).
/// - What led nowhere is remembered with the kinds that were missing there: with as few of those left, or fewer, it leads
///   nowhere again, whatever else was used.
final class OrderSearch {
    /// A write without an answer that came last.
    ///
    /// @param before the tree before it
    /// @param count of those that came one after the other, up to this one
    private record Late(int kind, SortedMap<String, String> before, int count) {}

    /// @param late `null` when an operation with an answer came last
    private record Where(BitSet done, SortedMap<String, String> tree, Late late) {}

    /// @param used how many of each kind
    /// @param lacked kinds of which one more might have helped
    private record Failure(int[] used, BitSet lacked) {
        boolean holds(int[] others) {
            return lacked.stream().allMatch(kind -> others[kind] >= used[kind]);
        }
    }

    /// One place in an order: what has come so far, and what is being tried next.
    private static final class Place {
        final Where where;
        final int[] used;
        /// Numbers of operations, and complements of kinds.
        List<Integer> next;
        int tried;
        final BitSet lacked = new BitSet();
        final Set<Operation> stuck = new LinkedHashSet<>();

        Place(Where where, int[] used) {
            this.where = where;
            this.used = used;
        }
    }

    private final Sightings sightings;
    private final Origins origins;
    private final long limit;
    private final List<Place> places = new ArrayList<>();
    private final Map<Where, List<Failure>> failures = new HashMap<>();
    /// So many writes without an answer may come one after the other.
    private int mostLate;
    private boolean isCut;
    private long steps;
    private int most = -1;
    private Collection<Operation> stuck = List.of();

    private OrderSearch(List<Operation> operations, long limit) {
        sightings = new Sightings(operations);
        origins = new Origins(sightings);
        this.limit = limit;
    }

    /// First with few such writes between two others, since most are not needed; then with more, until no more can be.
    ///
    /// @param limit steps
    static Linearizability.Result search(List<Operation> operations, long limit) {
        var search = new OrderSearch(operations, limit);
        var result = search.search();
        while (result.verdict() == Linearizability.Verdict.BROKEN && search.isCut) {
            search.mostLate = 1 + 2 * search.mostLate;
            result = search.search();
        }
        return result;
    }

    private Linearizability.Result search() {
        isCut = false;
        failures.clear();
        var first = new Place(new Where(new BitSet(), new TreeMap<>(), null), new int[sightings.kinds.size()]);
        var never = origins.lost(first.where.done, first.used, first.where.tree, first.lacked);
        if (!never.isEmpty()) return result(Linearizability.Verdict.BROKEN, never);
        places.add(first);
        while (!places.isEmpty()) {
            var place = places.getLast();
            if (place.where.done.cardinality() == sightings.answered.size()) {
                return result(Linearizability.Verdict.LINEARIZABLE, List.of());
            }
            if (place.next == null) place.next = candidates(place);
            if (place.tried == place.next.size()) {
                fail(place);
                continue;
            }
            if (++steps > limit) return result(Linearizability.Verdict.UNDECIDED, List.of());
            int candidate = place.next.get(place.tried++);
            var after = candidate >= 0 ? afterAnswered(place, candidate) : afterOpen(place, ~candidate);
            if (after != null) places.add(after);
        }
        return result(Linearizability.Verdict.BROKEN, stuck);
    }

    private Linearizability.Result result(Linearizability.Verdict verdict, Collection<Operation> stuck) {
        return new Linearizability.Result(verdict, steps, List.copyOf(stuck));
    }

    /// {@return what may come next: all that began before the first answer that is still to be explained}
    private List<Integer> candidates(Place place) {
        var candidates = new ArrayList<Integer>();
        var done = place.where.done;
        var answered = sightings.answered;
        int first = done.nextClearBit(0);
        long end = answered.get(first).ended();
        for (int i = first; i < answered.size(); i = done.nextClearBit(i + 1)) {
            if (answered.get(i).began() < end) candidates.add(i);
        }
        // Also those that are used up: whether one more would have helped is to be known.
        for (int kind = 0; kind < place.used.length; kind++) if (sightings.began(kind, 0) < end) candidates.add(~kind);
        return candidates;
    }

    private Place afterAnswered(Place place, int number) {
        var operation = sightings.answered.get(number);
        var done = (BitSet) place.where.done.clone();
        done.set(number);
        var step = sightings.step(place.where.tree, operation.command(), done);
        if (!step.result().equals(operation.result())) {
            place.stuck.add(operation);
            return null;
        }
        if (isNeedless(place.where.late, operation.command(), done, step, number)) return null;
        return hopeful(place, new Place(new Where(done, step.tree(), null), place.used));
    }

    private Place afterOpen(Place place, int kind) {
        var where = place.where;
        String command = sightings.kinds.get(kind).command();
        var step = sightings.step(where.tree, command, where.done);
        if (step.tree().equals(where.tree) || isNeedless(where.late, command, where.done, step, ~kind)) return null;
        int count = where.late == null ? 1 : 1 + where.late.count;
        if (count > mostLate) {
            isCut = true;
            return null;
        }
        var used = place.used.clone();
        used[kind]++;
        var after = hopeful(place, new Place(new Where(where.done, step.tree(), new Late(kind, where.tree, count)), used));
        long end = sightings.answered.get(where.done.nextClearBit(0)).ended();
        if (after == null || sightings.began(kind, place.used[kind]) < end) return after;
        place.lacked.set(kind);
        return null;
    }

    /// {@return whether the write before has no business there: all is the same without it, or when it comes later}
    ///
    /// @param next the number of what comes now, or the complement of its kind
    private boolean isNeedless(Late late, String command, BitSet done, SmallTree.Step step, int next) {
        if (late == null) return false;
        var alone = sightings.step(late.before, command, done);
        if (next >= 0 && !alone.result().equals(step.result())) return false;
        if (alone.tree().equals(step.tree())) return true;
        // Of two such writes that may change places, the one of the lower kind comes first.
        if (next < 0 && ~next >= late.kind) return false;
        String before = sightings.kinds.get(late.kind).command();
        return sightings.step(alone.tree(), before, done).tree().equals(step.tree());
    }

    /// {@return the place, or `null` when it leads nowhere}
    private Place hopeful(Place before, Place place) {
        var lost = origins.lost(place.where.done, place.used, place.where.tree, before.lacked);
        before.stuck.addAll(lost);
        if (!lost.isEmpty()) return null;
        var failure = failure(place.where, place.used);
        // What may follow a write without an answer may also follow where there is none.
        if (failure == null && place.where.late != null) {
            failure = failure(new Where(place.where.done, place.where.tree, null), place.used);
        }
        if (failure == null) return place;
        before.lacked.or(failure.lacked);
        return null;
    }

    private Failure failure(Where where, int[] used) {
        return failures.getOrDefault(where, List.of()).stream().filter(it -> it.holds(used)).findFirst().orElse(null);
    }

    private void fail(Place place) {
        places.removeLast();
        failures.computeIfAbsent(place.where, _ -> new ArrayList<>()).add(new Failure(place.used, place.lacked));
        if (!places.isEmpty()) places.getLast().lacked.or(place.lacked);
        int explained = place.where.done.cardinality();
        if (explained <= most || place.stuck.isEmpty()) return;
        most = explained;
        stuck = place.stuck;
    }
}
