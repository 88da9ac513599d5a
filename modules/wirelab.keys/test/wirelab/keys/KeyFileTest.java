package wirelab.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wirelab.kit.FieldWriter;
import wirelab.kit.Peer;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UsageException;

/// Private keys in files, ours and those of ssh-keygen.
class KeyFileTest {
    private static final byte[] DATA = "what is signed".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private static void run(String... line) throws Exception {
        try (var peer = Peer.start(line)) {
            assertEquals(0, peer.awaitExit(), peer.output());
        }
    }

    private static void signs(SshKeyPair pair) {
        for (String algorithm : pair.publicKey().kind().signatures()) {
            byte[] signature = pair.sign(algorithm, DATA);
            assertTrue(pair.publicKey().verifies(algorithm, DATA, signature), algorithm);
            signature[signature.length - 1] ^= 1;
            assertTrue(!pair.publicKey().verifies(algorithm, DATA, signature), algorithm);
        }
    }

    @ParameterizedTest
    @Tag("interop")
    @CsvSource({"ed25519, 256, ''", "ecdsa, 256, ''", "ecdsa, 384, ''", "ecdsa, 521, ''", "rsa, 2048, ''",
            "ed25519, 256, open sesame", "rsa, 2048, päss"})
    void whatSshKeygenMakesIsReadAndSigns(String type, String bits, String phrase) throws Exception {
        String keygen = Peer.require("ssh-keygen", "openssh-client");
        String file = folder.resolve("key").toString();
        run(keygen, "-q", "-t", type, "-b", bits, "-N", phrase, "-C", "its comment", "-f", file);
        var pair = KeyFile.read(Path.of(file), () -> phrase);
        assertEquals("its comment", pair.comment());
        assertEquals(Files.readString(Path.of(file + ".pub")), pair.publicKey().line() + " its comment\n");
        signs(pair);
        try (var peer = Peer.start(keygen, "-lv", "-f", file + ".pub")) {
            peer.awaitExit();
            assertTrue(peer.output().contains(pair.publicKey().fingerprint()), peer.output());
            assertTrue(peer.output().endsWith(pair.publicKey().randomart() + "\n"), peer.output());
        }
        if (phrase.isEmpty()) return;
        assertThrows(UsageException.class, () -> KeyFile.read(Path.of(file), () -> "wrong"));
        assertThrows(UsageException.class, () -> KeyFile.read(Path.of(file), () -> null));
    }

    @Test
    @Tag("interop")
    void whatIsMadeHereIsReadBySshKeygen() throws Exception {
        var file = folder.resolve("host_key");
        var made = KeyFile.hostKey(file);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(made.publicKey(), KeyFile.hostKey(file).publicKey(), "the second time it is read");
        try (var peer = Peer.start(Peer.require("ssh-keygen", "openssh-client"), "-y", "-f", file.toString())) {
            assertEquals(0, peer.awaitExit(), peer.output());
            assertEquals(made.publicKey().line() + " wirelab\n", peer.output());
        }
    }

    @Test
    void theStateOfBlowfishBeginsWithPi() {
        int[] state = new Blowfish().state();
        assertEquals(0x243f6a88, state[0]);
        assertEquals(0x3ac372e6, state[state.length - 1]);
    }

    /// A vector of this function that other implementations are tested with.
    @Test
    void aKeyIsDerivedAsElsewhere() {
        byte[] key = BcryptPbkdf.derive("password".getBytes(StandardCharsets.US_ASCII),
                "salt".getBytes(StandardCharsets.US_ASCII),
                4, 32);
        assertEquals("5bbf0cc293587f1c3635555c27796598d47e579071bf427e9d8fbe842aba34d9", HexFormat.of().formatHex(key));
    }

    @Test
    void anyMutationOfAFileIsReadOrRefusedInWords() {
        String good = KeyFile.encode(SshKeyPair.ed25519(new Random(1), "me"));
        var random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            var bytes = good.getBytes(StandardCharsets.US_ASCII);
            for (int n = 1 + random.nextInt(3); n > 0; n--) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
            try {
                KeyFile.decode(new String(bytes, StandardCharsets.US_ASCII), () -> null);
            } catch (ProtocolViolation | UsageException e) {
                assertTrue(!e.getMessage().isBlank());
            }
        }
    }

    @Test
    void roundsWithoutEndAreRefused() {
        String file = """
                -----BEGIN OPENSSH PRIVATE KEY-----
                %s
                -----END OPENSSH PRIVATE KEY-----
                """;
        byte[] content = new FieldWriter().text("openssh-key-v1\0").string("aes256-ctr").string("bcrypt")
                .sized(4, out -> out.string(new byte[16]).u32(0xffff_ffffL)).u32(1).string("").string(new byte[16]).done();
        String text = file.formatted(Base64.getEncoder().encodeToString(content));
        assertThrows(ProtocolViolation.class, () -> KeyFile.decode(text, () -> "phrase"));
    }
}
