package wirelab.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.http.HttpUrl;
import wirelab.kit.Failure;

/// Where the resources of a site lie in the copy of it: below a folder with the host's name, each in a file of its own, none
/// outside, whatever their URLs are.
final class CopyFolder implements OutputFile.Place {
    private final Path folder;
    /// So that no two URLs have the same file.
    private final Set<Path> taken = new HashSet<>();
    private final Map<String, Path> places = new HashMap<>();

    /// @param folder in which the host's folder is made
    CopyFolder(Path folder) {
        this.folder = folder;
    }

    private Path host(HttpUrl url) {
        return folder.resolve(FileNames.safe(url.authority().replace(':', '+')));
    }

    /// A name that is a file already cannot be a folder, and the other way round, and two URLs cannot have one file: then
    /// the later one gets a number.
    @Override
    public Path find(HttpUrl url) {
        var known = places.get(key(url));
        if (known != null) return known;
        Path path = host(url);
        var names = FileNames.path(url);
        for (String name : names.subList(0, names.size() - 1)) {
            path = free(path, name, each -> Files.exists(each, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(each));
        }
        return free(path, names.getLast(), each -> Files.isDirectory(each) || taken.contains(each));
    }

    /// A folder and the `index.html` in it are one page nearly everywhere, and wget(1) takes them for one.
    private static String key(HttpUrl url) {
        String text = url.toString();
        return url.query() == null && text.endsWith("/index.html") ? text.substring(0, text.length() - 10) : text;
    }

    private static Path free(Path parent, String name, Predicate<Path> isTaken) {
        Path path = parent.resolve(name);
        for (int n = 1; isTaken.test(path); n++) path = parent.resolve(name + "." + n);
        return path;
    }

    @Override
    public void make(HttpUrl url) throws ClientException {
        Path file = find(url);
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot make the folder " + file.getParent() + ": " + Failure.writing(e),
                    e);
        }
        taken.add(file);
        places.put(key(url), file);
    }
}
