package wirelab.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.regex.Pattern;
import wirelab.http.ClientException.Kind;
import wirelab.kit.UsageException;

/// Copies what hangs together by links on one host into a folder with the host's name: breadth first, each URL once, never
/// outside the host, never outside the folder.
///
/// Bounded three ways: by the depth of links, by the number of URLs, and by what is taken from one document. A URL that
/// fails ends nothing but itself.
public final class SiteCopy {
    /// Longest document that is searched for links.
    private static final int MAX_DOCUMENT = 8 * 1024 * 1024;

    /// How far a copy goes.
    ///
    /// @param depth how many links away from the first URL, which has depth 0
    /// @param urls how many URLs are asked for at most
    public record Extent(int depth, int urls) {
        /// As wget(1): five links away; and at most 10,000 URLs.
        public static final Extent DEFAULTS = new Extent(5, 10_000);

        /// Checks the limits.
        public Extent {
            if (depth < 0 || urls < 1) throw new UsageException("a copy needs a depth of at least 0 and one URL");
        }
    }

    /// Hears what becomes of each URL.
    public interface Listener {
        /// A resource was saved.
        ///
        /// @param url as it was linked
        /// @param result what came of it
        /// @throws IOException when it cannot be told
        void saved(HttpUrl url, Download.Result result) throws IOException;

        /// A resource could not be fetched.
        ///
        /// @param url as it was linked
        /// @param failure why
        /// @throws IOException when it cannot be told
        void failed(HttpUrl url, ClientException failure) throws IOException;
    }

    private record Step(HttpUrl url, int depth) {}

    /// What the heads of the columns of a listing link to, here and in Apache's.
    private static final Pattern SAME_IN_ANOTHER_ORDER =
            Pattern.compile("\\?(sort=(name|size|date)&order=(asc|desc)|C=[NMSD][;&]O=[AD])");

    private final HttpClient client;
    private final DownloadOptions options;
    private final Extent extent;
    private final Listener listener;
    private final Queue<Step> queue = new ArrayDeque<>();
    /// Everything that was ever put into the queue, by what is asked for.
    private final Set<String> known = new HashSet<>();
    /// Which URL has which file, so that no two have the same.
    private final Map<Path, String> taken = new HashMap<>();
    private ClientException.Kind worst;

    /// Prepares a copy.
    ///
    /// @param client who asks
    /// @param options the folder in which the host's folder is made, retries, progress
    /// @param extent how far it goes
    /// @param listener who is told
    public SiteCopy(HttpClient client, DownloadOptions options, Extent extent, Listener listener) {
        if (options.output() != null || options.resume() || options.newer() || options.checksum() != null) {
            throw new UsageException("the copy of a site goes into a folder, whole");
        }
        this.client = client;
        this.options = options;
        this.extent = extent;
        this.listener = listener;
    }

    /// Runs it to its end.
    ///
    /// @param start with which request it begins; its headers go along with all others
    /// @return the kind of the failure that counts, `null` when there was none
    /// @throws IOException when a local file or the transcript cannot be written
    /// @throws InterruptedException when the thread is interrupted between two tries
    public ClientException.Kind run(ClientRequest start) throws IOException, InterruptedException {
        Path folder = options.folder().resolve(FileNames.safe(start.url().authority().replace(':', '+')));
        add(start.url(), 0);
        for (Step step; (step = queue.poll()) != null; ) {
            var request = new ClientRequest("GET", step.url, start.headers(), null);
            try {
                var result = new Download(client, request, options)
                        .within(start.url()::sameOrigin, url -> place(folder, url)).run();
                listener.saved(step.url, result);
                if (step.depth < extent.depth) follow(start.url(), result, step.depth + 1);
            } catch (ClientException e) {
                if (e.kind() == Kind.FILE) throw e;
                worst = e.kind().or(worst);
                listener.failed(step.url, e);
            }
        }
        return worst;
    }

    private void add(HttpUrl url, int depth) {
        if (known.size() < extent.urls && known.add(url.toString())) queue.add(new Step(url, depth));
    }

    private void follow(HttpUrl start, Download.Result result, int depth) throws IOException {
        String type = result.response().headers().first("Content-Type");
        String kind = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean html = kind.equals("text/html") || kind.equals("application/xhtml+xml");
        if (!html && !kind.equals("text/css") || Files.size(result.file()) > MAX_DOCUMENT) return;
        String text = new String(Files.readAllBytes(result.file()), StandardCharsets.UTF_8);
        var links = html ? LinkExtractor.html(text) : LinkExtractor.css(text);
        var base = result.url();
        known.add(base.toString());
        try {
            if (links.base() != null) base = base.resolve(links.base());
        } catch (UsageException _) {
            // A base that is no URL counts for nothing.
        }
        for (String link : links.links()) {
            if (base.path().endsWith("/") && SAME_IN_ANOTHER_ORDER.matcher(link).matches()) continue;
            try {
                var url = base.resolve(link).withUserInfo(start.userInfo());
                if (url.sameOrigin(start)) add(url, depth);
            } catch (UsageException _) {
                // mailto:, javascript: and the like, and what is no URL at all.
            }
        }
    }

    /// Finds the file for a URL, and makes the folders on the way to it. A name that is a file already cannot be a folder,
    /// and the other way round: then the later one gets a number.
    private Path place(Path folder, HttpUrl url) throws ClientException {
        Path path = folder;
        try {
            Files.createDirectories(folder);
            var names = FileNames.path(url);
            for (String name : names.subList(0, names.size() - 1)) path = folder(path, name);
            Path file = path.resolve(names.getLast());
            for (int n = 1; Files.isDirectory(file) || !url.toString().equals(taken.getOrDefault(file, url.toString()));
                    n++) {
                file = path.resolve(names.getLast() + "." + n);
            }
            taken.put(file, url.toString());
            return file;
        } catch (IOException e) {
            throw new ClientException(Kind.FILE, "cannot make folders in " + path + ": " + Sink.reason(e), e);
        }
    }

    private static Path folder(Path parent, String name) throws IOException {
        for (int n = 0; ; n++) {
            try {
                Path folder = parent.resolve(n == 0 ? name : name + "." + n);
                if (!Files.isDirectory(folder)) Files.createDirectory(folder);
                return folder;
            } catch (FileAlreadyExistsException e) {
                if (n == 100) throw e;
            }
        }
    }
}
