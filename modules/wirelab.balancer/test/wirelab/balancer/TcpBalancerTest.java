package wirelab.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.http.Raw;
import wirelab.kit.Connection;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.kit.TcpServer;
import wirelab.kit.UsageException;

/// Connections of any protocol, spread over nodes.
class TcpBalancerTest {
    /// Says who it is, then sends everything back.
    private static TcpServer node(String name) throws IOException {
        return TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            connection.write((name + "\n").getBytes(StandardCharsets.US_ASCII));
            echo(connection);
        });
    }

    private static void echo(Connection connection) throws IOException {
        var buffer = ByteBuffer.allocate(4096);
        while (connection.read(buffer.clear()) >= 0) connection.write(buffer.flip());
    }

    private static BalancerConfig config(String settings, TcpServer... nodes) {
        var text = new StringBuilder("[balancer]\nconnect = 30s\n" + settings + "\n");
        for (int i = 0; i < nodes.length; i++) {
            text.append("[n" + (i + 1) + "]\nhost = 127.0.0.1\nport = " + nodes[i].address().getPort() + "\n");
        }
        return BalancerConfig.parse("config.ini", text.toString());
    }

    @Test
    @Tag("socket")
    void connectionsGoToTheNodesInTurnAndPastThoseThatAreGone() throws Exception {
        try (var one = node("one"); var two = node("two"); var fleet = Fleet.start(Host.HERE, config("", one, two), _ -> {});
                var front = TcpServer.start(TcpBalancer.SERVER, new TcpBalancer(fleet))) {
            for (String name : new String[] {"one", "two", "one"}) {
                try (var client = new Raw(front.address())) {
                    client.until(name + "\n");
                    client.send("hello\n").until("hello\n");
                    assertEquals("", client.endOutput().rest());
                }
            }
            two.close();
            for (int i = 0; i < 4; i++) {
                try (var client = new Raw(front.address())) {
                    client.until("one\n");
                }
            }
            one.close();
            try (var client = new Raw(front.address())) {
                assertTrue(client.closed());
            } catch (IOException e) {
                assertTrue(e.getMessage().contains("reset"), "broken off before it has begun: " + e);
            }
        }
    }

    @Test
    @Tag("socket")
    void nodesAreCheckedByConnecting() throws Exception {
        try (var one = node("one"); var two = node("two");
                var fleet = Fleet.start(Host.HERE,
                        config("check = connect\ncheck-interval = 50ms\ncheck-timeout = 30s\nfall = 1", one, two),
                        _ -> {})) {
            two.close();
            Eventually.that("it is found out", () -> fleet.states().get("n2").equals("down"));
            assertEquals("up", fleet.states().get("n1"));
        }
    }

    @Test
    @Tag("socket")
    void aNodeIsToldWhoComes() throws Exception {
        var node = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            String said = ProxyHeader.read(connection).source().getHostString();
            connection.write((said + "\n").getBytes(StandardCharsets.US_ASCII));
        });
        try (node; var fleet = Fleet.start(Host.HERE, config("proxy-out = v2\nproxy-in = yes", node), _ -> {});
                var front = TcpServer.start(TcpBalancer.SERVER,
                        new TcpBalancer(fleet)); var client = new Raw(front.address())) {
            client.send("PROXY TCP4 192.0.2.9 127.0.0.1 1 2\r\n");
            assertEquals("192.0.2.9\n", client.rest());
        }
    }

    @Test
    @Tag("interop")
    void ncatTalksThroughIt() throws Exception {
        String ncat = Peer.require("ncat", "ncat");
        try (var one = node("one"); var fleet = Fleet.start(Host.HERE, config("", one), _ -> {});
                var front = TcpServer.start(TcpBalancer.SERVER, new TcpBalancer(fleet));
                var peer = Peer.start(ncat, "127.0.0.1", Integer.toString(front.address().getPort()))) {
            peer.awaitOutput("one\n");
            peer.send("through\n").awaitOutput("through\n");
            peer.endInput();
            assertEquals(0, peer.awaitExit());
            Eventually.that("nothing is under way", () -> fleet.backends().iterator().next().gate.active() == 0);
        }
    }

    /// Each login goes to the next node, and a megabyte comes through whole both ways.
    @Test
    @Tag("interop")
    void sshLogsInThroughIt(@TempDir Path folder) throws Exception {
        String ssh = Peer.require("ssh", "openssh-client"), sshd = Peer.require("sshd", "openssh-server");
        // Where a start script of the system has not run; only root needs it.
        if (System.getProperty("user.name").equals("root")) Files.createDirectories(Path.of("/run/sshd"));
        for (String key : new String[] {"host", "user"}) {
            try (var made = Peer.start("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve(key).toString())) {
                assertEquals(0, made.awaitExit());
            }
        }
        int one = Peer.freePort(), two = Peer.freePort();
        try (var first = sshd(sshd, folder, one); var second = sshd(sshd, folder, two)) {
            first.awaitPort(one);
            second.awaitPort(two);
            var config = BalancerConfig.parse("config.ini", "[n1]\nhost = 127.0.0.1\nport = " + one
                    + "\n[n2]\nhost = 127.0.0.1\nport = " + two + "\n[balancer]\nconnect = 30s\n");
            try (var fleet = Fleet.start(Host.HERE, config, _ -> {});
                    var front = TcpServer.start(TcpBalancer.SERVER, new TcpBalancer(fleet))) {
                for (int node : new int[] {one, two, one}) {
                    var data = folder.resolve("data");
                    Files.write(data, new byte[1_000_000]);
                    try (var client = Peer.start("sh", "-c", "exec \"$@\" <" + data, "sh", ssh, "-F", "none", "-i",
                            folder.resolve("user").toString(), "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no",
                            "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-p",
                            Integer.toString(front.address().getPort()), "127.0.0.1",
                            "set -- $SSH_CONNECTION; echo node $4; cat | wc -c")) {
                        client.awaitOutput("node " + node + "\n1000000\n");
                        assertEquals(0, client.awaitExit());
                    }
                }
            }
        }
    }

    private static Peer sshd(String sshd, Path folder, int port) throws IOException {
        return Peer.start(sshd, "-D", "-e", "-f", "/dev/null", "-h", folder.resolve("host").toString(),
                "-o", "ListenAddress=127.0.0.1", "-o", "Port=" + port, "-o", "StrictModes=no", "-o", "UsePAM=no",
                "-o", "PidFile=none", "-o", "AuthorizedKeysFile=" + folder.resolve("user.pub"),
                // What the user's own shell does at its start is no part of this.
                "-o", "SetEnv=HOME=" + folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy = hash path", "sticky = a", "check = /"})
    void whatNeedsHttpIsRefused(String setting) {
        var config = BalancerConfig.parse("config.ini", "[a]\nhost = h\nport = 1\n[balancer]\n" + setting);
        assertTrue(assertThrows(UsageException.class, () -> TcpBalancer.check(config)).getMessage()
                .startsWith("--tcp knows no HTTP"));
        TcpBalancer.check(BalancerConfig.parse("config.ini", "[a]\nhost = h\nport = 1\n[balancer]\npolicy = hash address"));
    }
}
