package wirelab.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import wirelab.kit.Journal;

/// A disk in memory that may lose its power, as bad as a disk may be: of what was not forced, each sector of 512 bytes is
/// written or not, in no order; of the changes of names, the first ones are done.
public final class ModelDisk implements Disk {
    private static final int SECTOR = 512;

    /// The power is gone in the middle of a call.
    public static final class Halted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Halted(String call) {
            super("halted before " + call);
        }
    }

    private record Write(long at, byte[] bytes) {}

    private static final class Content {
        byte[] durable = {};
        byte[] current = {};
        final List<Write> unforced = new ArrayList<>();
    }

    private final TreeMap<String, Content> names = new TreeMap<>();
    private final List<TreeMap<String, Content>> unforcedNames = new ArrayList<>();
    private TreeMap<String, Content> durableNames = new TreeMap<>();
    private long calls;
    private long haltAt = Long.MAX_VALUE;
    private boolean full;
    private boolean forgetful;

    /// An empty one.
    public ModelDisk() {}

    /// {@return how many calls there were that change or force something}
    public long calls() {
        return calls;
    }

    /// Lets the power be gone before a call that is to come: 1 for the next one.
    public void haltBefore(long call) {
        haltAt = calls + call;
    }

    /// Takes that back.
    public void haltNever() {
        haltAt = Long.MAX_VALUE;
    }

    /// Nothing more can be written, or it can again.
    public void full(boolean isFull) {
        full = isFull;
    }

    /// Says from now on that it has forced what it has not, as some disks did.
    public void forgetful(boolean isForgetful) {
        forgetful = isForgetful;
    }

    /// Takes the power away, and gives it back: what is left was on the disk.
    ///
    /// @param random which of what was not forced was written all the same
    public void crash(RandomGenerator random) {
        haltAt = Long.MAX_VALUE;
        full = false;
        int done = random.nextInt(unforcedNames.size() + 1);
        if (done > 0) durableNames = unforcedNames.get(done - 1);
        unforcedNames.clear();
        names.clear();
        names.putAll(durableNames);
        for (var content : names.values()) lose(content, random);
        durableNames = new TreeMap<>(names);
    }

    private static void lose(Content content, RandomGenerator random) {
        for (var write : content.unforced) {
            if (write.bytes == null) {
                if (random.nextBoolean()) content.durable = Arrays.copyOf(content.durable, (int) write.at);
                continue;
            }
            long end = write.at + write.bytes.length;
            for (long from = write.at; from < end; ) {
                long to = Math.min(end, (from / SECTOR + 1) * SECTOR);
                if (random.nextBoolean()) {
                    content.durable = put(content.durable, from, write.bytes, (int) (from - write.at), (int) (to - from));
                }
                from = to;
            }
        }
        content.unforced.clear();
        content.current = content.durable.clone();
    }

    private static byte[] put(byte[] into, long at, byte[] from, int offset, int count) {
        byte[] room = at + count > into.length ? Arrays.copyOf(into, (int) at + count) : into;
        System.arraycopy(from, offset, room, (int) at, count);
        return room;
    }

    private void call(String what) {
        if (++calls >= haltAt) throw new Halted(what);
    }

    @Override
    public Journal.Storage open(String name, boolean create) throws IOException {
        var content = names.get(name);
        if (content == null) {
            if (!create) throw new NoSuchFileException(name);
            call("making " + name);
            if (full) throw new IOException("No space left on device");
            content = new Content();
            names.put(name, content);
            namesChanged();
        }
        return new Handle(name, content);
    }

    private void namesChanged() {
        unforcedNames.add(new TreeMap<>(names));
    }

    @Override
    public void move(String from, String to) throws IOException {
        call("moving " + from);
        var content = names.remove(from);
        if (content == null) throw new NoSuchFileException(from);
        names.put(to, content);
        namesChanged();
    }

    @Override
    public void delete(String name) {
        call("deleting " + name);
        if (names.remove(name) != null) namesChanged();
    }

    @Override
    public List<String> list() {
        return List.copyOf(names.keySet());
    }

    @Override
    public void force() {
        call("forcing the folder");
        if (forgetful) return;
        durableNames = new TreeMap<>(names);
        unforcedNames.clear();
    }

    /// {@return the bytes of each file, as a program sees them}
    public Map<String, Integer> sizes() {
        var sizes = new TreeMap<String, Integer>();
        names.forEach((name, content) -> sizes.put(name, content.current.length));
        return sizes;
    }

    private final class Handle implements Journal.Storage {
        private final String name;
        private final Content content;

        Handle(String name, Content content) {
            this.name = name;
            this.content = content;
        }

        @Override
        public long size() {
            return content.current.length;
        }

        @Override
        public int read(ByteBuffer into, long at) {
            if (at >= content.current.length) return -1;
            int count = (int) Math.min(into.remaining(), content.current.length - at);
            into.put(content.current, (int) at, count);
            return count;
        }

        @Override
        public int write(ByteBuffer from, long at) throws IOException {
            call("writing " + name);
            if (full) throw new IOException("No space left on device");
            var bytes = new byte[from.remaining()];
            from.get(bytes);
            content.current = put(content.current, at, bytes, 0, bytes.length);
            content.unforced.add(new Write(at, bytes));
            return bytes.length;
        }

        @Override
        public void truncate(long size) {
            call("truncating " + name);
            if (size >= content.current.length) return;
            content.current = Arrays.copyOf(content.current, (int) size);
            content.unforced.add(new Write(size, null));
        }

        @Override
        public void force() {
            call("forcing " + name);
            if (forgetful) return;
            content.durable = content.current.clone();
            content.unforced.clear();
        }

        @Override
        public void close() {
            // Nothing is forced by it.
        }
    }

    @Override
    public String toString() {
        return "disk in memory, " + sizes();
    }
}
