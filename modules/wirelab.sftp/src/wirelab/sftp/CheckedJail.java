package wirelab.sftp;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import wirelab.sftp.ExtendedAnswer.FileSystemStats;

/// A jail without help of the kernel: a path is followed to its real place, and that must lie beneath the root. Good against
/// every path and every link that stands still. Somebody who may write into the jail from elsewhere, and puts a link in the
/// place of a folder between check and use, gets through; whoever must fear that gives this process native access.
final class CheckedJail implements Jail {
    private final Path root;

    CheckedJail(Path root) {
        this.root = root;
    }

    @Override
    public Spot target(String path) throws IOException {
        return new Spot(real(String.join("/", Jail.steps(path))), Spot.FOLLOW, () -> {});
    }

    @Override
    public Spot entry(String path) throws IOException {
        var steps = Jail.stepsToEntry(path);
        var folder = real(String.join("/", steps.subList(0, steps.size() - 1)));
        return new Spot(PathText.resolve(folder, steps.getLast()), Spot.STAY, () -> {});
    }

    private Path real(String relative) throws IOException {
        var real = (relative.isEmpty() ? root : PathText.path(root, relative)).toRealPath();
        if (!real.startsWith(root)) throw new AccessDeniedException(relative);
        return real;
    }

    @Override
    public String where(Spot target) throws IOException {
        return Jail.seen(root, target.path());
    }

    /// The JDK does not count files.
    @Override
    public FileSystemStats stats(Spot target) throws IOException {
        var store = Files.getFileStore(target.path());
        long block = store.getBlockSize();
        return new FileSystemStats(block, block, store.getTotalSpace() / block, store.getUnallocatedSpace() / block,
                store.getUsableSpace() / block, 0, 0, 0, 0, store.isReadOnly() ? 1 : 0, 255);
    }

    @Override
    public boolean isTight() {
        return false;
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    @Override
    public String toString() {
        return "jail " + root + ", checked path by path";
    }
}
