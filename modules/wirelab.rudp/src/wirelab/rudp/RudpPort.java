package wirelab.rudp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import wirelab.hosts.UdpOffload;
import wirelab.kit.Address;
import wirelab.kit.Counters;
import wirelab.kit.Driver;
import wirelab.kit.Failure;
import wirelab.kit.Host;
import wirelab.kit.Secrets;
import wirelab.kit.Tap;
import wirelab.kit.Text;
import wirelab.kit.UdpDriver;
import wirelab.kit.UdpSocket;

/// A UDP socket and its connections: the pump between [RudpEnd], which knows neither socket nor thread, and programs that
/// block. A server has one for all its clients, a client one for itself.
public final class RudpPort implements AutoCloseable {
    private static final int SOCKET_BUFFER = 4 << 20;
    private static final Tap.Words WORDS = (_, bytes) -> PacketText.of(bytes);

    private final RudpEnd end;
    private final UdpDriver<RudpAction> pump;
    private final Consumer<RudpSession> handler;
    private final Map<Long, RudpSession> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger made = new AtomicInteger();
    private String withoutOffload;

    private RudpPort(UdpSocket socket, RudpEnd end, RudpOptions options, Consumer<RudpSession> handler) throws IOException {
        this.end = end;
        this.handler = handler;
        try {
            socket.receiveBuffer(SOCKET_BUFFER);
            socket.option(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
            // So that a datagram that is too long is refused here, or lost, and never cut in pieces (RFC 8899, section 3).
            socket.option(ExtendedSocketOptions.IP_DONTFRAGMENT, true);
        } catch (UnsupportedOperationException _) {
            // This system cannot: then probes tell as much, later.
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
        UdpDriver.Offload offload = null;
        withoutOffload = options.offload() ? whyNot(socket) : "not asked for";
        if (withoutOffload == null) {
            try {
                offload = UdpOffload.beside(socket.local());
            } catch (IOException e) {
                withoutOffload = Failure.reason(e);
            }
        }
        // Packets are paced: a clock that is late by a millisecond is a burst.
        pump = new UdpDriver<>(socket, Math.max(options.mtu(), RudpOptions.ETHERNET), end, end::received,
                this::perform, Duration.ZERO, offload).start();
    }

    private static String whyNot(UdpSocket socket) {
        return socket.isDirect() ? UdpOffload.missing() : "a tap or a link wants to see each packet";
    }

    /// {@return why each packet is a call of the system, in a few words; `null` when many go together}
    public String withoutOffload() {
        return withoutOffload;
    }

    /// Listens for connections.
    ///
    /// @param identity by which clients know the server, also where nothing is sealed: it proves its resets
    /// @param handler is given each connection that is made, on a virtual thread of its own
    /// @throws IOException when the address cannot be had
    public static RudpPort listen(Host host, InetSocketAddress bind, RudpOptions options, RudpIdentity identity,
            Consumer<RudpSession> handler) throws IOException {
        var reception = new Reception(options, identity, Secrets.RANDOM, Aead.KEY_LIFE);
        var end = new RudpEnd(new RudpEnd.Setting(options, reception, Secrets.RANDOM, RudpTrace.NONE, Aead.KEY_LIFE));
        return new RudpPort(host.bind(bind, new Tap.Party("rudp-server", WORDS)), end, options, handler);
    }

    /// Makes a connection.
    ///
    /// @param trace is told what happens on it
    /// @throws IOException when there is no answer, or a refusal
    public static RudpSession connect(Host host, InetSocketAddress server, RudpOptions options, RudpTrace trace)
            throws IOException {
        var end = new RudpEnd(new RudpEnd.Setting(options, null, Secrets.RANDOM, trace, Aead.KEY_LIFE));
        var port = new RudpPort(host.towards(server, new Tap.Party("rudp-client", WORDS)), end, options, _ -> {});
        var made = new RudpSession[1];
        port.pump.driver().enter(now -> {
            long id = end.connect(now, server);
            made[0] = new RudpSession(port, id, true);
            port.sessions.put(id, made[0]);
        });
        try {
            made[0].awaitOpen();
            return made[0];
        } catch (IOException e) {
            port.close();
            throw e;
        }
    }

    Driver<RudpAction> driver() {
        return pump.driver();
    }

    RudpEnd end() {
        return end;
    }

    private void perform(RudpAction action) throws IOException {
        switch (action) {
            case RudpAction.Send send -> send(send);
            case RudpAction.Opened(long id) -> opened(id);
            case RudpAction.Closed(long id, int code, String reason) -> {
                var session = sessions.remove(id);
                if (session != null) session.closed(code, reason);
            }
            case RudpAction.Accepted(long id, int stream) -> with(id, session -> session.accepted(stream));
            case RudpAction.Readable(long id, int stream) -> with(id, session -> session.readable(stream));
            case RudpAction.Writable(long id, int stream) -> with(id, session -> session.writable(stream));
            case RudpAction.Broken(long id, int stream, int code) -> with(id, session -> session.broken(stream, code));
            case RudpAction.Heard heard -> with(heard.connection(), session -> session.heard(heard.message().array()));
        }
    }

    private void with(long id, Consumer<RudpSession> what) {
        var session = sessions.get(id);
        if (session != null) what.accept(session);
    }

    private void send(RudpAction.Send send) throws IOException {
        try {
            pump.send(send.datagram(), send.to());
        } catch (IOException e) {
            // EMSGSIZE has no exception of its own.
            if (e.getMessage() == null || !e.getMessage().contains("too long")) throw e;
            pump.counters().count("too large for the path");
            driver().enter(now -> end.with(now, send.connection(), c -> c.refused(now, send.datagram().length)));
        }
    }

    private void opened(long id) {
        var there = sessions.get(id);
        if (there != null) {
            there.opened();
            return;
        }
        var session = new RudpSession(this, id, false);
        sessions.put(id, session);
        session.opened();
        Thread.ofVirtual().name("rudp-session-" + made.incrementAndGet()).start(() -> handler.accept(session));
    }

    /// {@return address and true port}
    public InetSocketAddress address() {
        return pump.socket().local();
    }

    /// {@return datagrams received, malformed, unsent}
    public Counters counters() {
        return pump.counters();
    }

    /// {@return how many connections there are}
    public int connections() {
        return sessions.size();
    }

    /// {@return the connections that there are}
    public List<RudpSession> sessions() {
        return List.copyOf(sessions.values());
    }

    /// Ends all connections, as soon as the other ends were told once, and closes the socket.
    @Override
    public void close() {
        driver().enter(now -> {
            for (long id : end.ids()) end.with(now, id, c -> c.close(now, RudpCodes.NONE, "the end"));
        });
        pump.close();
        for (var session : sessions.values()) session.closed(RudpCodes.NONE, "closed here");
        sessions.clear();
    }

    @Override
    public String toString() {
        return "reliable UDP on " + Address.text(address()) + ", " + Text.count(connections(), "connection");
    }
}
