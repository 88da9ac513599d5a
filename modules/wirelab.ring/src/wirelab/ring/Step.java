package wirelab.ring;

/// One step of a node, for its trace.
///
/// @param act what: `send`, `receive`, `hold`, `pass`, `number`, `deliver`, `settle`, `claim`, `win`, `void`, `link`,
/// `unlink`, `over`
/// @param link name of the link, or `null`
/// @param count how many frames have gone over it that way, this one included
/// @param signal the frame, or `null`
/// @param mark the node's own
/// @param source of the message
/// @param incarnation of the message
/// @param sequence of the message
/// @param note what else, or `null`
public record Step(String act, String link, long count, Signal signal, Mark mark, long source, long incarnation,
                   long sequence, String note) {}
