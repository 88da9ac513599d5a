package wirelab.site;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Packed twins: `a.css.gz` beside `a.css`, made by hand and good for as long as they say the same.
///
/// A twin counts when the file is of a kind that one packs, when it is not older than the file, when it can be read, and
/// when its last four bytes, which in the format of gzip are the length of what is packed (RFC 1952, section 2.3.1), are the
/// length of the file: `report.csv.gz` may be the report of another month.
final class Twins {
    /// Verdicts that are remembered; when there are more, all are forgotten.
    private static final int REMEMBERED = 1000;
    private static final int SHORTEST = 18;

    private record Verdict(FileStamp file, FileStamp twin, boolean good) {}

    private final Tree tree;
    private final Map<Path, Verdict> verdicts = new ConcurrentHashMap<>();

    Twins(Tree tree) {
        this.tree = tree;
    }

    /// The twin of a file, or `null` when it has none that counts.
    Tree.Found of(List<String> names, Tree.Found file) {
        var twin = new ArrayList<>(names);
        twin.set(twin.size() - 1, names.getLast() + ".gz");
        Tree.Found found;
        try {
            found = tree.find(twin);
        } catch (IOException _) {
            // It leads out of what is served, or cannot be looked at: that is no reason to refuse the file itself.
            return null;
        }
        return found != null && found.attributes().isRegularFile() && good(file, found) ? found : null;
    }

    private boolean good(Tree.Found file, Tree.Found twin) {
        var fileStamp = FileStamp.of(file.attributes());
        var twinStamp = FileStamp.of(twin.attributes());
        var known = verdicts.get(twin.real());
        if (known != null && known.file.equals(fileStamp) && known.twin.equals(twinStamp)) return known.good;
        boolean good = !older(twinStamp, fileStamp) && saysTheSame(twin.real(), twinStamp.size(), fileStamp.size());
        if (verdicts.size() >= REMEMBERED) verdicts.clear();
        verdicts.put(twin.real(), new Verdict(fileStamp, twinStamp, good));
        return good;
    }

    /// Many programs that copy the time of a file copy whole seconds.
    private static boolean older(FileStamp twin, FileStamp file) {
        return twin.modified().getNano() == 0 ? twin.modified().getEpochSecond() < file.modified().getEpochSecond()
                : twin.modified().isBefore(file.modified());
    }

    /// What does not begin as the format does was packed by nobody, whatever its name says.
    private static boolean saysTheSame(Path twin, long size, long whole) {
        try (var channel = FileChannel.open(twin, StandardOpenOption.READ)) {
            var ends = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            if (channel.read(ends, 0) < 2 || (ends.getShort(0) & 0xffff) != 0x8b1f) return false;
            return size >= SHORTEST && channel.read(ends.clear(), size - 4) == 4
                    && (ends.getInt(0) & 0xffffffffL) == (whole & 0xffffffffL);
        } catch (IOException _) {
            // Not to be read by us: the file itself is.
            return false;
        }
    }
}
