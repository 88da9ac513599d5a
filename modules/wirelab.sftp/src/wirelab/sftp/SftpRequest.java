package wirelab.sftp;

import java.nio.ByteBuffer;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// What a client asks for (the draft, section 6). Every request carries a number that its reply bears again, so many may be
/// under way at once.
///
/// ```
///  uint32   length of what follows
///  byte     type
///  uint32   id
///  ...      the fields of the record, in its order
/// ```
///
/// A `path` is a string, a `handle` one that the server made up, `attributes` are [FileAttributes].
public sealed interface SftpRequest {
    /// {@return the number of the request}
    long id();

    /// {@return the number of its kind on the wire}
    default int type() {
        return switch (this) {
            case Open _ -> 3;
            case Close _ -> 4;
            case Read _ -> 5;
            case Write _ -> 6;
            case Lstat _ -> 7;
            case Fstat _ -> 8;
            case Setstat _ -> 9;
            case Fsetstat _ -> 10;
            case Opendir _ -> 11;
            case Readdir _ -> 12;
            case Remove _ -> 13;
            case Mkdir _ -> 14;
            case Rmdir _ -> 15;
            case Realpath _ -> 16;
            case Stat _ -> 17;
            case Rename _ -> 18;
            case Readlink _ -> 19;
            case Symlink _ -> 20;
            case Extended _ -> ExtendedRequest.TYPE;
        };
    }

    /// Writes the fields behind the number.
    void writeFields(FieldWriter out);

    /// A request about one path and no more.
    sealed interface OfPath extends SftpRequest {
        String path();

        @Override
        default void writeFields(FieldWriter out) {
            SftpFields.path(out, path());
        }
    }

    /// A request about one path and attributes.
    sealed interface OfPathAndAttributes extends SftpRequest {
        String path();

        FileAttributes attributes();

        @Override
        default void writeFields(FieldWriter out) {
            SftpFields.path(out, path());
            attributes().write(out);
        }
    }

    /// A request about two paths.
    sealed interface OfTwoPaths extends SftpRequest {
        String from();

        String to();

        @Override
        default void writeFields(FieldWriter out) {
            SftpFields.path(out, from());
            SftpFields.path(out, to());
        }
    }

    /// A request about one handle and no more.
    sealed interface OfHandle extends SftpRequest {
        Bytes handle();

        @Override
        default void writeFields(FieldWriter out) {
            SftpFields.handle(out, handle());
        }
    }

    /// 6.3, opens a file: `path`, `uint32 flags`, `attributes` of a new one. Answered by a handle.
    ///
    /// @param flags of [OpenFlags]
    record Open(long id, String path, int flags, FileAttributes attributes) implements SftpRequest {
        @Override
        public void writeFields(FieldWriter out) {
            SftpFields.path(out, path);
            out.u32(flags);
            attributes.write(out);
        }

        @Override
        public String toString() {
            return "Open[id=" + id + ", path=" + path + ", " + OpenFlags.words(flags) + "]";
        }
    }

    /// 6.3, gives up a handle.
    record Close(long id, Bytes handle) implements OfHandle {}

    /// 6.4, reads: `handle`, `uint64 offset`, `uint32 length`. Answered by data, fewer where the file ends.
    record Read(long id, Bytes handle, long offset, long length) implements SftpRequest {
        @Override
        public void writeFields(FieldWriter out) {
            SftpFields.handle(out, handle);
            out.u64(offset).u32(length);
        }
    }

    /// 6.4, writes: `handle`, `uint64 offset`, `string data`.
    ///
    /// @param data where it stands in the packet, until the next one is read
    record Write(long id, Bytes handle, long offset, ByteBuffer data) implements SftpRequest {
        @Override
        public void writeFields(FieldWriter out) {
            SftpFields.handle(out, handle);
            out.u64(offset).length(4, data.remaining()).bytes(data);
        }

        @Override
        public String toString() {
            return "Write[id=" + id + ", handle=" + handle + ", offset=" + offset + ", "
                    + Text.count(data.remaining(), "byte") + "]";
        }
    }

    /// 6.8, what is known of a name itself, be it a link.
    record Lstat(long id, String path) implements OfPath {}

    /// 6.8, what is known of an open file.
    record Fstat(long id, Bytes handle) implements OfHandle {}

    /// 6.9, changes a file.
    record Setstat(long id, String path, FileAttributes attributes) implements OfPathAndAttributes {}

    /// 6.9, changes an open file: `handle`, `attributes`.
    record Fsetstat(long id, Bytes handle, FileAttributes attributes) implements SftpRequest {
        @Override
        public void writeFields(FieldWriter out) {
            SftpFields.handle(out, handle);
            attributes.write(out);
        }
    }

    /// 6.7, opens a folder. Answered by a handle.
    record Opendir(long id, String path) implements OfPath {}

    /// 6.7, the next names of a folder. Answered by names, at last by EOF.
    record Readdir(long id, Bytes handle) implements OfHandle {}

    /// 6.5, deletes a file.
    record Remove(long id, String path) implements OfPath {}

    /// 6.6, makes a folder.
    record Mkdir(long id, String path, FileAttributes attributes) implements OfPathAndAttributes {}

    /// 6.6, deletes an empty folder.
    record Rmdir(long id, String path) implements OfPath {}

    /// 6.11, the one absolute path of what may have many. Answered by one name.
    record Realpath(long id, String path) implements OfPath {}

    /// 6.8, what is known of what a path leads to.
    record Stat(long id, String path) implements OfPath {}

    /// 6.5, gives a new name, which must not be there yet.
    record Rename(long id, String from, String to) implements OfTwoPaths {}

    /// 6.10, where a link points. Answered by one name.
    record Readlink(long id, String path) implements OfPath {}

    /// 6.10, makes a symbolic link. The draft has the link first and its target second; OpenSSH has always sent them the
    /// other way round, and all others have followed.
    ///
    /// @param from where the link points
    /// @param to the link
    record Symlink(long id, String from, String to) implements OfTwoPaths {}

    /// 8, a request by name: `string request`, then its own fields.
    sealed interface Extended extends SftpRequest permits ExtendedRequest {}

    /// @param payload what stands behind the length
    /// @throws ProtocolViolation when it is no request of version 3
    static SftpRequest decode(ByteBuffer payload) throws ProtocolViolation {
        var fields = new FieldReader(payload);
        int type = fields.u8("type");
        long id = fields.u32("id");
        var request = switch (type) {
            case 3 -> new Open(id, path(fields), (int) fields.u32("flags"), FileAttributes.read(fields));
            case 4 -> new Close(id, SftpFields.handle(fields));
            case 5 -> new Read(id, SftpFields.handle(fields), fields.u64("offset"), fields.u32("length"));
            case 6 -> new Write(id, SftpFields.handle(fields), fields.u64("offset"),
                    SftpFields.rest(fields, payload, "data"));
            case 7 -> new Lstat(id, path(fields));
            case 8 -> new Fstat(id, SftpFields.handle(fields));
            case 9 -> new Setstat(id, path(fields), FileAttributes.read(fields));
            case 10 -> new Fsetstat(id, SftpFields.handle(fields), FileAttributes.read(fields));
            case 11 -> new Opendir(id, path(fields));
            case 12 -> new Readdir(id, SftpFields.handle(fields));
            case 13 -> new Remove(id, path(fields));
            case 14 -> new Mkdir(id, path(fields), FileAttributes.read(fields));
            case 15 -> new Rmdir(id, path(fields));
            case 16 -> new Realpath(id, path(fields));
            case 17 -> new Stat(id, path(fields));
            case 18 -> new Rename(id, path(fields), SftpFields.path(fields, "new path"));
            case 19 -> new Readlink(id, path(fields));
            case 20 -> new Symlink(id, SftpFields.path(fields, "target"), SftpFields.path(fields, "link"));
            case ExtendedRequest.TYPE -> ExtendedRequest.read(id, fields);
            default -> throw new UnknownRequest(type);
        };
        if (!(request instanceof Write)) fields.end();
        return request;
    }

    private static String path(FieldReader fields) throws ProtocolViolation {
        return SftpFields.path(fields, "path");
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

    /// A kind of request that version 3 does not have: answered, where what is broken is refused.
    final class UnknownRequest extends ProtocolViolation {
        private static final long serialVersionUID = 1L;

        UnknownRequest(int type) {
            super("type", 0, "version 3 has no request " + type);
        }
    }
}
