package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.keys.KeyFile;
import wirelab.keys.SshKeyPair;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.ssh.Stage.Said;

/// What OpenSSH's own regression tests look at, with its client before our server; the lab sheet has the whole list.
@Tag("interop")
class RegressTest {
    private static final Tap.Party PARTY = new Tap.Party("test", Tap.Words.NONE);

    @TempDir
    private Path folder;

    private Stage stage(UnaryOperator<SshOptions> options) throws Exception {
        return new Stage(Files.createDirectory(folder.resolve("one")), options);
    }

    private Stage stage() throws Exception {
        return stage(options -> options);
    }

    private static byte[] random(int size) {
        var data = new byte[size];
        new Random(size).nextBytes(data);
        return data;
    }

    private static String sum(Path file) throws Exception {
        return Stage.run(new byte[0], List.of("sha256sum", file.toString())).out().split(" ")[0];
    }

    @Test
    void statusesComeBackEvenWhenTheProgramHasClosedItsOutputLongBefore() throws Exception {
        try (var stage = stage()) {
            for (int status : new int[] {0, 1, 4, 5, 44}) {
                assertEquals(new Said(status, "", ""), stage.ssh(List.of(), "exit " + status));
                assertEquals(new Said(status, "", ""), stage.ssh(List.of("-n"), "exec >/dev/null 2>&1; sleep 0.1; exit "
                        + status));
            }
        }
    }

    @Test
    void standardErrorGoesOnBehindTheEndOfStandardOutput() throws Exception {
        try (var stage = stage()) {
            var file = Files.write(folder.resolve("data"), new byte[3_000_000]);
            for (var more : List.of(List.<String>of(), List.of("-n"))) {
                assertEquals(new Said(0, "out\n", "err\n"), stage.ssh(more, "echo out; exec >/dev/null; sleep 0.1; echo err >&2"));
                assertEquals(3_000_000, stage.ssh(more, "exec >/dev/null; cat " + file + " >&2").err().length());
            }
        }
    }

    @Test
    void filesOfAnySizeInPiecesOfAnySizeArriveWhole() throws Exception {
        var data = random(3_000_001);
        var file = Files.write(folder.resolve("data"), data);
        try (var stage = stage()) {
            for (String piece : List.of("10", "100", "1k", "32k", "64k", "128k", "256k")) {
                int size = piece.endsWith("0") ? 30_000 : data.length;
                var copy = folder.resolve("copy");
                var up = Stage.run(Arrays.copyOf(data, size), stage.line(List.of(), "dd ibs=" + piece + " of=" + copy
                        + " 2>/dev/null"));
                assertEquals(new Said(0, "", ""), up, piece);
                assertEquals(size == data.length ? -1 : size, Files.mismatch(file, copy), piece);
                var down = stage.ssh(List.of("-n"), "dd obs=" + piece + " if=" + copy + " 2>/dev/null | base64 -w0");
                assertEquals(Base64.getEncoder().encodeToString(Arrays.copyOf(data, size)), down.out(), piece);
            }
        }
    }

    @Test
    void fiftyMegabytesUnderEachCipherWithNewKeysAfterEachOne() throws Exception {
        var data = random(50_000_000);
        var file = Files.write(folder.resolve("data"), data);
        String sum = sum(file);
        try (var stage = stage()) {
            for (String cipher : Algorithms.ALL.ciphers()) {
                var limit = List.of("-c", cipher, "-o", "RekeyLimit=1M");
                assertEquals(new Said(0, sum + "  -\n", ""), Stage.run(data, stage.line(limit, "sha256sum")), cipher);
                var line = String.join(" ", stage.line(limit, "cat", file.toString()));
                assertEquals(new Said(0, sum + "  -\n", ""), Stage.run(new byte[0], List.of("sh", "-c", line + " | sha256sum")));
            }
        }
    }

    /// A relay that changes one byte of what the client sends.
    private static TcpServer relay(Stage stage, int offset) throws Exception {
        return TcpServer.start(TcpServer.Options.DEFAULTS, client -> {
            try (var server = Host.HERE.connect(stage.server.address(), PARTY, Duration.ofSeconds(10))) {
                var back = Thread.ofVirtual().start(() -> {
                    try {
                        server.input().transferTo(client.output());
                        client.endOutput();
                    } catch (IOException _) {
                        client.close();
                    }
                });
                var piece = ByteBuffer.allocate(65_536);
                for (int seen = 0, n; (n = client.read(piece.clear())) >= 0; seen += n) {
                    if (offset >= seen && offset < seen + n) piece.put(offset - seen, (byte) (piece.get(offset - seen) ^ 0x10));
                    server.write(piece.flip());
                }
                server.endOutput();
                back.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void aByteThatIsChangedOnTheWayEndsTheConnectionUnderEachCipher() throws Exception {
        try (var stage = stage()) {
            for (String cipher : Algorithms.ALL.ciphers()) {
                for (String mac : Algorithms.hasTag(cipher) ? Algorithms.ALL.macs().subList(0, 1) : Algorithms.ALL.macs()) {
                    // Behind the offers and the keys, which are less, and before the end of what is sent.
                    for (int offset : new int[] {100_000, 100_003, 101_234}) {
                        try (var relay = relay(stage, offset)) {
                            var line = new ArrayList<>(stage.line(List.of("-c", cipher, "-m", mac, "-o",
                                    "HostKeyAlias=[127.0.0.1]:" + stage.port()), "wc -c"));
                            line.set(line.indexOf("-p") + 1, Integer.toString(relay.address().getPort()));
                            var said = Stage.run(new byte[200_000], line);
                            assertEquals(255, said.status(), cipher + said);
                            assertEquals("", said.out());
                        }
                    }
                }
            }
            assertEquals(0, stage.ssh(List.of(), "true").status());
        }
    }

    @Test
    void whoDoesNotLogInIsHungUpOnAndGivesItsPlaceToOthers() throws Exception {
        try (var stage = stage(options -> options.withGrace(Duration.ofSeconds(3)).withUnknown(1));
                var idle = Host.HERE.connect(stage.server.address(), PARTY, Duration.ofSeconds(10))) {
            idle.write("SSH-2.0-fake\r\n".getBytes(StandardCharsets.US_ASCII));
            Eventually.that("it has its place", () -> stage.server.tcpCounters().get("accepted") > 0);
            assertEquals(255, stage.ssh(List.of(), "true").status(), "the only place is taken");
            Eventually.that("there is a place again", () -> stage.ssh(List.of(), "true").status() == 0);
            assertTrue(new String(idle.input().readAllBytes(), StandardCharsets.ISO_8859_1).startsWith("SSH-2.0-wirelab"));
        }
    }

    @Test
    void bannersOfManySizesAreShownAsTheyAre() throws Exception {
        for (int size : new int[] {0, 10, 100, 1_000, 10_000}) {
            String banner = "welcome\n".repeat(size).substring(0, size);
            try (var stage = new Stage(Files.createDirectory(folder.resolve("of" + size)), options -> options.withBanner(banner))) {
                // OpenSSH's client ends each line of it as a terminal wants it.
                assertEquals(banner, stage.ssh(List.of(), "true").err().replace("\r\n", "\n"), "of " + size);
                assertEquals("", stage.ssh(List.of("-q"), "true").err());
            }
        }
    }

    @Test
    void variablesOfTheLanguageAreTakenAndOthersAreNot() throws Exception {
        try (var stage = stage()) {
            var set = List.of("-o", "SetEnv=LC_PAPER=a4_test LC_NOTHING= LD_PRELOAD=/no IFS=x FOO=bar");
            assertEquals("a4_test::unset:unset\n", stage.ssh(set, "echo $LC_PAPER:$LC_NOTHING:${LD_PRELOAD-unset}:${FOO-unset}").out());
            var line = new ArrayList<>(List.of("env", "LC_TEST_ONE=1", "LC_TEST_TWO=two words", "OTHER=3"));
            line.addAll(stage.line(List.of("-o", "SendEnv=LC_TEST_* OTHER"), "echo \"$LC_TEST_ONE,$LC_TEST_TWO,$OTHER\""));
            assertEquals("1,two words,\n", Stage.run(new byte[0], line).out());
        }
    }

    @Test
    void anAgentSignsWithEachKindOfKey() throws Exception {
        String agent = Peer.require("ssh-agent", "openssh-client"), add = Peer.require("ssh-add", "openssh-client");
        try (var stage = stage(); var running = Peer.start(agent, "-D", "-a", folder.resolve("agent").toString())) {
            Eventually.that("the agent listens", () -> Files.exists(folder.resolve("agent")), running::output);
            var lines = new ArrayList<String>();
            for (String kind : List.of("ed25519", "ecdsa", "rsa")) {
                var key = folder.resolve(kind);
                assertEquals(0, Stage.run(new byte[0], List.of("ssh-keygen", "-q", "-t", kind, "-N", "", "-f",
                        key.toString())).status());
                lines.add(Files.readString(Path.of(key + ".pub")));
                assertEquals(0, Stage.run(new byte[0], List.of("env", "SSH_AUTH_SOCK=" + folder.resolve("agent"), add,
                        key.toString())).status());
            }
            Files.writeString(stage.folder.resolve("authorized_keys"), String.join("", lines));
            for (String kind : List.of("ed25519", "ecdsa", "rsa")) {
                var line = new ArrayList<>(stage.line(List.of(), "echo", kind));
                line.set(line.indexOf("IdentityAgent=none"), "IdentityAgent=" + folder.resolve("agent"));
                // It says which key of the agent's is meant; the key itself is nowhere else any more.
                line.set(line.indexOf(stage.key.toString()), folder.resolve(kind + ".pub").toString());
                Files.delete(folder.resolve(kind));
                assertEquals(new Said(0, kind + "\n", ""), Stage.run(new byte[0], line));
            }
        }
    }

    @Test
    void aClientWhoseReaderHasGoneHarmsNobody() throws Exception {
        try (var stage = stage()) {
            String line = String.join(" ", stage.line(List.of("-n"), "seq", "100000"));
            for (int i = 0; i < 5; i++) {
                var said = Stage.run(new byte[0], List.of("timeout", "50", "sh", "-c", line + " 2>/dev/null | head -n 1"));
                assertEquals(new Said(0, "1\n", ""), said);
            }
            assertEquals("still here\n", stage.ssh(List.of(), "echo", "still", "here").out());
        }
    }

    /// An RSA key alone, for clients that know nothing else.
    @Test
    void aClientThatKnowsOnlyRsaIsServed() throws Exception {
        var rsa = SshKeyPair.rsa(3_072, new Random(5), "rsa");
        try (var stage = new Stage(Files.createDirectory(folder.resolve("one")), options -> options, rsa)) {
            Files.writeString(stage.folder.resolve("known_hosts"), "[127.0.0.1]:" + stage.port() + " " + rsa.publicKey().line()
                    + "\n");
            for (String kind : List.of("rsa-sha2-256", "rsa-sha2-512")) {
                var said = stage.ssh(List.of("-o", "HostKeyAlgorithms=" + kind, "-o", "UpdateHostKeys=no"), "echo", kind);
                assertEquals(new Said(0, kind + "\n", ""), said);
            }
            assertNotEquals(0, stage.ssh(List.of("-o", "HostKeyAlgorithms=ssh-rsa"), "true").status(), "SHA-1");
        }
    }
}
