/// The keys of SSH: public ones as they travel and sign (RFC 4253, section 6.6; RFC 8709, RFC 5656, RFC 8332), and the
/// files in which people keep them: private keys (with a pass phrase, by bcrypt), `authorized_keys`, `known_hosts`; and
/// agents.
///
/// ```
/// var pair = KeyFile.read(Path.of("id_ed25519"), () -> askForThePassPhrase());
/// IO.println(pair.publicKey().fingerprint());
/// byte[] signature = pair.sign("ssh-ed25519", data);
/// ```
///
/// | limit | value | why | when it is hit |
/// | --- | --- | --- | --- |
/// | a public key, its numbers | 4,096 bytes | the longest of RSA fits | no such key |
/// | size of an RSA key | 2,048 to 16,384 bits | weak, or slow | no such key |
/// | a private key's file | 64 KiB | it is read whole | an error that names the file |
/// | rounds of bcrypt | 1,000 | the user waits | the file is refused |
/// | `authorized_keys`, `known_hosts` | 1 MB, 10 MB | they are read whole | nobody gets in by it; an error |
/// | message and keys of an agent | 256 KiB, 100 | it is trusted, its mistakes are not | an error; the first 100 count |
///
/// Left out on purpose: certificates, keys on tokens (`sk-`), DSA, the forms of private keys before OpenSSH's own
/// (`ssh-keygen -p` brings them into it), encryption of them by other ciphers than `aes256-ctr`, and options in
/// `authorized_keys`: a key with options lets nobody in.
module wirelab.keys {
    requires transitive wirelab.kit;

    exports wirelab.keys;
}
