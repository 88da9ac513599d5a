package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.keys.KeyFile;
import wirelab.keys.SshKeyPair;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;
import wirelab.kit.TcpServer;

/// Ports and whole logins that travel through our server, with stock clients at both ends, and what else OpenSSH's client
/// asks of a server beside commands.
@Tag("interop")
class ForwardingTest {
    @TempDir
    private Path folder;

    private Stage stage(String name, SshKeyPair... more) throws Exception {
        return new Stage(Files.createDirectory(folder.resolve(name)), options -> options.withAllow(Set.of("exec", "shell",
                "pty", "forward")), more);
    }

    /// Says the same to everybody, as a page.
    private static TcpServer page() throws Exception {
        return TcpServer.start(TcpServer.Options.DEFAULTS, socket -> {
            socket.input().readNBytes(16);
            socket.write("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello".getBytes(StandardCharsets.US_ASCII));
        });
    }

    @Test
    void curlGoesThroughTheProxyOfTheClient() throws Exception {
        String curl = Peer.require("curl", "curl");
        try (var stage = stage("one"); var page = page()) {
            int socks = Peer.freePort();
            var line = stage.line(List.of("-N", "-D", "127.0.0.1:" + socks));
            try (var ssh = Peer.start(line.toArray(String[]::new))) {
                ssh.awaitPort(socks);
                var said = Stage.run(new byte[0], List.of(curl, "-sS", "--max-time", "50", "--socks5-hostname",
                        "127.0.0.1:" + socks, "http://127.0.0.1:" + page.address().getPort() + "/"));
                assertEquals("hello", said.out(), said.err());
            }
        }
    }

    @Test
    void aPortOfTheServerLeadsToOneOfTheClient() throws Exception {
        String curl = Peer.require("curl", "curl");
        try (var stage = stage("one"); var page = page()) {
            var line = stage.line(List.of("-N", "-R", "0:127.0.0.1:" + page.address().getPort()));
            try (var ssh = Peer.start(line.toArray(String[]::new))) {
                var allocated = Pattern.compile("Allocated port ([0-9]+) for remote forward");
                Eventually.that("the port is said", () -> allocated.matcher(ssh.output()).find(), ssh::output);
                var found = allocated.matcher(ssh.output());
                assertTrue(found.find());
                var said = Stage.run(new byte[0], List.of(curl, "-sS", "--max-time", "50", "http://127.0.0.1:"
                        + found.group(1) + "/"));
                assertEquals("hello", said.out(), said.err());
            }
        }
    }

    /// From here to the server, from there to the client again, and so to the page.
    @Test
    void bothDirectionsAreOneWay() throws Exception {
        String curl = Peer.require("curl", "curl");
        try (var stage = stage("one"); var page = page()) {
            int here = Peer.freePort(), there = Peer.freePort();
            var line = stage.line(List.of("-N", "-o", "ExitOnForwardFailure=yes", "-L", here + ":127.0.0.1:" + there, "-R",
                    there + ":127.0.0.1:" + page.address().getPort()));
            try (var ssh = Peer.start(line.toArray(String[]::new))) {
                ssh.awaitPort(here);
                ssh.awaitPort(there);
                var said = Stage.run(new byte[0], List.of(curl, "-sS", "--max-time", "50", "http://127.0.0.1:" + here + "/"));
                assertEquals("hello", said.out(), said.err());
            }
        }
    }

    @Test
    void aPortThatIsTakenCannotBeForwarded() throws Exception {
        try (var stage = stage("one"); var page = page()) {
            int taken = page.address().getPort();
            var said = stage.ssh(List.of("-o", "ExitOnForwardFailure=yes", "-R", taken + ":127.0.0.1:1"), "echo no");
            assertEquals(255, said.status());
            assertEquals("", said.out());
            assertTrue(said.err().contains("remote port forwarding failed for listen port " + taken), said.err());
        }
    }

    /// The other way round: whoever connects at the server goes by the client's proxy.
    @Test
    void curlGoesThroughTheProxyOfTheClientFromTheServersSide() throws Exception {
        String curl = Peer.require("curl", "curl");
        try (var stage = stage("one"); var page = page()) {
            int socks = Peer.freePort();
            try (var ssh = Peer.start(stage.line(List.of("-N", "-R", Integer.toString(socks))).toArray(String[]::new))) {
                ssh.awaitPort(socks);
                var said = Stage.run(new byte[0], List.of(curl, "-sS", "--max-time", "50", "--socks5-hostname",
                        "127.0.0.1:" + socks, "http://127.0.0.1:" + page.address().getPort() + "/"));
                assertEquals("hello", said.out(), said.err());
            }
        }
    }

    @Test
    void aConnectionThatIsSharedIsAskedForPortsAndToGo() throws Exception {
        String curl = Peer.require("curl", "curl");
        try (var stage = stage("one"); var page = page()) {
            var control = List.of("-S", folder.resolve("control").toString());
            int here = Peer.freePort();
            String forward = here + ":127.0.0.1:" + page.address().getPort();
            try (var master = Peer.start(stage.line(List.of("-N", "-M", "-S", folder.resolve("control").toString()))
                    .toArray(String[]::new))) {
                Eventually.that("it is shared", () -> ask(stage, control, "check").status() == 0, master::output);
                assertEquals(0, ask(stage, control, "forward", "-L", forward).status());
                assertEquals("hello", Stage.run(new byte[0], List.of(curl, "-sS", "http://127.0.0.1:" + here + "/")).out());
                assertEquals(0, ask(stage, control, "cancel", "-L", forward).status());
                assertEquals(7, Stage.run(new byte[0], List.of(curl, "-s", "http://127.0.0.1:" + here + "/")).status());
                for (int status : new int[] {0, 1, 4, 5, 44}) {
                    assertEquals(new Stage.Said(status, "", ""), stage.ssh(control, "exit " + status));
                }
                assertEquals(0, ask(stage, control, "exit").status());
                master.awaitExit();
            }
            assertEquals(1, stage.server.counters().get("logins"));
        }
    }

    private static Stage.Said ask(Stage stage, List<String> control, String what, String... more) throws Exception {
        var before = new ArrayList<>(control);
        before.addAll(List.of("-O", what));
        before.addAll(List.of(more));
        return stage.ssh(before);
    }

    /// `ssh -J` starts another ssh, which reads the same file.
    private Path config(Stage gate, Stage inside) throws Exception {
        String known = Files.readString(gate.folder.resolve("known_hosts"))
                + Files.readString(inside.folder.resolve("known_hosts"));
        Files.writeString(folder.resolve("known"), known);
        return Stage.write(folder.resolve("config"), """
                Host gate
                    HostName 127.0.0.1
                    Port %d
                Host inside
                    HostName 127.0.0.1
                    Port %d
                Host *
                    User alice
                    IdentityFile %s
                    IdentitiesOnly yes
                    IdentityAgent none
                    BatchMode yes
                    UserKnownHostsFile %s
                    GlobalKnownHostsFile /dev/null
                """.formatted(gate.port(), inside.port(), gate.key, folder.resolve("known")));
    }

    @Test
    void oneServerIsReachedThroughAnother() throws Exception {
        try (var gate = stage("gate"); var inside = stage("inside")) {
            var said = Stage.run(new byte[0], List.of(Peer.require("ssh", "openssh-client"), "-F",
                    config(gate, inside).toString(), "-J", "gate", "inside", "echo through; exit 4"));
            assertEquals(new Stage.Said(4, "through\n", ""), said);
            assertEquals(1, gate.server.counters().get("logins"));
            assertEquals(1, inside.server.counters().get("logins"));
        }
    }

    @Test
    void ourClientReachesOneThroughAnother() throws Exception {
        try (var gate = stage("gate"); var inside = stage("inside")) {
            var alice = Credentials.ofKeys(KeyFile.read(gate.key, () -> null));
            var options = SshLink.Options.DEFAULTS;
            try (var first = SshLink.connect(gate.server.address(), "alice", alice, _ -> { });
                    var second = first.jump("127.0.0.1", inside.port(), "alice", alice, _ -> { }, options);
                    var program = second.exec("wc -c")) {
                program.input().write(new byte[3_000_000]);
                program.input().close();
                assertEquals("3000000", new String(program.output().readAllBytes(), StandardCharsets.US_ASCII).strip());
                assertEquals(0, program.awaitExit());
            }
            assertEquals(1, inside.server.counters().get("logins"));
        }
    }

    /// The client knows one key of the server. The server says that it has another, the client wants it proved (PROTOCOL of
    /// OpenSSH, section 2.5), and remembers both.
    @Test
    void theClientLearnsOfAnotherKeyOfTheServerWhenThatIsProved() throws Exception {
        var rsa = SshKeyPair.rsa(3_072, new Random(5), "another");
        try (var stage = stage("one", rsa)) {
            var said = stage.ssh(List.of("-o", "UpdateHostKeys=yes"), "true");
            assertEquals(0, said.status(), said.err());
            String known = Files.readString(stage.folder.resolve("known_hosts"));
            assertTrue(known.contains("ssh-ed25519 ") && known.contains(rsa.publicKey().line()), known);
            var again = stage.ssh(List.of("-o", "HostKeyAlgorithms=rsa-sha2-256", "-o", "UpdateHostKeys=no"), "echo rsa");
            assertEquals(new Stage.Said(0, "rsa\n", ""), again);
        }
    }

    @Test
    void rsyncCopiesAFolder() throws Exception {
        String rsync = Peer.require("rsync", "rsync");
        try (var stage = stage("one")) {
            var from = Files.createDirectories(folder.resolve("from/deep"));
            var bytes = new byte[1_000_000];
            new Random(3).nextBytes(bytes);
            Files.write(from.resolve("data"), bytes);
            Files.createSymbolicLink(folder.resolve("from/link"), Path.of("deep/data"));
            String ssh = "ssh " + String.join(" ", stage.switches()) + " -p " + stage.port();
            for (String[] way : new String[][] {{folder + "/from/", "alice@127.0.0.1:" + folder + "/there/"},
                    {"alice@127.0.0.1:" + folder + "/there/", folder + "/back/"}}) {
                var said = Stage.run(new byte[0], List.of(rsync, "-az", "-e", ssh, way[0], way[1]));
                assertEquals(new Stage.Said(0, "", ""), said);
            }
            assertEquals(-1, Files.mismatch(from.resolve("data"), folder.resolve("back/deep/data")));
            assertEquals(Path.of("deep/data"), Files.readSymbolicLink(folder.resolve("back/link")));
        }
    }

    /// The home over there is one that the test has made.
    @Test
    void aKeyIsInstalledByCopyId() throws Exception {
        String copy = Peer.require("ssh-copy-id", "openssh-client");
        var home = Files.createDirectory(folder.resolve("home"));
        Files.createDirectory(folder.resolve(".ssh"));
        try (var stage = new Stage(Files.createDirectory(folder.resolve("one")), options -> options.withForced("HOME=" + home
                + "; export HOME; cd; exec sh -c \"$SSH_ORIGINAL_COMMAND\""))) {
            var said = Stage.run(new byte[0], List.of("env", "HOME=" + folder, copy, "-f", "-i", stage.key.toString(), "-p",
                    Integer.toString(stage.port()), "-o", "IdentityFile=" + stage.key, "-o", "IdentityAgent=none", "-o",
                    "UserKnownHostsFile=" + stage.folder.resolve("known_hosts"), "-o", "BatchMode=yes", "alice@127.0.0.1"));
            assertEquals(0, said.status(), said.toString());
            assertEquals(Files.readString(stage.folder.resolve("id.pub")), Files.readString(home.resolve(
                    ".ssh/authorized_keys")));
        }
    }
}
