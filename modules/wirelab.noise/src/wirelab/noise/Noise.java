package wirelab.noise;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.util.Arrays;
import wirelab.kit.Hmac;
import wirelab.kit.ProtocolViolation;

/// The handshake `Noise_NX_25519_AESGCM_SHA256` of the Noise Protocol Framework (revision 34): the client stays unknown, the
/// server shows its key, sealed, and proves that it has it.
///
/// ```
/// -> e
/// <- e, ee, s, es
/// ```
public final class Noise {
    private static final String NAME = "Noise_NX_25519_AESGCM_SHA256";
    private static final byte[] NONE = {};

    private final byte[] ephemeral;
    private byte[] hash;
    private byte[] chaining;
    private AeadKey key;
    private long nonce;
    private byte[] remoteEphemeral;
    private byte[] remoteStatic;

    /// @param ephemeral a private key that nobody has used or will use
    public Noise(byte[] prologue, byte[] ephemeral) {
        this.ephemeral = ephemeral;
        // Section 5.2: a name of up to 32 bytes is filled up, and not hashed.
        hash = Arrays.copyOf(NAME.getBytes(StandardCharsets.US_ASCII), NoiseKeys.SIZE);
        chaining = hash;
        mixHash(prologue);
    }

    /// The client's message.
    public byte[] hello(byte[] payload) {
        byte[] own = NoiseKeys.publicKey(ephemeral);
        mixHash(own);
        return join(own, seal(payload));
    }

    /// The server reads it.
    ///
    /// @return the payload
    public byte[] readHello(byte[] message) throws ProtocolViolation {
        if (message.length < NoiseKeys.SIZE) throw new ProtocolViolation("handshake", 0, "is cut short");
        remoteEphemeral = NoiseKeys.cut(message, 0, NoiseKeys.SIZE);
        mixHash(remoteEphemeral);
        return open(NoiseKeys.cut(message, NoiseKeys.SIZE, message.length));
    }

    /// The server's message.
    ///
    /// @param identity its private key
    public byte[] welcome(byte[] identity, byte[] payload) throws ProtocolViolation {
        byte[] own = NoiseKeys.publicKey(ephemeral);
        mixHash(own);
        mixKey(agree(ephemeral, remoteEphemeral));
        byte[] shown = seal(NoiseKeys.publicKey(identity));
        mixKey(agree(identity, remoteEphemeral));
        return join(own, shown, seal(payload));
    }

    /// The client reads it.
    ///
    /// @return the payload
    public byte[] readWelcome(byte[] message) throws ProtocolViolation {
        int shown = NoiseKeys.SIZE + NoiseKeys.SIZE + AeadKey.TAG;
        if (message.length < shown + AeadKey.TAG) throw new ProtocolViolation("handshake", 0, "is cut short");
        remoteEphemeral = NoiseKeys.cut(message, 0, NoiseKeys.SIZE);
        mixHash(remoteEphemeral);
        mixKey(agree(ephemeral, remoteEphemeral));
        remoteStatic = open(NoiseKeys.cut(message, NoiseKeys.SIZE, shown));
        mixKey(agree(ephemeral, remoteStatic));
        return open(NoiseKeys.cut(message, shown, message.length));
    }

    /// {@return the server's public key, once its message was read}
    public byte[] remoteStatic() {
        return remoteStatic;
    }

    /// {@return what stands for the whole handshake}
    public byte[] hash() {
        return hash;
    }

    /// {@return the keys for what follows: the client's, the server's}
    public byte[][] split() {
        return derive(NONE);
    }

    private static byte[] agree(byte[] secret, byte[] other) throws ProtocolViolation {
        try {
            return NoiseKeys.agree(secret, other);
        } catch (InvalidKeyException e) {
            throw new ProtocolViolation("key", 0, "is no key");
        }
    }

    private void mixHash(byte[] data) {
        hash = NoiseKeys.hash(hash, data);
    }

    private void mixKey(byte[] material) {
        byte[][] derived = derive(material);
        chaining = derived[0];
        key = new AeadKey(derived[1]);
        nonce = 0;
    }

    /// HKDF with two outputs (section 4.3; RFC 5869).
    private byte[][] derive(byte[] material) {
        var expand = Hmac.sha256(Hmac.sha256(chaining).of(material));
        byte[] first = expand.of(new byte[] {1});
        return new byte[][] {first, expand.of(first, new byte[] {2})};
    }

    private byte[] seal(byte[] plain) {
        byte[] sealed = key == null ? plain : key.seal(nonce++, hash, plain);
        mixHash(sealed);
        return sealed;
    }

    private byte[] open(byte[] sealed) throws ProtocolViolation {
        byte[] plain = key == null ? sealed : key.open(nonce++, hash, sealed);
        mixHash(sealed);
        return plain;
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) length += part.length;
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
