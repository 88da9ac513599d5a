package wirelab.keys;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// A private key with its public one. It never says what it holds.
public final class SshKeyPair implements SshSigner {
    private static final int SEED = 32;
    private static final int MOST = 4_096;

    private final SshPublicKey publicKey;
    private final PrivateKey privateKey;
    /// The fields as they stand in a file, behind the name of the kind.
    private final byte[] fields;
    private final String comment;

    private SshKeyPair(SshPublicKey publicKey, PrivateKey privateKey, byte[] fields, String comment) {
        this.publicKey = publicKey;
        this.privateKey = privateKey;
        this.fields = fields;
        this.comment = comment;
    }

    /// Makes a new key of Ed25519.
    public static SshKeyPair ed25519(RandomGenerator random, String comment) {
        try {
            var pair = KeyPairGenerator.getInstance("Ed25519");
            var seed = new byte[SEED];
            random.nextBytes(seed);
            // The JDK makes the public key of a seed only where it has drawn the seed itself.
            pair.initialize(NamedParameterSpec.ED25519, HandedRandom.of(new Once(seed)));
            byte[] point = Jca.raw(pair.generateKeyPair().getPublic(), KeyKind.ED25519.length);
            byte[] fields = new FieldWriter().string(point).sized(4, in -> in.bytes(seed).bytes(point)).done();
            return read(KeyKind.ED25519, new FieldReader(fields), fields, comment);
        } catch (GeneralSecurityException e) {
            throw Jca.missing(e);
        } catch (ProtocolViolation e) {
            throw new IllegalStateException(e);
        }
    }

    /// Makes a new key of RSA, for peers that know nothing else; takes about a second.
    ///
    /// @param bits at least 2,048
    public static SshKeyPair rsa(int bits, RandomGenerator random, String comment) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits, HandedRandom.of(random));
            var made = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
            byte[] fields = new FieldWriter().mpint(made.getModulus()).mpint(made.getPublicExponent())
                    .mpint(made.getPrivateExponent()).mpint(made.getCrtCoefficient()).mpint(made.getPrimeP())
                    .mpint(made.getPrimeQ()).done();
            return read(KeyKind.RSA, new FieldReader(fields), fields, comment);
        } catch (GeneralSecurityException e) {
            throw Jca.missing(e);
        } catch (ProtocolViolation e) {
            throw new IllegalStateException(e);
        }
    }

    /// A source that gives one sequence of bytes.
    private record Once(byte[] bytes) implements RandomGenerator {
        @Override
        public void nextBytes(byte[] into) {
            System.arraycopy(bytes, 0, into, 0, into.length);
        }

        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }
    }

    /// Reads the fields of a private key as OpenSSH's files and agents hold them, behind the name of its kind.
    ///
    /// @param all the bytes that `in` reads, to be kept
    static SshKeyPair read(KeyKind kind, FieldReader in, byte[] all, String comment) throws ProtocolViolation {
        int begin = in.offset();
        try {
            return switch (kind) {
                case ED25519 -> {
                    byte[] point = in.string("public key", kind.length);
                    byte[] secret = in.string("private key", SEED + kind.length);
                    if (secret.length != SEED + kind.length || !Arrays.equals(point, 0, point.length, secret, SEED,
                            secret.length)) {
                        throw new ProtocolViolation("private key", begin, "does not belong to its public key");
                    }
                    var spec = new EdECPrivateKeySpec(NamedParameterSpec.ED25519, Arrays.copyOf(secret, SEED));
                    yield new SshKeyPair(SshPublicKey.ed25519(point),
                            KeyFactory.getInstance("Ed25519").generatePrivate(spec),
                            Arrays.copyOfRange(all, begin, in.offset()), comment);
                }
                case RSA -> rsa(in, begin, all, comment);
                default -> ecdsa(kind, in, begin, all, comment);
            };
        } catch (GeneralSecurityException _) {
            throw new ProtocolViolation("private key", begin, "is none of " + kind.wireName());
        }
    }

    private static SshKeyPair rsa(FieldReader in, int begin, byte[] all, String comment)
            throws ProtocolViolation, GeneralSecurityException {
        BigInteger n = in.mpint("n", MOST), e = in.mpint("e", MOST), d = in.mpint("d", MOST);
        BigInteger inverse = in.mpint("iqmp", MOST), p = in.mpint("p", MOST), q = in.mpint("q", MOST);
        var key = SshPublicKey.decode(new FieldWriter().string("ssh-rsa").mpint(e).mpint(n).done());
        if (!p.multiply(q).equals(n)) throw new ProtocolViolation("p", begin, "does not divide n");
        var one = BigInteger.ONE;
        var spec = new RSAPrivateCrtKeySpec(n, e, d, p, q, d.mod(p.subtract(one)), d.mod(q.subtract(one)), inverse);
        return new SshKeyPair(key, KeyFactory.getInstance("RSA").generatePrivate(spec),
                Arrays.copyOfRange(all, begin, in.offset()), comment);
    }

    private static SshKeyPair ecdsa(KeyKind kind, FieldReader in, int begin, byte[] all, String comment)
            throws ProtocolViolation, GeneralSecurityException {
        byte[] curve = in.string("curve", 32);
        byte[] point = in.string("Q", kind.length);
        var secret = in.mpint("private key", kind.length);
        var key = SshPublicKey.decode(new FieldWriter().string(kind.wireName()).string(curve).string(point).done());
        var factory = KeyFactory.getInstance("EC");
        var jca = (ECPublicKey) Jca.publicKey("EC", kind.der, point);
        return new SshKeyPair(key, factory.generatePrivate(new ECPrivateKeySpec(secret, jca.getParams())),
                Arrays.copyOfRange(all, begin, in.offset()), comment);
    }

    @Override
    public SshPublicKey publicKey() {
        return publicKey;
    }

    /// {@return what its owner calls it, often `name@host`}
    public String comment() {
        return comment;
    }

    SshKeyPair withComment(String other) {
        return new SshKeyPair(publicKey, privateKey, fields, other);
    }

    byte[] fields() {
        return fields.clone();
    }

    @Override
    public byte[] sign(String algorithm, byte[] data) {
        var kind = publicKey.kind();
        try {
            var signature = Signature.getInstance(kind.jca(algorithm));
            signature.initSign(privateKey);
            signature.update(data);
            return new FieldWriter().string(algorithm).string(kind.toWire(signature.sign())).done();
        } catch (GeneralSecurityException e) {
            throw Jca.missing(e);
        }
    }

    @Override
    public String toString() {
        return "private key of " + publicKey;
    }
}
