package wirelab.ssh;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.crypto.DecapsulateException;
import javax.crypto.KEM;
import javax.crypto.KeyAgreement;
import wirelab.keys.HandedRandom;
import wirelab.keys.Jca;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;
import wirelab.kit.Text;

/// How two ends come to share a secret, all with SHA-256: X25519 (RFC 8731), and X25519 together with ML-KEM-768, which also
/// holds against somebody who records today and has a quantum computer later (draft-ietf-sshm-mlkem-hybrid-kex).
///
/// ```
///                          client sends (Q_C)               server sends (Q_S)
/// curve25519-sha256        X25519 key, 32 bytes             X25519 key, 32 bytes
/// mlkem768x25519-sha256    ML-KEM key, 1184 | X25519, 32    ciphertext, 1088 | X25519, 32
/// ```
enum KexMethod {
    MLKEM768_X25519("mlkem768x25519-sha256", true),
    CURVE25519("curve25519-sha256", false),
    /// The same under the name that it had before the RFC.
    CURVE25519_LIBSSH("curve25519-sha256@libssh.org", false);

    private static final String X25519_DER = "302a300506032b656e032100";
    private static final String MLKEM_DER = "308204b2300b0609608648016503040402038204a100";
    private static final int POINT = 32;
    private static final int MLKEM_KEY = 1184;
    private static final int CIPHERTEXT = 1088;

    /// A client's half: what it sends, and what it must keep for the answer.
    record Offer(KexMethod method, byte[] share, KeyPair curve, KeyPair lattice) {
        /// {@return the same half for another method, which this one includes}
        Offer as(KexMethod other) {
            return other.hybrid ? this : new Offer(other, Jca.raw(curve.getPublic(), POINT), curve, null);
        }

        /// Takes the server's answer.
        ///
        /// @return the secret K as it enters the exchange hash and the keys
        /// @throws ProtocolViolation when the answer is none
        byte[] finish(byte[] answer) throws ProtocolViolation {
            int before = method.hybrid ? CIPHERTEXT : 0;
            checkLength("Q_S", answer, before + POINT);
            byte[] shared = agree(curve, Arrays.copyOfRange(answer, before, answer.length));
            if (!method.hybrid) return mpint(shared);
            try {
                byte[] secret = KEM.getInstance("ML-KEM").newDecapsulator(lattice.getPrivate())
                        .decapsulate(Arrays.copyOf(answer, CIPHERTEXT)).getEncoded();
                return combined(secret, shared);
            } catch (DecapsulateException _) {
                throw new ProtocolViolation("Q_S", 0, "holds no ciphertext of ML-KEM");
            } catch (GeneralSecurityException e) {
                throw Jca.missing(e);
            }
        }
    }

    /// A server's half: what it sends, and the secret.
    record Answer(byte[] share, byte[] secret) {}

    /// Makes a client's half of the first key exchange while the connection comes about: in a program that has just begun this
    /// takes as long as all that stands before it, and another processor can do it meanwhile.
    static final class Early implements KeyExchanger.Offers {
        /// What both ends will most likely agree upon.
        private final KexMethod method;
        /// `null` when it was used, which is once: nobody is to find an old secret in memory.
        private FutureTask<Offer> made;

        Early(Algorithms algorithms) {
            method = KexMethod.of(algorithms.kex().getFirst());
            made = new FutureTask<>(() -> method.offer(HandedRandom.of(Secrets.RANDOM)));
            Thread.ofPlatform().daemon().name("ssh-offer").start(made);
        }

        @Override
        public Offer make(KexMethod agreed, SecureRandom random) {
            var early = made;
            made = null;
            if (early == null || !method.includes(agreed)) return agreed.offer(random);
            try {
                return early.get().as(agreed);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return agreed.offer(random);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    final String wireName;
    private final boolean hybrid;

    KexMethod(String wireName, boolean hybrid) {
        this.wireName = wireName;
        this.hybrid = hybrid;
    }

    static KexMethod of(String name) {
        for (var method : values()) if (method.wireName.equals(name)) return method;
        throw new IllegalArgumentException(name);
    }

    /// Whether a half that was made for this method is good for another as well.
    boolean includes(KexMethod other) {
        return hybrid || !other.hybrid;
    }

    Offer offer(SecureRandom random) {
        var curve = pair("X25519", random);
        byte[] point = Jca.raw(curve.getPublic(), POINT);
        if (!hybrid) return new Offer(this, point, curve, null);
        var lattice = pair("ML-KEM-768", random);
        return new Offer(this, joined(Jca.raw(lattice.getPublic(), MLKEM_KEY), point), curve, lattice);
    }

    /// Answers a client's share.
    ///
    /// @throws ProtocolViolation when it is none
    Answer answer(byte[] share, SecureRandom random) throws ProtocolViolation {
        int before = hybrid ? MLKEM_KEY : 0;
        checkLength("Q_C", share, before + POINT);
        var curve = pair("X25519", random);
        byte[] point = Jca.raw(curve.getPublic(), POINT);
        byte[] shared = agree(curve, Arrays.copyOfRange(share, before, share.length));
        if (!hybrid) return new Answer(point, mpint(shared));
        PublicKey key = Jca.publicKey("ML-KEM-768", MLKEM_DER, Arrays.copyOf(share, MLKEM_KEY));
        try {
            var sealed = KEM.getInstance("ML-KEM").newEncapsulator(key, random).encapsulate();
            return new Answer(joined(sealed.encapsulation(), point), combined(sealed.key().getEncoded(), shared));
        } catch (GeneralSecurityException _) {
            // The coefficients are checked here, not when the key is made.
            throw new ProtocolViolation("Q_C", 0, "holds no key of ML-KEM");
        }
    }

    private static KeyPair pair(String algorithm, SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("X25519") ? NamedParameterSpec.X25519
                    : NamedParameterSpec.ML_KEM_768, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw Jca.missing(e);
        }
    }

    /// A point of small order would make the secret known to all; the JDK refuses it (RFC 8731, section 3).
    private static byte[] agree(KeyPair mine, byte[] point) throws ProtocolViolation {
        var theirs = Jca.publicKey("X25519", X25519_DER, point);
        try {
            var agreement = KeyAgreement.getInstance("X25519");
            agreement.init(mine.getPrivate());
            agreement.doPhase(theirs, true);
            return agreement.generateSecret();
        } catch (GeneralSecurityException _) {
            throw new ProtocolViolation("X25519 key", 0, "is a point of small order");
        }
    }

    /// RFC 8731, section 3.1: the bytes, read as a number in network byte order.
    private static byte[] mpint(byte[] shared) {
        return new FieldWriter().mpint(new BigInteger(1, shared)).done();
    }

    /// Here K is a string of fixed length, and no number.
    private static byte[] combined(byte[] lattice, byte[] curve) {
        return new FieldWriter().string(Jca.sha256(lattice, curve)).done();
    }

    private static byte[] joined(byte[] one, byte[] other) {
        return new FieldWriter(one.length + other.length).bytes(one).bytes(other).done();
    }

    private static void checkLength(String field, byte[] share, int length) throws ProtocolViolation {
        if (share.length != length)
                throw new ProtocolViolation(field, 1, Text.count(share.length, "byte") + " where " + length + " belong");
    }
}
