/// HTTP server for a folder: pages, listings, ranges, conditions, packed twins, https, access log; keeps up with nginx.

import wirelab.http.*;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.site.*;
import wirelab.tap.TapSwitches;

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
           .text("index", "NAMES", "index.html", "pages that stand for their folder, with commas")
           .flag("no-listing", "answer 403 for a folder without such a page")
           .text("not-found", "PAGE", null, "below the root; sent with 404")
           .text("types", "FILE", null, "media types, as in /etc/mime.types")
           .flag("gzip", "pack text here for those who take it")
           .flag("no-packed", "do not send a.css.gz for a.css")
           .flag("dot-files", "serve names that begin with a dot too")
           .flag("spa", "answer pages that do not exist with /index.html")
           .repeated("header", "'N: V'", "a field in every response; @FILE")
           .with(PasswordSwitches.ofUser("auth", "ask for this name and a password"))
           .text("tls", "FILE", null, "speak https; certificates in PEM, or PKCS#12")
           .text("tls-key", "FILE", null, "the key in PEM, if not in that file")
           .with(PasswordSwitches.ofFile("tls-password", "what protects the key"))
           .text("log", "FILE", null, "a line per request; - for standard output")
           .example("--root /usr/share/doc --port 8001")
           .example("--header 'Cache-Control: max-age=60' --log access.log")
           .example("--tls fullchain.pem --tls-key privkey.pem --port 8443")
           .example("--tls server.p12 --tls-password-file pass.txt --port 8443")
           .with(new TapSwitches())
           .run(args, this::serve);
}

void serve(CommandLine options) throws Exception {
    var site = Site.Options.DEFAULTS.withListing(!options.flag("no-listing")).withDotFiles(options.flag("dot-files"))
            .withSpa(options.flag("spa")).withHeaders(headers(options.lines("header"))).withAuth(auth(options))
            .withCache(options.size("cache")).withGzip(options.flag("gzip")).withPacked(!options.flag("no-packed"))
            .withIndex(Stream.of(options.text("index").split(",")).map(String::strip).filter(name -> !name.isEmpty())
                    .toList())
            .withMissing(options.text("not-found")).withTypes(types(options));
    var web = WebServer.Options.DEFAULTS.withHeaders(site.headers());
    web = web.withTcp(web.tcp().withBind(options.address()).withMaxConnections(options.number("max"))
                    .withTimeouts(options.duration("idle"), web.tcp().whole()).withDrain(options.duration("drain")))
            .withLimits(web.limits().withBody(options.size("max-body"))
                    .withTimes(options.duration("head-time"), options.duration("body-time")));
    if (options.text("tls") != null) {
        web = web.withTls(tls(options));
    }
    try (var log = AccessLog.open(options.text("log"));
            var server = WebServer.start(options.host(), web, new Site(options.path("root"), site), log)) {
        if (log != null) Signals.listen("HUP", () -> reopen(log));
        Program.serve(server.address());
        if (options.flag("verbose")) System.err.println(server.counters());
    }
}

void reopen(AccessLog log) {
    try {
        log.reopen();
    } catch (IOException e) {
        System.err.println("HttpServer: the log goes on in the old file: " + Failure.line(e));
    }
}

/// As in /etc/mime.types: a type, then the ends of names that have it.
Map<String, String> types(CommandLine options) throws IOException {
    var types = new HashMap<String, String>();
    if (options.text("types") == null) return types;
    for (String line : SafeFile.read(options.path("types"), 1_000_000).lines().toList()) {
        String[] words = line.replaceFirst("#.*", "").strip().split("\\s+");
        if (!words[0].isEmpty() && !words[0].matches("[\\w.+-]+/[\\w.+-]+")) {
            throw new UsageException("--types: '" + words[0] + "' is no media type");
        }
        for (int i = 1; i < words.length; i++) types.put(words[i].toLowerCase(Locale.ROOT), words[0]);
    }
    return types;
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

BasicAuth auth(CommandLine options) throws IOException {
    var login = PasswordSwitches.user(options, "auth");
    return login == null ? null : new BasicAuth(login.user(), login.password());
}

/// The key and what protects it, which is asked for where it is needed and somebody is there to be asked.
SSLContext tls(CommandLine options) throws IOException {
    var file = options.path("tls");
    var key = options.text("tls-key") == null ? file : options.path("tls-key");
    String password = PasswordSwitches.ofFile(options, "tls-password");
    try {
        return Tls.context(file, key, password == null ? new char[0] : password.toCharArray());
    } catch (IOException e) {
        if (password != null || !(e.getCause() instanceof GeneralSecurityException) || !Password.canAsk()) throw e;
        return Tls.context(file, key, Password.ask("password of " + key + ": ").toCharArray());
    }
}
