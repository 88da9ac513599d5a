package wirelab.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Tap;
import wirelab.kit.UdpSocket;

/// A server with two addresses of each family on one cable, and a client at its other end, for each test anew.
public final class TwoAddresses implements BeforeEachCallback, AfterEachCallback {
    public static final List<String> IPV4 = List.of("10.8.0.1", "10.8.0.2");
    public static final List<String> IPV6 = List.of("fd00:8::1", "fd00:8::2");
    private static final Duration WAIT = Duration.ofMillis(300);
    private static final int TRIES = 20;

    private Namespace server;
    private Namespace client;

    /// For a field with `RegisterExtension`; nothing stands before a test begins.
    public TwoAddresses() {}

    /// Skips the test where no namespace can be made.
    @Override
    public void beforeEach(ExtensionContext test) throws IOException {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        String prefix = "wltwo" + ProcessHandle.current().pid();
        server = Namespace.create(prefix + "s");
        client = Namespace.create(prefix + "c");
        server.ip("link add cable type veth peer name cable netns " + client.name() + "\nlink set cable up");
        client.ip("addr add 10.8.0.9/24 dev cable\naddr add fd00:8::9/64 dev cable nodad\nlink set cable up");
        for (String address : IPV4) add(address);
        for (String address : IPV6) add(address);
    }

    public Host server() {
        return server.host();
    }

    public Host client() {
        return client.host();
    }

    /// {@return a command line that runs a program on the client}
    public String[] onClient(String... command) {
        return client.command(command);
    }

    /// Gives the server one more address.
    public void add(String address) throws IOException {
        server.ip("addr add " + prefix(address) + " dev cable" + (address.contains(":") ? " nodad" : ""));
    }

    /// Takes an address away from the server.
    public void remove(String address) throws IOException {
        server.ip("addr del " + prefix(address) + " dev cable");
    }

    private static String prefix(String address) {
        return address + (address.contains(":") ? "/64" : "/24");
    }

    /// Asks at each address of a family that a server on its wildcard address has, and looks where the answer comes from.
    public void asksAll(boolean ipv6, int port, byte[] question) throws IOException {
        for (String address : ipv6 ? IPV6 : IPV4) {
            var asked = new InetSocketAddress(InetAddress.ofLiteral(address), port);
            try (var socket = open(ipv6)) {
                assertEquals(asked, ask(socket, asked, question));
            }
        }
    }

    /// Asks at one address until the answer comes from there.
    public void asksUntilRight(String address, int port, byte[] question) throws Exception {
        var asked = new InetSocketAddress(InetAddress.ofLiteral(address), port);
        try (var socket = open(address.contains(":"))) {
            Eventually.that("the answer comes from " + address, () -> asked.equals(ask(socket, asked, question)));
        }
    }

    /// {@return a socket of the client, on its wildcard address}
    public UdpSocket open(boolean ipv6) throws IOException {
        return client().bind(new InetSocketAddress(ipv6 ? "::" : "0.0.0.0", 0), Tap.Party.UNKNOWN);
    }

    /// {@return where the answer came from}
    public static InetSocketAddress ask(UdpSocket socket, InetSocketAddress asked, byte[] question) throws IOException {
        var buffer = ByteBuffer.allocate(2048);
        InetSocketAddress source = null;
        for (int i = 0; source == null && i < TRIES; i++) {
            socket.send(question, asked);
            source = socket.receive(buffer.clear(), WAIT);
        }
        assertNotNull(source, () -> "no answer from " + asked);
        return source;
    }

    @Override
    public void afterEach(ExtensionContext test) {
        if (server != null) server.close();
        if (client != null) client.close();
    }
}
