/// A caching proxy for HTTP/1.1, in front of browsers or in front of servers: one shared cache for all who ask.
///
/// Freshness, validation and invalidation after RFC 9111; stale answers after RFC 5861; what the cache did, in
/// `Cache-Status`, after RFC 9211; fields for some caches alone after RFC 9213; passing on after RFC 9110, section 7.6.
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | bytes on the disk; files there | `--store-size` 1 GiB; 200,000 | as much as was meant for it | the one used longest ago goes |
/// | bytes that wait for the disk | 64 MiB | a disk may be slow | kept in memory alone |
/// | memory for what is kept | 64 MiB; `--memory` 256 MiB | as much as was meant for it | what is asked for less goes |
/// | one content | a quarter of the memory, at most 64 MiB | one must not push out all others | passed on, not kept |
/// | variants of one URI | 20 | `Vary` may name anything | the oldest goes |
/// | bytes held for the slowest reader of what is too long to be kept | 1 MiB | a client that does not read | the server waits |
/// | a guessed lifetime | a tenth of the time without a change, at most a day | RFC 9111, section 4.2.2 | validated |
/// | stale, when the server cannot be reached | a day past its lifetime | better old than nothing, for a while | 504 |
/// | "for one client alone" is remembered | 2 minutes, of 10,000 URIs | its pages are not fetched one after the other | forgotten |
/// | validations behind the clients' backs | 64 | each is a connection | the next client asks |
/// | requests that one server has at once | 128; `--per-server` | many clients are a flood | waits 5 s, then 503 |
/// | wrong passwords of one address | 3, then 0.5 s to 8 s each | passwords must not be guessed quickly | waits, then 429 |
/// | passwords checked at once | 2 | each takes a processor for a tenth of a second | waits |
/// | passwords remembered as right | 1,000, for 5 minutes | each request shows one | checked again |
/// | HAR file | `--har-size` 64 MiB | somebody forgets it | nothing more is written down |
/// | connections of the status page; responses on it | 64; 200 of each store | it is to be looked at | 503; the first ones |
/// | ports of tunnels | 443; `--tunnels` | mail servers speak to anybody | 403 |
/// | private addresses | only where the proxy listens on loopback alone, or `--inside` | it stands inside, its clients may not | 403 |
///
/// Those of connections to servers stand in [wirelab.intermediary][wirelab.intermediary/], those of messages in
/// [wirelab.http][wirelab.http/].
///
/// ```
/// try (var proxy = new CachingProxy(Host.HERE, ProxyOptions.DEFAULTS, null);
///         var server = WebServer.start(CachingProxy.SERVER.withPort(3128), proxy)) { ... }
/// ```
///
/// Left out: answers to POST that are kept (RFC 9110, section 9.3.3, allows it where nobody does it), several parts in one
/// answer (the whole is sent), contents in the HAR file, decoding what TLS hides.
module wirelab.proxy {
    requires transitive wirelab.intermediary;
    requires transitive wirelab.login;

    exports wirelab.proxy;
}
