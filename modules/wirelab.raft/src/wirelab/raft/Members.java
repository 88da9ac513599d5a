package wirelab.raft;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// Who belongs to a group.
///
/// On the wire: the number of voters u8, each u32 in ascending order, then learners likewise.
///
/// @param voters a majority of them decides
/// @param learners get everything and decide nothing
public record Members(SortedSet<Integer> voters, SortedSet<Integer> learners) {
    /// Most of each.
    public static final int MOST = 64;

    public Members {
        voters = Collections.unmodifiableSortedSet(new TreeSet<>(voters));
        learners = Collections.unmodifiableSortedSet(new TreeSet<>(learners));
        if (voters.size() > MOST || learners.size() > MOST) throw new IllegalArgumentException("more than " + MOST);
        for (int id : learners) if (voters.contains(id)) throw new IllegalArgumentException(id + " is both");
    }

    /// {@return a group of voters}
    public static Members of(Integer... voters) {
        return new Members(new TreeSet<>(Set.of(voters)), new TreeSet<>());
    }

    public boolean contains(int id) {
        return voters.contains(id) || learners.contains(id);
    }

    /// {@return how many voters decide}
    public int majority() {
        return voters.size() / 2 + 1;
    }

    /// {@return with a node that learns, no longer votes}
    public Members withLearner(int id) {
        var less = without(id);
        var more = new TreeSet<>(less.learners);
        more.add(id);
        return new Members(less.voters, more);
    }

    public Members withVoter(int id) {
        var less = without(id);
        var more = new TreeSet<>(less.voters);
        more.add(id);
        return new Members(more, less.learners);
    }

    public Members without(int id) {
        var fewerVoters = new TreeSet<>(voters);
        fewerVoters.remove(id);
        var fewerLearners = new TreeSet<>(learners);
        fewerLearners.remove(id);
        return new Members(fewerVoters, fewerLearners);
    }

    /// {@return how many voters are in one of two groups alone; with one, any two majorities overlap (thesis, section 4.1)}
    static int difference(Members one, Members other) {
        int count = 0;
        for (int id : one.voters) if (!other.voters.contains(id)) count++;
        for (int id : other.voters) if (!one.voters.contains(id)) count++;
        return count;
    }

    void write(FieldWriter out) {
        for (var some : List.of(voters, learners)) {
            out.u8(some.size());
            for (int id : some) out.u32(id);
        }
    }

    static Members read(FieldReader in) throws ProtocolViolation {
        int at = in.offset();
        var voters = readSome(in, "voters");
        var learners = readSome(in, "learners");
        for (int id : learners) if (voters.contains(id)) throw new ProtocolViolation("learners", at, id + " votes as well");
        return new Members(voters, learners);
    }

    private static TreeSet<Integer> readSome(FieldReader in, String field) throws ProtocolViolation {
        int at = in.offset();
        int count = in.u8(field);
        if (count > MOST) throw new ProtocolViolation(field, at, count + " are more than " + MOST);
        var some = new TreeSet<Integer>();
        for (int i = 0; i < count; i++) {
            at = in.offset();
            long id = in.u32(field);
            if (id > Integer.MAX_VALUE) throw new ProtocolViolation(field, at, id + " is no number of a node");
            if (!some.isEmpty() && id <= some.last()) throw new ProtocolViolation(field, at, id + " is not greater");
            some.add((int) id);
        }
        return some;
    }

    @Override
    public String toString() {
        return "voters " + voters + (learners.isEmpty() ? "" : ", learners " + learners);
    }
}
