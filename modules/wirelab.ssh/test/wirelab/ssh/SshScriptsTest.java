package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.keys.KeyFile;
import wirelab.keys.SshKeyPair;
import wirelab.kit.Peer;

/// SshServer and SshClient as their users start them.
@Tag("scripts")
class SshScriptsTest {
    @TempDir
    private Path folder;
    private Path key;

    private Peer server(String... more) throws IOException {
        var pair = SshKeyPair.ed25519(new Random(7), "alice@test");
        key = Stage.write(folder.resolve("id"), KeyFile.encode(pair));
        var keys = Stage.write(folder.resolve("authorized_keys"), pair.publicKey().line() + "\n");
        var args = new ArrayList<>(List.of("--port", "0", "--authorized-keys", keys.toString(), "--host-key",
                folder.resolve("host_key").toString()));
        if (System.getProperty("user.name").equals("root")) args.add("--as-root");
        args.addAll(List.of(more));
        return Peer.script("SshServer", args.toArray(String[]::new));
    }

    private String port(Peer server) throws IOException {
        String port = Integer.toString(server.awaitListening().getPort());
        var host = KeyFile.read(folder.resolve("host_key"), () -> null).publicKey();
        Stage.write(folder.resolve("known_hosts"), "[127.0.0.1]:" + port + " " + host.line() + "\n");
        assertTrue(server.output().contains(host.randomart()), server.output());
        return port;
    }

    private List<String> stock(String program, String port, String... args) {
        var line = new ArrayList<>(List.of(Peer.require(program, "openssh-client"), "-F", "none", "-i", key.toString(), "-o",
                "BatchMode=yes", "-o", "UserKnownHostsFile=" + folder.resolve("known_hosts"), "-o", "IdentityAgent=none",
                "-P", port));
        line.addAll(List.of(args));
        return line;
    }

    @Test
    void filesGoAndComeByScpAndSftp() throws Exception {
        var root = Files.createDirectory(folder.resolve("root"));
        var sent = Files.writeString(folder.resolve("sent"), "what is sent\n");
        try (var server = server("--root", root.toString())) {
            String port = port(server);
            assertEquals(0, Stage.run(new byte[0], stock("scp", port, sent.toString(), "alice@127.0.0.1:/there")).status());
            assertEquals("what is sent\n", Files.readString(root.resolve("there")));
            var batch = Files.writeString(folder.resolve("batch"), "rename there moved\nget moved " + folder.resolve("back")
                    + "\nget /../../../../etc/passwd " + folder.resolve("stolen") + "\n");
            var said = Stage.run(new byte[0], stock("sftp", port, "-b", batch.toString(), "alice@127.0.0.1"));
            assertTrue(said.status() != 0 && !Files.exists(folder.resolve("stolen")), said.toString());
            assertEquals("what is sent\n", Files.readString(folder.resolve("back")));
            var refused = client(port, "echo", "out");
            assertTrue(refused.err().contains("the server refuses to run it"), refused.toString());
            assertEquals(0, server.terminate());
        }
    }

    private Stage.Said client(String port, String... command) throws Exception {
        var line = new ArrayList<>(List.of(Peer.command(List.of(), "SshClient", "-p", port, "-i", key.toString(),
                "--known-hosts",
                folder.resolve("known_hosts").toString(), "alice@127.0.0.1")));
        line.addAll(List.of(command));
        return Stage.run(new byte[0], line);
    }

    @Test
    void aCommandIsRunByTheClientAndItsStatusIsTheClients() throws Exception {
        try (var server = server()) {
            String port = port(server);
            assertEquals("rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("host_key"))));
            assertEquals(new Stage.Said(3, "x -p\n", "err\n"), client(port, "echo", "x", "-p", ";", "echo err >&2; exit 3"));
            Files.writeString(folder.resolve("known_hosts"), "");
            var unknown = client(port, "true");
            assertEquals(1, unknown.status());
            assertEquals("SshClient: [127.0.0.1]:" + port + " is not known, and there is nobody to ask\n", unknown.err());
            var other = SshKeyPair.ed25519(new Random(1), "").publicKey();
            Files.writeString(folder.resolve("known_hosts"), "[127.0.0.1]:" + port + " " + other.line() + "\n");
            var changed = client(port, "true");
            assertEquals(1, changed.status());
            assertTrue(changed.err().contains("is not the one that it had"), changed.err());
        }
    }
}
