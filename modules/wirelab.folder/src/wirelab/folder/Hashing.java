package wirelab.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import wirelab.kit.Bytes;
import wirelab.kit.Journal;

/// What a file's bytes are.
final class Hashing {
    private static final int BUFFER = 1 << 17;
    /// Shorter stretches of zeros are written: no file system has smaller holes.
    private static final int HOLE = 4096;
    private static final ThreadLocal<ByteBuffer> BUFFERS = ThreadLocal.withInitial(() -> ByteBuffer.allocate(BUFFER));

    /// @param size how many bytes were read
    record Found(Bytes hash, long size) {}

    private Hashing() {}

    /// Reads a file.
    ///
    /// @param copy takes the same bytes, `null` for nobody
    static Found file(Volume volume, String path, ContentStore.Staging copy) throws IOException {
        try (var file = volume.read(path)) {
            return file(file, copy);
        }
    }

    private static Found file(Journal.Storage file, ContentStore.Staging copy) throws IOException {
        var digest = TreeNode.sha256();
        long at = 0;
        for (var buffer = BUFFERS.get(); file.read(buffer.clear(), at) > 0; ) {
            buffer.flip();
            int count = buffer.remaining();
            digest.update(buffer.duplicate());
            if (copy != null) copy.write(buffer, at);
            at += count;
        }
        return new Found(Bytes.wrap(digest.digest()), at);
    }

    /// Stages a copy of a file.
    ///
    /// @return whether it was that content
    static boolean copy(Volume volume, String path, ContentStore into, TreeNode.FileNode file) throws IOException {
        if (into.isStaged(file.hash())) return true;
        var stat = volume.stat(path);
        if (stat == null || stat.kind() != Volume.Kind.FILE || stat.size() != file.size()) return false;
        try (var staging = into.stage(file.hash(), file.size())) {
            if (!file(volume, path, staging).hash.equals(file.hash())) return false;
            staging.complete();
            return true;
        }
    }

    static Bytes of(Journal.Storage file) throws IOException {
        return file(file, null).hash;
    }

    /// Whether what remains in a buffer is nothing but zeros, and worth a hole.
    static boolean isZero(ByteBuffer buffer) {
        if (buffer.remaining() < HOLE) return false;
        for (int i = buffer.position(); i < buffer.limit(); i++) if (buffer.get(i) != 0) return false;
        return true;
    }
}
