package wirelab.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import wirelab.kit.Text;
import wirelab.kit.UsageException;

/// Serves the files of a folder: the handler behind `scripts/HttpServer.java`.
///
/// An ordinary GET of a file that was asked for lately takes the short way, [#handle]: no look at the disk, nothing to put
/// together, one write. Everything else takes the long one, which is where the rules are.
public final class Site implements Handler {
    /// How a folder is served.
    ///
    /// @param listing whether a folder without `index.html` shows its content; else 403
    /// @param dotFiles whether names that begin with a dot are served
    /// @param spa whether a page that does not exist is answered with `/index.html`,
    ///     for applications that run in the browser
    /// @param headers fields added to every response
    /// @param auth who may see anything; `null` for everybody
    /// @param cache bytes of memory for files; 0 reads each from disk each time
    public record Options(boolean listing, boolean dotFiles, boolean spa, Headers headers, BasicAuth auth, long cache) {
        /// Listings, no dot files, open to everybody, 64 MiB of memory.
        public static final Options DEFAULTS = new Options(true, false, false, Headers.EMPTY, null, 64L * 1024 * 1024);

        /// Checks that nothing is missing.
        public Options {
            Objects.requireNonNull(headers);
            if (cache < 0) throw new UsageException("the cache cannot be smaller than nothing");
        }

        /// Shows folders, or does not.
        ///
        /// @param listing whether a folder without `index.html` shows its content
        /// @return changed options
        public Options withListing(boolean listing) {
            return new Options(listing, dotFiles, spa, headers, auth, cache);
        }

        /// Serves dot files, or does not.
        ///
        /// @param dotFiles whether names that begin with a dot are served
        /// @return changed options
        public Options withDotFiles(boolean dotFiles) {
            return new Options(listing, dotFiles, spa, headers, auth, cache);
        }

        /// Serves an application that runs in the browser, or does not.
        ///
        /// @param spa whether a page that does not exist is answered with `/index.html`
        /// @return changed options
        public Options withSpa(boolean spa) {
            return new Options(listing, dotFiles, spa, headers, auth, cache);
        }

        /// Adds fields to every response.
        ///
        /// @param headers the fields
        /// @return changed options
        public Options withHeaders(Headers headers) {
            return new Options(listing, dotFiles, spa, headers, auth, cache);
        }

        /// Asks for a name and a password.
        ///
        /// @param auth who may see anything; `null` for everybody
        /// @return changed options
        public Options withAuth(BasicAuth auth) {
            return new Options(listing, dotFiles, spa, headers, auth, cache);
        }

        /// Changes the memory for files.
        ///
        /// @param cache in bytes; 0 reads each file from disk each time
        /// @return changed options
        public Options withCache(long cache) {
            return new Options(listing, dotFiles, spa, headers, auth, cache);
        }
    }

    private static final String ALLOWED = "GET, HEAD, OPTIONS";
    private static final Set<String> KNOWN = Set.of("POST", "PUT", "DELETE", "PATCH", "CONNECT", "TRACE");
    private static final RequestTarget.Origin INDEX = new RequestTarget.Origin("/index.html", null);

    private final Tree tree;
    private final Options options;
    private final FileCache plain;
    private final FileCache packed;

    /// Serves a folder.
    ///
    /// @param root the folder
    /// @param options how
    /// @throws IOException when the folder cannot be found
    public Site(Path root, Options options) throws IOException {
        if (!Files.isDirectory(root)) throw new IOException(root + ": no such folder");
        tree = new Tree(root, options.dotFiles);
        this.options = options;
        plain = new FileCache(options.cache / 2);
        packed = new FileCache(options.cache / 2);
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        var request = exchange.request();
        if (options.auth == null && request.method().equals("GET") && request.target() instanceof RequestTarget.Origin target
                && exchange.ordinary() && !Conditions.any(request.headers())) {
            var date = ServerDate.now();
            var file = cache(request).get(target.path());
            if (file != null && file.held() && file.fresh(date.second())) {
                file.respond(exchange, date);
                return;
            }
        }
        try {
            answer(exchange);
        } catch (StatusException e) {
            if (options.headers.size() == 0) throw e;
            throw new StatusException(e.status(), e.getMessage(), joined(e.headers(), options.headers), e.links());
        }
    }

    private FileCache cache(RequestHead request) {
        return Accept.encoding(request.headers(), "gzip") ? packed : plain;
    }

    private static Headers joined(Headers first, Headers second) {
        var all = first.edit();
        for (var field : second) all.add(field.name(), field.value());
        return all.build();
    }

    private void answer(Exchange exchange) throws IOException {
        var request = exchange.request();
        if (options.auth != null) {
            options.auth.check(request);
            exchange.user(options.auth.user());
        }
        switch (request.method()) {
            case "GET", "HEAD" -> get(exchange);
            case "OPTIONS" -> exchange.respond(204, joined(Headers.of("Allow", ALLOWED), options.headers),
                    ByteBuffer.allocate(0));
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
            file(exchange, target.path(), names, found);
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
        var within = new ArrayList<>(names);
        within.add("index.html");
        var index = tree.find(within);
        if (index != null && index.attributes().isRegularFile()) {
            file(exchange, target.path(), within, index);
        } else if (options.listing) {
            listing(exchange, target, names, found);
        } else {
            throw new StatusException(403, "The content of this folder is not shown.", Headers.EMPTY,
                    waysBack(names, names.size() - 1));
        }
    }

    private void moved(Exchange exchange, RequestTarget.Origin target, List<String> names) throws IOException {
        // Made from the names, so that it cannot lead to another host as //host would.
        String location = path(names) + (target.query() == null ? "" : "?" + target.query());
        String link = Page.escape(location);
        var page = Page.html("Moved", "", "<h1>Moved</h1>\n<p><a href=\"" + link + "\">" + link + "</a></p>\n", "wirelab");
        exchange.respond(301, joined(page.headers(Headers.of("Location", location)), options.headers), page.content());
    }

    private void listing(Exchange exchange, RequestTarget.Origin target, List<String> names, Tree.Found found)
            throws IOException {
        // A listing has neither tag nor date, which decides some conditions all the same (RFC 9110, sections 13.1.1 and
        // 13.1.2).
        int status = Conditions.evaluate(exchange.request().headers(), null, null);
        if (status == 412) throw new StatusException(412, "A listing has no tag that could match.");
        if (status == 304) {
            var described = Headers.of("Vary", "Accept", "Cache-Control", "no-cache");
            exchange.respond(304, joined(described, options.headers), ByteBuffer.allocate(0));
            return;
        }
        var page = Listing.of(tree, found.real(), target.path(), names).page(exchange.request(), target.query());
        exchange.respond(200, joined(page.headers(Headers.EMPTY), options.headers), page.content());
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
                file(exchange, INDEX.path(), List.of("index.html"), index);
                return;
            }
        }
        throw new StatusException(404, "No file and no folder has this address.", Headers.EMPTY, suggestions(names));
    }

    /// What may have been meant, then the ways back.
    private List<ErrorPage.Link> suggestions(List<String> names) throws IOException {
        int depth = tree.nearestFolder(names);
        var links = new ArrayList<ErrorPage.Link>();
        if (depth < names.size()) {
            var folder = tree.find(names.subList(0, depth));
            if (folder != null && options.listing) {
                var there = Listing.of(tree, folder.real(), "", names).names();
                Text.nearest(names.get(depth), there).ifPresent(near -> links.add(new ErrorPage.Link(
                        path(names.subList(0, depth)) + Tree.encode(near), "Did you mean " + near + "?")));
            }
        }
        links.addAll(waysBack(names, depth));
        return links;
    }

    private static List<ErrorPage.Link> waysBack(List<String> names, int depth) {
        if (depth <= 0) return List.of(ErrorPage.START);
        return List.of(new ErrorPage.Link(path(names.subList(0, depth)), "Back to " + names.get(depth - 1) + "/"),
                ErrorPage.START);
    }

    private void file(Exchange exchange, String key, List<String> names, Tree.Found found) throws IOException {
        var cache = cache(exchange.request());
        long second = ServerDate.now().second();
        var sidecar = sidecar(names);
        boolean gzip = sidecar != null && cache == packed;
        var real = gzip ? sidecar.real() : found.real();
        var file = cache.get(key);
        if (file == null || !file.check(real, second) || file.headers.has("Vary") != (sidecar != null)) {
            var headers = Headers.of("Content-Type", MediaTypes.of(found.name()), "X-Content-Type-Options", "nosniff")
                    .edit();
            if (gzip) headers.add("Content-Encoding", "gzip");
            if (sidecar != null) headers.add("Vary", "Accept-Encoding");
            try {
                file = ServedFile.load(real, joined(headers.build(), options.headers), second);
            } catch (java.nio.file.AccessDeniedException _) {
                throw new StatusException(403, "This file may not be read.");
            }
            cache.put(key, file);
        }
        new FileResponse(exchange, file).send();
    }

    /// The packed twin of a file, `a.css.gz` beside `a.css`, if there is one.
    private Tree.Found sidecar(List<String> names) throws IOException {
        var twin = new ArrayList<>(names);
        twin.set(twin.size() - 1, names.getLast() + ".gz");
        var found = tree.find(twin);
        return found != null && found.attributes().isRegularFile() ? found : null;
    }
}
