package wirelab.sftp;

import java.util.ArrayList;
import java.util.List;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What is known of a file, or is to be changed of it (the draft, section 5). A part that is `null` is not said.
///
/// ```
///  uint32   flags
///  uint64   size           if flags & 1
///  uint32   uid, gid       if flags & 2
///  uint32   permissions    if flags & 4: st_mode, with the kind of file in its upper bits
///  uint32   atime, mtime   if flags & 8: seconds since 1970
///  uint32   count, then that many pairs of strings, if flags & 80000000
/// ```
///
/// @param size in bytes
/// @param mode as `st_mode` of stat(2)
public record FileAttributes(Long size, Owner owner, Integer mode, Times times, List<Extension> extended) {
    /// To whom a file belongs, by number.
    public record Owner(long uid, long gid) {}

    /// @param accessed in seconds since 1970, until 2106
    /// @param modified in seconds since 1970, until 2106
    public record Times(long accessed, long modified) {}

    /// Nothing is said.
    public static final FileAttributes NONE = new FileAttributes(null, null, null, null, List.of());

    private static final int SIZE = 1;
    private static final int OWNER = 2;
    private static final int PERMISSIONS = 4;
    private static final int TIMES = 8;
    private static final int EXTENDED = 0x8000_0000;

    private static final int FORMAT = 0xf000;
    private static final int FOLDER = 0x4000;
    private static final int FILE = 0x8000;
    private static final int LINK = 0xa000;

    /// {@return a size alone: what cuts a file}
    public static FileAttributes ofSize(long size) {
        return new FileAttributes(size, null, null, null, List.of());
    }

    /// {@return permissions alone}
    ///
    /// @param mode such as 0644, octal
    public static FileAttributes ofMode(int mode) {
        return new FileAttributes(null, null, mode, null, List.of());
    }

    static FileAttributes read(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        int flags = (int) fields.u32("attribute flags");
        if ((flags & ~(SIZE | OWNER | PERMISSIONS | TIMES | EXTENDED)) != 0) {
            throw new ProtocolViolation("attribute flags", at, "version 3 has no 0x" + Integer.toHexString(flags));
        }
        Long size = (flags & SIZE) == 0 ? null : Long.valueOf(fields.u64("size"));
        var owner = (flags & OWNER) == 0 ? null : new Owner(fields.u32("uid"), fields.u32("gid"));
        Integer mode = (flags & PERMISSIONS) == 0 ? null : Integer.valueOf((int) fields.u32("permissions"));
        var times = (flags & TIMES) == 0 ? null : new Times(fields.u32("atime"), fields.u32("mtime"));
        var extended = (flags & EXTENDED) == 0 ? List.<Extension>of() : extended(fields);
        return new FileAttributes(size, owner, mode, times, extended);
    }

    private static List<Extension> extended(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        long count = fields.u32("extended count");
        // A flag without a pair would be a second way to say nothing.
        if (count == 0 || count > SftpLimits.EXTENSIONS) throw new ProtocolViolation("extended count", at, "is " + count);
        var all = new ArrayList<Extension>();
        for (long i = 0; i < count; i++) all.add(Extension.read(fields));
        return List.copyOf(all);
    }

    void write(FieldWriter out) {
        out.u32((size == null ? 0 : SIZE) | (owner == null ? 0 : OWNER) | (mode == null ? 0 : PERMISSIONS)
                | (times == null ? 0 : TIMES) | (extended.isEmpty() ? 0 : EXTENDED));
        if (size != null) out.u64(size);
        if (owner != null) out.u32(owner.uid).u32(owner.gid);
        if (mode != null) out.u32(mode);
        if (times != null) out.u32(times.accessed).u32(times.modified);
        if (extended.isEmpty()) return;
        out.u32(extended.size());
        extended.forEach(each -> each.write(out));
    }

    public boolean isFolder() {
        return is(FOLDER);
    }

    public boolean isFile() {
        return is(FILE);
    }

    public boolean isLink() {
        return is(LINK);
    }

    private boolean is(int format) {
        return mode != null && (mode & FORMAT) == format;
    }
}
