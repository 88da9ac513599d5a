/// A distributed index of documents: the nodes of a segment find each other, know what each has, and any of them says for
/// every document where it can be had. Nothing is configured, and nobody is a server.
///
/// Membership after SWIM (Das, Gupta, Motivala, 2002), differences by hash trees after Merkle. The wire format stands in the
/// module's README; a parser in Python was written from it.
///
/// ```
/// try (var node = IndexService.start(IndexOptions.of(Path.of("papers")), null)) {
///     node.awaitOthers(1, Duration.ofSeconds(10));
///     for (var holding : node.holdings()) IO.println(holding.document() + " at " + holding.holders());
/// }
/// ```
///
/// | limit | number | why | when it is hit |
/// | --- | --- | --- | --- |
/// | datagram | 132 bytes, always | no answer is longer than its question | malformed, counted |
/// | other nodes | 1,024 | memory | further ones are not taken in, counted |
/// | strangers that are being asked | 256 | a flood of forged ids | the one asked first is forgotten |
/// | datagrams to strangers | 1,000 a second | nobody is flooded by way of us | not sent |
/// | questions passed on for others | 64 | memory | not passed on |
/// | nodes asked at once whether they live | 256 | a flood | the others a period later |
/// | exchanges at once | 8 | sockets | the others wait |
/// | silence of a node | 0.9 s, then 4 s of suspicion | a host that is gone | dropped |
/// | addresses of a node | 8 | hosts with several | the oldest is forgotten |
/// | documents of a node | 200,000 | memory | its list is not taken; of one's own the first ones are shared |
/// | names of a document | 32 of 1,024 bytes | a frame | further ones are not told; longer ones are not shared |
/// | name of a copy that `mirror` makes | 200 bytes behind digits of the hash | file systems | its end |
/// | title | 512 bytes | a frame | cut |
/// | records kept of files | 2 for each file, and 1,000 | disk | the journal begins anew |
/// | folders in folders | 64 | a loop | not looked at |
/// | frame over TCP | 1 MiB | memory | the connection is closed, nothing is allocated |
/// | greeting | 5 s | strangers | closed |
/// | silence of a connection | 30 s | the same | closed |
/// | connections | 1,100 | each other node once | refused |
/// | pieces of a document | 16,384 of 1 MiB or more | a frame | longer pieces |
/// | holders asked at once | 16 | sockets | the next ones when none of these has given it |
/// | question | 1,024 bytes | nobody types more | the connection is closed |
/// | documents found | 100 | nobody reads more | the best ones |
/// | a node's share of a search | 3 s | one that is slow | told without it |
/// | events remembered | 1,000 of 120 letters | memory | the oldest are forgotten; cut |
///
/// Left out on purpose: encryption (with a key others are not believed, but whoever listens can read), nodes behind a
/// router, addresses that a host gets later, writing to other nodes.
module wirelab.index {
    requires transitive wirelab.http;
    requires transitive wirelab.kit;
    requires transitive wirelab.program;
    requires wirelab.mdns;
    requires wirelab.measure;
    requires wirelab.multicast;
    requires transitive wirelab.search;

    exports wirelab.index;
}
