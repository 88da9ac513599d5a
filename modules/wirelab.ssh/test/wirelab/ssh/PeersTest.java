package wirelab.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import wirelab.keys.SshAgent;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// Clients and servers beside OpenSSH's client.
@Tag("interop")
class PeersTest {
    @TempDir
    private Path folder;

    private SshLink link(int port, String user, Stage stage) throws Exception {
        return SshLink.connect(new InetSocketAddress("127.0.0.1", port), user,
                Credentials.ofKeys(KeyFile.read(stage.key, () -> null)), _ -> { });
    }

    private static void works(SshLink link) throws Exception {
        try (var program = link.exec("tr a-z A-Z; exit 6")) {
            program.input().write("loud".getBytes(StandardCharsets.US_ASCII));
            program.input().close();
            assertEquals("LOUD", new String(program.output().readAllBytes(), StandardCharsets.US_ASCII));
            assertEquals(6, program.awaitExit());
        }
    }

    private String me() {
        return System.getProperty("user.name");
    }

    @Test
    void plinkLogsInWithAPassword() throws Exception {
        String plink = Peer.require("plink", "putty-tools");
        try (var stage = new Stage(folder, options -> options)) {
            String print = KeyFile.read(folder.resolve("host_key"), () -> null).publicKey().fingerprint();
            var said = Stage.run(new byte[0], List.of("env", "HOME=" + folder, plink, "-ssh", "-batch", "-P",
                    Integer.toString(stage.port()), "-pw", Stage.PASSWORD, "-hostkey", print, "alice@127.0.0.1",
                            "echo plink"));
            assertEquals("plink\n", said.out(), said.err());
        }
    }

    @Test
    void dbclientLogsInWithAKey() throws Exception {
        String dbclient = Peer.require("dbclient", "dropbear-bin"), convert = Peer.require("dropbearconvert",
                "dropbear-bin");
        try (var stage = new Stage(folder, options -> options)) {
            String key = folder.resolve("dropbear").toString();
            assertEquals(0, Stage.run(new byte[0], List.of(convert, "openssh", "dropbear", stage.key.toString(),
                    key)).status());
            var said = Stage.run(new byte[0], List.of("env", "HOME=" + folder, dbclient, "-y", "-y", "-i", key, "-p",
                    Integer.toString(stage.port()), "alice@127.0.0.1", "echo dropbear; exit 2"));
            assertEquals("dropbear\n", said.out(), said.err());
            assertEquals(2, said.status());
        }
    }

    @Test
    void paramikoLogsInAndMovesAMegabyte() throws Exception {
        // Debian's own: another that stands before it on the path does not see Debian's packages.
        String python = "/usr/bin/python3";
        assumeTrue(Stage.run(new byte[0], List.of(python, "-c", "import paramiko")).status() == 0,
                "paramiko is missing: apt-get install python3-paramiko");
        try (var stage = new Stage(folder, options -> options)) {
            var script = Files.writeString(folder.resolve("client.py"), """
                    import paramiko, sys
                    client = paramiko.SSHClient()
                    client.load_host_keys(sys.argv[2])
                    client.connect('127.0.0.1', int(sys.argv[1]), 'alice', key_filename=sys.argv[3], allow_agent=False,
                        look_for_keys=False)
                    into, out, err = client.exec_command('cat; exit 4')
                    data = b'x' * 1000000
                    into.write(data)
                    into.channel.shutdown_write()
                    back = out.read()
                    print(len(back), back == data, out.channel.recv_exit_status())
                    """);
            var said = Stage.run(new byte[0], List.of(python, script.toString(), Integer.toString(stage.port()),
                    folder.resolve("known_hosts").toString(), stage.key.toString()));
            assertEquals("1000000 True 4\n", said.out(), said.err());
        }
    }

    /// The strictest of them about what may follow what.
    @Test
    void asyncsshRunsCommandsAndCarriesAPort() throws Exception {
        String python = "/usr/bin/python3";
        assumeTrue(Stage.run(new byte[0], List.of(python, "-c", "import asyncssh")).status() == 0,
                "asyncssh is missing: apt-get install python3-asyncssh");
        try (var stage = new Stage(folder, options -> options.withAllow(Set.of("exec", "shell", "pty", "forward")))) {
            var script = Files.writeString(folder.resolve("client.py"), """
                    import asyncio, asyncssh, sys
                    async def main():
                        async with asyncssh.connect('127.0.0.1', int(sys.argv[1]), username='alice', known_hosts=sys.argv[2],
                                client_keys=[sys.argv[3]], agent_path=None, config=None, rekey_bytes=300000) as c:
                            data = 'x' * 1000000
                            done = await c.run('cat; echo err >&2; exit 4', input=data)
                            print(len(done.stdout), done.stdout == data, done.stderr.strip(), done.exit_status)
                            for i in range(20):
                                assert (await c.run('echo %d' % i)).stdout == '%d\\n' % i
                            killed = await c.run('kill -s TERM $$')
                            print(killed.exit_signal[0])
                            shown = await c.run('stty size', term_type='xterm', term_size=(91, 37))
                            print(shown.stdout.strip())
                            port = await c.forward_local_port('', 0, '127.0.0.1', int(sys.argv[1]))
                            reader, writer = await asyncio.open_connection('127.0.0.1', port.get_port())
                            print((await reader.readline()).decode().strip()[:8])
                            writer.close()
                    asyncio.run(main())
                    """);
            var said = Stage.run(new byte[0], List.of(python, script.toString(), Integer.toString(stage.port()),
                    folder.resolve("known_hosts").toString(), stage.key.toString()));
            assertEquals("1000000 True err 4\nTERM\n37 91\nSSH-2.0-\n", said.out(), said.err());
        }
    }

    /// Wireshark's capture over SSH stands on libssh.
    @Test
    void libsshRunsACommand() throws Exception {
        var sshdump = Path.of("/usr/lib/x86_64-linux-gnu/wireshark/extcap/sshdump");
        assumeTrue(Files.isExecutable(sshdump), "sshdump is missing: apt-get install tshark");
        try (var stage = new Stage(folder, options -> options)) {
            var known = Files.createDirectory(folder.resolve(".ssh"));
            Files.copy(folder.resolve("known_hosts"), known.resolve("known_hosts"));
            var fifo = Files.createFile(folder.resolve("capture"));
            var said = Stage.run(new byte[0], List.of("env", "HOME=" + folder, sshdump.toString(), "--extcap-interface",
                    "sshdump", "--capture", "--fifo", fifo.toString(), "--remote-host", "127.0.0.1", "--remote-port",
                    Integer.toString(stage.port()), "--remote-username", "alice", "--sshkey", stage.key.toString(),
                    "--remote-capture-command", "printf captured"));
            assertEquals("captured", Files.readString(fifo), said.toString());
            assertEquals(1, stage.server.counters().get("logins"));
        }
    }

    @Test
    void anAuditFindsNothingToFail() throws Exception {
        String audit = Peer.require("ssh-audit", "ssh-audit");
        try (var stage = new Stage(folder, options -> options.withUnknown(100))) {
            var said = Stage.run(new byte[0], List.of("env", "HOME=" + folder, audit, "-n", "-p",
                    Integer.toString(stage.port()), "127.0.0.1"));
            assertTrue(said.out().contains("(enc) aes256-gcm@openssh.com"), said.toString());
            // It is older than the newest of the names.
            var failed = said.out().lines().filter(line -> line.contains("[fail]")
                    && !line.contains("unknown algorithm")).toList();
            assertEquals(List.of(), failed, said.out());
        }
    }

    /// The agent keeps the key; our client has it sign.
    @Test
    void anAgentSignsForOurClient() throws Exception {
        String agent = Peer.require("ssh-agent", "openssh-client"), add = Peer.require("ssh-add", "openssh-client");
        var socket = folder.resolve("agent");
        try (var stage = new Stage(folder, options -> options); var running = Peer.start(agent, "-D", "-a",
                socket.toString())) {
            Eventually.that("the agent listens", () -> Files.exists(socket), running::output);
            var added = Stage.run(new byte[0], List.of("env", "SSH_AUTH_SOCK=" + socket, add, stage.key.toString()));
            assertEquals(0, added.status(), added.err());
            try (var keys = SshAgent.connect(socket)) {
                var signers = keys.keys();
                assertEquals(1, signers.size());
                try (var link = SshLink.connect(stage.server.address(), "alice", Credentials.ofKeys(signers.getFirst()),
                        _ -> { })) {
                    works(link);
                }
            }
        }
    }

    @Test
    void ourClientLogsInAtSshd() throws Exception {
        String sshd = Peer.require("sshd", "openssh-server");
        // Where a start script of the system has not run; only root needs it.
        if (me().equals("root")) Files.createDirectories(Path.of("/run/sshd"));
        try (var stage = new Stage(folder, options -> options)) {
            int port = Peer.freePort();
            var line = new ArrayList<>(List.of(sshd, "-D", "-e", "-f", "/dev/null", "-h",
                    folder.resolve("host_key").toString()));
            for (String option : Set.of("ListenAddress=127.0.0.1", "Port=" + port, "StrictModes=no", "UsePAM=no",
                    "PidFile=none", "AuthorizedKeysFile=" + folder.resolve("authorized_keys"),
                    // What the user's own shell does at its start is no part of this.
                    "SetEnv=HOME=" + folder)) {
                line.addAll(List.of("-o", option));
            }
            try (var server = Peer.start(line.toArray(String[]::new))) {
                server.awaitPort(port);
                try (var link = link(port, me(), stage)) {
                    works(link);
                    link.rekey();
                    works(link);
                }
            }
        }
    }

    @Test
    void ourClientLogsInAtDropbear() throws Exception {
        String dropbear = Peer.require("dropbear", "dropbear-bin"), convert = Peer.require("dropbearconvert",
                "dropbear-bin");
        try (var stage = new Stage(folder, options -> options)) {
            String key = folder.resolve("dropbear_host").toString();
            assertEquals(0, Stage.run(new byte[0], List.of(convert, "openssh", "dropbear",
                    folder.resolve("host_key").toString(),
                    key)).status());
            int port = Peer.freePort();
            // Dropbear looks for keys in the user's home alone, so only the handshake and its refusal are to be seen.
            try (var server = Peer.start(dropbear, "-F", "-E", "-r", key, "-p", "127.0.0.1:" + port, "-P",
                    folder.resolve("pid").toString())) {
                server.awaitPort(port);
                var e = assertThrows(SshException.class, () -> link(port, me(), stage));
                assertTrue(e.getMessage().contains("publickey"), e.getMessage());
            }
        }
    }
}
