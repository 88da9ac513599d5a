package wirelab.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/// What tells one state of a file from another without reading it.
///
/// @param key which file it is, whatever its name (device and inode; `null` where the system has no such thing)
/// @param size in bytes
record FileStamp(Object key, long size, Instant modified) {
    /// Looks at a file whose path has no links in it.
    static FileStamp of(Path real) throws IOException {
        return of(Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    }

    static FileStamp of(BasicFileAttributes attributes) {
        return new FileStamp(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime().toInstant());
    }

    /// A strong validator (RFC 9110, section 8.8.3): two states of a file with the same size, within the same nanosecond,
    /// would be needed to fool it.
    String etag() {
        return "\"" + Long.toHexString(modified.getEpochSecond()) + "-" + Integer.toHexString(modified.getNano()) + "-"
                + Long.toHexString(size) + "\"";
    }

    /// The time as `Last-Modified` can say it, and never in the future (RFC 9110, section 8.8.2.1).
    Instant second() {
        var now = Instant.now();
        return Instant.ofEpochSecond(Math.min(modified.getEpochSecond(), now.getEpochSecond()));
    }
}
