package wirelab.balancer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import wirelab.http.Limits;
import wirelab.http.MessageReader;
import wirelab.http.Raw;
import wirelab.http.RequestHead;
import wirelab.http.Transport;
import wirelab.http.WebServer;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.TcpServer;

/// Nodes that answer with bytes of the test's own, called `n1`, `n2` and so on, and a balancer in front of them.
final class Behind implements AutoCloseable {
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /// Answers one request, whose body is still to be read.
    @FunctionalInterface
    interface Script {
        void answer(RequestHead request, MessageReader reader, Transport out) throws IOException;
    }

    /// A node, and what it was asked.
    static final class Node implements AutoCloseable {
        final String name;
        final Queue<RequestHead> requests = new ConcurrentLinkedQueue<>();
        final TcpServer tcp;

        private Node(String name, int port, Script script) throws IOException {
            this.name = name;
            tcp = TcpServer.start(TcpServer.Options.DEFAULTS.withPort(port), connection -> {
                var transport = Transport.of(connection);
                var reader = new MessageReader(transport, Limits.SERVER.withBody(1L << 40));
                for (RequestHead head; (head = reader.readRequest()) != null; ) {
                    requests.add(head);
                    script.answer(head, reader, transport);
                    if (!reader.body().ended()) return;
                }
            });
        }

        int port() {
            return tcp.address().getPort();
        }

        @Override
        public void close() {
            tcp.close();
        }
    }

    final List<Node> nodes = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    final Fleet fleet;
    final WebServer front;
    private final HttpBalancer balancer;

    /// @param settings of `[balancer]`, a line each
    Behind(String settings, Script... scripts) throws IOException {
        for (Script script : scripts) nodes.add(new Node("n" + (nodes.size() + 1), 0, script));
        fleet = Fleet.start(Host.HERE, config(settings), this::tell);
        balancer = new HttpBalancer(fleet);
        front = WebServer.start(Host.HERE, HttpBalancer.SERVER, balancer, null, balancer::opening);
    }

    private synchronized void tell(String line) {
        told.add(line);
    }

    synchronized List<String> told() {
        return List.copyOf(told);
    }

    /// @param more lines for each node in turn
    BalancerConfig config(String settings, String... more) {
        return BalancerConfig.parse("config.ini", text(settings, more));
    }

    String text(String settings, String... more) {
        var text = new StringBuilder("[balancer]\nconnect = 30s\n").append(settings).append('\n');
        for (int i = 0; i < nodes.size(); i++) {
            text.append('[').append(nodes.get(i).name).append("]\nhost = 127.0.0.1\nport = ").append(nodes.get(i).port())
                    .append('\n')
                    .append(i < more.length ? more[i] + "\n" : "");
        }
        return text.toString();
    }

    InetSocketAddress address() {
        return front.address();
    }

    Raw.Response get(String path, String... lines) throws IOException {
        return Raw.get(address(), path, String.join("", List.of(lines).stream().map(line -> line + "\r\n").toList()));
    }

    Node node(int number) {
        return nodes.get(number - 1);
    }

    int asked(int number) {
        return node(number).requests.size();
    }

    /// A port at which nobody answers: the node has gone.
    void kill(int number) {
        node(number).close();
    }

    void awaitState(int number, String state) {
        Eventually.that(node(number).name + " is " + state + ": " + fleet, () -> fleet.states().get(node(number).name)
                .equals(state));
    }

    static Script ok() {
        return (_, reader, out) -> {
            body(reader);
            say(out, OK);
        };
    }

    static String body(MessageReader reader) throws IOException {
        return new String(reader.body().stream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    static void say(Transport out, String text) throws IOException {
        out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public void close() {
        front.close();
        fleet.close();
        nodes.forEach(Node::close);
    }
}
