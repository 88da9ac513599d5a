package wirelab.folder;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import wirelab.kit.Bytes;

/// Files for tests: a text is a content.
final class Some {
    static final long TIME = 1_000_000_000_123_456_789L;

    /// Texts by their hash, as another node has them.
    final Map<Bytes, String> texts = new HashMap<>();

    static Bytes hash(byte[] bytes) {
        return Bytes.wrap(TreeNode.sha256().digest(bytes));
    }

    static TreeNode.FileNode file(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return new TreeNode.FileNode(hash(bytes), bytes.length, 0644, TIME + text.hashCode());
    }

    /// A file whose content can be staged later.
    TreeNode.FileNode known(String text) {
        var file = file(text);
        texts.put(file.hash(), text);
        return file;
    }

    static void stage(ContentStore contents, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        try (var staging = contents.stage(hash(bytes), bytes.length)) {
            staging.write(ByteBuffer.wrap(bytes), 0);
            staging.complete();
        }
    }

    /// Stages what is missing, as if another node had sent it, and brings the folder to a tree.
    void bring(FolderKeeper keeper, FolderTree tree) throws IOException {
        for (var hash : keeper.missing(tree)) stage(keeper.contents(), texts.get(hash));
        keeper.bring(tree);
    }

    static String read(Volume volume, String path) throws IOException {
        try (var file = volume.read(path)) {
            var bytes = ByteBuffer.allocate((int) file.size());
            while (bytes.hasRemaining() && file.read(bytes, bytes.position()) >= 0) {
                // All of it.
            }
            return new String(bytes.array(), 0, bytes.position(), UTF_8);
        }
    }
}
