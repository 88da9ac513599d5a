package wirelab.replica;

import java.util.List;
import wirelab.folder.FolderPath;
import wirelab.folder.FolderTree;
import wirelab.folder.TreeException;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What somebody wants done to the tree: the command of a log entry.
///
/// ```
/// kind u8, path (length u16, UTF-8), then by kind:
/// 1 PUT      node of the tree, inline u8 (0 or 1), then perhaps length u32, the content itself
/// 2 MKDIR    mode u16
/// 3 RMDIR    no more
/// 4 RM       all u8 (0 or 1)
/// 5 MV, 6 CP path (length u16, UTF-8): where to
/// 7 LN       target (length u16, UTF-8)
/// 8 CHMOD    mode u16
/// ```
public sealed interface TreeChange {
    /// Longest content that travels in the entry itself, in bytes; a longer one is on the disk of a majority before.
    int MOST_INLINE = 4_096;
    /// Greatest mode: the nine bits of read, write and execute.
    int MOST_MODE = 0777;

    String path();

    /// A file is there, with this content.
    ///
    /// @param content itself, or `null` when it was staged
    record Put(String path, TreeNode.FileNode node, Bytes content) implements TreeChange {
        public Put {
            if (content != null && content.length() > MOST_INLINE) throw new IllegalArgumentException(content.toString());
        }
    }

    /// A folder is there.
    record Mkdir(String path, int mode) implements TreeChange {}

    /// An empty folder is gone.
    record Rmdir(String path) implements TreeChange {}

    /// A file or link is gone.
    ///
    /// @param all a folder with all that is in it, too
    record Remove(String path, boolean all) implements TreeChange {}

    record Move(String path, String to) implements TreeChange {}

    record Copy(String path, String to) implements TreeChange {}

    /// A symbolic link is there.
    record Link(String path, String target) implements TreeChange {}

    record Chmod(String path, int mode) implements TreeChange {}

    /// {@return the tree after it}
    ///
    /// @throws TreeException when it cannot be done, in words that are the same on every node
    default FolderTree apply(FolderTree tree) {
        return switch (this) {
            case Put it -> tree.put(it.path, it.node);
            case Mkdir it -> tree.mkdir(it.path, it.mode);
            case Rmdir it -> tree.rmdir(it.path);
            case Remove it -> it.all ? tree.rmAll(it.path) : tree.rm(it.path);
            case Move it -> tree.mv(it.path, it.to);
            case Copy it -> tree.cp(it.path, it.to);
            case Link it -> tree.ln(it.target, it.path);
            case Chmod it -> tree.chmod(it.path, it.mode);
        };
    }

    /// {@return whether it has to do with a path, or with one above or below it}
    default boolean touches(String other) {
        var mine = this instanceof Move it ? List.of(it.path, it.to) : this instanceof Copy it ? List.of(it.to) : List.of(path());
        return mine.stream().anyMatch(one -> one.equals(other) || (other + "/").startsWith(one + "/")
                || other.isEmpty() || (one + "/").startsWith(other + "/"));
    }

    default Bytes encode() {
        var out = new FieldWriter();
        switch (this) {
            case Put it -> {
                it.node.write(out.u8(1).sizedText(2, it.path));
                out.u8(it.content == null ? 0 : 1);
                if (it.content != null) out.length(4, it.content.length()).bytes(it.content.buffer());
            }
            case Mkdir it -> out.u8(2).sizedText(2, it.path).u16(it.mode);
            case Rmdir it -> out.u8(3).sizedText(2, it.path);
            case Remove it -> out.u8(4).sizedText(2, it.path).u8(it.all ? 1 : 0);
            case Move it -> out.u8(5).sizedText(2, it.path).sizedText(2, it.to);
            case Copy it -> out.u8(6).sizedText(2, it.path).sizedText(2, it.to);
            case Link it -> out.u8(7).sizedText(2, it.path).sizedText(2, it.target);
            case Chmod it -> out.u8(8).sizedText(2, it.path).u16(it.mode);
        }
        return Bytes.wrap(out.done());
    }

    /// Whoever takes it from a client looks whether the content is what its hash says; the others believe the leader.
    ///
    /// @throws ProtocolViolation when it is not
    default void verify() throws ProtocolViolation {
        if (!(this instanceof Put it) || it.content == null) return;
        if (it.content.length() != it.node.size() || !Contents.hash(it.content).equals(it.node.hash())) {
            throw new ProtocolViolation("content", 0, "is not what its hash says");
        }
    }

    /// @throws ProtocolViolation for any bytes that are none
    static TreeChange decode(Bytes bytes) throws ProtocolViolation {
        var in = new FieldReader(bytes.buffer());
        int kind = in.u8("kind");
        String path = path(in, "path");
        var change = switch (kind) {
            case 1 -> put(in, path);
            case 2 -> new Mkdir(path, mode(in));
            case 3 -> new Rmdir(path);
            case 4 -> new Remove(path, flag(in, "all"));
            case 5 -> new Move(path, path(in, "to"));
            case 6 -> new Copy(path, path(in, "to"));
            case 7 -> new Link(path, in.sizedText("target", 2, Pdu.MOST_PATH));
            case 8 -> new Chmod(path, mode(in));
            default -> throw new ProtocolViolation("kind", 0, kind + " is none of 1 to 8");
        };
        in.end();
        return change;
    }

    private static Put put(FieldReader in, String path) throws ProtocolViolation {
        int at = in.offset();
        if (!(TreeNode.read(in) instanceof TreeNode.FileNode node)) throw new ProtocolViolation("node", at, "is no file");
        if (!flag(in, "inline")) return new Put(path, node, null);
        return new Put(path, node, Bytes.wrap(in.sized("content", 4, MOST_INLINE)));
    }

    private static String path(FieldReader in, String field) throws ProtocolViolation {
        int at = in.offset();
        String path = in.sizedText(field, 2, Pdu.MOST_PATH);
        try {
            FolderPath.check(path);
        } catch (TreeException e) {
            throw new ProtocolViolation(field, at, e.getMessage());
        }
        return path;
    }

    private static int mode(FieldReader in) throws ProtocolViolation {
        int mode = in.u16("mode");
        if (mode > MOST_MODE) throw new ProtocolViolation("mode", in.offset() - 2, Integer.toOctalString(mode));
        return mode;
    }

    private static boolean flag(FieldReader in, String field) throws ProtocolViolation {
        int flag = in.u8(field);
        if (flag > 1) throw new ProtocolViolation(field, in.offset() - 1, flag + " is neither 0 nor 1");
        return flag == 1;
    }
}
