package wirelab.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import wirelab.kit.Failure;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.SafeFile;
import wirelab.kit.Secrets;
import wirelab.kit.UsageException;

/// A file with a private key, as `ssh-keygen` writes it (PROTOCOL.key of OpenSSH):
///
/// ```
/// -----BEGIN OPENSSH PRIVATE KEY-----   then base64 of
/// "openssh-key-v1" 00 | string cipher | string kdf | string kdf options | uint32 1 | string public key | string secret
///
/// kdf options of bcrypt: string salt | uint32 rounds
/// secret, encrypted with aes256-ctr or not at all ("none"):
/// uint32 check | uint32 check again | string type | fields of the type | string comment | 1 2 3 … up to a whole block
/// ```
public final class KeyFile {
    private static final String BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private static final String END = "-----END OPENSSH PRIVATE KEY-----";
    private static final String MAGIC = "openssh-key-v1\0";
    private static final int MOST_BYTES = 64 * 1024;
    private static final int COLUMNS = 70;
    private static final int KEY = 32;
    private static final int IV = 16;
    private static final int RSA_BITS = 3_072;

    private KeyFile() {}

    /// Reads a file.
    ///
    /// @param passPhrase asked only when the key is encrypted; gives `null` to give up
    /// @throws UsageException when it holds no key that is known, or the pass phrase is wrong
    /// @throws IOException when it cannot be read; the message names the file
    public static SshKeyPair read(Path file, Supplier<String> passPhrase) throws IOException {
        String text = SafeFile.read(file, MOST_BYTES);
        try {
            return decode(text, passPhrase);
        } catch (ProtocolViolation e) {
            throw new UsageException(file + ": that is no private key of OpenSSH: " + e.getMessage());
        } catch (UsageException e) {
            throw new UsageException(file + ": " + Failure.reason(e));
        }
    }

    static SshKeyPair decode(String text, Supplier<String> passPhrase) throws ProtocolViolation {
        int begin = text.indexOf(BEGIN), end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            String other = text.contains("PRIVATE KEY-----")
                    ? "; ssh-keygen -p -f FILE brings it into the form that is read" : "";
            throw new UsageException("there is no " + BEGIN.replace("-", "").strip() + " in it" + other);
        }
        byte[] content;
        try {
            content = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
        } catch (IllegalArgumentException _) {
            throw new ProtocolViolation("base64", 0, "is none");
        }
        var in = new FieldReader(content);
        in.expect("magic", MAGIC);
        String cipher = SshFields.latin(in, "cipher"), kdf = SshFields.latin(in, "kdf");
        byte[] options = in.string("kdf options", 1024);
        if (in.u32("number of keys") != 1) throw new ProtocolViolation("number of keys", in.offset() - 4, "is not 1");
        byte[] publicKey = in.string("public key", SshPublicKey.MOST);
        byte[] secret = in.string("secret", MOST_BYTES);
        in.end();
        if (!cipher.equals("none") || !kdf.equals("none")) secret = decrypt(cipher, kdf, options, secret, passPhrase);
        return secret(secret, publicKey, !cipher.equals("none"));
    }

    private static byte[] decrypt(String cipher, String kdf, byte[] options, byte[] secret, Supplier<String> passPhrase)
            throws ProtocolViolation {
        if (!cipher.equals("aes256-ctr") || !kdf.equals("bcrypt")) {
            throw new UsageException("the key is encrypted in a way that is not known here, not by aes256-ctr and bcrypt");
        }
        var in = new FieldReader(options);
        byte[] salt = in.string("salt", 64);
        long rounds = in.u32("rounds");
        in.end();
        if (salt.length == 0 || rounds < 1 || rounds > BcryptPbkdf.MOST_ROUNDS) {
            throw new ProtocolViolation("rounds", 0, rounds + " is not between 1 and " + BcryptPbkdf.MOST_ROUNDS);
        }
        String phrase = passPhrase.get();
        if (phrase == null || phrase.isEmpty())
                throw new UsageException("the key is encrypted, and there is no pass phrase");
        return crypt(Cipher.DECRYPT_MODE, phrase, salt, (int) rounds, secret);
    }

    private static byte[] crypt(int mode, String phrase, byte[] salt, int rounds, byte[] text) {
        byte[] derived = BcryptPbkdf.derive(phrase.getBytes(StandardCharsets.UTF_8), salt, rounds, KEY + IV);
        try {
            var aes = Jca.cipher("AES/CTR/NoPadding");
            aes.init(mode, new SecretKeySpec(derived, 0, KEY, "AES"), new IvParameterSpec(derived, KEY, IV));
            return aes.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw Jca.missing(e);
        }
    }

    private static SshKeyPair secret(byte[] secret, byte[] publicKey, boolean encrypted) throws ProtocolViolation {
        var in = new FieldReader(secret);
        if (in.u32("check") != in.u32("check again")) {
            if (encrypted) throw new UsageException("the pass phrase is wrong");
            throw new ProtocolViolation("check again", 4, "is not check");
        }
        var kind = KeyKind.of(SshFields.latin(in, "type"));
        if (kind == null) throw new UsageException("a key of this kind is not known here");
        int begin = in.offset();
        var pair = SshKeyPair.read(kind, in, secret, "");
        String comment = SshFields.text(in, "comment");
        for (int i = 1; in.remaining() > 0; i++) {
            if (in.u8("padding") != (i & 0xff)) throw new ProtocolViolation("padding", in.offset() - 1, "is not " + i);
        }
        if (!Arrays.equals(pair.publicKey().blob().array(), publicKey)) {
            throw new ProtocolViolation("public key", begin, "is not that of the private one");
        }
        return pair.withComment(comment);
    }

    /// {@return the text of a file that is not encrypted}
    public static String encode(SshKeyPair pair) {
        var secret = new FieldWriter();
        int check = Secrets.RANDOM.nextInt();
        secret.u32(check).u32(check).string(pair.publicKey().type()).bytes(pair.fields()).string(pair.comment());
        for (int i = 1; secret.offset() % 8 != 0; i++) secret.u8(i);
        byte[] content = new FieldWriter().text(MAGIC).string("none").string("none").string("").u32(1)
                .string(pair.publicKey().blob().array()).string(secret.done()).done();
        var lines = Base64.getMimeEncoder(COLUMNS, new byte[] {'\n'}).encodeToString(content);
        return BEGIN + "\n" + lines + "\n" + END + "\n";
    }

    /// Reads a server's key, or makes one at the first start: readable by its owner alone from the first moment on.
    ///
    /// @throws IOException when it can neither be read nor made
    public static SshKeyPair hostKey(Path file) throws IOException {
        return hostKey(file, KeyKind.ED25519);
    }

    /// As above, of another kind.
    ///
    /// @param kind Ed25519 or RSA, of 3,072 bits, for clients that know nothing else
    public static SshKeyPair hostKey(Path file, KeyKind kind) throws IOException {
        if (!Files.exists(file)) {
            var fresh = switch (kind) {
                case ED25519 -> SshKeyPair.ed25519(Secrets.RANDOM, "wirelab");
                case RSA -> SshKeyPair.rsa(RSA_BITS, Secrets.RANDOM, "wirelab");
                default -> throw new UsageException("a host key is made of Ed25519 or RSA");
            };
            SafeFile.replacePrivately(file, encode(fresh).getBytes(StandardCharsets.US_ASCII));
        }
        return read(file, () -> null);
    }
}
