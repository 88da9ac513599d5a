/// Multicast DNS and service discovery (RFC 6762, RFC 6763): who offers what on this link, without a server. A service is made
/// known so that avahi and Bonjour list it, and what they make known is found.
///
/// The messages are those of DNS (RFC 1035). A responder claims its names, defends them, answers and says goodbye; a browser
/// asks less and less, remembers for as long as it was told, and asks again before that is over.
///
/// ```
/// var service = ServiceInstance.of("Recipes of Ada", "_http._tcp", HostLabel.of(8080), 8080, Map.of("path", "/recipes"));
/// try (var responder = MdnsResponder.start(Host.HERE, MdnsOptions.DEFAULTS, service, IO::println)) {
///     for (var found : MdnsBrowser.list(Host.HERE, MdnsOptions.DEFAULTS, "_http._tcp", Duration.ofSeconds(2))) IO.println(found);
/// }
/// ```
///
/// | limit | number | why | when it is hit |
/// | --- | --- | --- | --- |
/// | message | 9,000 bytes | RFC 6762, section 17 | malformed, counted |
/// | name | 255 bytes, labels of 63 | RFC 1035; pointers lead back only, so reading ends | malformed, counted |
/// | text of a service | 800 bytes | all that a service says fits one datagram | one line, exit status 2 |
/// | interfaces, IPv4 and IPv6 each | 32 in all | sockets | further ones are not used |
/// | one record to everybody | once a second; to defend it four times | RFC 6762, section 6 | it waits |
/// | what one host is told alone | 20 a second, 40 at once | RFC 6762, section 6.7 makes no limit | not answered, counted |
/// | hosts whose rate is known | 256 | memory | the one heard least lately is forgotten |
/// | conflicts | 15 in 10 s, then 5 s of silence | RFC 6762, section 8.1 | it waits |
/// | those who may still say what they know | 16 for each record | memory | nobody is waited for |
/// | records that a browser remembers | 1,024 on each link | memory | further ones are not taken in, counted |
/// | time of a record | a day | nobody is believed for ever | cut |
/// | questions in a message | 16 | it fits a frame | the rest is asked later |
/// | known answers in a message | 1,400 bytes | it fits a frame | several messages |
/// | between two questions for all | 1 s, doubled up to 1 h | RFC 6762, section 5.2 | |
/// | messages remembered as one's own | 64 | memory | an echo is heard, and says what is known already |
///
/// Left out on purpose: several services in one responder (start one for each), subtypes, the reverse mapping of addresses,
/// watching whether others fail to answer (RFC 6762, section 10.5), questions of a browser to be answered alone (it shares its
/// port, section 15.1), interfaces that come later. What goes to one address
/// alone has the system's TTL and not 255, which the JDK cannot set. Windows binds no socket to a group.
module wirelab.mdns {
    requires transitive wirelab.kit;

    exports wirelab.mdns;
}
