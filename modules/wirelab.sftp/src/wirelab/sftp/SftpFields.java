package wirelab.sftp;

import java.nio.ByteBuffer;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// The kinds of field that SFTP has beyond those of SSH.
final class SftpFields {
    private SftpFields() {}

    static String text(FieldReader fields, String field, int most) throws ProtocolViolation {
        return PathText.text(fields.string(field, most));
    }

    /// A name of a file. Unix ends names at a zero byte, so whoever checked one with such a byte would have checked another
    /// file than the one that is opened.
    static String path(FieldReader fields, String field) throws ProtocolViolation {
        int at = fields.offset();
        String path = text(fields, field, SftpLimits.PATH);
        if (path.indexOf(0) >= 0) throw new ProtocolViolation(field, at, "has a zero byte");
        return path;
    }

    static Bytes handle(FieldReader fields) throws ProtocolViolation {
        return Bytes.wrap(fields.string("handle", SftpLimits.HANDLE));
    }

    static void path(FieldWriter out, String path) {
        out.string(PathText.bytes(path));
    }

    static void handle(FieldWriter out, Bytes handle) {
        out.string(handle.array());
    }

    /// The last field of a message, where it stands in the packet: it may be large and is not copied.
    static ByteBuffer rest(FieldReader fields, ByteBuffer packet, String field) throws ProtocolViolation {
        int length = fields.length(field + " length", 4, SftpLimits.PACKET);
        int at = fields.offset();
        if (fields.remaining() > length) {
            throw new ProtocolViolation("end", at + length, Text.count(fields.remaining() - length, "byte")
                    + " behind the last field");
        }
        return packet.slice(packet.position() + at, length);
    }
}
