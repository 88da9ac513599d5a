package wirelab.ring;

import java.util.Random;
import java.util.regex.Pattern;
import wirelab.kit.UsageException;

/// What goes wrong at a node on purpose: frames that it loses, and the moment at which it dies.
///
/// @param share of the frames that go round which are lost here, 0 to 1
/// @param seed of the losses
/// @param first the kind of which the first frame that it would send is lost, or `null`
/// @param moment when it dies, or `null`
/// @param count at the how-manieth such moment
public record Mishaps(double share, long seed, SignalKind first, Moment moment, int count) {
    public static final Mishaps NONE = losing(0, 0);
    private static final Pattern DIE = Pattern.compile("(\\w+):(\\d{1,6})");

    /// Where a node may die.
    public enum Moment {
        /// It holds the turn, and has numbered a message that it has not sent.
        HOLD,
        /// It has sent a message, and waits for it.
        AWAIT,
        /// It has received another's message, and not sent it on.
        FORWARD
    }

    /// Some of the frames that go round are lost, and nothing else goes wrong.
    public static Mishaps losing(double share, long seed) {
        return new Mishaps(share, seed, null, null, 0);
    }

    /// Reads the options `--lose` and `--die`.
    public static Mishaps parse(String lose, String die, long seed) {
        SignalKind first = null;
        for (var kind : SignalKind.values()) if (goesRound(kind) && kind.name().equalsIgnoreCase(lose)) first = kind;
        double share = first != null || lose.isEmpty() ? 0 : share(lose);
        if (die.isEmpty()) return new Mishaps(share, seed, first, null, 0);
        var match = DIE.matcher(die);
        for (var moment : Moment.values()) {
            if (match.matches() && moment.name().equalsIgnoreCase(match.group(1))) {
                return new Mishaps(share, seed, first, moment, Integer.parseInt(match.group(2)));
            }
        }
        throw new UsageException("--die: '" + die + "' is none of hold:N, await:N and forward:N");
    }

    private static double share(String lose) {
        try {
            double share = Double.parseDouble(lose);
            if (share >= 0 && share <= 1) return share;
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new UsageException("--lose: '" + lose
                + "' is no share between 0 and 1, and none of token, data, finish, claim");
    }

    /// Makes them happen, for one node.
    final class Course {
        private final Random random = new Random(seed);
        private final long id;
        private boolean lost;
        private volatile boolean next;
        private int met;

        Course(long id) {
            this.id = id;
        }

        /// Whether a frame is lost now.
        boolean loses(Signal signal) {
            if (signal.kind() == first && !lost) return lost = true;
            if (next && goesRound(signal.kind())) {
                next = false;
                return true;
            }
            return share > 0 && goesRound(signal.kind()) && random.nextDouble() < share;
        }

        /// The next frame that goes round is lost.
        void loseNext() {
            next = true;
        }

        /// Before an action is performed.
        void before(RingAction action) {
            boolean foreign = action instanceof RingAction.Send(long _, Signal signal) && signal.kind() == SignalKind.DATA
                    && signal.source() != id;
            if (foreign) meet(Moment.FORWARD);
        }

        /// After it was.
        void after(RingAction action) {
            if (action instanceof RingAction.Record(JournalEntry.Numbered _)) meet(Moment.HOLD);
            boolean own = action instanceof RingAction.Send(long _, Signal signal) && signal.kind() == SignalKind.DATA
                    && signal.source() == id;
            if (own) meet(Moment.AWAIT);
        }

        /// As SIGKILL does it: nothing is closed, nothing is written.
        private void meet(Moment here) {
            if (moment == here && ++met == count) Runtime.getRuntime().halt(137);
        }
    }

    private static boolean goesRound(SignalKind kind) {
        return switch (kind) {
            case TOKEN, DATA, FINISH, CLAIM -> true;
            default -> false;
        };
    }
}
