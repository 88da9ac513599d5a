/// HTTP server for a folder: pages, listings, ranges, conditions, packed twins, https, access log; keeps up with nginx.

import wirelab.http.*;
import wirelab.kit.*;
import wirelab.tap.TapOptions;

void main(String... args) {
    Program.of("HttpServer", "serves a folder over HTTP/1.1 (RFC 9110, RFC 9112)")
           .server(8001)
           .text("root", "DIR", ".", "folder to serve")
           .number("max", 10_000, 1, 1_000_000, "connections at once; one more gets 503")
           .duration("idle", "60s", "close a connection on which nothing moves for so long")
           .duration("head-time", "10s", "time for the head of a request, from its first byte")
           .duration("body-time", "60s", "time for the body of a request")
           .size("max-body", "1M", "longest body of a request")
           .duration("drain", "5s", "time for responses under way when the server stops")
           .size("cache", "64M", "memory for small files")
           .flag("no-listing", "answer 403 for a folder without index.html")
           .flag("dot-files", "serve names that begin with a dot too")
           .flag("spa", "answer pages that do not exist with /index.html")
           .repeated("header", "'N: V'", "add a field to every response")
           .text("auth", "USER:PASSWORD", null, "ask for a name and a password")
           .text("tls", "FILE.p12", null, "speak https, with key and certificate from a PKCS#12 file")
           .text("tls-password", "TEXT", "", "what protects that file")
           .text("log", "FILE", null, "append one line per request; - for standard output")
           .example("--root /usr/share/doc --port 8001")
           .example("--header 'Cache-Control: max-age=60' --log access.log")
           .example("--tls server.p12 --tls-password sesame --port 8443")
           .with(new TapOptions())
           .run(args, this::serve);
}

void serve(Options options) throws Exception {
    var site = Site.Options.DEFAULTS.withListing(!options.flag("no-listing")).withDotFiles(options.flag("dot-files"))
            .withSpa(options.flag("spa")).withHeaders(headers(options.all("header"))).withAuth(auth(options.text("auth")))
            .withCache(options.size("cache"));
    var web = WebServer.Options.DEFAULTS;
    web = web.withTcp(web.tcp().withBind(options.address()).withMaxConnections(options.number("max"))
                    .withTimeouts(options.duration("idle"), web.tcp().whole()).withDrain(options.duration("drain")))
            .withLimits(web.limits().withBody(options.size("max-body"))
                    .withTimes(options.duration("head-time"), options.duration("body-time")));
    if (options.text("tls") != null) {
        web = web.withTls(Tls.context(options.path("tls"), options.text("tls-password").toCharArray()));
    }
    try (var log = AccessLog.open(options.text("log"));
            var server = WebServer.start(web.withLog(log), new Site(options.path("root"), site))) {
        Program.serve(server.address());
        if (options.flag("verbose")) System.err.println(server.counters());
    }
}

Headers headers(List<String> lines) {
    var headers = Headers.EMPTY.edit();
    for (String line : lines) {
        int colon = line.indexOf(':');
        if (colon < 1) throw new UsageException("--header: write 'NAME: VALUE', not '" + line + "'");
        try {
            headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--header: " + e.getMessage());
        }
    }
    return headers.build();
}

BasicAuth auth(String text) {
    if (text == null) return null;
    int colon = text.indexOf(':');
    if (colon < 1) throw new UsageException("--auth: write USER:PASSWORD");
    return new BasicAuth(text.substring(0, colon), text.substring(colon + 1));
}
