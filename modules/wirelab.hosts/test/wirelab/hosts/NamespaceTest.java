package wirelab.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;

@Tag("hosts")
class NamespaceTest {
    private static final String PREFIX = "wlhosts" + ProcessHandle.current().pid();

    private Namespace left;
    private Namespace right;

    @BeforeEach
    void build() throws IOException {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        left = Namespace.create(PREFIX + "l");
        right = Namespace.create(PREFIX + "r");
        left.ip("link add cable type veth peer name cable netns " + right.name());
        left.ip("addr add 10.9.0.1/24 dev cable\nlink set cable up");
        right.ip("addr add 10.9.0.2/24 dev cable\nlink set cable up");
    }

    @AfterEach
    void remove() {
        for (var namespace : new Namespace[] {left, right}) if (namespace != null) namespace.close();
    }

    @Test
    void aServerOnOneHostIsReachedFromTheOtherAndNotFromHere() throws Exception {
        var options = TcpServer.Options.DEFAULTS.withBind(new InetSocketAddress("10.9.0.2", 0));
        try (var server = TcpServer.start(right.host(), options, connection -> {
            var one = ByteBuffer.allocate(1);
            while (connection.read(one.clear()) > 0) connection.write(one.flip());
        })) {
            try (var client = left.host().connect(server.address(), Tap.Party.UNKNOWN)) {
                client.write(new byte[] {42});
                var back = ByteBuffer.allocate(1);
                assertEquals(1, client.read(back));
                assertEquals(42, back.get(0));
                assertEquals(InetAddress.ofLiteral("10.9.0.1"), client.local().getAddress());
            }
            assertThrows(IOException.class, () -> Host.HERE.connect(new InetSocketAddress("127.0.0.1",
                    server.address().getPort()), Tap.Party.UNKNOWN, Duration.ofSeconds(1)));
        }
    }

    @Test
    void datagramsGoFromHostToHost() throws Exception {
        try (var a = left.host().bind(new InetSocketAddress("10.9.0.1", 0), Tap.Party.UNKNOWN);
                var b = right.host().bind(new InetSocketAddress("10.9.0.2", 0), Tap.Party.UNKNOWN)) {
            a.send(ByteBuffer.wrap(new byte[] {7}), b.local());
            assertEquals(a.local(), b.receive(ByteBuffer.allocate(8), Duration.ofSeconds(5)));
        }
    }

    @Test
    void interfacesAreThoseOfTheHost() throws Exception {
        List<String> names = left.call(() -> NetworkInterface.networkInterfaces().map(NetworkInterface::getName).toList());
        assertTrue(names.contains("cable"), names.toString());
        assertFalse(NetworkInterface.networkInterfaces().anyMatch(each -> each.getName().equals("cable")));
    }

    @Test
    void noThreadStaysInside() throws Exception {
        assertTrue(left.<List<String>, IOException>call(Namespace::strays).stream().anyMatch(left.name()::startsWith));
        Eventually.that("its thread has ended",
                () -> Namespace.strays().stream().noneMatch(thread -> thread.startsWith(PREFIX)));
    }

    @Test
    void whatTheCodeThrowsIsThrownHere() {
        var thrown = assertThrows(IOException.class, () -> left.<Void, IOException>call(() -> {
            throw new IOException("as the test wants it");
        }));
        assertEquals("as the test wants it", thrown.getMessage());
    }

    @Test
    void aHostThatIsGoneSaysSo() {
        left.close();
        var thrown = assertThrows(IllegalStateException.class, () -> left.call(() -> 1));
        assertTrue(thrown.getMessage().contains("/run/netns/" + left.name() + ": No such file"), thrown.getMessage());
    }

    @Test
    void settingsAreThoseOfTheHostAndOneThatTheKernelLacksIsPassedOver() throws Exception {
        left.settings("ipv4/ip_forward=1", "ipv4/no_such_setting=1");
        assertEquals("1", left.run("cat", "/proc/sys/net/ipv4/ip_forward"));
        assertEquals("0", right.run("cat", "/proc/sys/net/ipv4/ip_forward"));
    }

    @Test
    void aProgramThatFailsIsQuoted() {
        var refused = assertThrows(IOException.class, () -> left.ip("link set nosuch up"));
        assertTrue(refused.getMessage().contains("Cannot find device \"nosuch\""), refused.getMessage());
        var taken = assertThrows(IOException.class, () -> Namespace.create(left.name()));
        assertTrue(taken.getMessage().contains("File exists"), taken.getMessage());
    }
}
