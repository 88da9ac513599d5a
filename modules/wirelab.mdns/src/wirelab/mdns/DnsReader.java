package wirelab.mdns;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UsageException;

/// Reads a message whose names may point back into it (RFC 1035, section 4.1.4).
///
/// ```
///   label    0 0 length6, bytes          pointer   1 1 offset14
///   a name is labels and then 0, or labels and then a pointer to the rest of a name
/// ```
///
/// A pointer must lead to before the labels that it follows, so each jump goes further back, and no name is longer than 255
/// bytes: whatever the bytes are, reading ends.
final class DnsReader {
    private final ByteBuffer message;
    private final FieldReader fields;

    DnsReader(ByteBuffer message) {
        this.message = message.slice();
        fields = new FieldReader(this.message);
    }

    FieldReader fields() {
        return fields;
    }

    DnsName name(String field) throws ProtocolViolation {
        int start = fields.offset();
        var labels = new ArrayList<String>();
        int at = start;
        int end = -1;
        int begin = start;
        int total = 1;
        while (true) {
            int length = at(field, at);
            if (length == 0) {
                if (end < 0) end = at + 1;
                break;
            }
            if (length >= 0xc0) {
                int target = (length & 0x3f) << 8 | at(field, at + 1);
                if (end < 0) end = at + 2;
                if (target >= begin) throw new ProtocolViolation(field, at, "points to " + target + ", not back");
                at = begin = target;
                continue;
            }
            if (length > DnsName.MOST_LABEL) throw new ProtocolViolation(field, at, "a label of an unknown kind");
            total += 1 + length;
            if (total > DnsName.MOST_BYTES) throw new ProtocolViolation(field, start, "is longer than 255 bytes");
            if (at + 1 + length > message.limit()) throw new ProtocolViolation(field, at, "a label is cut short");
            labels.add(label(field, at + 1, length));
            at += 1 + length;
        }
        fields.bytes(field, end - start);
        return name(field, start, labels);
    }

    private static DnsName name(String field, int start, ArrayList<String> labels) throws ProtocolViolation {
        try {
            return DnsName.of(labels);
        } catch (UsageException e) {
            throw new ProtocolViolation(field, start, e.getMessage());
        }
    }

    private int at(String field, int offset) throws ProtocolViolation {
        if (offset >= message.limit()) throw new ProtocolViolation(field, offset, "the message ends");
        return message.get(offset) & 0xff;
    }

    private String label(String field, int offset, int length) throws ProtocolViolation {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(message.slice(offset, length)).toString();
        } catch (CharacterCodingException _) {
            throw new ProtocolViolation(field, offset, "not UTF-8");
        }
    }
}
