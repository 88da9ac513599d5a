package wirelab.site;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import wirelab.http.StatusException;
import wirelab.kit.Rate;
import wirelab.kit.RateLimit;
import wirelab.kit.Text;

/// "Did you mean": a kindness to people who type, that whoever asks for a thousand missing files a second must not be able
/// to turn into work. So it is done ten times a second for all together, for short names, among the first names of a folder,
/// and looks at none of the files.
final class Suggestions {
    private static final Rate RATE = new Rate(10, 10, 1);
    private static final int MOST = 1000;
    private static final int LONGEST = 64;

    private final Tree tree;
    private final RateLimit limit = new RateLimit(RATE);

    Suggestions(Tree tree) {
        this.tree = tree;
    }

    /// The name in a folder that is nearest to one that is not there.
    Optional<String> nearest(String missing, Path folder, List<String> way) throws IOException {
        if (missing.length() > LONGEST) return Optional.empty();
        if (!limit.allows(InetAddress.getLoopbackAddress(), System.nanoTime())) return Optional.empty();
        var nearest = Text.nearest(missing, names(folder));
        if (nearest.isEmpty()) return nearest;
        var names = new ArrayList<>(way);
        names.add(nearest.get());
        return shown(names) ? nearest : Optional.empty();
    }

    private List<String> names(Path folder) {
        var names = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                String name = Names.of(file);
                if (!tree.hidden(name) && name.length() <= 2 * LONGEST) names.add(name);
                if (names.size() == MOST) break;
            }
        } catch (IOException | DirectoryIteratorException _) {
            // The folder cannot be read just now: then nobody is helped, and the answer stays that there is no such file.
        }
        return names;
    }

    private boolean shown(List<String> names) throws IOException {
        try {
            return tree.find(names) != null;
        } catch (StatusException _) {
            // A link that leads out of what is served.
            return false;
        }
    }
}
