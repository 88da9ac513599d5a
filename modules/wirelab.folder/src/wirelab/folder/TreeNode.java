package wirelab.folder;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;
import wirelab.kit.Visible;

/// What stands at a path: a file, a folder or a link.
///
/// ```
/// kind     u8   1 file, 2 folder, 3 link
/// file:    mode u16, size u64 (below 2^63), modified u64 (signed), hash 32 bytes
/// folder:  mode u16
/// link:    target, UTF-8 behind its length u16
/// ```
public sealed interface TreeNode {
    /// Bytes of a SHA-256.
    int HASH = 32;

    /// A file.
    ///
    /// @param hash SHA-256 of its content
    /// @param mode the nine bits `rwxrwxrwx`
    /// @param modified nanoseconds since 1970
    record FileNode(Bytes hash, long size, int mode, long modified) implements TreeNode {
        public FileNode {
            checkMode(mode);
            if (hash.length() != HASH) throw new IllegalArgumentException("a SHA-256 has 32 bytes");
            if (size < 0) throw new IllegalArgumentException("a size is not negative");
        }

        /// {@return whether the content is the same, whatever else is}
        boolean hasContentOf(TreeNode other) {
            return other instanceof FileNode file && file.hash.equals(hash);
        }

        @Override
        public String toString() {
            return "file of " + Text.bytes(size) + ", " + words(mode) + ", SHA-256 " + digits(hash);
        }
    }

    /// A folder.
    ///
    /// @param mode the nine bits `rwxrwxrwx`
    record FolderNode(int mode) implements TreeNode {
        public FolderNode {
            checkMode(mode);
        }

        @Override
        public String toString() {
            return "folder, " + words(mode);
        }
    }

    /// A symbolic link.
    ///
    /// @param target relative to the folder that the link is in, and inside the root
    record LinkNode(String target) implements TreeNode {
        @Override
        public String toString() {
            return "link to '" + Visible.name(target) + "'";
        }
    }

    private static void checkMode(int mode) {
        if ((mode & ~0777) != 0) throw new IllegalArgumentException("a mode has nine bits");
    }

    /// {@return a mode as `ls` shows it: `rw-r--r--`}
    static String words(int mode) {
        var words = new StringBuilder();
        for (int bit = 8; bit >= 0; bit--) words.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
        return words.toString();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has it", e);
        }
    }

    /// {@return the first twelve digits of a hash, for people}
    static String digits(Bytes hash) {
        return HexFormat.of().formatHex(hash.array(), 0, 6);
    }

    /// {@return nanoseconds since 1970}
    static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
    }

    default void write(FieldWriter out) {
        switch (this) {
            case FileNode it -> out.u8(1).u16(it.mode).u64(it.size).u64(it.modified).bytes(it.hash.array());
            case FolderNode it -> out.u8(2).u16(it.mode);
            case LinkNode it -> out.u8(3).sizedText(2, it.target);
        }
    }

    /// Reads what [#write] wrote.
    static TreeNode read(FieldReader in) throws ProtocolViolation {
        int at = in.offset();
        int kind = in.u8("kind");
        return switch (kind) {
            case 1 -> {
                int mode = mode(in);
                long size = in.u64("size");
                if (size < 0) throw new ProtocolViolation("size", at + 3, "is more than 2^63");
                long modified = in.u64("modified");
                yield new FileNode(Bytes.wrap(in.bytes("hash", HASH)), size, mode, modified);
            }
            case 2 -> new FolderNode(mode(in));
            case 3 -> new LinkNode(in.sizedText("target", 2, FolderPath.MOST_BYTES));
            default -> throw new ProtocolViolation("kind", at, kind + " is none of 1 to 3");
        };
    }

    private static int mode(FieldReader in) throws ProtocolViolation {
        int at = in.offset();
        int mode = in.u16("mode");
        if ((mode & ~0777) != 0) throw new ProtocolViolation("mode", at, "has more than nine bits");
        return mode;
    }
}
