package wirelab.kit;

import java.io.IOException;

/// The peer sent bytes that its protocol does not allow.
///
/// Every decoder of wirelab is total: any bytes give either a message or this one exception, which names the field and
/// the offset at which reading had to stop.
public class ProtocolViolation extends IOException {
    private static final long serialVersionUID = 1L;

    /// The field that could not be read, in the words of its specification.
    private final String field;
    /// Where the field begins, in bytes from the start of the message.
    private final long offset;

    /// Reports a field that breaks the rules.
    ///
    /// @param field the name of the field in its specification
    /// @param offset where it begins, in bytes from the start of the message or stream
    /// @param problem what is wrong with it, as the end of the sentence "the field ..."
    public ProtocolViolation(String field, long offset, String problem) {
        super(field + " at byte " + offset + ": " + problem);
        this.field = field;
        this.offset = offset;
    }

    /// {@return the field that could not be read: its name in the specification}
    public String field() {
        return field;
    }

    /// {@return where the field begins: bytes from the start of the message or stream}
    public long offset() {
        return offset;
    }
}
