package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.keys.KeyFile;
import wirelab.keys.SshKeyPair;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// SshServer and SshClient as their users start them.
@Tag("scripts")
class SshScriptsTest {
    @TempDir
    private Path folder;
    private Path key;

    private Peer server(String... more) throws IOException {
        var keys = folder.resolve("authorized_keys");
        if (key == null) {
            var pair = SshKeyPair.ed25519(new Random(7), "alice@test");
            key = Stage.write(folder.resolve("id"), KeyFile.encode(pair));
            Stage.write(keys, pair.publicKey().line() + "\n");
        }
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

    @Test
    void pathsBeginWhereCommandsDo() throws Exception {
        try (var server = server()) {
            String port = port(server);
            var batch = Files.writeString(folder.resolve("batch"), "pwd\n");
            var said = Stage.run(new byte[0], stock("sftp", port, "-b", batch.toString(), "alice@127.0.0.1"));
            assertTrue(said.out().endsWith("Remote working directory: " + client(port, "pwd").out()), said.toString());
            assertEquals(0, server.terminate());
        }
    }

    /// As in `SshClient … yes | head -1`: the program there would write for ever.
    @ParameterizedTest
    @ValueSource(strings = {"yes", "yes >&2"})
    void whoseReaderHasGoneEnds(String command) throws Exception {
        try (var server = server()) {
            var line = clientLine(port(server), command);
            var process = new ProcessBuilder(line).redirectErrorStream(command.contains("&")).start();
            try {
                assertEquals('y', process.getInputStream().read());
                process.getInputStream().close();
                assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it waits for a program that nobody reads");
                assertTrue(process.exitValue() != 0);
            } finally {
                process.destroyForcibly();
            }
            assertEquals(0, server.terminate());
        }
    }

    /// By SFTP, and as scp did it before, by a command at the other end.
    @Test
    void foldersGoAndComeByBothKindsOfScp() throws Exception {
        var from = Files.createDirectories(folder.resolve("from/deep"));
        Files.writeString(from.resolve("run"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(from.resolve("run"), PosixFilePermissions.fromString("rwxr-x---"));
        Files.setLastModifiedTime(from.resolve("run"), FileTime.fromMillis(1_000_000_000_000L));
        Files.writeString(folder.resolve("from/with a space"), "spaced\n");
        try (var server = server()) {
            String port = port(server);
            for (String kind : List.of("-s", "-O")) {
                String there = folder + "/there" + kind, back = folder + "/back" + kind;
                for (String[] way : new String[][] {{folder + "/from", "alice@127.0.0.1:" + there},
                        {"alice@127.0.0.1:" + there, back}}) {
                    var said = Stage.run(new byte[0], stock("scp", port, kind, "-r", "-p", "-q", way[0], way[1]));
                    assertEquals(new Stage.Said(0, "", ""), said, kind);
                }
                var run = Path.of(back, "deep/run");
                assertEquals("#!/bin/sh\n", Files.readString(run));
                assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(run)));
                assertEquals(1_000_000_000_000L, Files.getLastModifiedTime(run).toMillis());
                assertEquals("spaced\n", Files.readString(Path.of(back, "with a space")));
                var missing = Stage.run(new byte[0], stock("scp", port, kind, "alice@127.0.0.1:/no/such", back + "/no"));
                assertEquals(1, missing.status());
                assertTrue(missing.err().contains("No such file or directory"), missing.err());
            }
        }
    }

    @Test
    void anRsaKeyBesidesIsMadeOnceForClientsThatKnowNothingElse() throws Exception {
        var made = folder.resolve("rsa_key");
        String first = null;
        for (int start = 0; start < 2; start++) {
            try (var server = server("--rsa-key", made.toString())) {
                String port = Integer.toString(server.awaitListening().getPort());
                var rsa = KeyFile.read(made, () -> null).publicKey();
                Files.writeString(folder.resolve("known_hosts"), "[127.0.0.1]:" + port + " " + rsa.line() + "\n");
                for (String kind : List.of("rsa-sha2-256", "rsa-sha2-512")) {
                    var line = stock("ssh", port, "-o", "HostKeyAlgorithms=" + kind, "-o", "UpdateHostKeys=no",
                            "alice@127.0.0.1", "echo " + kind);
                    line.set(line.indexOf("-P"), "-p");
                    var said = Stage.run(new byte[0], line);
                    assertEquals(new Stage.Said(0, kind + "\n", ""), said);
                }
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
                if (first != null) assertEquals(first, rsa.line());
                first = rsa.line();
                assertEquals(0, server.terminate());
            }
        }
    }

    private Stage.Said client(String port, String... command) throws Exception {
        return Stage.run(new byte[0], clientLine(port, command));
    }

    private List<String> clientLine(String port, String... command) {
        var line = new ArrayList<>(List.of(Peer.command(List.of(), "SshClient", "-p", port, "-i", key.toString(),
                "--known-hosts",
                folder.resolve("known_hosts").toString(), "alice@127.0.0.1")));
        line.addAll(List.of(command));
        return line;
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

    @Test
    void ourClientsGoThroughAnotherServerByTheirConfig() throws Exception {
        try (var gate = server("--allow", "exec,sftp,forward")) {
            String port = port(gate);
            var files = Files.createDirectory(folder.resolve("files"));
            Files.writeString(files.resolve("notes"), "what is there\n");
            var config = Stage.write(folder.resolve("config"), "Host gate inside\n  HostName 127.0.0.1\n  Port " + port
                    + "\n  User alice\n  IdentityFile " + key + "\n");
            var options = List.of("-F", config.toString(), "--known-hosts", folder.resolve("known_hosts").toString());
            assertEquals(new Stage.Said(5, "through\n", ""), ours("SshClient", options, "-J", "gate", "inside",
                    "echo through; exit 5"));
            assertEquals(new Stage.Said(255, "", "SshClient: the program was killed by signal KILL\n"),
                    ours("SshClient", options, "inside", "kill -s KILL $$"));
            var fetched = ours("SftpClient", options, "-J", "alice@gate", "inside", "get " + files.resolve("notes") + " "
                    + folder.resolve("got"), "put " + folder.resolve("got") + " " + files.resolve("back"));
            assertEquals(0, fetched.status(), fetched.toString());
            assertEquals("what is there\n", Files.readString(files.resolve("back")));
        }
    }

    private static Stage.Said ours(String script, List<String> options, String... more) throws Exception {
        var line = new ArrayList<>(List.of(Peer.command(List.of("env", "-u", "SSH_AUTH_SOCK"), script)));
        line.addAll(options);
        line.addAll(List.of(more));
        return Stage.run(new byte[0], line);
    }

    @Test
    void lftpMirrorsAFolder() throws Exception {
        var root = Files.createDirectory(folder.resolve("root"));
        var mine = Files.createDirectories(folder.resolve("mine/deep"));
        Files.writeString(mine.resolve("one"), "first\n");
        try (var server = server("--root", root.toString())) {
            String ssh = String.join(" ", stock("ssh", port(server))).replace(" -P ", " -p ") + " -a -x";
            var said = Stage.run(new byte[0], List.of("env", "HOME=" + folder, Peer.require("lftp", "lftp"), "-c",
                    "set sftp:connect-program '" + ssh + "'; set net:max-retries 1; set net:timeout 30; "
                            + "open sftp://alice:@127.0.0.1; mirror -R " + folder.resolve("mine") + " there; mirror there "
                            + folder.resolve("back") + "; exit"));
            assertEquals(0, said.status(), said.toString());
            assertEquals("first\n", Files.readString(folder.resolve("back/deep/one")));
            assertEquals("first\n", Files.readString(root.resolve("there/deep/one")));
        }
    }

    /// Needs the device of FUSE, which an ordinary user of a container may not have.
    @Test
    @Tag("root")
    void sshfsIsAFileSystemAsAnyOther() throws Exception {
        String sshfs = Peer.require("sshfs", "sshfs");
        var root = Files.createDirectory(folder.resolve("root"));
        var mount = Files.createDirectory(folder.resolve("mount"));
        try (var server = server("--root", root.toString())) {
            String port = port(server);
            try (var mounted = Peer.start(sshfs, "-f", "-p", port, "-o", "IdentityFile=" + key, "-o", "BatchMode=yes", "-o",
                    "UserKnownHostsFile=" + folder.resolve("known_hosts"), "alice@127.0.0.1:/", mount.toString())) {
                try {
                    Eventually.that("it is mounted", () -> Files.readString(Path.of("/proc/self/mounts"))
                            .contains(mount.toString()), mounted::output);
                    // In a process of its own: a file system that hangs must not hang the test.
                    try (var shell = Peer.start("timeout", "50", "sh", "-ec", "cd \"$1\"; echo first >a; mkdir d; mv a d/b; "
                            + "ln -s d/b l; cat l; printf more >>d/b; cat d/b", "sh", mount.toString())) {
                        assertEquals(0, shell.awaitExit(), shell.output());
                        assertEquals("first\nfirst\nmore", shell.output());
                    }
                    assertEquals("first\nmore", Files.readString(root.resolve("d/b")));
                } finally {
                    try (var end = Peer.start("fusermount3", "-uz", mount.toString())) {
                        end.awaitExit();
                    }
                }
                assertEquals(0, mounted.awaitExit(), mounted.output());
            }
        }
    }
}
