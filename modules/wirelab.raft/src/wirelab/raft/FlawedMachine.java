package wirelab.raft;

import java.util.random.RandomGenerator;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// A machine that does one thing wrong.
final class FlawedMachine extends RaftMachine {
    /// Made by the constructor of the machine, before this has a flaw of its own.
    private static final class FlawedSessions extends Sessions {
        private Flaw flaw = Flaw.NONE;

        FlawedSessions(StateMachine states, int most) {
            super(states, most);
        }

        @Override
        boolean repeats(LogEntry.Command command, long last) {
            return flaw != Flaw.RETRY_APPLIED_TWICE && super.repeats(command, last);
        }

        @Override
        void writeTable(FieldWriter out) {
            if (flaw == Flaw.SESSIONS_NOT_SAVED) super.writeForgotten(out);
            else super.writeTable(out);
        }

        @Override
        RaftAnswer answered(long session, long sequence) {
            return flaw == Flaw.RETRY_APPLIED_TWICE ? null : super.answered(session, sequence);
        }
    }

    private final Flaw flaw;

    FlawedMachine(long now, int id, RaftOptions options, Recovered recovered, StateMachine states, RandomGenerator random,
            Flaw flaw) throws ProtocolViolation {
        super(now, id, options, recovered, states, random);
        this.flaw = flaw;
        ((FlawedSessions) committed.sessions).flaw = flaw;
    }

    @Override
    Sessions sessions(StateMachine states) {
        return new FlawedSessions(states, options.sessions());
    }

    @Override
    boolean commitsByCount(long index) {
        return flaw == Flaw.OLD_TERM_BY_COUNT || super.commitsByCount(index);
    }

    @Override
    boolean confirmsReads() {
        return flaw != Flaw.STALE_READ;
    }

    @Override
    boolean keepsWhatFollows() {
        return flaw != Flaw.TRUNCATES_AGREED;
    }
}
