/// Between a client and a server of HTTP: what a proxy and a balancer do with a message before they send it on (RFC 9110,
/// section 3.7 and 7.6).
///
/// | need | class |
/// | --- | --- |
/// | which fields go on, `Via`, `Max-Forwards` | [Onward][wirelab.intermediary.Onward] |
/// | ask a server behind, on a connection that is used again where that is safe | [Upstream][wirelab.intermediary.Upstream] |
/// | its answer | [ServerReply][wirelab.intermediary.ServerReply] |
/// | send the answer on, as it comes | [Passing][wirelab.intermediary.Passing] |
/// | CONNECT, 101 | [Tunnel][wirelab.intermediary.Tunnel] |
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | opening a connection | 5 s per address, and 5 s for TLS | the client waits | 504 |
/// | silence of a server | 60 s | it may be gone | 504, or the client sees the answer break off |
/// | connections kept | 256, for 4 s | servers close them after 5 s | the oldest is closed |
/// | requests that one server has at once | any number; `perServer` | many clients are a flood | waits 5 s, then 503 |
/// | interim responses | 20 | they are no answer | 502 |
/// | permission for a body | 1 s | many servers never give it | the body is sent |
/// | bytes held of a body | 32 KiB each way | whoever is slow slows the other | nothing is read |
///
/// ```
/// var reply = upstream.ask(route, Onward.request("GET", target, "example.org", fields));
/// try (reply) { Passing.on(reply, exchange, Onward.fields(reply.head().headers())); }
/// ```
module wirelab.intermediary {
    requires transitive wirelab.http;

    exports wirelab.intermediary;
}
