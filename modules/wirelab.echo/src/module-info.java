/// Echo: whatever arrives is sent back, over TCP and over UDP (RFC 862); and the same behind a login (RFC 5802, RFC 7677).
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
/// | time for a login | 30 s | as for silence | `NO e=other-error`, closed |
/// | line of a login | 2,112 bytes | all fields at their longest fit | `NO e=invalid-encoding`, closed |
/// | user name, salt, nonce, extensions | 255, 64, 256, 200 bytes | nobody needs more | the same |
/// | iterations | 4,096 to 1,000,000 | less makes guessing cheap, more keeps the client busy | the client hangs up |
/// | failed logins per source | 3, then 0.5 s to 8 s each | passwords must not be guessed quickly | the answer comes later |
/// | logins of one source that wait | 16 s of delays | places for others | `NO e=no-resources`, closed |
/// | sources remembered | 10,000 | 2 MB | the one heard of least recently is forgotten |
/// | user file | 1,000,000 bytes, 5,000 users | it is read whole | the users stay as they were |
///
/// Left out on purpose: TLS, and with it channel binding (`SCRAM-SHA-256-PLUS`), so the echo behind a login can be read on
/// the wire; logging in as one and acting as another; echo over IPv6 only needs `--host ::1`.
module wirelab.echo {
    requires transitive wirelab.kit;

    exports wirelab.echo;
}
