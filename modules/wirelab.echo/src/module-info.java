/// Echo: whatever arrives is sent back, over TCP and over UDP (RFC 862).
///
/// ```
/// try (var server = EchoServer.start(EchoServer.Options.DEFAULTS);
///         var client = EchoClient.connect(server.address(), Duration.ofSeconds(5))) {
///     var reply = client.echo("hello".getBytes());
/// }
/// ```
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | connections | 10,000 | memory: about 8 KiB each while idle | one line of refusal, then closed |
/// | silence on a connection | 1 min | the next client needs its place | closed |
/// | length of a conversation | 1 h | nobody holds a place for ever | closed |
/// | bytes held per connection | 64 KiB | a peer that never reads costs only this | reading stops (TCP pushes back) |
/// | datagram | 65,507 bytes | the most that IPv4 carries | longer ones cannot arrive |
/// | datagrams per source | no limit; `--rate` sets one | one flood must not stop the others | dropped and counted |
/// | datagrams from ports 7, 13, 17, 19, 37 | none | two servers would talk for ever | dropped and counted |
///
/// Left out on purpose: who may come in (`wirelab.login` is this server behind a login) and TLS, so all can be read on the
/// wire; echo over IPv6 only needs `--host ::1`.
module wirelab.echo {
    requires transitive wirelab.kit;

    exports wirelab.echo;
}
