package wirelab.sftp;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import wirelab.sftp.ExtendedAnswer.FileSystemStats;

/// A jail that the kernel guards: openat2(2) with RESOLVE_BENEATH walks a path from the root's descriptor and refuses each
/// step that would lead out, in one call that nobody can come between. What it gives stays the same folder, wherever that is
/// moved, and the JDK reaches it as `/proc/self/fd/N`.
///
/// | wanted | what the JDK gets |
/// | --- | --- |
/// | what a path leads to | `/proc/self/fd/N`, followed: the kernel jumps to what N holds, and walks no path |
/// | an entry | `/proc/self/fd/N/name`, not followed: N holds the folder |
///
/// A link with an absolute target is refused in a jail: its maker meant another root than this. Where the root is `/`
/// nothing lies outside, and links are followed as everywhere.
final class PinnedJail implements Jail {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final Path real;
    private final int root;
    private final long resolve;

    private PinnedJail(Path real) throws IOException {
        this.real = real;
        boolean whole = real.equals(real.getRoot());
        resolve = whole ? 0 : OpenAt.BENEATH | OpenAt.NO_MAGIC_LINKS;
        root = OpenAt.open(OpenAt.HERE, PathText.bytes(PathText.text(real)), 0);
    }

    static PinnedJail pinned(Path real) throws IOException {
        return new PinnedJail(real);
    }

    /// Whether this process may call the C library, and the kernel lets it do so: old ones have no openat2, and some
    /// containers forbid it.
    static boolean isPossible() {
        return OpenAt.isAllowed() && Files.isDirectory(DESCRIPTORS) && OpenAt.works();
    }

    @Override
    public Spot target(String path) throws IOException {
        int held = OpenAt.open(root, relative(Jail.steps(path)), resolve);
        return new Spot(DESCRIPTORS.resolve(Integer.toString(held)), Spot.FOLLOW, () -> OpenAt.close(held));
    }

    @Override
    public Spot entry(String path) throws IOException {
        var steps = Jail.stepsToEntry(path);
        int held = OpenAt.open(root, relative(steps.subList(0, steps.size() - 1)), resolve);
        var folder = DESCRIPTORS.resolve(Integer.toString(held));
        return new Spot(PathText.resolve(folder, steps.getLast()), Spot.STAY, () -> OpenAt.close(held));
    }

    private static byte[] relative(List<String> steps) {
        return PathText.bytes(steps.isEmpty() ? "." : String.join("/", steps));
    }

    @Override
    public String where(Spot target) throws IOException {
        return Jail.seen(real, Files.readSymbolicLink(target.path()));
    }

    @Override
    public FileSystemStats stats(Spot target) throws IOException {
        try (var arena = Arena.ofConfined()) {
            // struct statvfs has eleven unsigned long, in the order of the wire, on every Linux of 64 bits.
            var found = OpenAt.statvfs(arena, target.path().toString());
            long[] n = new long[11];
            for (int i = 0; i < n.length; i++) n[i] = found.getAtIndex(JAVA_LONG, i);
            return new FileSystemStats(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9] & 3, n[10]);
        }
    }

    @Override
    public boolean isTight() {
        return true;
    }

    @Override
    public void close() {
        OpenAt.close(root);
    }

    @Override
    public String toString() {
        return "jail " + real + ", guarded by the kernel";
    }
}
