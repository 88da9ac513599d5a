package wirelab.sftp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// What a server answers (the draft, section 7), in the layout of [SftpRequest]; the number is that of the request.
public sealed interface SftpReply {
    /// {@return the number of the request that is answered}
    long id();

    /// {@return the number of its kind on the wire}
    int type();

    /// Writes the fields behind the number.
    void writeFields(FieldWriter out);

    /// How it went: `uint32 code`, `string message` for people, `string language`.
    ///
    /// @param code of [StatusCode], or another
    record Status(long id, long code, String message, String language) implements SftpReply {
        Status(long id, StatusCode code) {
            this(id, code, code.words());
        }

        Status(long id, StatusCode code, String message) {
            this(id, code.number(), message, "en");
        }

        @Override
        public int type() {
            return 101;
        }

        @Override
        public void writeFields(FieldWriter out) {
            out.u32(code);
            SftpFields.path(out, message);
            SftpFields.path(out, language);
        }

        public boolean is(StatusCode other) {
            return code == other.number();
        }
    }

    /// What was opened goes by this string until it is closed.
    record Handle(long id, Bytes handle) implements SftpReply {
        @Override
        public int type() {
            return 102;
        }

        @Override
        public void writeFields(FieldWriter out) {
            SftpFields.handle(out, handle);
        }
    }

    /// What was read: `string data`, at least one byte.
    ///
    /// @param data where it stands in the packet, until the next one is read
    record Data(long id, ByteBuffer data) implements SftpReply {
        @Override
        public int type() {
            return 103;
        }

        @Override
        public void writeFields(FieldWriter out) {
            out.length(4, data.remaining()).bytes(data);
        }

        @Override
        public String toString() {
            return "Data[id=" + id + ", " + Text.count(data.remaining(), "byte") + "]";
        }
    }

    /// Names: `uint32 count`, then for each `string filename`, `string longname` as `ls -l` prints it, `attributes`.
    record Names(long id, List<DirectoryEntry> entries) implements SftpReply {
        @Override
        public int type() {
            return 104;
        }

        @Override
        public void writeFields(FieldWriter out) {
            out.u32(entries.size());
            entries.forEach(each -> each.write(out));
        }
    }

    /// What is known of a file.
    record Attributes(long id, FileAttributes attributes) implements SftpReply {
        @Override
        public int type() {
            return 105;
        }

        @Override
        public void writeFields(FieldWriter out) {
            attributes.write(out);
        }
    }

    /// The answer to a request by name: what it means depends on that name.
    record ExtendedReply(long id, Bytes fields) implements SftpReply {
        @Override
        public int type() {
            return 201;
        }

        @Override
        public void writeFields(FieldWriter out) {
            out.bytes(fields.array());
        }
    }

    /// @param payload what stands behind the length
    /// @throws ProtocolViolation when it is no reply of version 3
    static SftpReply decode(ByteBuffer payload) throws ProtocolViolation {
        var fields = new FieldReader(payload);
        int type = fields.u8("type");
        long id = fields.u32("id");
        var reply = switch (type) {
            case 101 -> new Status(id, fields.u32("code"), SftpFields.text(fields, "message", SftpLimits.PACKET),
                    SftpFields.text(fields, "language", 256));
            case 102 -> new Handle(id, SftpFields.handle(fields));
            case 103 -> new Data(id, SftpFields.rest(fields, payload, "data"));
            case 104 -> new Names(id, entries(fields));
            case 105 -> new Attributes(id, FileAttributes.read(fields));
            case 201 -> new ExtendedReply(id, Bytes.wrap(fields.bytes("fields", fields.remaining())));
            default -> throw new ProtocolViolation("type", 0, "version 3 has no reply " + type);
        };
        if (!(reply instanceof Data)) fields.end();
        return reply;
    }

    private static List<DirectoryEntry> entries(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        long count = fields.u32("count");
        // Two empty strings and attributes without any: nothing is smaller.
        if (count > fields.remaining() / 12) throw new ProtocolViolation("count", at, count + " have no room here");
        var entries = new ArrayList<DirectoryEntry>();
        for (long i = 0; i < count; i++) entries.add(DirectoryEntry.read(fields));
        return List.copyOf(entries);
    }

    /// {@return what stands behind the length}
    default byte[] encode() {
        var out = new FieldWriter();
        write(out);
        return out.done();
    }

    /// Writes what stands behind the length.
    default void write(FieldWriter out) {
        out.u8(type()).u32(id());
        writeFields(out);
    }
}
