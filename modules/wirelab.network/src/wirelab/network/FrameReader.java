package wirelab.network;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;

/// Reads the fields of one frame, each with its bounds.
final class FrameReader {
    private final FieldReader fields;

    FrameReader(ByteBuffer frame) {
        fields = new FieldReader(frame);
    }

    /// One byte between two bounds.
    int u8(String field, int least, int most) throws ProtocolViolation {
        int at = fields.offset();
        return bounded(field, at, fields.u8(field), least, most);
    }

    /// Two bytes between two bounds.
    int u16(String field, int least, int most) throws ProtocolViolation {
        int at = fields.offset();
        return bounded(field, at, fields.u16(field), least, most);
    }

    /// Four bytes, at most so much.
    long u32(String field, long most) throws ProtocolViolation {
        int at = fields.offset();
        long value = fields.u32(field);
        if (value > most) throw new ProtocolViolation(field, at, value + " is more than " + most);
        return value;
    }

    /// A name: its length in one byte, then its letters.
    String name(String field) throws ProtocolViolation {
        int at = fields.offset();
        int length = fields.length(field, 1, NodeNames.MAX);
        String name = new String(fields.bytes(field, length), StandardCharsets.ISO_8859_1);
        if (!NodeNames.isName(name)) throw new ProtocolViolation(field, at, NodeNames.RULE);
        return name;
    }

    /// A payload: its length in two bytes, then its bytes.
    byte[] payload() throws ProtocolViolation {
        return fields.bytes("payload", fields.length("payload length", 2, Frame.MAX_PAYLOAD));
    }

    int offset() {
        return fields.offset();
    }

    void end() throws ProtocolViolation {
        fields.end();
    }

    private static int bounded(String field, int at, int value, int least, int most) throws ProtocolViolation {
        if (value < least || value > most) {
            throw new ProtocolViolation(field, at, value + " is not between " + least + " and " + most);
        }
        return value;
    }
}
