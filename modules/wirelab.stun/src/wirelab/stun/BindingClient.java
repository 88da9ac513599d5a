package wirelab.stun;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
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
import wirelab.kit.Host;
import wirelab.kit.Secrets;
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
    /// In the words of RFC 8489, section 9.1.4.
    private static final String VIOLATED = "integrity protection was violated: wrongly signed answers, and no other, from ";

    /// How the client shows up in taps.
    public static final Tap.Party PARTY = new Tap.Party("stun-client", StunWords.WORDS);

    private final Host host;
    private final InetAddress local;
    private final int port;
    private final Retry retry;
    private final Credential credential;

    private BindingClient(Host host, InetAddress local, int port, Retry retry, Credential credential) {
        this.host = host;
        this.local = local;
        this.port = port;
        this.retry = Objects.requireNonNull(retry);
        this.credential = credential;
    }

    /// A client on this machine, [Host#HERE].
    public static BindingClient towards(InetSocketAddress server) throws IOException {
        return towards(Host.HERE, server);
    }

    /// A client.
    ///
    /// @param server whom it will ask; its sockets are bound to the address that the way there begins at
    /// @return a client that asks from free ports, as often as RFC 8489 recommends, unsigned
    /// @throws IOException when there is no way to the server
    public static BindingClient towards(Host host, InetSocketAddress server) throws IOException {
        return new BindingClient(host, host.localAddress(server), 0, Retry.STANDARD, null);
    }

    /// Asks from a fixed port.
    ///
    /// @param port of the first socket; further ones take free ports
    public BindingClient withPort(int port) {
        return new BindingClient(host, local, port, retry, credential);
    }

    /// Waits longer or shorter, in [#binding]; discovery has its own times.
    public BindingClient withRetry(Retry retry) {
        return new BindingClient(host, local, port, retry, credential);
    }

    /// Signs what it asks in [#binding] and takes signed answers alone.
    public BindingClient withCredential(Credential credential) {
        return new BindingClient(host, local, port, retry, credential);
    }

    /// Asks a server over UDP how it sees this end.
    ///
    /// @return its answer, which may be an error response
    /// @throws IOException when no answer comes in time
    public StunAgent.Answered binding(InetSocketAddress server, Attribute... attributes) throws IOException {
        try (var socket = open(port)) {
            return binding(socket, server, attributes);
        }
    }

    /// Asks a server through an open socket; whatever else comes in meanwhile is lost.
    ///
    /// @param socket through which the server shall see this end
    /// @return its answer, which may be an error response
    /// @throws IOException when no answer comes in time
    public StunAgent.Answered binding(UdpSocket socket, InetSocketAddress server, Attribute... attributes)
            throws IOException {
        var agent = new StunAgent(retry, credential, Secrets.RANDOM);
        agent.ask(host.now(), server, attributes);
        var buffer = ByteBuffer.allocate(StunMessage.HEADER + StunMessage.MAX_LENGTH);
        while (true) {
            var due = agent.poll(host.now());
            if (!due.violated().isEmpty()) throw new IOException(VIOLATED + Address.text(server));
            if (!due.failed().isEmpty()) {
                String limit = Text.duration(retry.whole());
                throw new IOException("no answer from " + Address.text(server) + " within " + limit);
            }
            for (var datagram : due.datagrams()) socket.send(datagram.payload(), datagram.to());
            var source = receive(socket, buffer, agent.next(host.now()));
            var event = source == null ? null : agent.input(host.now(), buffer, source);
            if (event instanceof StunAgent.Answered answer) {
                check(answer.message());
                return answer;
            }
        }
    }

    /// Asks a server over TCP how it sees this end. TCP repeats what is lost, so nothing is asked twice.
    ///
    /// @return its answer, which may be an error response
    /// @throws IOException when it cannot be reached or answers nonsense
    public StunMessage bindingOverTcp(InetSocketAddress server) throws IOException {
        try (var connection = host.connect(server, PARTY)) {
            var request = new StunMessage(StunMessage.Kind.REQUEST, TransactionId.random(Secrets.RANDOM));
            if (credential != null) request = credential.sign(request, AttributeType.MESSAGE_INTEGRITY);
            connection.write(request.withFingerprint().encode());
            connection.endOutput();
            var bytes = ByteBuffer.allocate(StunMessage.HEADER + StunMessage.MAX_LENGTH);
            while (connection.read(bytes) >= 0 && !complete(bytes)) {
                // Until the length in the header is reached.
            }
            var answer = StunMessage.decode(bytes.flip());
            if (!answer.id().equals(request.id())) throw new IOException("the answer belongs to another request");
            if (credential != null && !StunAgent.signed(answer, bytes, credential)) {
                throw new IOException(VIOLATED + Address.text(server));
            }
            check(answer);
            return answer;
        }
    }

    /// What is in an answer and must be understood, and is not, makes it worthless; so does what is missing (RFC 8489,
    /// sections 6.3.3 and 6.3.4).
    private static void check(StunMessage answer) throws IOException {
        if (!answer.notUnderstood().isEmpty()) {
            var numbers = answer.notUnderstood().stream().map(number -> String.format("0x%04x", number)).toList();
            throw new IOException("the answer has attributes that must be understood and are unknown here: "
                    + String.join(", ", numbers));
        }
        boolean error = answer.kind() == StunMessage.Kind.ERROR;
        if (error && answer.find(Attribute.ErrorCode.class).isEmpty()) {
            throw new IOException("the server refuses without a code");
        }
        if (!error && answer.address(AttributeType.XOR_MAPPED_ADDRESS).or(() -> answer.address(AttributeType.MAPPED_ADDRESS))
                .isEmpty()) {
            throw new IOException("the answer does not say how the server sees this end");
        }
    }

    private static boolean complete(ByteBuffer bytes) {
        if (bytes.position() < StunMessage.HEADER) return false;
        return bytes.position() >= StunMessage.HEADER + (bytes.getShort(2) & 0xffff) || !bytes.hasRemaining();
    }

    /// Finds out what kind of NAT this host sits behind. Takes about two seconds where a NAT filters.
    ///
    /// @param server one with two addresses; with a single one only the public endpoint and the hairpin are found out
    /// @throws IOException when a socket fails or the server answers with an error
    public NatBehavior discover(InetSocketAddress server, Consumer<String> story) throws IOException {
        try (var first = open(port); var second = open(0)) {
            var discovery = new NatDiscovery(host.now(), server, first.local(), true, Retry.DISCOVERY, Secrets.RANDOM);
            var buffer = ByteBuffer.allocate(StunMessage.HEADER + StunMessage.MAX_LENGTH);
            int told = 0;
            while (true) {
                for (var send : discovery.poll(host.now())) {
                    (send.helper() ? second : first).send(send.payload(), send.to());
                }
                var lines = discovery.story();
                while (told < lines.size()) story.accept(lines.get(told++));
                var refusal = discovery.refusal();
                if (refusal.isPresent()) throw new IOException("the server refuses: " + refusal.get());
                var result = discovery.result();
                if (result.isPresent()) return result.get();
                var source = receive(first, buffer, discovery.next(host.now()));
                if (source != null) discovery.input(host.now(), buffer, source);
            }
        }
    }

    /// Finds out how long a mapping lasts without a datagram (RFC 5780, section 4.6): from one port a mapping is made, and
    /// after a silence the server is asked, from another port, to send something to it. Takes about twice as long as the
    /// result.
    ///
    /// @param server one that knows RESPONSE-PORT
    /// @param limit the longest silence to try
    /// @throws IOException when a socket fails, the server does not answer or does not know RESPONSE-PORT
    public LifetimeSearch lifetime(InetSocketAddress server, Duration limit, Duration precision, Consumer<String> story)
            throws IOException {
        var search = new LifetimeSearch(limit, precision);
        for (var round = search.round(); !round.isEmpty(); round = search.round()) {
            try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("stun-probe-", 0).factory())) {
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

    private UdpSocket open(int port) throws IOException {
        return host.bind(new InetSocketAddress(local, port), PARTY);
    }

    private record Probe(Duration silence, boolean alive) {}

    private Callable<Probe> probe(InetSocketAddress server, Duration silence) {
        return () -> {
            try (var silent = open(0); var asking = open(0)) {
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
        var agent = new StunAgent(Retry.DISCOVERY, null, Secrets.RANDOM);
        agent.ask(host.now(), server, new Attribute.ResponsePort(mappedPort));
        var buffer = ByteBuffer.allocate(StunMessage.HEADER + StunMessage.MAX_LENGTH);
        while (true) {
            var due = agent.poll(host.now());
            if (!due.failed().isEmpty()) return false;
            for (var datagram : due.datagrams()) asking.send(datagram.payload(), datagram.to());
            var source = receive(silent, buffer, agent.next(host.now()));
            if (source != null && agent.input(host.now(), buffer, source) instanceof StunAgent.Answered) return true;
            // An answer to the asking port is a refusal, or means that the mapping has passed on to it.
            source = receive(asking, buffer, 0);
            if (source != null && agent.input(host.now(), buffer, source) instanceof StunAgent.Answered answer) {
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

    @Override
    public String toString() {
        return "stun client at " + Address.text(local);
    }
}
