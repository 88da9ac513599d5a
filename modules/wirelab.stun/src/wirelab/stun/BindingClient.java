package wirelab.stun;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import wirelab.kit.Address;
import wirelab.kit.Connection;
import wirelab.kit.Tap;
import wirelab.kit.Text;
import wirelab.kit.UdpSocket;

/// A STUN client that has its sockets to itself and waits for what it asks; programs that share a socket use [StunAgent] and
/// [NatDiscovery], which this class drives.
///
/// ```
/// var client = BindingClient.towards(server);
/// System.out.println(client.binding(server).mapped());
/// System.out.println(client.discover(server, line -> {}));
/// ```
public final class BindingClient {
    /// Opens sockets: on this host, or on one of a lab.
    @FunctionalInterface
    public interface Sockets {
        /// Opens a socket at an address of this host that is not the wildcard.
        ///
        /// @param port 0 takes a free one
        /// @return the socket
        /// @throws IOException when the port cannot be had
        UdpSocket open(int port) throws IOException;
    }

    /// How the client shows up in taps.
    public static final Tap.Party PARTY = new Tap.Party("stun-client", StunWords.WORDS);

    private final Sockets sockets;
    private final int port;
    private final Retry retry;
    private final Credential credential;
    private final SecureRandom random = new SecureRandom();

    private BindingClient(Sockets sockets, int port, Retry retry, Credential credential) {
        this.sockets = Objects.requireNonNull(sockets);
        this.port = port;
        this.retry = Objects.requireNonNull(retry);
        this.credential = credential;
    }

    /// A client with sockets from elsewhere.
    ///
    /// @param sockets opens them
    /// @return a client that asks from free ports, as often as RFC 8489 recommends, unsigned
    public static BindingClient with(Sockets sockets) {
        return new BindingClient(sockets, 0, Retry.STANDARD, null);
    }

    /// A client on this host.
    ///
    /// @param server whom it will ask; its sockets are bound to the address that the way there begins at
    /// @return a client that asks from free ports, as often as RFC 8489 recommends, unsigned
    /// @throws IOException when there is no way to the server
    public static BindingClient towards(InetSocketAddress server) throws IOException {
        var local = localAddress(server);
        return with(port -> UdpSocket.bind(new InetSocketAddress(local, port), PARTY));
    }

    /// The address of this host at which the way to a server begins; nothing is sent.
    ///
    /// @param server where to
    /// @return the address that datagrams to the server carry
    /// @throws IOException when there is no way to it
    public static InetAddress localAddress(InetSocketAddress server) throws IOException {
        if (server.isUnresolved()) throw new IOException("unknown host " + server.getHostString());
        try (var channel = DatagramChannel.open()) {
            channel.connect(server);
            return ((InetSocketAddress) channel.getLocalAddress()).getAddress();
        } catch (IOException e) {
            throw new IOException("no way to " + Address.text(server) + ": " + e.getMessage(), e);
        }
    }

    /// Asks from a fixed port.
    ///
    /// @param port of the first socket; further ones take free ports
    /// @return a changed client
    public BindingClient withPort(int port) {
        return new BindingClient(sockets, port, retry, credential);
    }

    /// Waits longer or shorter, in [#binding]; discovery has its own times.
    ///
    /// @param retry how long and how often
    /// @return a changed client
    public BindingClient withRetry(Retry retry) {
        return new BindingClient(sockets, port, retry, credential);
    }

    /// Signs what it asks in [#binding] and takes signed answers alone.
    ///
    /// @param credential name and password
    /// @return a changed client
    public BindingClient withCredential(Credential credential) {
        return new BindingClient(sockets, port, retry, credential);
    }

    /// Asks a server over UDP how it sees this end.
    ///
    /// @param server whom to ask
    /// @param attributes what else to say
    /// @return its answer, which may be an error response
    /// @throws IOException when no answer comes in time
    public StunAgent.Answered binding(InetSocketAddress server, Attribute... attributes) throws IOException {
        try (var socket = sockets.open(port)) {
            return binding(socket, server, attributes);
        }
    }

    /// Asks a server through an open socket; whatever else comes in meanwhile is lost.
    ///
    /// @param socket through which the server shall see this end
    /// @param server whom to ask
    /// @param attributes what else to say
    /// @return its answer, which may be an error response
    /// @throws IOException when no answer comes in time
    public StunAgent.Answered binding(UdpSocket socket, InetSocketAddress server, Attribute... attributes)
            throws IOException {
        var agent = new StunAgent(retry, credential, random);
        agent.ask(server, System.nanoTime(), attributes);
        var buffer = ByteBuffer.allocate(StunMessage.HEADER + StunMessage.MAX_LENGTH);
        while (true) {
            var due = agent.poll(System.nanoTime());
            if (!due.failed().isEmpty()) {
                String limit = Text.duration(retry.whole());
                throw new IOException("no answer from " + Address.text(server) + " within " + limit);
            }
            for (var datagram : due.datagrams()) socket.send(datagram.payload(), datagram.to());
            var source = receive(socket, buffer, agent.next(System.nanoTime()));
            var event = source == null ? null : agent.input(buffer, source, System.nanoTime());
            if (event instanceof StunAgent.Answered answer) return answer;
        }
    }

    /// Asks a server over TCP how it sees this end. TCP repeats what is lost, so nothing is asked twice.
    ///
    /// @param server whom to ask
    /// @return its answer, which may be an error response
    /// @throws IOException when it cannot be reached or answers nonsense
    public StunMessage bindingOverTcp(InetSocketAddress server) throws IOException {
        try (var connection = Connection.connect(server, PARTY)) {
            var request = new StunMessage(StunMessage.Kind.REQUEST, TransactionId.random(random));
            if (credential != null) request = credential.sign(request, AttributeType.MESSAGE_INTEGRITY);
            connection.write(request.withFingerprint().encode());
            connection.endOutput();
            var bytes = ByteBuffer.allocate(StunMessage.HEADER + StunMessage.MAX_LENGTH);
            while (connection.read(bytes) >= 0 && !complete(bytes)) {
                // Until the length in the header is reached.
            }
            var answer = StunMessage.decode(bytes.flip());
            if (!answer.id().equals(request.id())) throw new IOException("the answer belongs to another request");
            if (credential != null && answer.kind() == StunMessage.Kind.SUCCESS
                    && !Integrity.verify(bytes, AttributeType.MESSAGE_INTEGRITY, credential.key())) {
                throw new IOException("the answer is not signed as it should be");
            }
            return answer;
        }
    }

    private static boolean complete(ByteBuffer bytes) {
        if (bytes.position() < StunMessage.HEADER) return false;
        return bytes.position() >= StunMessage.HEADER + (bytes.getShort(2) & 0xffff) || !bytes.hasRemaining();
    }

    /// Finds out what kind of NAT this host sits behind. Takes about two seconds where a NAT filters.
    ///
    /// @param server one with two addresses; with a single one only the public endpoint and the hairpin are found out
    /// @param story is told the result of each test
    /// @return the kind
    /// @throws IOException when a socket fails or the server answers with an error
    public NatBehavior discover(InetSocketAddress server, Consumer<String> story) throws IOException {
        try (var first = sockets.open(port); var second = sockets.open(0)) {
            var discovery = new NatDiscovery(server, first.local(), true, Retry.DISCOVERY, random, System.nanoTime());
            var buffer = ByteBuffer.allocate(StunMessage.HEADER + StunMessage.MAX_LENGTH);
            int told = 0;
            while (true) {
                for (var send : discovery.poll(System.nanoTime())) {
                    (send.helper() ? second : first).send(send.payload(), send.to());
                }
                var lines = discovery.story();
                while (told < lines.size()) story.accept(lines.get(told++));
                var refusal = discovery.refusal();
                if (refusal.isPresent()) throw new IOException("the server refuses: " + refusal.get());
                var result = discovery.result();
                if (result.isPresent()) return result.get();
                var source = receive(first, buffer, discovery.next(System.nanoTime()));
                if (source != null) discovery.input(buffer, source, System.nanoTime());
            }
        }
    }

    /// Finds out how long a mapping lasts without a datagram (RFC 5780, section 4.6): from one port a mapping is made, and
    /// after a silence the server is asked, from another port, to send something to it. Takes about twice as long as the
    /// result.
    ///
    /// @param server one that knows RESPONSE-PORT
    /// @param limit the longest silence to try
    /// @param precision how narrow the result shall be
    /// @param story is told what each silence did
    /// @return what was found out
    /// @throws IOException when a socket fails, the server does not answer or does not know RESPONSE-PORT
    public LifetimeSearch lifetime(InetSocketAddress server, Duration limit, Duration precision, Consumer<String> story)
            throws IOException {
        var search = new LifetimeSearch(limit, precision);
        for (var round = search.round(); !round.isEmpty(); round = search.round()) {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var results = new ExecutorCompletionService<Probe>(threads);
                var probes = new ArrayList<Future<Probe>>();
                for (var silence : round) probes.add(results.submit(probe(server, silence)));
                for (int left = round.size(); left > 0; left--) {
                    var probe = results.take().get();
                    search.result(probe.silence, probe.alive);
                    story.accept((probe.alive ? "alive after " : "gone after ") + Text.duration(probe.silence));
                    // Longer silences would tell nothing new.
                    if (!probe.alive) break;
                }
                for (var probe : probes) probe.cancel(true);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException cause) throw cause;
                throw new IllegalStateException(e.getCause());
            }
        }
        return search;
    }

    private record Probe(Duration silence, boolean alive) {}

    private Callable<Probe> probe(InetSocketAddress server, Duration silence) {
        return () -> {
            try (var silent = sockets.open(0); var asking = sockets.open(0)) {
                var mapped = binding(silent, server).mapped();
                if (mapped == null) throw new IOException(Address.text(server) + " does not say how it sees this end");
                TimeUnit.NANOSECONDS.sleep(silence.toNanos());
                return new Probe(silence, reached(server, mapped.getPort(), silent, asking));
            }
        };
    }

    /// Whether the server reaches a silent socket when asked to from another one.
    private boolean reached(InetSocketAddress server, int mappedPort, UdpSocket silent, UdpSocket asking)
            throws IOException {
        var agent = new StunAgent(Retry.DISCOVERY, null, random);
        agent.ask(server, System.nanoTime(), new Attribute.ResponsePort(mappedPort));
        var buffer = ByteBuffer.allocate(StunMessage.HEADER + StunMessage.MAX_LENGTH);
        while (true) {
            var due = agent.poll(System.nanoTime());
            if (!due.failed().isEmpty()) return false;
            for (var datagram : due.datagrams()) asking.send(datagram.payload(), datagram.to());
            var source = receive(silent, buffer, agent.next(System.nanoTime()));
            if (source != null && agent.input(buffer, source, System.nanoTime()) instanceof StunAgent.Answered) return true;
            // An answer to the asking port is a refusal, or means that the mapping has passed on to it.
            source = receive(asking, buffer, 0);
            if (source != null && agent.input(buffer, source, System.nanoTime()) instanceof StunAgent.Answered answer) {
                if (answer.granted()) return false;
                throw new IOException(Address.text(server) + " does not know RESPONSE-PORT: " + answer.message());
            }
        }
    }

    private static InetSocketAddress receive(UdpSocket socket, ByteBuffer into, long nanos) throws IOException {
        var source = socket.receive(into.clear(), Duration.ofNanos(Math.min(nanos, Duration.ofHours(1).toNanos())));
        into.flip();
        return source;
    }
}
