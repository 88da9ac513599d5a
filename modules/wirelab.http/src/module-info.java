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
module wirelab.http {
    requires transitive wirelab.kit;

    exports wirelab.http;
}
