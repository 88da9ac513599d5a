/// HTTP client like wget: fetches URLs into files, through redirects and proxies, shows all that happened on the way.

import wirelab.http.*;
import wirelab.http.ClientException.Kind;
import wirelab.impair.LinkOptions;
import wirelab.kit.*;
import wirelab.tap.TapOptions;

final LinkOptions link = new LinkOptions();

void main(String... args) {
    Program.of("HttpGet", "fetches URLs into files as wget(1) does, with the same exit statuses")
            .arguments("URL...", "what to fetch; http:// may be left out")
            .repeated("url", "URL", "one more URL")
            .text("output", "FILE", null, "write to FILE, or to standard output with -").letter('O')
            .text("folder", "FOLDER", ".", "write files into FOLDER").letter('P')
            .flag("continue", "go on with a file that is there in part (Range, If-Range)").letter('c')
            .flag("timestamping", "only fetch what is newer than the file that is there").letter('N')
            .flag("recursive", "follow the links of pages on the same host, into a folder").letter('r')
            .number("level", 5, 0, 100, "with -r: follow so many links from the first page").letter('l')
            .number("max-urls", 10_000, 1, 1_000_000, "with -r: ask for so many URLs at most")
            .text("log", "FILE", null, "write request and response headers of every hop into FILE, with times")
            .text("proxy", "HOST:PORT", null, "go through a proxy; without this, http_proxy, https_proxy and no_proxy count")
            .flag("no-proxy", "go straight, whatever the environment says")
            .number("redirects", 20, 0, 1000, "follow so many redirects")
            .text("method", "METHOD", null, "request method; GET, or POST when there is data")
            .text("data", "TEXT", null, "send TEXT, or the content of a file with @FILE")
            .repeated("header", "'NAME: VALUE'", "send a header field").letter('H')
            .text("user", "NAME:PASSWORD", null, "basic authentication")
            .flag("compressed", "ask for gzip, and decode it")
            .text("checksum", "sha-256:HEX", null, "what the bytes must add up to")
            .number("tries", 5, 1, 1000, "try so often, with growing pauses or as Retry-After says").letter('t')
            .duration("timeout", "60s", "wait so long for a silent server").letter('T')
            .duration("connect-timeout", "10s", "wait so long for a connection")
            .text("ca-certificate", "FILE", null, "trust the certificates in FILE (PEM) alone")
            .flag("server-response", "show the headers of every hop").letter('S')
            .flag("quiet", "say nothing but errors").letter('q')
            .example("http://localhost:8001/")
            .example("-O - --proxy localhost:3128 https://example.org/")
            .example("-c --log hops.txt http://localhost:8001/big.iso")
            .example("-r -l 2 http://localhost:8001/")
            .example("--link 'delay=50ms rate=1mbit' http://localhost:8001/big.iso")
            .with(link)
            .with(new TapOptions())
            .run(args, this::run);
}

void run(Options options) throws Exception {
    var urls = new ArrayList<>(options.all("url"));
    urls.addAll(options.arguments());
    if (urls.isEmpty()) throw new UsageException("what is to be fetched? write a URL");
    if (urls.size() > 1 && (options.text("output") != null || options.text("checksum") != null)) {
        throw new UsageException("--output and --checksum go with one URL");
    }
    try (var log = log(options); var client = new HttpClient(clientOptions(options, log))) {
        Kind worst = null;
        String message = null;
        for (String url : urls) {
            try {
                var kind = fetch(client, options, url);
                if (kind != null) message = "not all that is linked could be fetched";
                worst = kind == null ? worst : kind.or(worst);
            } catch (ClientException e) {
                if (urls.size() == 1) throw e;
                System.err.println("HttpGet: " + e.getMessage());
                worst = e.kind().or(worst);
                message = "not all URLs could be fetched";
            }
        }
        if (worst != null) throw new ClientException(worst, message);
    }
}

/// @return how it failed where it goes on all the same, else null
Kind fetch(HttpClient client, Options options, String url) throws IOException, InterruptedException {
    var request = request(options, url);
    if (options.flag("recursive")) return copySite(client, options, request);
    if (request.method().equals("HEAD")) {
        try (var response = client.fetch(request)) {
            System.out.print(response.head().startLine() + "\n" + response.head().headers());
            if (response.head().status() >= 400) {
                throw new ClientException(Kind.RESPONSE, request.url() + ": " + response.head().status());
            }
            return null;
        }
    }
    var result = new Download(client, request, downloadOptions(options)).run();
    if (!options.flag("quiet")) System.err.println(line(result));
    return null;
}

Kind copySite(HttpClient client, Options options, ClientRequest request) throws IOException, InterruptedException {
    var extent = new SiteCopy.Extent(options.number("level"), options.number("max-urls"));
    return new SiteCopy(client, downloadOptions(options), extent, new SiteCopy.Listener() {
        @Override
        public void saved(HttpUrl url, Download.Result result) {
            if (!options.flag("quiet")) System.err.println(line(result));
        }

        @Override
        public void failed(HttpUrl url, ClientException failure) {
            System.err.println("HttpGet: " + failure.getMessage());
        }
    }).run(request);
}

String line(Download.Result result) {
    String target = result.file() == null ? "standard output" : result.file().toString();
    return switch (result.outcome()) {
        case SAVED, COMPLETED -> result.url() + " -> " + target + "  " + Text.bytes(result.size())
                + (result.received() == result.size() ? "" : " (" + Text.bytes(result.received()) + " of them now)") + "; "
                        + result.timing();
        case ALREADY_COMPLETE -> target + " is complete: " + Text.bytes(result.size());
        case NOT_NEWER -> target + " is as new as " + result.url();
    };
}

ClientRequest request(Options options, String url) throws IOException {
    byte[] body = options.text("data") == null ? null : options.text("data").startsWith("@")
            ? Files.readAllBytes(Path.of(options.text("data").substring(1))) : options.text("data").getBytes();
    String method = options.text("method") != null ? options.text("method") : body == null ? "GET" : "POST";
    var headers = Headers.EMPTY.edit();
    for (String header : options.all("header")) {
        int colon = header.indexOf(':');
        if (colon < 1) throw new UsageException("--header: '" + header + "' is not of the form NAME: VALUE");
        try {
            headers.add(header.substring(0, colon), header.substring(colon + 1).strip());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--header: " + e.getMessage());
        }
    }
    if (options.text("user") != null) {
        String[] user = options.text("user").split(":", 2);
        headers.set("Authorization", Proxies.basic(user[0], user.length == 1 ? "" : user[1]));
    }
    return new ClientRequest(method, HttpUrl.parse(url), headers.build(), body);
}

DownloadOptions downloadOptions(Options options) {
    var checksum = options.text("checksum") == null ? null : Checksum.parse(options.text("checksum"));
    return new DownloadOptions(options.path("folder").normalize(), options.text("output"), options.flag("continue"),
            options.flag("timestamping"), options.flag("compressed"), checksum,
            Retries.Policy.DEFAULTS.withTries(options.number("tries")), !options.flag("quiet"));
}

ClientOptions clientOptions(Options options, Writer log) throws IOException {
    var proxies = options.flag("no-proxy") ? Proxies.NONE : options.text("proxy") == null ? Proxies.of(System.getenv())
            : Proxies.all(Proxies.Proxy.parse(options.text("proxy")));
    var transcript = log == null ? Transcript.NONE : Transcript.to(log);
    if (options.flag("server-response")) {
        Transcript shown = System.err::println;
        transcript = log == null ? shown : transcript.and(shown);
    }
    var chosen = ClientOptions.DEFAULTS.withProxies(proxies).withTranscript(transcript)
            .withRedirects(options.number("redirects"))
            .withTimes(options.duration("connect-timeout"), options.duration("timeout")).withWay(link::through);
    return options.text("ca-certificate") == null ? chosen : chosen.withTrust(Trust.of(options.path("ca-certificate")));
}

Writer log(Options options) throws ClientException {
    if (options.text("log") == null) return null;
    try {
        return Files.newBufferedWriter(options.path("log"));
    } catch (IOException e) {
        throw new ClientException(Kind.FILE, "cannot write " + options.text("log") + ": " + e.getMessage(), e);
    }
}
