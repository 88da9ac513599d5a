package wirelab.site;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import wirelab.http.Accept;
import wirelab.http.Exchange;
import wirelab.http.Headers;
import wirelab.http.Page;
import wirelab.http.Preconditions;
import wirelab.http.RequestTarget;
import wirelab.http.StatusException;
import wirelab.http.WebServer.Handler;
import wirelab.kit.UsageException;

/// Serves the files of a folder: the handler behind `scripts/HttpServer.java`.
///
/// An ordinary GET of a file that was asked for lately takes the short way: no look at the disk, nothing to put together,
/// one write. Everything else takes the long one, which is where the rules are.
public final class Site implements Handler {
    /// How a folder is served.
    ///
    /// @param listing whether a folder without an index page shows its content; else 403
    /// @param dotFiles whether names that begin with a dot are served; `.well-known` at the top always is
    /// @param spa whether a page that does not exist is answered with `/index.html`,
    ///     for applications that run in the browser
    /// @param headers fields of every response; they take the place of what would be said else, `Content-Type` with files
    ///     only
    /// @param auth who may see anything; `null` for everybody
    /// @param cache bytes of memory for files; 0 reads each from disk each time
    /// @param packed whether `a.css.gz` is sent in place of `a.css` to those who take it
    /// @param gzip whether text without such a twin is packed here, once for each state of a file that fits into memory
    /// @param index names of the page that stands for its folder, the first that exists
    /// @param missing path below the root of the page that is sent with 404; `null` for one made here
    /// @param types media types by the end of a name, in lower case and without its dot, or by the whole name where it has
    ///     no end; before those that are known here
    public record Options(boolean listing, boolean dotFiles, boolean spa, Headers headers, BasicAuth auth, long cache,
            boolean packed, boolean gzip, List<String> index, String missing, Map<String, String> types) {
        /// Listings, no dot files, open to everybody, 64 MiB of memory, twins but no packing here, `index.html`.
        public static final Options DEFAULTS = new Options(true, false, false, Headers.EMPTY, null, 64L * 1024 * 1024,
                true, false, List.of("index.html"), null, Map.of());

        public Options {
            Objects.requireNonNull(headers);
            if (cache < 0) throw new UsageException("the cache cannot be smaller than nothing");
            for (String name : index) {
                if (!name.isEmpty() && !name.contains("/")) continue;
                throw new UsageException("'" + name + "' is no name of an index page");
            }
            index = List.copyOf(index);
            types = Map.copyOf(types);
        }

        public Options withListing(boolean listing) {
            return new Options(listing, dotFiles, spa, headers, auth, cache, packed, gzip, index, missing, types);
        }

        public Options withDotFiles(boolean dotFiles) {
            return new Options(listing, dotFiles, spa, headers, auth, cache, packed, gzip, index, missing, types);
        }

        public Options withSpa(boolean spa) {
            return new Options(listing, dotFiles, spa, headers, auth, cache, packed, gzip, index, missing, types);
        }

        public Options withHeaders(Headers headers) {
            return new Options(listing, dotFiles, spa, headers, auth, cache, packed, gzip, index, missing, types);
        }

        public Options withAuth(BasicAuth auth) {
            return new Options(listing, dotFiles, spa, headers, auth, cache, packed, gzip, index, missing, types);
        }

        public Options withCache(long cache) {
            return new Options(listing, dotFiles, spa, headers, auth, cache, packed, gzip, index, missing, types);
        }

        public Options withPacked(boolean packed) {
            return new Options(listing, dotFiles, spa, headers, auth, cache, packed, gzip, index, missing, types);
        }

        public Options withGzip(boolean gzip) {
            return new Options(listing, dotFiles, spa, headers, auth, cache, packed, gzip, index, missing, types);
        }

        public Options withTypes(Map<String, String> types) {
            return new Options(listing, dotFiles, spa, headers, auth, cache, packed, gzip, index, missing, types);
        }

        /// @param names tried in this order; none for no index pages at all
        public Options withIndex(List<String> names) {
            return new Options(listing, dotFiles, spa, headers, auth, cache, packed, gzip, names, missing, types);
        }

        public Options withMissing(String page) {
            return new Options(listing, dotFiles, spa, headers, auth, cache, packed, gzip, index, page, types);
        }
    }

    private static final String ALLOWED = "GET, HEAD, OPTIONS";
    private static final Set<String> KNOWN = Set.of("POST", "PUT", "DELETE", "PATCH", "CONNECT", "TRACE");
    private static final RequestTarget.Origin INDEX = new RequestTarget.Origin("/index.html", null);

    private final Tree tree;
    private final Options options;
    private final Contents contents;
    private final Suggestions suggestions;
    private final Listings listings;

    /// Serves a folder.
    ///
    /// @throws IOException when the folder cannot be found
    public Site(Path root, Options options) throws IOException {
        if (!Files.isDirectory(root)) throw new IOException(root + ": no such folder");
        tree = new Tree(root, options.dotFiles);
        this.options = options;
        contents = new Contents(tree, options);
        suggestions = new Suggestions(tree);
        listings = new Listings(tree);
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        var request = exchange.request();
        exchange.always(options.headers);
        if (options.auth == null && request.method().equals("GET") && request.target() instanceof RequestTarget.Origin target
                && !Preconditions.any(request.headers())) {
            if (contents.sendAtOnce(exchange, target.path())) return;
        }
        answer(exchange);
    }

    private void answer(Exchange exchange) throws IOException {
        var request = exchange.request();
        if (options.auth != null) {
            options.auth.check(request);
            exchange.user(options.auth.user());
        }
        switch (request.method()) {
            case "GET", "HEAD" -> get(exchange);
            case "OPTIONS" -> exchange.respond(204, Headers.of("Allow", ALLOWED), ByteBuffer.allocate(0));
            default -> {
                if (!KNOWN.contains(request.method())) {
                    throw new StatusException(501, "The method " + request.method() + " is unknown here.");
                }
                throw new StatusException(405, "Files can only be fetched here.", Headers.of("Allow", ALLOWED));
            }
        }
    }

    private void get(Exchange exchange) throws IOException {
        var target = switch (exchange.request().target()) {
            case RequestTarget.Origin origin -> origin;
            case RequestTarget.Absolute absolute -> own(exchange, absolute).origin();
            case RequestTarget.Authority _, RequestTarget.Asterisk _ ->
                    throw new StatusException(400, "This target goes with another method.");
        };
        var names = Tree.segments(target.path());
        var found = tree.find(names);
        if (found == null) {
            missing(exchange, target, names);
        } else if (found.attributes().isDirectory()) {
            folder(exchange, target, names, found);
        } else if (!found.attributes().isRegularFile()) {
            throw new StatusException(403, "This is no file.");
        } else if (target.path().endsWith("/")) {
            missing(exchange, target, names);
        } else {
            contents.send(exchange, Contents.key(target.path()), names, found);
        }
    }

    /// RFC 9112, section 3.2.2: every server accepts the absolute form; this one serves any host alike. But what belongs
    /// behind TLS must not be had without (RFC 9110, section 7.4), and other schemes are not HTTP's.
    private static RequestTarget.Absolute own(Exchange exchange, RequestTarget.Absolute target) throws StatusException {
        if (target.scheme().equals("http") || target.scheme().equals("https") && exchange.secure()) return target;
        throw new StatusException(421, "What begins with " + target.scheme() + ":// is not served on this connection.");
    }

    private void folder(Exchange exchange, RequestTarget.Origin target, List<String> names, Tree.Found found)
            throws IOException {
        if (!target.path().endsWith("/")) {
            moved(exchange, target, names);
            return;
        }
        for (String name : options.index) {
            var within = new ArrayList<>(names);
            within.add(name);
            var index = tree.find(within);
            if (index == null || !index.attributes().isRegularFile()) continue;
            contents.send(exchange, Contents.key(target.path()), within, index);
            return;
        }
        if (!options.listing) {
            throw new StatusException(403, "The content of this folder is not shown.", Headers.EMPTY,
                    waysBack(names, names.size() - 1));
        }
        listing(exchange, target, names, found);
    }

    private void moved(Exchange exchange, RequestTarget.Origin target, List<String> names) throws IOException {
        // Made from the names, so that it cannot lead to another host as //host would.
        String location = path(names) + (target.query() == null ? "" : "?" + encoded(target.query()));
        String link = Page.escape(location);
        var page = Page.html("Moved", "", "<h1>Moved</h1>\n<p><a href=\"" + link + "\">" + link + "</a></p>\n", "wirelab");
        exchange.respond(301, page.headers(Headers.of("Location", location)), page.content());
    }

    /// A query as a URI may hold it, of one that a browser sent as it was typed.
    private static String encoded(String query) {
        var text = new StringBuilder();
        for (char c : query.toCharArray()) {
            if ("\"<>[]\\^`{|}".indexOf(c) < 0) text.append(c);
            else text.append('%').append(Integer.toHexString(c).toUpperCase(Locale.ROOT));
        }
        return text.toString();
    }

    private void listing(Exchange exchange, RequestTarget.Origin target, List<String> names, Tree.Found found)
            throws IOException {
        // A listing has neither tag nor date, which decides some conditions all the same (RFC 9110, sections 13.1.1 and
        // 13.1.2).
        int status = Preconditions.evaluate(exchange.request().headers(), null, null);
        if (status == 412) throw new StatusException(412, "A listing has no tag that could match.");
        if (status == 304) {
            var described = Headers.of("Vary", "Accept", "Cache-Control", "no-cache");
            exchange.respond(304, described, ByteBuffer.allocate(0));
            return;
        }
        var page = listings.page(found.real(), names, exchange.request(), target.query());
        exchange.respond(200, page.headers(Headers.EMPTY), page.content());
    }

    private static String path(List<String> names) {
        var path = new StringBuilder("/");
        for (String name : names) path.append(Tree.encode(name)).append('/');
        return path.toString();
    }

    private void missing(Exchange exchange, RequestTarget.Origin target, List<String> names) throws IOException {
        boolean page = names.isEmpty() || names.getLast().indexOf('.') < 0;
        if (options.spa && page && Accept.mediaType(exchange.request().headers(), "text/html") > 0) {
            var index = tree.find(List.of("index.html"));
            if (index != null && index.attributes().isRegularFile()) {
                contents.send(exchange, INDEX.path(), List.of("index.html"), index);
                return;
            }
        }
        if (ownPage(exchange)) return;
        throw new StatusException(404, "No file and no folder has this address.", Headers.EMPTY, suggestions(names));
    }

    /// A page of the user's own; a client that prefers JSON gets ours.
    private boolean ownPage(Exchange exchange) throws IOException {
        if (options.missing == null || Accept.prefersJson(exchange.request().headers())) return false;
        var names = Tree.segments("/" + options.missing);
        var found = tree.find(names);
        if (found == null || !found.attributes().isRegularFile()) return false;
        return contents.sendMissing(exchange, "/" + options.missing, found);
    }

    /// What may have been meant, then the ways back.
    private List<StatusException.Link> suggestions(List<String> names) throws IOException {
        int depth = tree.nearestFolder(names);
        var links = new ArrayList<StatusException.Link>();
        if (depth < names.size() && options.listing) {
            var way = names.subList(0, depth);
            var folder = tree.find(way);
            if (folder != null) {
                suggestions.nearest(names.get(depth), folder.real(), way).ifPresent(near -> links.add(
                        new StatusException.Link(path(way) + Tree.encode(near), "Did you mean " + near + "?")));
            }
        }
        links.addAll(waysBack(names, depth));
        return links;
    }

    private static List<StatusException.Link> waysBack(List<String> names, int depth) {
        if (depth <= 0) return List.of(StatusException.Link.START);
        return List.of(new StatusException.Link(path(names.subList(0, depth)), "Back to " + names.get(depth - 1) + "/"),
                StatusException.Link.START);
    }

    @Override
    public String toString() {
        return tree.toString();
    }
}
