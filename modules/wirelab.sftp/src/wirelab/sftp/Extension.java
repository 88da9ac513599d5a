package wirelab.sftp;

import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// A pair that extends a message (the draft, sections 4 and 5): two strings.
///
/// @param name such as `posix-rename@openssh.com`
/// @param data its meaning depends on the name; in VERSION it is a version in digits
public record Extension(String name, Bytes data) {
    public Extension(String name, String data) {
        this(name, Bytes.wrap(PathText.bytes(data)));
    }

    static Extension read(FieldReader fields) throws ProtocolViolation {
        String name = SftpFields.text(fields, "extension name", 256);
        return new Extension(name, Bytes.wrap(fields.string("extension data", SftpLimits.PACKET)));
    }

    /// Reads pairs to the end of the message.
    static List<Extension> readAll(FieldReader fields) throws ProtocolViolation {
        var all = new ArrayList<Extension>();
        while (fields.remaining() > 0) {
            if (all.size() == SftpLimits.EXTENSIONS) {
                throw new ProtocolViolation("extensions", fields.offset(), "more than " + SftpLimits.EXTENSIONS);
            }
            all.add(read(fields));
        }
        return List.copyOf(all);
    }

    void write(FieldWriter out) {
        out.string(PathText.bytes(name)).string(data.array());
    }
}
