package wirelab.dialogue;

import java.time.Duration;
import wirelab.kit.UsageException;

/// What the server allows, and how long it waits.
///
/// @param users logged in at once, those away included; one more is told `ERROR full`
/// @param login time to log in after connecting; then `ERROR slow` and the end
/// @param heartbeat silence of a program after which it is asked for a sign of life
/// @param timeout silence of a program after which its connection counts as broken and the user as away
/// @param grace time that the place of a user who is away is kept; then the user is gone
/// @param ring time to answer an invitation; then `REFUSED name no-answer`
/// @param byHand silence of one who types after which the connection is ended
/// @param queued messages that may wait for one user; one more is `FAILED n full`
/// @param outbox lines that may wait for one program to acknowledge them; one more and it is gone, since it never listens
public record DialogueLimits(int users, Duration login, Duration heartbeat, Duration timeout, Duration grace, Duration ring,
        Duration byHand, int queued, int outbox) {
    /// 200 users; 30 s to log in; asked after 5 s, away after 15 s, gone 10 s later; 30 s of ringing; 10 min by hand; 100
    /// messages and 512 lines.
    public static final DialogueLimits DEFAULTS = new DialogueLimits(200, Duration.ofSeconds(30), Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(10), 100, 512);

    public DialogueLimits {
        if (users < 2) throw new UsageException("a dialogue needs two users");
        for (var time : new Duration[] {login, heartbeat, timeout, grace, ring, byHand}) {
            if (!time.isPositive()) throw new UsageException("time limits must be greater than zero");
        }
        if (timeout.compareTo(heartbeat) <= 0) throw new UsageException("the time-out must be longer than the heart-beat");
        // Those that wait for the user, two notices for each that he has said, and some more.
        if (queued < 1 || outbox < 4 * queued) throw new UsageException("an outbox holds four lines for each message");
    }

    /// Changes how soon a broken connection is noticed and how long the place is kept.
    public DialogueLimits withPatience(Duration heartbeat, Duration timeout, Duration grace) {
        return new DialogueLimits(users, login, heartbeat, timeout, grace, ring, byHand, queued, outbox);
    }

    public DialogueLimits withUsers(int users) {
        return new DialogueLimits(users, login, heartbeat, timeout, grace, ring, byHand, queued, outbox);
    }

    public DialogueLimits withRing(Duration ring) {
        return new DialogueLimits(users, login, heartbeat, timeout, grace, ring, byHand, queued, outbox);
    }
}
