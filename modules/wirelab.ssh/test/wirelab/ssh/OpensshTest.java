package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.keys.KeyFile;
import wirelab.keys.SshKeyPair;
import wirelab.kit.Peer;
import wirelab.ssh.Stage.Said;

/// Our server with the client that everybody has.
@Tag("interop")
class OpensshTest {
    @TempDir
    private Path folder;
    private Stage stage;

    @BeforeEach
    void start() throws Exception {
        stage = new Stage(folder, options -> options);
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    private static void succeeds(String out, Said said) {
        assertEquals(new Said(0, out, ""), said);
    }

    @Test
    void aCommandRunsAndItsStreamsAndStatusComeBack() throws Exception {
        succeeds("hello\n", stage.ssh(List.of(), "echo", "hello"));
        assertEquals(new Said(7, "out\n", "err\n"), stage.ssh(List.of(), "echo out; echo err >&2; exit 7"));
        succeeds("1\n", stage.ssh(List.of(), "echo a | wc -l"));
        assertEquals(255, stage.ssh(List.of(), "exit 255").status());
        assertEquals(255, stage.ssh(List.of(), "kill -s KILL $$").status(), "what it says of a signal");
    }

    @Test
    void aCommandMayBeLong() throws Exception {
        // As long as Linux lets an argument be, with the words around it.
        for (int length : new int[] {34_000, 36_000, 130_000}) {
            succeeds(length + "\n", stage.ssh(List.of(), "printf %s " + "a".repeat(length) + " | wc -c"));
        }
    }

    @Test
    void inputGoesToTheCommandAndEnds() throws Exception {
        succeeds("5\n", Stage.run("12345".getBytes(StandardCharsets.US_ASCII), stage.line(List.of(), "wc -c")));
        // A command that does not read what it is sent.
        succeeds("done\n", Stage.run(new byte[300_000], stage.line(List.of(), "echo done")));
    }

    @Test
    void aWrongKeyIsRefused() throws Exception {
        Stage.write(folder.resolve("other"), KeyFile.encode(SshKeyPair.ed25519(new Random(99), "mallory")));
        var line = new ArrayList<>(stage.line(List.of(), "true"));
        line.set(line.indexOf(stage.key.toString()), folder.resolve("other").toString());
        var said = Stage.run(new byte[0], line);
        assertEquals(255, said.status());
        assertTrue(said.err().contains("Permission denied (publickey,password,keyboard-interactive)"), said.err());
    }

    @Test
    void everyCombinationOfAlgorithmsWorks() throws Exception {
        String known = Stage.run(new byte[0], List.of(Peer.require("ssh", "openssh-client"), "-Q", "kex")).out();
        for (String kex : Algorithms.ALL.kex()) {
            if (!known.lines().anyMatch(kex::equals)) continue;
            for (String cipher : Algorithms.ALL.ciphers()) {
                for (String mac : Algorithms.hasTag(cipher) ? List.of("hmac-sha2-256-etm@openssh.com")
                        : Algorithms.ALL.macs()) {
                    var said = stage.ssh(List.of("-o", "KexAlgorithms=" + kex, "-c", cipher, "-m", mac), "echo", "ok");
                    assertEquals(new Said(0, "ok\n", ""), said, kex + " " + cipher + " " + mac);
                }
            }
        }
    }

    /// 8 MB each way while the client makes new keys after every megabyte.
    @Test
    void keysAreMadeAnewInTheMiddleOfMuchData() throws Exception {
        var data = new byte[8_000_000];
        new Random(1).nextBytes(data);
        var file = Files.write(folder.resolve("data"), data);
        String sum = Stage.run(new byte[0], List.of("sha256sum", file.toString())).out().split(" ")[0];
        for (String cipher : List.of("aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr")) {
            var said = Stage.run(data, stage.line(List.of("-c", cipher, "-o", "RekeyLimit=1M"), "sha256sum; cat " + file
                    + " | tail -c 1 | wc -c"));
            assertEquals(sum, said.out().split(" ")[0], cipher + said.err());
            var down = stage.ssh(List.of("-c", cipher, "-o", "RekeyLimit=1M"), "sha256sum < " + file + "; cat " + file
                    + " | wc -c");
            assertTrue(down.out().contains(sum) && down.out().contains("8000000"), down.out() + down.err());
            var raw = stage.ssh(List.of("-c", cipher, "-o", "RekeyLimit=1M"), "base64 -w0 " + file);
            assertEquals(Base64.getEncoder().encodeToString(data), raw.out(), cipher + raw.err());
        }
    }

    @Test
    void manySessionsShareAConnection() throws Exception {
        var control = List.of("-o", "ControlPath=" + folder.resolve("control"), "-o", "ControlMaster=auto", "-o",
                "ControlPersist=60");
        var master = Stage.run(new byte[0], stage.line(control, "true"));
        assertEquals(0, master.status(), master.err());
        for (int i = 0; i < 5; i++) succeeds(i + "\n", stage.ssh(control, "echo " + i));
        assertEquals(1, stage.server.counters().get("logins"));
        Stage.run(new byte[0], stage.line(List.of("-o", "ControlPath=" + folder.resolve("control"), "-O", "exit")));
    }

    @Test
    void aTerminalIsATerminal() throws Exception {
        var said = Stage.run("stty size; tty | cut -c1-9; exit 3\n".getBytes(StandardCharsets.US_ASCII),
                stage.line(List.of("-tt"), "sh"));
        assertEquals(3, said.status(), said.toString());
        assertTrue(said.out().contains("/dev/pts/"), said.out());
    }

    @Test
    void theKeyOfTheServerIsScanned() throws Exception {
        var said = Stage.run(new byte[0], List.of(Peer.require("ssh-keyscan", "openssh-client"), "-p",
                Integer.toString(stage.port()), "-t", "ed25519", "127.0.0.1"));
        assertEquals(Files.readString(folder.resolve("known_hosts")), said.out(), said.err());
    }

    @Test
    void otherToolsTravelThroughIt() throws Exception {
        String ssh = "ssh " + String.join(" ", stage.switches()) + " -p " + stage.port();
        var source = Files.createDirectory(folder.resolve("source"));
        Files.writeString(source.resolve("one"), "first\n");
        Peer.require("git", "git");
        var there = folder.resolve("there.git");
        var script = "set -e; export GIT_SSH_COMMAND='" + ssh + "' HOME=" + folder + "; cd " + source
                + "; git init -q --bare " + there
                        + "; git init -q; git add one; git -c user.name=a -c user.email=a@b commit -qm one"
                + "; git push -q ssh://alice@127.0.0.1:" + stage.port() + there + " HEAD:main"
                + "; git clone -q -b main ssh://alice@127.0.0.1:" + stage.port() + there + " " + folder.resolve("clone");
        var said = Stage.run(new byte[0], List.of("sh", "-c", script));
        assertEquals(0, said.status(), said.err());
        assertEquals("first\n", Files.readString(folder.resolve("clone/one")));
        var scp = new ArrayList<>(List.of(Peer.require("scp", "openssh-client"), "-O", "-P",
                Integer.toString(stage.port())));
        scp.addAll(stage.switches());
        scp.addAll(List.of("alice@127.0.0.1:" + source.resolve("one"), folder.resolve("copied").toString()));
        assertEquals(0, Stage.run(new byte[0], scp).status());
        assertEquals("first\n", Files.readString(folder.resolve("copied")));
    }
}
