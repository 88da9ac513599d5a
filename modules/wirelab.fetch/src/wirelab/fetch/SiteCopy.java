package wirelab.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.regex.Pattern;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.http.ClientRequest;
import wirelab.http.Headers;
import wirelab.http.HttpClient;
import wirelab.http.HttpUrl;
import wirelab.kit.UsageException;

/// Copies what hangs together by links on one host into a folder with the host's name: breadth first, each URL once, never
/// outside the host, never outside the folder.
///
/// Bounded three ways: by the depth of links, by the number of URLs, and by what is taken from one document. A URL that
/// fails ends nothing but itself. Pages that are not wanted themselves are fetched for their links, and deleted.
public final class SiteCopy {
    /// How far a copy goes.
    ///
    /// @param depth how many links away from the first URL, which has depth 0
    /// @param urls how many URLs are asked for at most
    public record Extent(int depth, int urls) {
        /// As wget(1): five links away; and at most 10,000 URLs.
        public static final Extent DEFAULTS = new Extent(5, 10_000);
        /// As deep as it goes.
        public static final int ENDLESS = Integer.MAX_VALUE;

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
        /// @throws IOException when it cannot be told
        void saved(HttpUrl url, Download.Result result) throws IOException;

        /// A resource could not be fetched.
        ///
        /// @param url as it was linked
        /// @throws IOException when it cannot be told
        void failed(HttpUrl url, ClientException failure) throws IOException;
    }

    /// @param requisite whether a page needs it to be shown
    private record Step(HttpUrl url, int depth, boolean requisite) {}

    /// What the heads of the columns of a listing link to, here and in Apache's.
    private static final Pattern SAME_IN_ANOTHER_ORDER =
            Pattern.compile("\\?(sort=(name|size|date)&order=(asc|desc)|C=[NMSD][;&]O=[AD])");

    private final HttpClient client;
    private final DownloadOptions options;
    private final Extent extent;
    private final CopyFilter filter;
    private final Listener listener;
    private final CopyFolder folder;
    private final Queue<Step> queue = new ArrayDeque<>();
    /// Everything that was ever put into the queue, by what is asked for.
    private final Set<String> known = new HashSet<>();
    private ClientException.Kind worst;
    /// The first page, where it is in the end; `null` until it has come.
    private HttpUrl home;

    /// Prepares a copy of all that is linked.
    ///
    /// @param options the folder in which the host's folder is made, retries, progress
    /// @param extent how far it goes
    public SiteCopy(HttpClient client, DownloadOptions options, Extent extent, Listener listener) {
        this(client, options, extent, CopyFilter.ALL, listener);
    }

    /// Prepares a copy.
    ///
    /// @param options the folder in which the host's folder is made, retries, progress
    /// @param extent how far it goes
    /// @param filter what is wanted of it
    public SiteCopy(HttpClient client, DownloadOptions options, Extent extent, CopyFilter filter, Listener listener) {
        if (options.output() != null || options.resume() || options.checksum() != null) {
            throw new UsageException("the copy of a site goes into a folder, whole");
        }
        this.client = client;
        this.options = options;
        this.extent = extent;
        this.filter = filter;
        this.listener = listener;
        folder = new CopyFolder(options.folder());
    }

    /// Runs it to its end.
    ///
    /// @param start with which request it begins; its headers go along with all others
    /// @return the kind of the failure that counts, `null` when there was none
    /// @throws IOException when a local file or the transcript cannot be written
    /// @throws InterruptedException when the thread is interrupted between two tries
    public ClientException.Kind run(ClientRequest start) throws IOException, InterruptedException {
        add(start.url(), 0, true);
        for (Step step; (step = queue.poll()) != null; ) {
            try {
                fetch(step, start);
            } catch (ClientException e) {
                if (e.kind() == Kind.FILE) throw e;
                worst = e.kind().or(worst);
                listener.failed(step.url, e);
            }
        }
        return worst;
    }

    private void fetch(Step step, ClientRequest start) throws IOException, InterruptedException {
        boolean first = home == null;
        var request = new ClientRequest("GET", step.url, headersFor(step.url, start), null);
        var result = new Download(client, request, options).within(url -> mayGoTo(url, step.requisite), folder).run();
        // Whoever types `example.org` means the site that it redirects to.
        if (first) home = result.url();
        folder.make(result.url());
        follow(result, step);
        if (filter.wants(step.url)) listener.saved(step.url, result);
        else if (result.outcome() != Download.Outcome.KEPT) Files.deleteIfExists(result.file());
    }

    /// What was given for the first page is for its server, and for no other one that it redirects to.
    private static Headers headersFor(HttpUrl url, ClientRequest start) {
        if (url.sameOrigin(start.url())) return start.headers();
        return start.headers().edit().remove("Authorization").remove("Cookie").remove("Host").build();
    }

    /// Whether a URL belongs to the site; before that is known, everything does.
    private boolean mayGoTo(HttpUrl url, boolean requisite) {
        if (home == null) return true;
        boolean needed = requisite && filter.requisites();
        return url.sameOrigin(home) && (needed || filter.isInside(home, url));
    }

    private void add(HttpUrl url, int depth, boolean requisite) {
        if (known.size() < extent.urls && known.add(url.toString())) queue.add(new Step(url, depth, requisite));
    }

    private void follow(Download.Result result, Step step) throws IOException {
        boolean deeper = step.depth < extent.depth;
        var type = DocumentType.of(result);
        if (type == DocumentType.OTHER || !deeper && !filter.requisites()) return;
        var links = type.links(Files.readAllBytes(result.file()));
        var base = result.url();
        known.add(base.toString());
        try {
            if (links.base() != null) base = base.resolve(links.base());
        } catch (UsageException _) {
            // A base that is no URL counts for nothing.
        }
        for (String link : links.links()) {
            if (base.path().endsWith("/") && SAME_IN_ANOTHER_ORDER.matcher(link).matches()) continue;
            boolean needed = filter.requisites() && links.needed().contains(link);
            if (needed || deeper) follow(base, link, needed ? step.depth : step.depth + 1, needed);
        }
    }

    private void follow(HttpUrl base, String link, int depth, boolean needed) {
        HttpUrl url;
        try {
            url = base.resolve(link).withUserInfo(home.userInfo());
        } catch (UsageException _) {
            // mailto:, javascript: and the like, and what is no URL at all.
            return;
        }
        boolean forItsLinks = CopyFilter.mayBePage(url) && depth < extent.depth;
        if (mayGoTo(url, needed) && (filter.wants(url) || forItsLinks)) add(url, depth, needed);
    }
}
