package wirelab.raft;

import wirelab.kit.Bytes;
import wirelab.kit.ProtocolViolation;

/// What the log is for: the same commands in the same order give the same state on every node.
///
/// So nothing in here may depend on a clock, on chance, or on the machine it is on.
public interface StateMachine {
    /// Does a command; any bytes give a result.
    Bytes apply(Bytes command);

    /// Answers a question, which changes nothing.
    Bytes query(Bytes question);

    /// {@return the whole state}
    Bytes save();

    /// Puts a state that was saved in place of this one.
    ///
    /// @throws ProtocolViolation when it is none; then nothing has changed
    void load(Bytes image) throws ProtocolViolation;
}
