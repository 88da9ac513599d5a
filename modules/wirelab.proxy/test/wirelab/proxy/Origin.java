package wirelab.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import wirelab.http.Limits;
import wirelab.http.MessageReader;
import wirelab.http.RequestHead;
import wirelab.http.Transport;
import wirelab.http.WebServer;
import wirelab.kit.Host;
import wirelab.kit.TcpServer;

/// An origin that answers with bytes of the test's own, and a proxy in front of it.
final class Origin implements AutoCloseable {
    /// Answers one request, whose body is still to be read.
    @FunctionalInterface
    interface Script {
        void answer(RequestHead request, MessageReader reader, Transport out) throws IOException;
    }

    final Queue<RequestHead> requests = new ConcurrentLinkedQueue<>();
    final ProxyOptions options;
    final CachingProxy proxy;
    final WebServer front;
    private final TcpServer tcp;

    Origin(Script script) throws IOException {
        this(ProxyOptions.DEFAULTS, script);
    }

    Origin(ProxyOptions options, Script script) throws IOException {
        tcp = TcpServer.start(TcpServer.Options.DEFAULTS, connection -> {
            var transport = Transport.of(connection);
            var reader = new MessageReader(transport, Limits.SERVER);
            for (RequestHead head; (head = reader.readRequest()) != null; ) {
                requests.add(head);
                script.answer(head, reader, transport);
                if (!reader.body().ended()) return;
            }
        });
        this.options = options.withServers(List.of("http://" + host()));
        proxy = new CachingProxy(Host.HERE, this.options, null);
        front = WebServer.start(CachingProxy.SERVER, proxy);
    }

    String host() {
        return "127.0.0.1:" + tcp.address().getPort();
    }

    static void say(Transport out, String text) throws IOException {
        out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public void close() {
        front.close();
        proxy.close();
        tcp.close();
    }
}
