/// Serves the files of a folder over HTTP, and nothing outside it: listings, ranges, conditions, packed twins, an
/// application of one page.
///
/// RFC 9110: ranges (section 14), conditions (section 13), what a client prefers (section 12.5), Basic authentication (RFC
/// 7617).
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | ranges of one request | 16 | many small ones cost much | the whole file |
/// | entries of a listing | 10,000 of at most 100,000 | a page that a browser can show | the first by the chosen order, and the page says that there are more |
/// | listings of 250 entries and more | made once in 20 times what it takes, 16 kept | whoever asks in a loop | the same page |
/// | "did you mean" | 10 a second, 1,000 names of up to 64 letters | it costs more than its answer | a 404 without it |
/// | text packed here | 1 KiB to 1 MiB, and an eighth of the memory; `--gzip` | it is packed once for each state | plain |
/// | page for what is missing | 1 MiB | it is held | ours |
/// | memory for small files | 64 MiB; `--cache` | as much as was meant for it | read from the disk |
/// | a file held in memory | 1 MiB, and half of what is meant for its kind | large ones go as fast from the disk | read from the disk |
/// | a file that keeps changing | 5 tries | no mixture of two states is served | 503 |
/// | copies without a name, for sendfile | 64 | descriptors | the oldest is given up |
///
/// Those of connections and messages stand in [wirelab.http][wirelab.http/].
///
/// ```
/// var site = new Site(Path.of("."), Site.Options.DEFAULTS);
/// try (var server = WebServer.start(WebServer.Options.DEFAULTS.withPort(8001), site)) { ... }
/// ```
///
/// Left out: uploads, programs that make pages.
module wirelab.site {
    requires transitive wirelab.http;

    exports wirelab.site;
}
