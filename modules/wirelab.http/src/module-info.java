/// HTTP/1.1: messages that a server, a client and anything between them share, strict against request smuggling; a server
/// that lets a handler answer; a client that uses connections again. It knows no folder and no file of its own.
///
/// Message syntax and connections after RFC 9112, semantics after RFC 9110, URLs after RFC 3986, TLS below after RFC 9110,
/// section 4.3.4.
///
/// | need | class |
/// | --- | --- |
/// | a head, its fields | [RequestHead][wirelab.http.RequestHead], [ResponseHead][wirelab.http.ResponseHead], [Headers][wirelab.http.Headers] |
/// | where a body ends | [Framing][wirelab.http.Framing] |
/// | messages from and to a connection | [MessageReader][wirelab.http.MessageReader], [MessageWriter][wirelab.http.MessageWriter] |
/// | answer requests | [WebServer][wirelab.http.WebServer], [Exchange][wirelab.http.Exchange] |
/// | a response as a value | [Response][wirelab.http.Response] |
/// | ask for something | [HttpClient][wirelab.http.HttpClient], [ClientRequest][wirelab.http.ClientRequest] |
/// | connections that are used again | [ConnectionPool][wirelab.http.ConnectionPool], [Proxies.Route][wirelab.http.Proxies.Route] |
/// | TCP or TLS below | [Transport][wirelab.http.Transport] |
/// | how much is accepted | [Limits][wirelab.http.Limits] |
///
/// | limit of the server | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | connections | 10,000; `--max` | memory, descriptors | 503, closed |
/// | request line; method in it | 8 KiB; 32 bytes | RFC 9112, section 3, asks for 8,000 | 414; 501 |
/// | fields of a head or trailer | 32 KiB, 100 fields | held whole | 431 |
/// | body | 1 MiB; `--max-body` | a handler that wants more says so | 413 |
/// | chunk extensions of a body | 4 KiB | they mean nothing here | 413 |
/// | time for a head; for a body | 10 s, `--head-time`; 60 s, `--body-time` | half a request must block nobody | 408 |
/// | silence | 60 s; `--idle` | the place is for others | closed |
/// | a body that nobody read | 256 KiB | reading it away must be worth the connection | closed |
/// | responses under way when the server stops | 5 s; `--drain` | a server must end | cut off |
///
/// | limit of the client | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | redirects | 20; `--redirects` | somebody may send us round for ever | failure; a circle is noticed at once |
/// | opening a connection | 10 s per address, and 10 s for TLS; `--connect-timeout` | an address may be dead | the next address, or failure |
/// | silence of the server | 60 s; `--timeout` | it may be gone | failure |
/// | fields of a head | 256 KiB, 1,000 fields | held whole | failure |
/// | interim responses | 20 | they are no answer | failure |
/// | connections kept | 16, for 4 s | servers close them after 5 s | the oldest is closed |
/// | body of a request | 64 MiB; any length from a `ClientRequest.Source` | held whole | refused |
/// | body read as a text | 16 MiB | held whole | failure |
/// | URL | 8,000 characters | what servers take | refused |
///
/// ```
/// try (var server = WebServer.start(WebServer.Options.DEFAULTS.withPort(8001),
///         exchange -> exchange.respond(200, Headers.EMPTY, ByteBuffer.wrap("hello".getBytes())))) { ... }
/// ```
///
/// Left out: HTTP/2, caching, content codings; cookies, but for the place where a client may remember some.
module wirelab.http {
    requires transitive wirelab.kit;
    requires transitive wirelab.program;

    exports wirelab.http;
}
