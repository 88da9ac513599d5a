/// HTTP/1.1: messages that a server, a client and anything between them share, strict against request smuggling.
///
/// Message syntax and connections after RFC 9112, semantics after RFC 9110.
///
/// | need | class |
/// | --- | --- |
/// | a head, its fields | [RequestHead][wirelab.http.RequestHead], [ResponseHead][wirelab.http.ResponseHead], [Headers][wirelab.http.Headers] |
/// | where a body ends | [Framing][wirelab.http.Framing] |
/// | messages from and to a connection | [MessageReader][wirelab.http.MessageReader], [MessageWriter][wirelab.http.MessageWriter] |
/// | fetch something | [HttpClient][wirelab.http.HttpClient], [ClientRequest][wirelab.http.ClientRequest] |
/// | bring it into a file, a site into a folder | [Download][wirelab.http.Download], [SiteCopy][wirelab.http.SiteCopy] |
/// | connections that are used again | [ConnectionPool][wirelab.http.ConnectionPool], [Route][wirelab.http.Route] |
/// | TCP or TLS below | [Transport][wirelab.http.Transport] |
/// | how much is accepted | [Limits][wirelab.http.Limits] |
///
/// | limit of the server | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | connections | 10,000; `--max` | memory, descriptors | 503, closed |
/// | request line; method in it | 8 KiB; 32 bytes | RFC 9112, section 3, asks for 8,000 | 414; 501 |
/// | fields of a head or trailer | 32 KiB, 100 fields | held whole | 431 |
/// | body | 1 MiB; `--max-body` | a folder takes none | 413 |
/// | chunk extensions of a body | 4 KiB | they mean nothing here | 413 |
/// | time for a head; for a body | 10 s, `--head-time`; 60 s, `--body-time` | half a request must block nobody | 408 |
/// | silence | 60 s; `--idle` | the place is for others | closed |
/// | ranges of one request | 16 | many small ones cost much | the whole file |
/// | entries of a listing | 10,000 | a page that a browser can show | the page says that there are more |
/// | memory for small files | 64 MiB; `--cache` | as much as was meant for it | read from the disk |
/// | responses under way when the server stops | 5 s; `--drain` | a server must end | cut off |
module wirelab.http {
    requires transitive wirelab.kit;

    exports wirelab.http;
}
