/// The handshake `Noise_NX_25519_AESGCM_SHA256` of the Noise Protocol Framework (revision 34), and the key that seals what
/// follows: two messages, after which both ends have keys that nobody else has, and the client knows the server's.
///
/// ```
/// var client = new Noise(prologue, Secrets.bytes(32));
/// byte[] first = client.hello(payload);            // -> e
/// byte[] said = client.readWelcome(second);        // <- e, ee, s, es
/// byte[][] keys = client.split();
/// var key = new AeadKey(keys[0]);
/// ```
///
/// | limit | value | why | when it is hit |
/// | --- | --- | --- | --- |
/// | messages sealed with one key | counted by who uses it; 2^23 at most (RFC 9001, 6.6) | AES-GCM | `AeadKey.next()` |
/// | a number as nonce | once | AES-GCM gives itself away else | who uses it sees to that |
///
/// Left out on purpose: all other patterns, a registry of names, pre-shared keys.
module wirelab.noise {
    requires transitive wirelab.kit;

    exports wirelab.noise;
}
