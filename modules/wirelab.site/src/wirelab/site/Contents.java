package wirelab.site;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import wirelab.http.Accept;
import wirelab.http.Exchange;
import wirelab.http.Headers;

/// The files of a site as clients get them: plain, packed by somebody, or packed here; from memory where they are there.
final class Contents {
    /// A shorter file would become longer, or not fit one packet less.
    private static final int WORTH_PACKING = 1024;

    private final Site.Options options;
    private final FileCache plain;
    private final FileCache packed;
    private final Twins twins;
    private final MediaTypes types;

    Contents(Tree tree, Site.Options options) {
        this.options = options;
        plain = new FileCache(options.cache() / 2);
        packed = new FileCache(options.cache() / 2);
        twins = new Twins(tree);
        types = new MediaTypes(options.types());
    }

    /// Each of the many ways to write several slashes would have a place of its own in memory.
    static String key(String path) {
        return path.contains("//") ? path.replaceAll("/+", "/") : path;
    }

    /// Within one, a file is looked at once, and its response has one date.
    private static long second() {
        return System.currentTimeMillis() / 1000;
    }

    private FileCache cache(Exchange exchange) {
        return Accept.encoding(exchange.request().headers(), "gzip") ? packed : plain;
    }

    /// Responds to an ordinary GET if the file is in memory and was looked at within this second.
    boolean sendAtOnce(Exchange exchange, String path) throws IOException {
        long second = second();
        var file = cache(exchange).get(path);
        if (file == null || !file.held() || !file.fresh(second)) return false;
        file.respond(exchange, second);
        return true;
    }

    /// Sends a short file with 404.
    boolean sendMissing(Exchange exchange, String key, Tree.Found found) throws IOException {
        var page = load(key, plain, found.real(),
                Headers.of("Content-Type", types.type(found.name()), "X-Content-Type-Options", "nosniff"));
        if (!page.held()) return false;
        exchange.respond(404, page.headers.edit().remove("ETag").remove("Last-Modified").remove("Accept-Ranges").build(),
                page.slice(0, page.size()));
        return true;
    }

    /// Responds with a file, or with what its request asks of it.
    ///
    /// @param key its path, as one asks for it
    void send(Exchange exchange, String key, List<String> names, Tree.Found found) throws IOException {
        var cache = cache(exchange);
        String type = types.type(found.name());
        boolean packable = MediaTypes.isPackable(type);
        var twin = options.packed() && packable ? twins.of(names, found) : null;
        boolean here = twin == null && packable && packsHere(found);
        boolean gzip = cache == packed && twin != null;
        var headers = Headers.of("Content-Type", type, "X-Content-Type-Options", "nosniff").edit();
        if (twin != null || here) headers.add("Vary", "Accept-Encoding");
        var plainHeaders = headers.build();
        var packedHeaders = headers.add("Content-Encoding", "gzip").build();
        var file = here && cache == packed ? loadPacked(key, found.real(), plainHeaders, packedHeaders)
                : load(key, cache, gzip ? twin.real() : found.real(), gzip ? packedHeaders : plainHeaders);
        new FileResponse(exchange, file).send();
    }

    /// Packing costs a hundred times what sending does: so it is done where the result can be kept.
    private boolean packsHere(Tree.Found found) {
        long size = found.attributes().size();
        return options.gzip() && size >= WORTH_PACKING && size <= Math.min(ServedFile.HELD, options.cache() / 8);
    }

    private ServedFile load(String key, FileCache cache, Path real, Headers headers) throws IOException {
        long second = second();
        var file = cache.get(key);
        if (file != null && file.check(real, second) && file.varies == varies(headers)) return file;
        file = ServedFile.load(real, always(headers), second);
        cache.put(key, file);
        return file;
    }

    private ServedFile loadPacked(String key, Path real, Headers plainHeaders, Headers packedHeaders) throws IOException {
        long second = second();
        var file = packed.get(key);
        if (file != null && file.check(real, second) && file.headers.has("Content-Encoding")) return file;
        file = ServedFile.load(real, always(plainHeaders), second);
        if (file.held()) file = file.packed(always(packedHeaders));
        packed.put(key, file);
        return file;
    }

    private static boolean varies(Headers headers) {
        return headers.has("Vary");
    }

    private Headers always(Headers headers) {
        return Exchange.with(headers, options.headers());
    }
}
