/// Brings what HTTP servers have into files: one resource, over as many tries as it takes, going on where the last one broke
/// off; or a site into a folder.
///
/// RFC 9110: ranges and conditions as a client uses them (sections 13 and 14), `Retry-After` (section 10.2.3); cookies
/// (RFC 6265); names of files from `Content-Disposition` (RFC 6266); exit statuses as wget(1) has them.
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | tries | 5, pauses up to 0.5, 1, 2, 4 s, at most 10 s; `--tries` | what does not pass by then will not | the last failure counts |
/// | `Retry-After` | 1 min | a server may ask for a year | given up |
/// | time for a file, tries and redirects included | none; `--max-time` | that is what was asked for | failure; looking up a name is not cut short |
/// | bytes a second, both ways | none; `--limit-rate` | the line is for others too | waits |
/// | file name | 200 bytes, one component, not hidden, no note of ours | it comes from the server | cut, replaced |
/// | numbers at the end of a name that is taken | 1,000 | looking for a free one must end | failure |
/// | note beside a part | 32 KiB are read | it is written by us alone | something else of that name is in the way: failure |
/// | copy of a site | 5 links deep, `-l`; 10,000 URLs, `--max-urls` | sites have no end | the rest is left out |
/// | document searched for links, and converted | 8 MiB, 10,000 links | held whole | not searched; the rest is left out |
/// | patterns for names | 1,000 of 200 characters | compared with every link | refused |
/// | list of URLs | 64 MiB, 1,000,000 URLs | held whole | refused |
/// | cookies; bytes of one | 3,000, 50 of a domain; 4,096 | RFC 6265, section 6.1 | the oldest goes; none |
/// | `Cookie` of a request | 8,000 bytes | what servers take in one field | those that do not fit stay away |
/// | file of cookies; of passwords | 16 MiB; 128 KiB | held whole | refused |
///
/// Those of connections and messages stand in [wirelab.http][wirelab.http/].
///
/// ```
/// try (var client = new HttpClient(ClientOptions.DEFAULTS)) {
///     var request = ClientRequest.get("http://localhost:8001/big.bin");
///     new Download(client, request, DownloadOptions.DEFAULTS.withResume(true)).run();
/// }
/// ```
///
/// Left out: `robots.txt` (the copy stays on one host that one names oneself), several connections for one file, the list of
/// public suffixes (a cookie needs a domain with a dot that is none of the usual ones, `co.uk`).
module wirelab.fetch {
    requires transitive wirelab.http;

    exports wirelab.fetch;
}
