package wirelab.mapreduce;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import wirelab.kit.Machine;

/// Who maps what: the master's decisions, without a socket and a clock.
///
/// A portion is done when every reducer has accepted a table of it. Until then somebody has to have it: first each portion
/// one mapper, then as many copies as wanted, and in the end a backup for each attempt that is slow. Slow is who maps at
/// less than half the rate at which its peers do, or did; without peers, who has said nothing for [Portion#SILENCE].
final class MasterMachine implements Machine<MasterMachine.Action> {
    sealed interface Action {}

    /// Give a portion to a mapper.
    record Assign(int mapper, int portion, int attempt, boolean backup) implements Action {}

    /// Take it away again.
    record Cancel(int mapper, int portion, int attempt) implements Action {}

    /// A mapper died with it.
    record Lost(int mapper, int portion, int attempt) implements Action {}

    /// Its text is left out of the result.
    record Skip(int portion) implements Action {}

    /// Something that the user wants to know.
    record Report(String text) implements Action {}

    /// Every portion is done, or was skipped.
    record Finish() implements Action {}

    record Fail(String reason) implements Action {}

    /// @param copies mappers for each portion from the beginning
    /// @param skip whether to go on without a portion that has killed two mappers, or cannot be mapped
    /// @param patience how long the job waits while no mapper is there, in nanoseconds
    record Rules(int copies, int reducers, boolean skip, long patience) {}

    private static final long LOOK = Duration.ofMillis(100).toNanos();
    /// So many times a portion is tried although the job itself fails in it, or its mappers die.
    private static final int FAILURES = 2;
    private static final int DEATHS = 16;

    private final Rules rules;
    private final Portion[] portions;
    /// Those that are there, and those that were.
    private final Map<Integer, KnownMapper> members = new LinkedHashMap<>();
    private final List<Double> rates = new ArrayList<>();
    private final ArrayDeque<Action> actions = new ArrayDeque<>();
    private int left;
    private boolean over;
    private long looks = NEVER;
    /// When the last mapper went, or when they were expected first.
    private long deserted = NEVER;

    MasterMachine(Rules rules, long... sizes) {
        this.rules = rules;
        portions = Arrays.stream(sizes).mapToObj(Portion::new).toArray(Portion[]::new);
        left = portions.length;
    }

    /// From now on mappers are expected.
    void opened(long now) {
        deserted = now;
        if (!over) looks = after(now);
    }

    void mapperUp(long now, int mapper) {
        if (members.computeIfAbsent(mapper, _ -> new KnownMapper()).comes()) assign(now);
    }

    void mapperDown(long now, int mapper) {
        var member = members.get(mapper);
        if (member == null || !member.isUp()) return;
        int portion = member.goes();
        deserted = now;
        if (portion < 0 || over) return;
        var its = portions[portion];
        var held = its.held.remove(mapper);
        if (its.over || held == null) return;
        its.deaths++;
        member.died();
        member.mapped(held.bytes);
        actions.add(new Lost(mapper, portion, held.number));
        report("mapper " + mapper + " died with portion " + portion);
        if (rules.skip && its.deaths >= FAILURES) skip(portion, "it has killed " + its.deaths + " mappers");
        else if (its.deaths >= DEATHS) fail("portion " + portion + " has killed " + its.deaths + " mappers");
        else assign(now);
    }

    /// It works on what it has no more, and wants nothing new.
    void leaving(long now, int mapper) {
        var member = members.get(mapper);
        if (member == null || !member.isUp()) return;
        int portion = member.leave();
        if (portion < 0 || over) return;
        portions[portion].held.remove(mapper);
        report("mapper " + mapper + " leaves and hands back portion " + portion);
        assign(now);
    }

    void progress(long now, int mapper, int portion, int attempt, long bytes, int phase) {
        var held = held(mapper, portion, attempt);
        if (held == null) return;
        held.heard = now;
        held.phase = phase;
        held.bytes = Math.max(held.bytes, Math.min(bytes, portions[portion].size));
    }

    /// A reducer has it.
    void accepted(long now, int portion, int partition) {
        var its = portions[portion];
        if (over || its.over || !its.accepted.add(partition) || its.accepted.size() < rules.reducers) return;
        for (var held : its.held.values()) {
            if (now - held.since > 0) rates.add((double) its.size / (now - held.since));
            break;
        }
        close(portion);
        assign(now);
    }

    /// A reducer has forgotten all that it had: it died and lost its disk.
    void forgotten(long now, int partition, Set<Integer> kept) {
        if (over) return;
        for (int i = 0; i < portions.length; i++) {
            var its = portions[i];
            if (kept.contains(i)) {
                accepted(now, i, partition);
            } else if (its.accepted.remove(partition) && its.over) {
                its.over = false;
                left++;
            }
        }
        assign(now);
    }

    /// Every reducer has told the mapper that it has the portion, from this mapper or from another.
    void done(long now, int mapper, int portion, int attempt) {
        if (held(mapper, portion, attempt) == null) return;
        for (int i = 0; i < rules.reducers; i++) accepted(now, portion, i);
        free(mapper, portion);
        assign(now);
    }

    void failed(long now, int mapper, int portion, int attempt, String reason) {
        if (held(mapper, portion, attempt) == null) return;
        free(mapper, portion);
        var its = portions[portion];
        if (over || its.over) return;
        its.failures++;
        report("portion " + portion + " failed on mapper " + mapper + ": " + reason);
        if (its.failures < FAILURES) assign(now);
        else if (rules.skip) skip(portion, reason);
        else fail("portion " + portion + ": " + reason);
    }

    private Portion.Held held(int mapper, int portion, int attempt) {
        if (portion < 0 || portion >= portions.length) return null;
        var held = portions[portion].held.get(mapper);
        return held == null || held.number != attempt ? null : held;
    }

    private void free(int mapper, int portion) {
        var held = portions[portion].held.remove(mapper);
        if (held != null) members.get(mapper).mapped(held.bytes);
        members.get(mapper).free(portion);
    }

    private void skip(int portion, String why) {
        report("portion " + portion + " is skipped: " + why);
        actions.add(new Skip(portion));
        close(portion);
    }

    private void close(int portion) {
        var its = portions[portion];
        its.over = true;
        left--;
        its.held.forEach((mapper, held) -> {
            actions.add(new Cancel(mapper, portion, held.number));
            members.get(mapper).mapped(held.bytes);
            members.get(mapper).free(portion);
        });
        its.held.clear();
        if (left == 0 && !over) {
            over = true;
            looks = NEVER;
            actions.add(new Finish());
        }
    }

    private void fail(String reason) {
        over = true;
        looks = NEVER;
        actions.add(new Fail(reason));
    }

    private void report(String text) {
        actions.add(new Report(text));
    }

    /// Gives work to whoever has none: what nobody has, then copies, then backups.
    private void assign(long now) {
        if (over) return;
        if (looks == NEVER) looks = after(now);
        for (var mapper : members.entrySet()) {
            if (!mapper.getValue().isWaiting()) continue;
            int portion = least();
            boolean backup = portion < 0;
            if (backup) portion = slow(now);
            if (portion < 0) return;
            var its = portions[portion];
            its.held.put(mapper.getKey(), new Portion.Held(now, its.attempts));
            mapper.getValue().give(portion);
            actions.add(new Assign(mapper.getKey(), portion, its.attempts++, backup));
        }
    }

    /// {@return the portion that the fewest hold, if those are fewer than wanted; -1 if none}
    private int least() {
        int least = -1;
        for (int i = 0; i < portions.length; i++) {
            if (portions[i].over || portions[i].held.size() >= rules.copies) continue;
            if (least < 0 || portions[i].held.size() < portions[least].held.size()) least = i;
        }
        return least;
    }

    /// {@return a portion all of whose attempts are slow, -1 if there is none}
    private int slow(long now) {
        double usual = Portion.usual(now, rates, portions);
        for (int i = 0; i < portions.length; i++) {
            var its = portions[i];
            if (!its.over && its.held.size() <= rules.copies && its.isSlow(now, usual)) return i;
        }
        return -1;
    }

    private static long after(long now) {
        return Machine.after(now, LOOK);
    }

    @Override
    public void tick(long now) {
        if (!Machine.isDue(looks, now)) return;
        looks = after(now);
        boolean alone = members.values().stream().noneMatch(KnownMapper::isUp);
        if (alone && deserted != NEVER && now - deserted >= rules.patience) fail("no mapper has been there for too long");
        else assign(now);
    }

    @Override
    public long nextAt() {
        return looks;
    }

    @Override
    public void drain(Consumer<? super Action> performer) {
        for (Action action; (action = actions.poll()) != null; ) performer.accept(action);
    }

    int left() {
        return left;
    }

    List<JobView.Standing> standings() {
        return IntStream.range(0, portions.length).mapToObj(i -> portions[i].standing(i)).toList();
    }

    /// {@return the portions of which a reducer has a table}
    Set<Integer> accepted(int partition) {
        var all = new TreeSet<Integer>();
        for (int i = 0; i < portions.length; i++) if (portions[i].accepted.contains(partition)) all.add(i);
        return all;
    }

    List<JobView.Node> nodes() {
        var all = new ArrayList<JobView.Node>();
        members.forEach((id, member) -> all.add(member.view(id, held(id))));
        return all;
    }

    private Portion.Held held(int mapper) {
        for (var portion : portions) {
            var held = portion.held.get(mapper);
            if (held != null) return held;
        }
        return null;
    }
}
