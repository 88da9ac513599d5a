package wirelab.sftp;

import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// Requests that go by a name (the draft, section 8): those of OpenSSH, from the file PROTOCOL of its sources.
///
/// ```
///  byte     200
///  uint32   id
///  string   request
///  ...      the fields of the record, in its order
/// ```
public sealed interface ExtendedRequest extends SftpRequest.Extended {
    int TYPE = 200;

    /// {@return the name of the request}
    String request();

    /// Writes what is behind the name.
    void writeRest(FieldWriter out);

    @Override
    default void writeFields(FieldWriter out) {
        SftpFields.path(out, request());
        writeRest(out);
    }

    /// A new name, which takes the place of what had it: rename(2).
    record PosixRename(long id, String from, String to) implements ExtendedRequest {
        static final String NAME = "posix-rename@openssh.com";

        @Override
        public String request() {
            return NAME;
        }

        @Override
        public void writeRest(FieldWriter out) {
            twoPaths(out, from, to);
        }
    }

    /// A second name for the same file: link(2).
    record Hardlink(long id, String from, String to) implements ExtendedRequest {
        static final String NAME = "hardlink@openssh.com";

        @Override
        public String request() {
            return NAME;
        }

        @Override
        public void writeRest(FieldWriter out) {
            twoPaths(out, from, to);
        }
    }

    /// How full the file system is on which a path lies. Answered by [ExtendedAnswer.FileSystemStats].
    record Statvfs(long id, String path) implements ExtendedRequest {
        static final String NAME = "statvfs@openssh.com";

        @Override
        public String request() {
            return NAME;
        }

        @Override
        public void writeRest(FieldWriter out) {
            SftpFields.path(out, path);
        }
    }

    /// The same of an open file.
    record Fstatvfs(long id, Bytes handle) implements ExtendedRequest {
        static final String NAME = "fstatvfs@openssh.com";

        @Override
        public String request() {
            return NAME;
        }

        @Override
        public void writeRest(FieldWriter out) {
            SftpFields.handle(out, handle);
        }
    }

    /// What was written is to be on the disk before the answer: fsync(2).
    record Fsync(long id, Bytes handle) implements ExtendedRequest {
        static final String NAME = "fsync@openssh.com";

        @Override
        public String request() {
            return NAME;
        }

        @Override
        public void writeRest(FieldWriter out) {
            SftpFields.handle(out, handle);
        }
    }

    /// SETSTAT of a name itself, be it a link.
    record Lsetstat(long id, String path, FileAttributes attributes) implements ExtendedRequest {
        static final String NAME = "lsetstat@openssh.com";

        @Override
        public String request() {
            return NAME;
        }

        @Override
        public void writeRest(FieldWriter out) {
            SftpFields.path(out, path);
            attributes.write(out);
        }
    }

    /// How much the server takes at once. Answered by [ExtendedAnswer.ServerLimits].
    record Limits(long id) implements ExtendedRequest {
        static final String NAME = "limits@openssh.com";

        @Override
        public String request() {
            return NAME;
        }

        @Override
        public void writeRest(FieldWriter out) {}
    }

    /// REALPATH where a tilde stands for the user's folder. Answered by one name.
    record ExpandPath(long id, String path) implements ExtendedRequest {
        static final String NAME = "expand-path@openssh.com";

        @Override
        public String request() {
            return NAME;
        }

        @Override
        public void writeRest(FieldWriter out) {
            SftpFields.path(out, path);
        }
    }

    /// Copies from one open file into another without a way over the network (draft-ietf-secsh-filexfer-extensions-00,
    /// section 7).
    ///
    /// @param length bytes; 0 for all that are there
    record CopyData(long id, Bytes from, long fromOffset, long length, Bytes to, long toOffset) implements ExtendedRequest {
        static final String NAME = "copy-data";

        @Override
        public String request() {
            return NAME;
        }

        @Override
        public void writeRest(FieldWriter out) {
            SftpFields.handle(out, from);
            out.u64(fromOffset).u64(length);
            SftpFields.handle(out, to);
            out.u64(toOffset);
        }
    }

    /// The names of users and groups whose numbers are known: two strings full of `uint32`. Answered by
    /// [ExtendedAnswer.IdNames].
    record UsersGroupsById(long id, List<Long> users, List<Long> groups) implements ExtendedRequest {
        static final String NAME = "users-groups-by-id@openssh.com";

        @Override
        public String request() {
            return NAME;
        }

        @Override
        public void writeRest(FieldWriter out) {
            out.sized(4, inner -> users.forEach(inner::u32)).sized(4, inner -> groups.forEach(inner::u32));
        }
    }

    /// A request by a name that is not known here; it is answered with OP_UNSUPPORTED.
    ///
    /// @param fields all that is behind the name
    record Unknown(long id, String request, Bytes fields) implements ExtendedRequest {
        @Override
        public void writeRest(FieldWriter out) {
            out.bytes(fields.array());
        }
    }

    /// Reads what stands behind the number.
    static ExtendedRequest read(long id, FieldReader fields) throws ProtocolViolation {
        String request = SftpFields.text(fields, "request", 256);
        return switch (request) {
            case PosixRename.NAME -> new PosixRename(id, path(fields), path(fields));
            case Hardlink.NAME -> new Hardlink(id, path(fields), path(fields));
            case Statvfs.NAME -> new Statvfs(id, path(fields));
            case Fstatvfs.NAME -> new Fstatvfs(id, SftpFields.handle(fields));
            case Fsync.NAME -> new Fsync(id, SftpFields.handle(fields));
            case Lsetstat.NAME -> new Lsetstat(id, path(fields), FileAttributes.read(fields));
            case Limits.NAME -> new Limits(id);
            case ExpandPath.NAME -> new ExpandPath(id, path(fields));
            case CopyData.NAME -> new CopyData(id, SftpFields.handle(fields), fields.u64("read offset"),
                    fields.u64("length"), SftpFields.handle(fields), fields.u64("write offset"));
            case UsersGroupsById.NAME -> new UsersGroupsById(id, ids(fields, "users"), ids(fields, "groups"));
            default -> new Unknown(id, request, Bytes.wrap(fields.bytes("fields", fields.remaining())));
        };
    }

    private static String path(FieldReader fields) throws ProtocolViolation {
        return SftpFields.path(fields, "path");
    }

    private static void twoPaths(FieldWriter out, String from, String to) {
        SftpFields.path(out, from);
        SftpFields.path(out, to);
    }

    private static List<Long> ids(FieldReader fields, String field) throws ProtocolViolation {
        int at = fields.offset();
        var packed = new FieldReader(fields.string(field, 4 * SftpLimits.IDS));
        if (packed.remaining() % 4 != 0) throw new ProtocolViolation(field, at, "ends inside a number");
        var ids = new ArrayList<Long>();
        while (packed.remaining() > 0) ids.add(packed.u32(field));
        return List.copyOf(ids);
    }
}
