package wirelab.mapreduce;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.function.Consumer;
import wirelab.kit.Machine;

/// A mapper that only pretends to map, for some time that chance decides, and now and then hangs: all the words of the real
/// one, in virtual time.
final class ToyMapper implements Machine<ToyMapper.Say> {
    /// A message for somebody.
    record Say(String to, Message message) {}

    private static final long REPORT = Duration.ofMillis(100).toNanos();
    private static final long AGAIN = Duration.ofMillis(300).toNanos();

    private final Random random;
    private final ArrayDeque<Say> actions = new ArrayDeque<>();
    private Message.Attempt attempt;
    private long mapped;
    private boolean hangs;
    private boolean announced;
    private long reportsAt = NEVER;
    private long announcesAt = NEVER;
    private long dialsAt;
    private long begun;

    ToyMapper(long now, Random random) {
        this.random = random;
        dialsAt = now;
    }

    /// {@return that of the table of a portion}
    static long digest(int portion) {
        return 1000L + portion;
    }

    void assigned(long now, Message.Attempt attempt) {
        this.attempt = attempt;
        begun = now;
        announced = false;
        hangs = random.nextInt(8) == 0;
        announcesAt = Machine.after(now, Duration.ofMillis(50 + random.nextInt(1500)).toNanos());
        mapped = announcesAt - now;
        reportsAt = now;
    }

    void cancelled(Message.Attempt attempt) {
        if (attempt.equals(this.attempt)) forget();
    }

    void permitted() {
        if (attempt == null || hangs) return;
        say("reducer", new Message.Complete(1, 13, digest(attempt.portion())));
    }

    /// Accepted, or told to drop.
    void decided(Message.Attempt attempt) {
        if (!attempt.equals(this.attempt) || hangs) return;
        say("master", new Message.Done(attempt, 1, 0, 0));
        forget();
    }

    void masterGone(long now) {
        forget();
        dialsAt = Machine.after(now, AGAIN);
    }

    void reducerGone(long now) {
        if (attempt != null && announced) announcesAt = Machine.after(now, AGAIN);
    }

    /// Whether it has something in hand that is not finished.
    boolean isBusy() {
        return attempt != null;
    }

    boolean hasAnnounced() {
        return announced;
    }

    private void forget() {
        attempt = null;
        reportsAt = NEVER;
        announcesAt = NEVER;
    }

    private void say(String to, Message message) {
        actions.add(new Say(to, message));
    }

    @Override
    public void tick(long now) {
        if (Machine.isDue(dialsAt, now)) {
            dialsAt = NEVER;
            say("master", new Message.Hello(1, 1, new byte[Message.NONCE]));
        }
        if (Machine.isDue(reportsAt, now)) {
            reportsAt = Machine.after(now, REPORT);
            long far = announced ? 1000 : Math.min(999, 1000 * (now - begun) / mapped);
            if (!hangs) say("master", new Message.Progress(attempt, far, announced ? 1 : 0));
        }
        if (Machine.isDue(announcesAt, now)) {
            announcesAt = NEVER;
            announced = true;
            if (!hangs) say("reducer", new Message.Announce(attempt, 0, 1, 13, digest(attempt.portion())));
        }
    }

    @Override
    public long nextAt() {
        return Machine.earlier(dialsAt, Machine.earlier(reportsAt, announcesAt));
    }

    @Override
    public void drain(Consumer<? super Say> performer) {
        for (Say action; (action = actions.poll()) != null; ) performer.accept(action);
    }
}
