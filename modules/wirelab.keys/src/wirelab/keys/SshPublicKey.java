package wirelab.keys;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// A public key as it travels and stands in files (RFC 4253, section 6.6):
///
/// ```
/// string "ssh-ed25519" | string key                              RFC 8709, section 4
/// string "ecdsa-sha2-nistp256" | string "nistp256" | string Q    RFC 5656, section 3.1
/// string "ssh-rsa" | mpint e | mpint n                           RFC 4253, section 6.6
/// ```
///
/// Two are equal when their bytes are.
public final class SshPublicKey {
    /// Bytes of a key as it travels, at most.
    public static final int MOST = 4_096;
    private static final int LEAST_BITS = 2_048;
    private static final int MOST_BITS = 16_384;

    private final KeyKind kind;
    private final Bytes blob;
    private final PublicKey key;

    private SshPublicKey(KeyKind kind, byte[] blob, PublicKey key) {
        this.kind = kind;
        this.blob = Bytes.wrap(blob);
        this.key = key;
    }

    /// Reads a key.
    ///
    /// @throws ProtocolViolation when it is none, of a kind that is not known, or of a size that is not taken
    public static SshPublicKey decode(byte[] blob) throws ProtocolViolation {
        var in = new FieldReader(blob);
        String name = SshFields.latin(in, "key type");
        var kind = KeyKind.of(name);
        if (kind == null) throw new ProtocolViolation("key type", 0, "is none that is known");
        PublicKey key = switch (kind) {
            case RSA -> rsa(in.mpint("e", MOST), in.mpint("n", MOST));
            case ED25519 -> Jca.publicKey("Ed25519", kind.der, in.bytes("key", sized(in, kind)));
            default -> {
                String curve = SshFields.latin(in, "curve");
                if (!curve.equals(kind.curve())) throw new ProtocolViolation("curve", 0, "is not that of the key");
                yield Jca.publicKey("EC", kind.der, in.bytes("Q", sized(in, kind)));
            }
        };
        in.end();
        return new SshPublicKey(kind, blob.clone(), key);
    }

    /// Reads `type base64`, as it stands in files.
    ///
    /// @return `null` where that is no key
    static SshPublicKey parse(String type, String base64) {
        try {
            var key = decode(Base64.getDecoder().decode(base64));
            return key.type().equals(type) ? key : null;
        } catch (ProtocolViolation | IllegalArgumentException _) {
            return null;
        }
    }

    private static int sized(FieldReader in, KeyKind kind) throws ProtocolViolation {
        int at = in.offset();
        int length = in.length("key length", 4, kind.length);
        if (length != kind.length)
                throw new ProtocolViolation("key length", at, length + " where " + kind.length + " belongs");
        return length;
    }

    private static PublicKey rsa(BigInteger e, BigInteger n) throws ProtocolViolation {
        if (n.signum() <= 0 || n.bitLength() < LEAST_BITS || n.bitLength() > MOST_BITS) {
            throw new ProtocolViolation("n", 0, n.bitLength() + " bits are too few or too many");
        }
        if (e.signum() <= 0 || e.bitLength() > 64 || !e.testBit(0)) throw new ProtocolViolation("e", 0, "is no exponent");
        try {
            return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(n, e));
        } catch (GeneralSecurityException _) {
            throw new ProtocolViolation("n", 0, "is no modulus");
        }
    }

    /// {@return the key of an Ed25519 pair}
    static SshPublicKey ed25519(byte[] raw) throws ProtocolViolation {
        return decode(new FieldWriter().string(KeyKind.ED25519.wireName()).string(raw).done());
    }

    public KeyKind kind() {
        return kind;
    }

    /// {@return the name of its kind, such as `ssh-ed25519`}
    public String type() {
        return kind.wireName();
    }

    /// {@return it as it travels}
    public Bytes blob() {
        return blob;
    }

    /// Whether this key has signed something: `string algorithm | string signature`, of an algorithm that was agreed upon.
    public boolean verifies(String algorithm, byte[] data, byte[] signature) {
        if (!kind.signatures().contains(algorithm)) return false;
        try {
            var in = new FieldReader(signature);
            if (!SshFields.latin(in, "algorithm").equals(algorithm)) return false;
            byte[] raw = kind.fromWire(in.string("signature", MOST));
            in.end();
            var check = Signature.getInstance(kind.jca(algorithm));
            check.initVerify(key);
            check.update(data);
            return check.verify(padded(raw));
        } catch (ProtocolViolation | SignatureException _) {
            // Not even the form of a signature.
            return false;
        } catch (GeneralSecurityException e) {
            throw Jca.missing(e);
        }
    }

    /// A signature of RSA may come without its leading zeros (RFC 4253, section 6.6).
    private byte[] padded(byte[] signature) {
        if (!(key instanceof RSAPublicKey rsa)) return signature;
        int length = (rsa.getModulus().bitLength() + 7) / 8;
        if (signature.length >= length) return signature;
        var whole = new byte[length];
        System.arraycopy(signature, 0, whole, length - signature.length, signature.length);
        return whole;
    }

    /// {@return what people compare, as `ssh-keygen -l` shows it: `SHA256:…`}
    public String fingerprint() {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(Jca.sha256(blob.array()));
    }

    /// A picture of the fingerprint, as `ssh-keygen -lv` draws it: a bishop that walks over a board, one step for each two
    /// bits of the hash.
    public String randomart() {
        int width = 17, height = 9;
        var board = new int[height][width];
        int x = width / 2, y = height / 2;
        for (byte hashed : Jca.sha256(blob.array())) {
            for (int bits = hashed & 0xff, i = 0; i < 4; i++, bits >>= 2) {
                x = Math.clamp(x + ((bits & 1) != 0 ? 1 : -1), 0, width - 1);
                y = Math.clamp(y + ((bits & 2) != 0 ? 1 : -1), 0, height - 1);
                board[y][x]++;
            }
        }
        String signs = " .o+=*BOX@%&#/^";
        var lines = new StringBuilder(frame("[" + size() + "]", width));
        for (int row = 0; row < height; row++) {
            lines.append("\n|");
            for (int column = 0; column < width; column++) {
                boolean start = row == height / 2 && column == width / 2;
                boolean end = row == y && column == x;
                lines.append(end ? 'E' : start ? 'S' : signs.charAt(Math.min(board[row][column], signs.length() - 1)));
            }
            lines.append('|');
        }
        return lines.append('\n').append(frame("[SHA256]", width)).toString();
    }

    /// Its kind and how many bits it has, in the words of `ssh-keygen`.
    private String size() {
        return switch (kind) {
            case ED25519 -> "ED25519 256";
            case P256, P384, P521 -> "ECDSA " + kind.curve().substring("nistp".length());
            case RSA -> "RSA " + ((RSAPublicKey) key).getModulus().bitLength();
        };
    }

    private static String frame(String title, int width) {
        int left = (width - title.length()) / 2;
        return "+" + "-".repeat(left) + title + "-".repeat(width - title.length() - left) + "+";
    }

    /// {@return it as a line of `authorized_keys`, without a comment}
    public String line() {
        return type() + " " + Base64.getEncoder().encodeToString(blob.array());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SshPublicKey that && blob.equals(that.blob);
    }

    @Override
    public int hashCode() {
        return blob.hashCode();
    }

    @Override
    public String toString() {
        return type() + " " + fingerprint();
    }
}
