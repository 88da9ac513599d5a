package wirelab.replica;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import wirelab.kit.Failure;
import wirelab.kit.ProtocolViolation;
import wirelab.raft.RaftAnswer;

/// Has something done whoever dies: goes to whom it is sent, asks again, and in the end says why it was not done.
final class Patience {
    private static final Duration PAUSE = Duration.ofMillis(60);

    /// One try with the node that is connected.
    interface Attempt {
        RaftAnswer with(Duration limit) throws IOException;
    }

    private final GroupConnection group;
    private final ReplicaSession.Options options;

    Patience(GroupConnection group, ReplicaSession.Options options) {
        this.group = group;
        this.options = options;
    }

    /// Tries until it is answered.
    ///
    /// @param changes whether something may be done although it is not answered
    /// @param size of a content that has to be sent
    /// @throws ReplicaException when it is refused, or is not answered in time
    RaftAnswer.Done persist(boolean changes, long size, Attempt attempt) throws IOException {
        var limit = options.attempt().plusSeconds(size >> 20);
        long until = System.nanoTime() + options.patience().plusSeconds(size >> 20).toNanos();
        boolean asked = false;
        String why = "";
        do {
            try {
                var answer = attempt.with(limit);
                if (answer instanceof RaftAnswer.Done done) return done;
                if (answer instanceof RaftAnswer.Refused it && !isToRepeat(it.reason())) {
                    throw new ReplicaException(it.reason(), changes && asked);
                }
                asked |= answer instanceof RaftAnswer.Unknown;
                why = again(answer);
            } catch (ReplicaException e) {
                throw e;
            } catch (IOException e) {
                asked |= group.node() >= 0;
                if (why.isEmpty()) why = Failure.reason(e);
                group.failed();
                pause();
            }
        } while (System.nanoTime() - until < 0);
        boolean unknown = changes && asked;
        throw new ReplicaException((unknown ? "not known whether it was done: " : "not done: ") + why
                + (group.trouble().isEmpty() ? "" : " (" + group.trouble() + ")"), unknown);
    }

    /// {@return why it must be asked again}
    private String again(RaftAnswer answer) throws IOException {
        switch (answer) {
            case RaftAnswer.NotLeader it -> {
                boolean isNews = it.leader() >= 0 && it.leader() != group.node();
                group.redirect(it.leader());
                if (!isNews) pause();
                return it.leader() < 0 ? "there is no leader, since too few nodes can reach each other"
                        : "the leader, " + ReplicaConfig.name(it.leader()) + ", does not answer";
            }
            case RaftAnswer.Refused it -> {
                pause();
                return it.reason();
            }
            case RaftAnswer.Unknown it -> {
                pause();
                return it.reason();
            }
            case RaftAnswer.Opened _, RaftAnswer.Done _ -> throw new ProtocolViolation("kind", 0, "is no answer to this");
        }
    }

    private static boolean isToRepeat(String reason) {
        return reason.startsWith("too many") || reason.startsWith("the leadership") || reason.endsWith("ask again");
    }

    static void pause() throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
