package wirelab.replicasimple;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Map;
import wirelab.folder.FolderPath;
import wirelab.folder.FolderTree;
import wirelab.folder.TreeException;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;

/// The commands of REMOTE: the PDU's path is the first path, its data the command and, behind a space, the second path.
final class SimpleCommands {
    private static final int MOST_SHOWN = 1 << 19;

    private final SimpleMaster master;

    SimpleCommands(SimpleMaster master) {
        this.master = master;
    }

    /// {@return what the command says}
    ///
    /// @throws TreeException when it cannot be done
    String answer(String path, String text) throws IOException {
        if (!path.isEmpty()) FolderPath.check(path);
        int space = text.indexOf(' ');
        String command = space < 0 ? text.strip() : text.substring(0, space);
        String to = space < 0 ? "" : text.substring(space + 1);
        var tree = master.tree();
        switch (command) {
            case "ls" -> {
                return lines(there(tree, path) instanceof TreeNode.FolderNode ? tree.list(path) : Map.of(path, there(tree, path)));
            }
            case "find" -> {
                return lines(tree.under(path));
            }
            case "stat" -> {
                return there(tree, path).toString();
            }
            case "du" -> {
                return String.valueOf(tree.bytes(path));
            }
            case "cat" -> {
                return content(there(tree, path), path);
            }
            case "slaves" -> {
                return master.slaves();
            }
            case "mkdir" -> master.change(now -> now.mkdir(path, 0755));
            case "rmdir" -> master.change(now -> now.rmdir(path));
            case "rm" -> master.change(now -> SimpleMaster.remove(now, path));
            case "mv" -> master.change(now -> now.mv(path, to));
            case "cp" -> master.change(now -> now.cp(path, to));
            default -> throw new TreeException("no such command: ls, find, stat, du, cat, mkdir, rmdir, rm, mv, cp, slaves");
        }
        return "";
    }

    private static TreeNode there(FolderTree tree, String path) {
        var node = tree.get(path);
        if (node == null) throw new TreeException(path + ": no such file or folder");
        return node;
    }

    private static String lines(Map<String, TreeNode> nodes) {
        var lines = new ArrayList<String>();
        int length = 0;
        for (var one : nodes.entrySet()) {
            lines.add(one.getKey() + (one.getValue() instanceof TreeNode.FolderNode ? "/" : ""));
            length += one.getKey().length();
            if (length > MOST_SHOWN) throw new TreeException("too many to be listed: name a folder");
        }
        return String.join("\n", lines);
    }

    private String content(TreeNode node, String path) throws IOException {
        if (!(node instanceof TreeNode.FileNode file)) throw new TreeException(path + ": is no file");
        if (file.size() > MOST_SHOWN) throw new TreeException(path + ": too long to be shown; use COPY");
        var bytes = ByteBuffer.allocate((int) file.size());
        while (bytes.hasRemaining() && master.keeper().contents().read(file.hash(), bytes.position(), bytes) > 0) continue;
        return Bytes.wrap(bytes.array()).text();
    }
}
