/// Login: SCRAM-SHA-256 (RFC 5802, RFC 7677) in lines of text, with the echo of `wirelab.echo` behind it as what is worth
/// guarding. The password never crosses the wire, the server proves itself too, and the file of users holds no password.
///
/// ```
/// try (var server = LoginServer.start(UserFile.open(Path.of("users.ini")), LoginServer.Options.DEFAULTS);
///         var client = LoginClient.connect(server.address(), "alice", password, Duration.ofSeconds(5))) {
///     var reply = client.echo("hello".getBytes());
/// }
/// ```
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | time for a login | 30 s | as for silence | `NO e=other-error`, closed |
/// | line of a login | 2,112 bytes | all fields at their longest fit | `NO e=invalid-encoding`, closed |
/// | user name, salt, nonce, extensions | 255, 64, 256, 200 bytes | nobody needs more | the same |
/// | iterations | 4,096 to 1,000,000 | less makes guessing cheap, more keeps the client busy | the client hangs up |
/// | failed logins per source | 3, then 0.5 s to 8 s each | passwords must not be guessed quickly | the answer comes later |
/// | logins of one source that wait | 16 s of delays | places for others | `NO e=no-resources`, closed |
/// | sources remembered | 10,000 | 2 MB | the one heard of least recently is forgotten |
/// | user file | 1,000,000 bytes, 5,000 users | it is read whole | the users stay as they were |
///
/// Connections have the limits of `wirelab.echo`.
///
/// Left out on purpose: TLS, and with it channel binding (`SCRAM-SHA-256-PLUS`), so the echo behind a login can be read on
/// the wire; logging in as one and acting as another.
module wirelab.login {
    requires transitive wirelab.echo;

    exports wirelab.login;
}
