package wirelab.sftp;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import wirelab.sftp.ExtendedAnswer.FileSystemStats;

/// A folder that no path leads out of, neither by `..` nor by a link. For who is in it, its root is `/`.
///
/// To check a path and then use it is not enough: between the two somebody may put a link in the place of a folder. So the
/// folder is taken hold of first, by the kernel and under its eyes ([PinnedJail]), and what is done is done relative to what
/// is held. Where that cannot be had, [CheckedJail] checks and says that it does no more.
sealed interface Jail extends AutoCloseable permits PinnedJail, CheckedJail {
    /// Looks up what a path leads to, all links followed.
    ///
    /// @param path absolute, as the client sees it
    /// @throws IOException when it is not there, may not be seen, or lies outside
    Spot target(String path) throws IOException;

    /// Looks up the folder of a path, all links followed; its last step is the name of an entry, which need not be there.
    ///
    /// @throws FileSystemException when the last step is no name, as in `/` and `/a/..`
    Spot entry(String path) throws IOException;

    /// Where a place lies, as the client sees it.
    String where(Spot target) throws IOException;

    /// How full the file system is.
    FileSystemStats stats(Spot target) throws IOException;

    /// {@return whether nobody can come between the check and the use}
    boolean isTight();

    @Override
    void close();

    /// The strongest jail to be had here.
    ///
    /// @throws IOException when there is no such folder
    static Jail open(Path root) throws IOException {
        var real = root.toRealPath();
        return PinnedJail.isPossible() ? PinnedJail.pinned(real) : new CheckedJail(real);
    }

    /// The steps of a path. `.` is none; a `..` that goes up from the root stays there, as everywhere in Unix; others are
    /// left to the kernel, since behind a link they lead elsewhere than the text says.
    static List<String> steps(String path) {
        var steps = new ArrayList<String>();
        for (String step : path.split("/")) {
            if (step.isEmpty() || step.equals(".") || step.equals("..") && steps.isEmpty()) continue;
            steps.add(step);
        }
        return steps;
    }

    /// The steps to an entry, of which the last is its name.
    static List<String> stepsToEntry(String path) throws FileSystemException {
        var steps = steps(path);
        if (steps.isEmpty() || steps.getLast().equals("..")) {
            throw new FileSystemException(path, null, "it has no name there");
        }
        return steps;
    }

    /// {@return a path as the client sees it, of one beneath the root}
    static String seen(Path root, Path real) throws IOException {
        String text = PathText.text(real);
        String above = PathText.text(root);
        if (above.equals("/")) return text;
        if (text.equals(above)) return "/";
        if (text.startsWith(above + "/")) return text.substring(above.length());
        throw new FileSystemException(text, null, "it was moved out of the root");
    }
}
