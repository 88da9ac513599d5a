package wirelab.folder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// What a path of a [ModelVolume] stands for. Of what was written to a file and not forced, power loss leaves each sector of
/// 512 bytes or does not, in no order.
final class ModelFile {
    private static final int SECTOR = 512;

    /// @param bytes `null` for cutting the file off there
    private record Write(long at, byte[] bytes) {}

    final Volume.Kind kind;
    /// Of a link.
    final String target;
    int mode;
    long modified;
    byte[] current = {};
    private byte[] durable = {};
    private long durableModified;
    private final List<Write> unforced = new ArrayList<>();

    ModelFile(Volume.Kind kind, String target, long modified) {
        this.kind = kind;
        this.target = target;
        this.modified = modified;
        mode = kind == Volume.Kind.FOLDER ? 0755 : kind == Volume.Kind.LINK ? 0777 : 0644;
        durableModified = modified;
    }

    Volume.Stat stat() {
        return new Volume.Stat(kind, current.length, modified, mode);
    }

    void write(long at, byte[] bytes) {
        current = put(current, at, bytes, 0, bytes.length);
        unforced.add(new Write(at, bytes));
    }

    void truncate(long size) {
        if (size >= current.length) return;
        current = Arrays.copyOf(current, (int) size);
        unforced.add(new Write(size, null));
    }

    void force() {
        durable = current.clone();
        durableModified = modified;
        unforced.clear();
    }

    void forceTime() {
        durableModified = modified;
    }

    /// The power is gone.
    void lose(RandomGenerator random) {
        for (var write : unforced) {
            if (write.bytes != null) lose(write, random);
            else if (random.nextBoolean()) durable = Arrays.copyOf(durable, (int) Math.min(write.at, durable.length));
        }
        unforced.clear();
        current = durable.clone();
        if (random.nextBoolean()) modified = durableModified;
        durableModified = modified;
    }

    private void lose(Write write, RandomGenerator random) {
        long end = write.at + write.bytes.length;
        for (long from = write.at; from < end; ) {
            long to = Math.min(end, (from / SECTOR + 1) * SECTOR);
            if (random.nextBoolean()) durable = put(durable, from, write.bytes, (int) (from - write.at), (int) (to - from));
            from = to;
        }
    }

    private static byte[] put(byte[] into, long at, byte[] from, int offset, int count) {
        byte[] room = at + count > into.length ? Arrays.copyOf(into, (int) at + count) : into.clone();
        System.arraycopy(from, offset, room, (int) at, count);
        return room;
    }
}
