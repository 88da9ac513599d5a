package wirelab.fetch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import wirelab.http.HttpUrl;
import wirelab.kit.UsageException;

/// What of a site is copied, as wget(1) has it.
///
/// @param parents whether folders above that of the first page are entered
/// @param accept names of files that are wanted, `null` for all: ends such as `jpg`, or patterns with `*`, `?` or `[...]`
/// @param reject names that are not, likewise; `null` for none
/// @param requisites whether what a page needs to be shown is fetched with it, however deep it lies and wherever on the host
public record CopyFilter(boolean parents, List<String> accept, List<String> reject, boolean requisites) {
    /// All that is linked.
    public static final CopyFilter ALL = new CopyFilter(true, null, null, false);
    private static final int MOST = 1000;
    private static final int LONGEST = 200;

    /// Checks the patterns.
    public CopyFilter {
        accept = checked(accept);
        reject = checked(reject);
    }

    private static List<String> checked(List<String> names) {
        if (names == null) return null;
        if (names.size() > MOST) throw new UsageException("more than " + MOST + " patterns");
        for (String name : names) {
            if (name.length() > LONGEST) throw new UsageException("a pattern longer than " + LONGEST + " characters");
        }
        return List.copyOf(names);
    }

    /// Whether the name of a file is wanted.
    boolean wants(HttpUrl url) {
        String name = name(url);
        return (accept == null || accept.stream().anyMatch(each -> fits(each, name)))
                && (reject == null || reject.stream().noneMatch(each -> fits(each, name)));
    }

    /// Whether it may be a page, whose links count even if it is not wanted itself.
    static boolean mayBePage(HttpUrl url) {
        String path = url.path().toLowerCase(Locale.ROOT);
        return path.indexOf('.', path.lastIndexOf('/')) < 0 || path.endsWith(".htm") || path.endsWith(".html")
                || path.endsWith(".xhtml");
    }

    /// Whether a URL lies in the folder of the first page, or below.
    boolean isInside(HttpUrl home, HttpUrl url) {
        return parents || plain(url).startsWith(plain(home).substring(0, plain(home).lastIndexOf('/') + 1));
    }

    /// The path as a server may understand it: what is encoded in it may mean dots and slashes.
    private static String plain(HttpUrl url) {
        String decoded = new String(HttpUrl.decode(url.path()), StandardCharsets.UTF_8);
        var plain = new ArrayDeque<String>();
        String[] segments = decoded.split("/", -1);
        for (int i = 1; i < segments.length - 1; i++) {
            if (segments[i].equals("..")) plain.pollLast();
            else if (!segments[i].isEmpty() && !segments[i].equals(".")) plain.add(segments[i]);
        }
        String last = segments[segments.length - 1];
        if (last.equals("..")) plain.pollLast();
        return "/" + String.join("/", plain) + (plain.isEmpty() ? "" : "/")
                + (last.equals("..") || last.equals(".") ? "" : last);
    }

    private static String name(HttpUrl url) {
        String last = url.path().substring(url.path().lastIndexOf('/') + 1);
        String name = new String(HttpUrl.decode(last), StandardCharsets.UTF_8);
        return name.isEmpty() ? "index.html" : name;
    }

    private static boolean fits(String wanted, String name) {
        boolean pattern = wanted.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
        return pattern ? Glob.matches(wanted, name) : name.endsWith(wanted);
    }
}
