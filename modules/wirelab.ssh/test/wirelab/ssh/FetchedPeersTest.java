package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.keys.KeyFile;
import wirelab.kit.Peer;

/// Peers that Debian does not have: Apache MINA, JSch and npm's ssh2, fetched once from where their users get them. The first
/// two know `mlkem768x25519-sha256`, with the cryptography of another house (BouncyCastle) on their side.
@Tag("interop")
@Tag("download")
class FetchedPeersTest {
    private static final Path SOURCES = Path.of("modules/wirelab.ssh/test/peers");
    private static final String HYBRID = "mlkem768x25519-sha256";
    private static String classPath;

    @TempDir
    private Path folder;

    private Stage stage() throws Exception {
        return new Stage(folder, options -> options.withAllow(Set.of("exec", "shell", "pty", "forward")));
    }

    /// Fetches MINA, JSch and BouncyCastle into the local Maven repository.
    private static synchronized String classPath() throws Exception {
        if (classPath != null) return classPath;
        var file = Files.createTempFile("peers-", ".classpath");
        try {
            var said = Stage.run(new byte[0], List.of(Peer.require("mvn", "maven"), "-q", "-B", "-f",
                    SOURCES.resolve("pom.xml").toString(), "dependency:build-classpath", "-Dmdep.outputFile=" + file));
            assumeTrue(said.status() == 0, "MINA cannot be fetched: mvn needs a repository that it can reach: " + said.out());
            classPath = Files.readString(file).strip();
            return classPath;
        } finally {
            Files.delete(file);
        }
    }

    /// The compiler's quick half alone: a peer is compiled, says little, and ends.
    private static String[] java(String source, String... args) throws Exception {
        var line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--source", "25", "-cp", classPath(),
                SOURCES.resolve(source).toString()));
        line.addAll(List.of(args));
        return line.toArray(String[]::new);
    }

    /// Fetches the client into `out/peers`, where it stays.
    private static String modules() throws Exception {
        var modules = Path.of("out/peers/node_modules").toAbsolutePath();
        if (!Files.exists(modules.resolve("ssh2"))) {
            var said = Stage.run(new byte[0], List.of(Peer.require("npm", "npm"), "install", "--no-audit", "--no-fund",
                    "--ignore-scripts", "--omit=optional", "--prefix", modules.getParent().toString(), "ssh2@1.17.0"));
            assumeTrue(said.status() == 0, "ssh2 cannot be fetched: npm needs a registry that it can reach: " + said.err());
        }
        return modules.toString();
    }

    private static String said(String... line) throws Exception {
        var said = Stage.run(new byte[0], List.of(line));
        assertEquals(0, said.status(), said.toString());
        return said.out();
    }

    @Test
    void minasClientAgreesOnTheHybridExchangeAndRunsCommands() throws Exception {
        try (var stage = stage()) {
            var lines = said(java("MinaClient.source", Integer.toString(stage.port()), stage.key.toString())).lines().toList();
            assertEquals(List.of(HYBRID, "ssh-ed25519"), lines.subList(0, 2));
            assertTrue(Algorithms.ALL.ciphers().contains(lines.get(2)), lines.get(2));
            assertEquals(List.of("true err 5", "new keys", "SSH-2.0-"), lines.subList(3, lines.size()));
        }
    }

    @Test
    void ourClientLogsInAtMinasServerByTheHybridExchange() throws Exception {
        try (var stage = stage()) {
            int port = Peer.freePort();
            try (var server = Peer.start(java("MinaServer.source", "127.0.0.1", Integer.toString(port),
                    folder.resolve("host_key").toString(), folder.resolve("authorized_keys").toString()))) {
                server.awaitOutput("listening on ");
                var keys = Credentials.ofKeys(KeyFile.read(stage.key, () -> null));
                try (var link = SshLink.connect(new InetSocketAddress("127.0.0.1", port), "alice", keys, _ -> { })) {
                    assertTrue(link.agreed().startsWith(HYBRID + ", "), link.agreed());
                    for (int i = 0; i < 2; i++) {
                        // One thread of MINA's carries all of a program's streams: what both reads and writes much stands still.
                        try (var program = link.exec("wc -c; seq 100000; exit 6")) {
                            program.input().write(new byte[400_000]);
                            program.input().close();
                            var said = new String(program.output().readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
                            assertEquals(List.of("400000", "1", "100000"), List.of(said.get(0), said.get(1), said.getLast()));
                            assertEquals(6, program.awaitExit());
                        }
                        link.rekey();
                    }
                }
            }
        }
    }

    @Test
    void jschAgreesOnEachExchangeAndCipher() throws Exception {
        try (var stage = stage()) {
            for (String kex : List.of(HYBRID, "curve25519-sha256")) {
                for (String cipher : List.of("aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr")) {
                    assertEquals("true err 5\nnew keys\nSSH-2.0-\n", said(java("JschClient.source",
                            Integer.toString(stage.port()), stage.key.toString(), folder.resolve("known_hosts").toString(), kex,
                            cipher)), kex + " " + cipher);
                }
            }
        }
    }

    @Test
    void ssh2OfNpmRunsCommandsOnATerminalAndCarriesAPort() throws Exception {
        String node = Peer.require("node", "nodejs"), modules = modules();
        try (var stage = stage()) {
            for (String cipher : List.of("aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes256-ctr")) {
                // The older name of the same, which it has first.
                assertEquals("curve25519-sha256@libssh.org ssh-ed25519 " + cipher + "\ntrue err 5\nSIGTERM\n37 91\nSSH-2.0-\n",
                        said(node, SOURCES.resolve("ssh2.js").toString(), modules, Integer.toString(stage.port()),
                                stage.key.toString(), cipher));
            }
        }
    }
}
