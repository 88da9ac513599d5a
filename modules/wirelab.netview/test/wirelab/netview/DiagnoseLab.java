package wirelab.netview;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import wirelab.hosts.Namespace;

/// A client, a router and a server in three namespaces, with two networks between them.
final class DiagnoseLab implements AutoCloseable {
    static final String CLIENT = "10.20.1.2";
    static final String SERVER = "10.20.2.2";
    static final String SERVER6 = "fd20:2::2";
    static final int PORT = 7007;
    private static final String PREFIX = "wlview" + ProcessHandle.current().pid();

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<AutoCloseable> accepted = new CopyOnWriteArrayList<>();
    final Namespace client;
    final Namespace router;
    final Namespace server;

    private DiagnoseLab() throws IOException {
        try {
            router = namespace("r");
            client = namespace("c");
            server = namespace("s");
            router.settings("ipv4/ip_forward=1", "ipv6/conf/all/forwarding=1");
            wire(client, 1);
            wire(server, 2);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    static DiagnoseLab open() throws IOException {
        return new DiagnoseLab();
    }

    private Namespace namespace(String role) throws IOException {
        var made = Namespace.create(PREFIX + role);
        open.add(made);
        made.settings("ipv6/conf/all/accept_dad=0", "ipv6/conf/default/accept_dad=0");
        return made;
    }

    private void wire(Namespace host, int network) throws IOException {
        router.ip("link add wan netns %s type veth peer name lan%d".formatted(host.name(), network));
        router.ip("""
                addr add 10.20.%1$d.1/24 dev lan%1$d
                addr add fd20:%1$d::1/64 dev lan%1$d nodad
                link set lan%1$d up
                """.formatted(network));
        host.ip("""
                addr add 10.20.%1$d.2/24 dev wan
                addr add fd20:%1$d::2/64 dev wan nodad
                link set wan up
                route add default via 10.20.%1$d.1
                route add fd20::/16 via fd20:%1$d::1
                """.formatted(network));
    }

    /// Listens on the server; nobody accepts.
    ServerSocketChannel listen(String address, int backlog) throws IOException {
        var listener = server.host().call(ServerSocketChannel::open);
        open.add(listener);
        return listener.bind(new InetSocketAddress(address, PORT), backlog);
    }

    /// Accepts all who come, and keeps them: who looks again and again connects anew each time, and would find the queue full.
    void accept(ServerSocketChannel listener) {
        Thread.ofVirtual().name("lab-accept").start(() -> {
            try {
                while (true) accepted.add(listener.accept());
            } catch (IOException _) {
                // The lab is over.
            }
        });
    }

    /// Connects from a host, and stays so.
    SocketChannel connect(Namespace from, String address) throws IOException {
        var channel = from.host().call(SocketChannel::open);
        open.add(channel);
        channel.connect(new InetSocketAddress(address, PORT));
        return channel;
    }

    /// Begins to connect.
    void begin(Namespace from, String address) throws IOException {
        var channel = from.host().call(SocketChannel::open);
        open.add(channel);
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(address, PORT));
    }

    /// Gives a host rules of a firewall, in a chain of one hook.
    static void rules(Namespace at, String hook, String... rules) throws IOException {
        at.feed("table inet lab {\n chain " + hook + " {\n  type filter hook " + hook + " priority 0;\n  "
                + String.join("\n  ", rules) + "\n }\n}\n", "nft", "-f", "-");
    }

    Diagnosis diagnose(Namespace at, String name) throws IOException {
        return diagnose(at, name, NetObserver.Options.DEFAULTS.withLimit(Duration.ofMillis(1500)));
    }

    Diagnosis diagnose(Namespace at, String name, NetObserver.Options options) throws IOException {
        return Diagnosis.of(new NetObserver(at.host(), options).observe(name, PORT));
    }

    @Override
    public void close() {
        open.reversed().forEach(DiagnoseLab::close);
        accepted.forEach(DiagnoseLab::close);
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
