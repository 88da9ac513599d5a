package wirelab.keys;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// The kinds of keys that prove who somebody is, with the names of their signatures, the best one first (RFC 8709, RFC 5656,
/// RFC 8332). `ssh-rsa` is the name of a key; as the name of a signature it would mean SHA-1, and is not here.
public enum KeyKind {
    ED25519("ssh-ed25519", "302a300506032b6570032100", 32, "ssh-ed25519"),
    P256("ecdsa-sha2-nistp256", "3059301306072a8648ce3d020106082a8648ce3d030107034200", 65, "ecdsa-sha2-nistp256"),
    P384("ecdsa-sha2-nistp384", "3076301006072a8648ce3d020106052b81040022036200", 97, "ecdsa-sha2-nistp384"),
    P521("ecdsa-sha2-nistp521", "30819b301006072a8648ce3d020106052b8104002303818600", 133, "ecdsa-sha2-nistp521"),
    RSA("ssh-rsa", null, 0, "rsa-sha2-512", "rsa-sha2-256");

    private final String wireName;
    /// What stands before the bytes of such a key in the form that the JDK reads.
    final String der;
    /// Bytes of a key, where all have the same length.
    final int length;
    private final List<String> signatures;

    KeyKind(String wireName, String der, int length, String... signatures) {
        this.wireName = wireName;
        this.der = der;
        this.length = length;
        this.signatures = List.of(signatures);
    }

    /// @return `null` when there is no such kind
    public static KeyKind of(String wireName) {
        for (var kind : values()) if (kind.wireName.equals(wireName)) return kind;
        return null;
    }

    /// @return the kind of the keys that make such signatures; `null` when there is none
    public static KeyKind ofSignature(String algorithm) {
        for (var kind : values()) if (kind.signatures.contains(algorithm)) return kind;
        return null;
    }

    /// {@return the names of all signatures that can be checked}
    public static List<String> allSignatures() {
        return Arrays.stream(values()).flatMap(kind -> kind.signatures.stream()).toList();
    }

    /// {@return the name of such a key, as it travels}
    public String wireName() {
        return wireName;
    }

    /// {@return the names of such signatures, the best one first}
    public List<String> signatures() {
        return signatures;
    }

    String curve() {
        return wireName.substring("ecdsa-sha2-".length());
    }

    boolean isEcdsa() {
        return this == P256 || this == P384 || this == P521;
    }

    /// {@return what the JDK calls a signature}
    String jca(String algorithm) {
        return switch (this) {
            case ED25519 -> "Ed25519";
            case P256 -> "SHA256withECDSAinP1363Format";
            case P384 -> "SHA384withECDSAinP1363Format";
            case P521 -> "SHA512withECDSAinP1363Format";
            case RSA -> algorithm.endsWith("512") ? "SHA512withRSA" : "SHA256withRSA";
        };
    }

    /// Half of a signature of ECDSA, in bytes: as long as a coordinate.
    private int half() {
        return (length - 1) / 2;
    }

    /// From the two numbers of fixed length of the JDK to two `mpint` (RFC 5656, section 3.1.2).
    byte[] toWire(byte[] signature) {
        if (!isEcdsa()) return signature;
        return new FieldWriter().mpint(new BigInteger(1, Arrays.copyOf(signature, half())))
                .mpint(new BigInteger(1, Arrays.copyOfRange(signature, half(), signature.length))).done();
    }

    /// From two `mpint` to the two numbers of fixed length of the JDK; other signatures stay.
    byte[] fromWire(byte[] signature) throws ProtocolViolation {
        if (!isEcdsa()) return signature;
        var in = new FieldReader(signature);
        var fixed = new byte[2 * half()];
        put(in.mpint("r", half() + 1), fixed, half());
        put(in.mpint("s", half() + 1), fixed, fixed.length);
        in.end();
        return fixed;
    }

    private void put(BigInteger number, byte[] into, int end) throws ProtocolViolation {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        int count = bytes.length - from;
        if (number.signum() < 0 || count > half()) throw new ProtocolViolation("signature", 0, "is out of range");
        System.arraycopy(bytes, from, into, end - count, count);
    }
}
