/// A balancer: spreads requests over HTTP/1.1, or connections of any protocol, over the nodes that a `config.ini` names.
///
/// Passing on after RFC 9110, section 7.6; `Forwarded` after RFC 7239; the PROXY protocol, versions 1 and 2, in and out.
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | nodes | 64 | each is watched, and chosen among | the file is refused |
/// | requests at a node at once | any; `max` | it knows best | they wait |
/// | who wait for a node | 128, for 1 s; `queue`, `queue-time` | whoever waits longer has gone | 503, with `Retry-After` |
/// | opening a connection to a node | 2 s per address, and 2 s for TLS; `connect` | another is there | another node, 504 |
/// | until the head of an answer | 60 s; `answer` | it may hang | another node where that is safe, 504 |
/// | silence inside an answer | 60 s; `idle` | likewise | the client sees it break off |
/// | silence of a tunnel | 1 h; `tunnel` | it may be forgotten | closed |
/// | further nodes for one request | 3; `retries` | all may be ill | 502, 504 |
/// | retries of all requests | 20 % and 10 a second, 200 saved up; `retry-budget` | nodes that are full get no more | 502, 504 |
/// | a body that can be sent again | 64 KiB, of a known length | held whole | no retry once it has begun |
/// | connections kept | 256 for each node, for 4 s | servers close them after 5 s | the oldest is closed |
/// | ejection | 1 s, doubled up to 1 min; `eject`, `eject-most` | it may be well again | it is on trial |
/// | PROXY header | 107 bytes; 4 KiB in version 2 | read before anything is known | closed |
/// | the file | 1 MB | people write it | refused |
///
/// Those of messages and of the side of the clients stand in [wirelab.http][wirelab.http/], and more about answers in
/// [wirelab.intermediary][wirelab.intermediary/].
///
/// ```
/// try (var fleet = Fleet.start(Host.HERE, BalancerConfig.read(Path.of("config.ini")), System.out::println);
///         var server = WebServer.start(HttpBalancer.SERVER.withPort(8000), new HttpBalancer(fleet))) { ... }
/// ```
///
/// Left out: HTTP/2, rate limits, rules by host or path, changes by the status page.
module wirelab.balancer {
    requires transitive wirelab.intermediary;
    requires wirelab.measure;

    exports wirelab.balancer;
}
