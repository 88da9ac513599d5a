package wirelab.replicasimple;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import wirelab.folder.FolderKeeper;
import wirelab.folder.FolderPath;
import wirelab.folder.FolderTree;
import wirelab.folder.TreeNode;
import wirelab.kit.Bytes;
import wirelab.kit.ProtocolViolation;
import wirelab.replica.Pdu;

/// Files in the PDUs of the simple dialect: a path that ends in `/` is a folder, all else a file; data of 1 MiB go on in the
/// next PDU of the same action and path, shorter ones are the end.
final class SimpleFiles {
    private static final int FILE_MODE = 0644;
    private static final int FOLDER_MODE = 0755;

    /// Takes the PDUs of a file.
    interface Out {
        void write(Pdu pdu) throws IOException;
    }

    private final FolderKeeper keeper;
    private final Path fresh;
    private String path = "";
    private FileChannel channel;
    private MessageDigest digest;
    private long size;

    /// @param number of the connection, whose pieces lie in a file of their own
    SimpleFiles(FolderKeeper keeper, Path folder, long number) {
        this.keeper = keeper;
        fresh = folder.resolve(FolderPath.RESERVED).resolve("simple-" + number);
    }

    static boolean isFolder(Pdu pdu) {
        return pdu.path().endsWith("/");
    }

    /// {@return the path without the slash of a folder, checked}
    static String path(Pdu pdu) {
        String path = isFolder(pdu) ? pdu.path().substring(0, pdu.path().length() - 1) : pdu.path();
        FolderPath.check(path);
        return path;
    }

    /// {@return the tree with the folder that a path names, and with those that it is in}
    static FolderTree withFolders(FolderTree tree, String path) {
        if (path.isEmpty() || tree.get(path) instanceof TreeNode.FolderNode) return tree;
        return withFolders(tree, parent(path)).mkdir(path, FOLDER_MODE);
    }

    static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /// Takes a piece of a file.
    ///
    /// @return the file when it is whole, and its content staged; else `null`
    TreeNode.FileNode take(Pdu pdu) throws IOException {
        if (channel == null) {
            path = pdu.path();
            size = 0;
            digest = TreeNode.sha256();
            channel = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ, StandardOpenOption.WRITE);
        }
        if (!pdu.path().equals(path)) throw new ProtocolViolation("path", 12, "another file is not at its end");
        digest.update(pdu.data().buffer());
        for (var data = pdu.data().buffer(); data.hasRemaining(); ) size += channel.write(data, size);
        if (pdu.data().length() == Pdu.MOST_DATA) return null;
        var now = Instant.now();
        var file = new TreeNode.FileNode(Bytes.wrap(digest.digest()), size, FILE_MODE,
                now.getEpochSecond() * 1_000_000_000 + now.getNano());
        stage(file);
        close();
        return file;
    }

    private void stage(TreeNode.FileNode file) throws IOException {
        if (keeper.contents().has(file.hash())) return;
        var buffer = ByteBuffer.allocate(1 << 16);
        try (var staging = keeper.contents().stage(file.hash(), size)) {
            for (long at = 0; at < size; at += buffer.limit()) {
                channel.read(buffer.clear(), at);
                staging.write(buffer.flip(), at);
            }
            staging.complete();
        }
    }

    void close() throws IOException {
        if (channel == null) return;
        channel.close();
        channel = null;
        Files.deleteIfExists(fresh);
    }

    /// Sends what stands at a path.
    static void send(FolderKeeper keeper, int action, String path, TreeNode node, Out out) throws IOException {
        switch (node) {
            case TreeNode.FolderNode _ -> out.write(new Pdu(0, action, path + "/", Bytes.of()));
            case TreeNode.FileNode file -> {
                long at = 0;
                int length;
                do {
                    var piece = ByteBuffer.allocate((int) Math.min(Pdu.MOST_DATA, file.size() - at));
                    while (piece.hasRemaining()) {
                        int n = keeper.contents().read(file.hash(), at + piece.position(), piece);
                        if (n <= 0) throw new EOFException(path + " became shorter");
                    }
                    length = piece.capacity();
                    out.write(new Pdu(0, action, path, Bytes.wrap(piece.array())));
                    at += length;
                } while (length == Pdu.MOST_DATA);
            }
            case TreeNode.LinkNode _ -> {
                // The simple dialect has no links.
            }
        }
    }
}
