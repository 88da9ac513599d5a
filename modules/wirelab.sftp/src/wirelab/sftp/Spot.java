package wirelab.sftp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A place in a [Jail] that was looked up: a path that the JDK may use as long as this is open, and whether its last step is
/// to be followed. Whoever follows where he should not, or does not where he should, would leave the jail.
///
/// @param path leads to the place and nowhere else, whatever happens to the folders above it
/// @param follow how the JDK is to take the last step
/// @param pin keeps the place until it is closed
record Spot(Path path, List<LinkOption> follow, Runnable pin) implements AutoCloseable {
    static final List<LinkOption> FOLLOW = List.of();
    static final List<LinkOption> STAY = List.of(LinkOption.NOFOLLOW_LINKS);

    private static final String ASKED = "unix:mode,size,uid,gid,nlink,lastAccessTime,lastModifiedTime";
    private static final long MOST_SECONDS = 0xffff_ffffL;

    LinkOption[] options() {
        return follow.toArray(LinkOption[]::new);
    }

    /// {@return what an entry of this folder is known by: not to be followed}
    Spot child(String name) {
        return new Spot(PathText.resolve(path, name), STAY, () -> {});
    }

    /// What stat(2) says, all from one call.
    ///
    /// @param links how many names it has
    record Known(FileAttributes attributes, int links) {}

    Known known() throws IOException {
        Map<String, Object> all = Files.readAttributes(path, ASKED, options());
        var owner = new FileAttributes.Owner(Integer.toUnsignedLong((int) all.get("uid")),
                Integer.toUnsignedLong((int) all.get("gid")));
        var times = new FileAttributes.Times(seconds(all.get("lastAccessTime")), seconds(all.get("lastModifiedTime")));
        var attributes = new FileAttributes((Long) all.get("size"), owner, (Integer) all.get("mode"), times, List.of());
        return new Known(attributes, (int) all.get("nlink"));
    }

    FileAttributes attributes() throws IOException {
        return known().attributes();
    }

    /// {@return what two places have alike when they are one file}
    Object key() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, options()).fileKey();
    }

    /// The wire has 32 bits without a sign.
    private static long seconds(Object time) {
        return Math.clamp(((FileTime) time).toInstant().getEpochSecond(), 0, MOST_SECONDS);
    }

    /// Changes all but the size, in the order of OpenSSH: who gives a file away may no longer change its permissions.
    void change(FileAttributes to) throws IOException {
        if (to.mode() != null) Files.setAttribute(path, "unix:mode", to.mode() & 07777, options());
        if (to.times() != null) {
            Files.getFileAttributeView(path, BasicFileAttributeView.class, options())
                    .setTimes(time(to.times().modified()), time(to.times().accessed()), null);
        }
        if (to.owner() != null) {
            Files.setAttribute(path, "unix:uid", (int) to.owner().uid(), options());
            Files.setAttribute(path, "unix:gid", (int) to.owner().gid(), options());
        }
    }

    private static FileTime time(long seconds) {
        return FileTime.from(Instant.ofEpochSecond(seconds));
    }

    @Override
    public void close() {
        pin.run();
    }
}
