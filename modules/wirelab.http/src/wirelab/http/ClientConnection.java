package wirelab.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import wirelab.http.ClientException.Kind;
import wirelab.http.ClientResponse.Timing;
import wirelab.http.Proxies.Route;
import wirelab.kit.Connection;
import wirelab.kit.Failure;
import wirelab.kit.Host;
import wirelab.kit.Tap;

/// The client's end of a connection along a [Route], on which one exchange after the other takes place.
///
/// One thread may use it.
public final class ClientConnection implements Closeable {
    /// Who speaks at this end, for taps.
    public static final Tap.Party PARTY = new Tap.Party("HttpGet", new StartLine.Words());

    /// The head of an ordinary response and a short content behind it; clients have few connections, and can afford that.
    private static final int READ_AT_ONCE = 4096;

    private static final String NOT_TRUSTED = "nobody who is trusted here vouches for its certificate;"
            + " --ca-certificate FILE says whom to trust";

    private final Route route;
    private final Transport transport;
    private final MessageReader reader;
    private final MessageWriter writer;
    private boolean used;
    private long idleSince;

    private ClientConnection(Route route, Transport transport, Limits limits) {
        this.route = route;
        this.transport = transport;
        reader = new MessageReader(transport, limits, READ_AT_ONCE);
        writer = new MessageWriter(transport);
    }

    /// Opens a connection: looks the name up, connects to the first address that answers, has a proxy open a tunnel, speaks
    /// TLS.
    ///
    /// @param options time limits, trust, who is told
    /// @param timing notes how long each step took
    /// @throws ClientException when any step fails, in words that name it
    /// @throws IOException when the transcript cannot be written
    public static ClientConnection open(Host from, Route route, ClientOptions options, Timing timing) throws IOException {
        if (route instanceof Route.Direct(String host, int port, boolean secure)) {
            var tcp = connect(from, host, port, options, timing);
            return new ClientConnection(route, secure ? secured(tcp, host, port, options, timing) : Transport.of(tcp),
                    options.limits());
        }
        if (route instanceof Route.Forwarded(var proxy)) {
            return new ClientConnection(route, Transport.of(connectTo(from, proxy, options, timing)), options.limits());
        }
        var tunnelled = (Route.Tunnelled) route;
        var tcp = connectTo(from, tunnelled.proxy(), options, timing);
        long since = System.nanoTime();
        try {
            openTunnel(tunnelled, tcp, options);
        } catch (IOException | RuntimeException e) {
            tcp.close();
            throw e;
        }
        timing.connected(since);
        return new ClientConnection(route, secured(tcp, tunnelled.host(), tunnelled.port(), options, timing),
                options.limits());
    }

    /// A connection that the caller has opened himself.
    public static ClientConnection over(Route route, Transport transport, Limits limits) {
        return new ClientConnection(route, transport, limits);
    }

    private static Connection connectTo(Host from, Proxies.Proxy proxy, ClientOptions options, Timing timing)
            throws ClientException {
        try {
            return connect(from, proxy.host(), proxy.port(), options, timing);
        } catch (ClientException e) {
            throw new ClientException(e.kind(), "proxy " + proxy + ": " + e.getMessage(), e, e.passing());
        }
    }

    private static Connection connect(Host from, String host, int port, ClientOptions options, Timing timing)
            throws ClientException {
        long since = System.nanoTime();
        InetAddress[] addresses;
        try {
            addresses = from.call(() -> InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            throw new ClientException(Kind.NETWORK, "unknown host " + host, e);
        }
        timing.lookedUp(since);
        since = System.nanoTime();
        IOException first = null;
        for (var address : addresses) {
            try {
                var tcp = from.connect(new InetSocketAddress(address, port), PARTY,
                        timing.within(options.connect()));
                timing.connected(since);
                tcp.stage(timing.left());
                return tcp.limit(options.idle(), null);
            } catch (IOException e) {
                if (first == null) first = e;
                else first.addSuppressed(e);
            }
        }
        // Who refuses will refuse again; who is silent may be busy.
        throw new ClientException(Kind.NETWORK, first.getMessage(), first,
                first.getCause() instanceof SocketTimeoutException);
    }

    /// Asks a proxy for a tunnel; what it says on the way is not for those who wait for the server.
    private static void openTunnel(Route.Tunnelled route, Connection tcp, ClientOptions options) throws IOException {
        String target = route.host() + ":" + route.port();
        var headers = Headers.EMPTY.edit().add("Host", target);
        if (!options.userAgent().isEmpty()) headers.add("User-Agent", options.userAgent());
        if (route.proxy().authorization() != null) headers.add("Proxy-Authorization", route.proxy().authorization());
        var head = RequestHead.of("CONNECT", target, headers.build());
        var transport = Transport.of(tcp);
        var reader = new MessageReader(transport, options.limits());
        options.transcript().head("> ", head);
        ResponseHead answer;
        try {
            new MessageWriter(transport).write(head);
            do answer = reader.readResponse("CONNECT");
            while (answer != null && answer.interim());
        } catch (BadMessageException e) {
            throw new ClientException(Kind.PROTOCOL, "proxy " + route.proxy() + ": malformed answer: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ClientException(Kind.NETWORK, "proxy " + route.proxy() + ": " + reason(e), e, true);
        }
        if (answer == null) {
            throw new ClientException(Kind.NETWORK, "proxy " + route.proxy()
                    + " closed the connection without an answer");
        }
        options.transcript().head("< ", answer);
        if (answer.status() / 100 != 2) {
            throw new ClientException(answer.status() == 407 ? Kind.AUTHENTICATION : Kind.NETWORK, "proxy " + route.proxy()
                    + " opens no tunnel to " + target + ": " + answer.status() + " " + answer.reason());
        }
        if (reader.buffered() > 0) {
            throw new ClientException(Kind.PROTOCOL, "proxy " + route.proxy() + " speaks into the tunnel itself");
        }
    }

    private static Tls secured(Connection tcp, String host, int port, ClientOptions options, Timing timing)
            throws ClientException {
        long since = System.nanoTime();
        try {
            var trust = options.trust() == null ? SSLContext.getDefault() : options.trust();
            tcp.stage(timing.within(options.connect()));
            var tls = Tls.client(tcp, trust, withoutBrackets(host), port);
            tcp.stage(null);
            timing.secured(since);
            return tls;
        } catch (SSLException e) {
            tcp.close();
            throw new ClientException(Kind.TLS, "TLS with " + host + ": " + distrust(e), e);
        } catch (IOException e) {
            tcp.close();
            throw new ClientException(Kind.NETWORK, "TLS with " + host + ": " + reason(e), e, true);
        } catch (NoSuchAlgorithmException e) {
            tcp.close();
            throw new ClientException(Kind.TLS, "TLS is not available: " + e.getMessage(), e);
        }
    }

    /// Why the other is not believed: the JDK names the classes that found it out.
    private static String distrust(SSLException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            switch (cause) {
                case CertificateExpiredException _ -> {
                    return "its certificate has expired";
                }
                case CertificateNotYetValidException _ -> {
                    return "its certificate is not valid yet";
                }
                case CertPathBuilderException _, CertPathValidatorException _ -> {
                    if (!(cause.getCause() instanceof CertificateException)) return NOT_TRUSTED;
                }
                default -> {
                    // The next one knows more.
                }
            }
        }
        // What a server of plain HTTP says is no record of TLS.
        return String.valueOf(e.getMessage()).startsWith("Unsupported or unrecognized")
                ? "it does not speak TLS" : reason(e);
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /// Words for a broken connection; the JDK has none for some.
    static String reason(IOException e) {
        if (e instanceof SocketTimeoutException) return "time-out: " + e.getMessage();
        return Failure.reason(e);
    }

    /// The way it goes.
    public Route route() {
        return route;
    }

    /// {@return bytes both ways: TCP or TLS}
    public Transport transport() {
        return transport;
    }

    public MessageReader reader() {
        return reader;
    }

    public MessageWriter writer() {
        return writer;
    }

    /// {@return whether an exchange has taken place on it: the server may have closed it since then; `false` when it has
    /// just been opened}
    public boolean used() {
        return used;
    }

    /// Whether another exchange may follow: the body was read to its end, nothing has come behind it, and the server goes
    /// on.
    ///
    /// @param head the response to the last request, all of which has been sent
    public boolean goesOn(ResponseHead head) {
        return reader.buffered() == 0 && reader.body().ended() && head.persistent()
                && reader.body().framing() != Framing.UNTIL_CLOSE;
    }

    /// Whether the server has kept silent since then. What it says unasked (408, most likely) must not be taken for the
    /// answer to the next request (RFC 9112, section 9.2).
    boolean quiet() {
        try {
            return reader.buffered() == 0 && transport.connection().available() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    void idle(long now) {
        used = true;
        idleSince = now;
    }

    long idleSince() {
        return idleSince;
    }

    /// Says so in TLS before (RFC 9112, section 9.8).
    @Override
    public void close() {
        try {
            if (transport.secure()) transport.endOutput();
        } catch (IOException _) {
            // The server is gone: there is nobody to say it to.
        }
        transport.close();
    }

    @Override
    public String toString() {
        return "connection to " + route + (used ? ", used before" : "");
    }
}
