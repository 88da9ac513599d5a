/// HTTP client like wget: fetches URLs into files, through redirects and proxies, shows all that happened on the way.

import wirelab.fetch.*;
import wirelab.http.*;
import wirelab.http.ClientException.Kind;
import wirelab.impair.LinkSwitches;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

final CookieSwitches cookies = new CookieSwitches();
final NetrcSwitches netrc = new NetrcSwitches();
/// Who asks, for all URLs; `null` for nobody in particular.
PasswordSwitches.Login login;

void main(String... args) {
    Program.of("HttpGet", "fetches URLs into files as wget(1) does, with the same exit statuses")
            .arguments("URL...", "what to fetch; http:// may be left out")
            .repeated("url", "URL", "one more URL")
            .text("input-file", "FILE", null, "URLs from FILE, one a line; - for standard input").letter('i')
            .text("output", "FILE", null, "write to FILE, or to standard output with -").letter('O')
            .text("folder", "FOLDER", ".", "write files into FOLDER").letter('P')
            .flag("continue", "go on with a file that is there in part").letter('c')
            .flag("timestamping", "only fetch what is newer than what is there").letter('N')
            .flag("no-clobber", "leave alone what is there").letters("nc")
            .with(new CopySwitches())
            .text("upload-file", "FILE", null, "send FILE with PUT; - for standard input").letter('T')
            .text("data", "TEXT", null, "send TEXT, or what is in a file with @FILE")
            .text("method", "METHOD", null, "instead of GET, or of POST with --data")
            .repeated("header", "'N: V'", "add a field; @FILE for a file").letter('H')
            .with(PasswordSwitches.ofUser("user", "basic authentication"))
            .with(netrc)
            .with(cookies)
            .flag("compressed", "ask for gzip, and decode it")
            .text("checksum", "sha-256:HEX", null, "what the bytes must add up to")
            .number("tries", 5, 1, 1000, "with growing pauses, or as Retry-After says").letter('t')
            .duration("timeout", "60s", "wait so long for a silent server")
            .duration("connect-timeout", "10s", "wait so long for a connection")
            .duration("max-time", null, "time for a file, redirects and tries included")
            .size("limit-rate", null, "bytes a second at most")
            .number("redirects", 20, 0, 1000, "follow so many redirects")
            .text("proxy", "HOST:PORT", null, "instead of http_proxy, https_proxy, no_proxy")
            .flag("no-proxy", "go straight, whatever the environment says")
            .text("ca-certificate", "FILE", null, "trust the certificates in FILE (PEM) alone")
            .flag("server-response", "show the headers of every hop").letter('S')
            .text("log", "FILE", null, "write them into FILE, with times")
            .flag("quiet", "say nothing but errors").letter('q')
            .example("http://localhost:8001/")
            .example("-c --log hops.txt http://localhost:8001/big.iso")
            .example("-m -k -p -np http://localhost:8001/docs/")
            .example("-T photo.jpg http://localhost:8001/photos/")
            .example("--link delay=50ms http://localhost:8001/")
            .with(new LinkSwitches())
            .with(new TapSwitches())
            .run(args, this::run);
}

void run(CommandLine options) throws Exception {
    var urls = new ArrayList<>(options.all("url"));
    urls.addAll(options.arguments());
    int typed = urls.size();
    if (options.text("input-file") != null) urls.addAll(UrlList.read(options.text("input-file")));
    if (urls.isEmpty()) {
        throw new UsageException(options.text("input-file") == null ? "what is to be fetched? write a URL"
                : "there is no URL in " + options.text("input-file"));
    }
    if (urls.size() > 1 && (options.text("output") != null || options.text("checksum") != null)) {
        throw new UsageException("--output and --checksum go with one URL");
    }
    if (options.flag("convert-links") && "-".equals(options.text("output"))) {
        throw new UsageException("--convert-links needs a file");
    }
    var conversion = options.flag("convert-links") ? new Conversion() : null;
    login = PasswordSwitches.user(options, "user");
    try (var log = log(options); var client = new HttpClient(options.host(), clientOptions(options, log))) {
        Kind worst = null;
        String message = null;
        for (int i = 0; i < urls.size(); i++) {
            try {
                var kind = fetch(client, options, conversion, urls.get(i));
                if (kind != null) message = "not all that is linked could be fetched";
                worst = kind == null ? worst : kind.or(worst);
            } catch (ClientException e) {
                if (urls.size() == 1) throw e;
                System.err.println("HttpGet: " + Visible.of(e.getMessage()));
                worst = e.kind().or(worst);
                message = "not all URLs could be fetched";
            } catch (UsageException e) {
                if (i < typed) throw e;
                System.err.println("HttpGet: " + Visible.of(e.getMessage()));
                worst = Kind.OTHER.or(worst);
                message = "not all URLs could be fetched";
            }
        }
        if (conversion != null) conversion.run();
        if (worst != null) throw new ClientException(worst, message);
    }
}

/// @return how it failed where it goes on all the same, else null
Kind fetch(HttpClient client, CommandLine options, Conversion conversion, String url)
        throws IOException, InterruptedException {
    if (options.text("upload-file") != null) return upload(client, options, url);
    var request = netrc.with(request(options, url));
    if (CopySwitches.copies(options)) return copySite(client, options, conversion, request);
    if (request.method().equals("HEAD")) {
        var time = options.duration("max-time");
        try (var response = client.fetch(request, null, time == null ? null : HttpClient.Deadline.in(time))) {
            System.out.println(Visible.lines(response.head().startLine() + "\n" + response.head().headers()));
            if (response.head().status() >= 400) {
                throw new ClientException(Kind.RESPONSE, request.url() + ": " + response.head().status());
            }
            return null;
        }
    }
    report(options, conversion, request.url(), new Download(client, request, downloadOptions(options)).run());
    return null;
}

void report(CommandLine options, Conversion conversion, HttpUrl url, Download.Result result) throws IOException {
    if (conversion != null) conversion.add(url, result);
    if (!options.flag("quiet")) System.err.println(Visible.of(line(result)));
}

Kind copySite(HttpClient client, CommandLine options, Conversion conversion, ClientRequest request)
        throws IOException, InterruptedException {
    return new SiteCopy(client, downloadOptions(options), CopySwitches.extent(options), CopySwitches.filter(options),
            new SiteCopy.Listener() {
                @Override
                public void saved(HttpUrl url, Download.Result result) throws IOException {
                    report(options, conversion, url, result);
                }

                @Override
                public void failed(HttpUrl url, ClientException failure) {
                    System.err.println("HttpGet: " + Visible.of(failure.getMessage()));
                }
            }).run(request);
}

Kind upload(HttpClient client, CommandLine options, String url) throws IOException, InterruptedException {
    if (options.text("data") != null || CopySwitches.copies(options)) {
        throw new UsageException("--upload-file sends one file to one URL, and nothing else");
    }
    var upload = Upload.of(options.text("upload-file"), rate(options));
    var request = netrc.with(upload.request(request(options, url)));
    String output = options.text("output") == null ? "-" : options.text("output");
    var result = new Download(client, request, downloadOptions(options).withOutput(output)).run();
    if (!options.flag("quiet")) {
        String sent = "  " + Text.bytes(upload.sent()) + "; ";
        System.err.println(Visible.of(upload + " -> " + request.url() + sent + result.timing()));
    }
    return null;
}

String line(Download.Result result) {
    String target = result.file() == null ? "standard output" : result.file().toString();
    return switch (result.outcome()) {
        case SAVED, COMPLETED -> result.url() + " -> " + target + "  " + Text.bytes(result.size())
                + (result.received() == result.size() ? "" : " (" + Text.bytes(result.received()) + " of them now)") + "; "
                        + result.timing();
        case ALREADY_COMPLETE -> target + " is complete: " + Text.bytes(result.size());
        case NOT_NEWER -> target + " is as new as " + result.url();
        case KEPT -> target + " is there: left as it is";
    };
}

ClientRequest request(CommandLine options, String url) throws IOException {
    byte[] body = Upload.data(options.text("data"));
    String method = options.text("method") != null ? options.text("method")
            : options.text("upload-file") != null ? "PUT" : body == null ? "GET" : "POST";
    var headers = Headers.EMPTY.edit();
    for (String header : options.lines("header")) {
        int colon = header.indexOf(':');
        if (colon < 1) throw new UsageException("--header: '" + header + "' is not of the form NAME: VALUE");
        try {
            headers.add(header.substring(0, colon), header.substring(colon + 1).strip());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--header: " + e.getMessage());
        }
    }
    if (login != null) headers.set("Authorization", Proxies.basic(login.user(), login.password()));
    return new ClientRequest(method, HttpUrl.parse(url), headers.build(), body);
}

DownloadOptions downloadOptions(CommandLine options) {
    var checksum = options.text("checksum") == null ? null : Checksum.parse(options.text("checksum"));
    return new DownloadOptions(options.path("folder").normalize(), options.text("output"), options.flag("continue"),
            options.flag("timestamping") || options.flag("mirror"), options.flag("no-clobber"), options.flag("compressed"),
            checksum, rate(options), options.duration("max-time"),
            Retries.Policy.DEFAULTS.withTries(options.number("tries")), !options.flag("quiet"));
}

long rate(CommandLine options) {
    if (options.text("limit-rate") == null) return 0;
    if (options.size("limit-rate") == 0) throw new UsageException("--limit-rate: nothing would ever come");
    return options.size("limit-rate");
}

ClientOptions clientOptions(CommandLine options, Writer log) throws IOException {
    var proxies = options.flag("no-proxy") ? Proxies.NONE : options.text("proxy") == null ? Proxies.of(System.getenv())
            : Proxies.all(Proxies.Proxy.parse(options.text("proxy")));
    var transcript = log == null ? Transcript.NONE : Transcript.to(log);
    if (options.flag("server-response")) {
        Transcript shown = System.err::println;
        transcript = log == null ? shown : transcript.and(shown);
    }
    var chosen = ClientOptions.DEFAULTS.withProxies(proxies).withTranscript(transcript)
            .withMemory(cookies.memory(options)).withRedirects(options.number("redirects"))
            .withTimes(options.duration("connect-timeout"), options.duration("timeout"));
    return options.text("ca-certificate") == null ? chosen : chosen.withTrust(Trust.of(options.path("ca-certificate")));
}

Writer log(CommandLine options) throws ClientException {
    if (options.text("log") == null) return null;
    try {
        return Files.newBufferedWriter(options.path("log"));
    } catch (IOException e) {
        throw new ClientException(Kind.FILE, "cannot write " + options.text("log") + ": " + Failure.writing(e), e);
    }
}
