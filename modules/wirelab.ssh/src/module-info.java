/// Remote commands: SSH 2 in the JDK's own cryptography (RFC 4251 to 4254, 4256, 4344, 8308, 8332, 8709, 8731), so that
/// stock `ssh`, `scp`, `rsync` and `git` log in at our server, and our client logs in at theirs.
///
/// ```
/// var accounts = new Accounts(UserFile.open(Path.of("users.ini")), null, Slowdown.Limits.DEFAULTS);
/// try (var server = SshService.start(SshOptions.DEFAULTS, List.of(KeyFile.hostKey(Path.of("host_key"))), accounts);
///         var link = SshLink.connect(server.address(), "alice", Credentials.ofPassword(password), check)) {
///     link.exec("uname -a").output().transferTo(System.out);
/// }
/// ```
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | packet | 35,000 bytes, of who is logged in 256 KiB | RFC 4253, section 6.1; long commands | the connection ends at once |
/// | version line | 255 bytes; 8,192 of greetings before a server's | RFC 4253, section 4.2 | the connection ends |
/// | keys | 1 GiB in one direction, an hour, 2^31 packets | RFC 4253, section 9; RFC 4344 | new keys are made |
/// | what waits for a key exchange | 256 KiB | a peer may ask and never exchange | the connection ends |
/// | time for a login | 2 minutes | places for others | the connection is closed |
/// | failures to log in | 6 in a connection; of a source as for `wirelab.login` | guessing | it ends; answers come later |
/// | connections of one source without a login | 20 | a key exchange costs 2 ms | reset |
/// | connections | 1,000 | memory | reset |
/// | silence | 15 minutes, asked after 5 | a peer that is gone | closed |
/// | channels of a connection, sessions of it | 100, 10 | threads and programs | the channel is refused |
/// | window of a channel | 2 MiB | memory, and 40 MB/s at 50 ms | more than that ends the connection |
/// | answers that a peer does not read | 1 MiB | memory | nothing more is read from it |
/// | data that waits for the network | 256 KiB | memory | whoever sends it waits |
/// | a piece that is read, of a connection or a program | 2 to 320 KiB, 4 to 128 | memory of the idle | the rest is read next |
/// | variables of a session | 64, of 4,096 letters, `LANG` and `LC_*` | others change what programs do | refused |
/// | transcript of a session | 64 MiB | disk | it ends there and says so |
///
/// Departures from what RFC 9142 demands: there is no key exchange over finite fields or NIST curves
/// (`diffie-hellman-group14-sha256` is a MUST there), since every client in use has one of those that are here. Left
/// out on purpose: certificates, keys on tokens (`sk-`), host-based logins, agent forwarding, X11, compression,
/// everything with SHA-1, CBC or MAC before encryption, and other users than the one who has started the server.
module wirelab.ssh {
    requires transitive wirelab.keys;
    requires transitive wirelab.login;
    requires wirelab.pty;
    // Acknowledging at once (TCP_QUICKACK) is an option of sockets that this module of the JDK adds.
    requires jdk.net;

    exports wirelab.ssh;
}
