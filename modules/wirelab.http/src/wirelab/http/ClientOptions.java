package wirelab.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import wirelab.kit.UsageException;

/// How a client behaves.
///
/// @param connect how long opening a connection may take, for each address of a host, and so long again for TLS
/// @param idle how long a server may be silent, while its response is awaited or comes
/// @param limits how much of a response is accepted
/// @param redirects how many are followed
/// @param proxies through which proxy, if any
/// @param trust whom TLS trusts, `null` for those whom the JDK does
/// @param userAgent how the client calls itself, empty for not at all
/// @param keepAlive whether connections may be used again
/// @param pooled connections that are kept open at most, over all servers
/// @param transcript who is told what happens
/// @param way where to connect to reach an address, the address itself unless something stands in between
public record ClientOptions(Duration connect, Duration idle, Limits limits, int redirects, Proxies proxies, SSLContext trust,
        String userAgent, boolean keepAlive, int pooled, Transcript transcript, Way way) {
    /// 10 s to connect, 60 s of silence, bodies of any size, 20 redirects as wget(1), no proxy, up to 16 connections kept.
    public static final ClientOptions DEFAULTS = new ClientOptions(Duration.ofSeconds(10), Duration.ofSeconds(60),
            Limits.CLIENT, 20, Proxies.NONE, null, "wirelab", true, 16, Transcript.NONE, server -> server);

    /// Where to connect instead of the address of a server or proxy: a relay that stands in for it, for example.
    @FunctionalInterface
    public interface Way {
        /// Finds the way.
        ///
        /// @param server whom the client wants
        /// @return where it connects
        /// @throws IOException when there is no way
        InetSocketAddress to(InetSocketAddress server) throws IOException;
    }

    /// Checks the limits.
    public ClientOptions {
        if (!connect.isPositive() || !idle.isPositive()) throw new UsageException("time limits must be greater than zero");
        if (redirects < 0 || pooled < 0) throw new UsageException("a number must not be negative");
    }

    /// Changes the time limits.
    ///
    /// @param connect to open a connection
    /// @param idle without a byte
    /// @return changed options
    public ClientOptions withTimes(Duration connect, Duration idle) {
        return new ClientOptions(connect, idle, limits, redirects, proxies, trust, userAgent, keepAlive,
                pooled, transcript, way);
    }

    /// Changes how much of a response is accepted.
    ///
    /// @param limits the limits
    /// @return changed options
    public ClientOptions withLimits(Limits limits) {
        return new ClientOptions(connect, idle, limits, redirects, proxies, trust, userAgent, keepAlive,
                pooled, transcript, way);
    }

    /// Changes how many redirects are followed.
    ///
    /// @param redirects 0 follows none
    /// @return changed options
    public ClientOptions withRedirects(int redirects) {
        return new ClientOptions(connect, idle, limits, redirects, proxies, trust, userAgent, keepAlive,
                pooled, transcript, way);
    }

    /// Goes through proxies.
    ///
    /// @param proxies which ones
    /// @return changed options
    public ClientOptions withProxies(Proxies proxies) {
        return new ClientOptions(connect, idle, limits, redirects, proxies, trust, userAgent, keepAlive,
                pooled, transcript, way);
    }

    /// Changes whom TLS trusts.
    ///
    /// @param trust see [Trust]; `null` for those whom the JDK trusts
    /// @return changed options
    public ClientOptions withTrust(SSLContext trust) {
        return new ClientOptions(connect, idle, limits, redirects, proxies, trust, userAgent, keepAlive,
                pooled, transcript, way);
    }

    /// Changes what the client calls itself.
    ///
    /// @param userAgent empty for not at all
    /// @return changed options
    public ClientOptions withUserAgent(String userAgent) {
        return new ClientOptions(connect, idle, limits, redirects, proxies, trust, userAgent, keepAlive,
                pooled, transcript, way);
    }

    /// Allows or forbids to use connections again.
    ///
    /// @param keepAlive `false` says `Connection: close` with each request
    /// @return changed options
    public ClientOptions withKeepAlive(boolean keepAlive) {
        return new ClientOptions(connect, idle, limits, redirects, proxies, trust, userAgent, keepAlive,
                pooled, transcript, way);
    }

    /// Tells somebody what happens.
    ///
    /// @param transcript who is told
    /// @return changed options
    public ClientOptions withTranscript(Transcript transcript) {
        return new ClientOptions(connect, idle, limits, redirects, proxies, trust, userAgent, keepAlive,
                pooled, transcript, way);
    }

    /// Goes another way to every server and proxy.
    ///
    /// @param way where to connect instead
    /// @return changed options
    public ClientOptions withWay(Way way) {
        return new ClientOptions(connect, idle, limits, redirects, proxies, trust, userAgent, keepAlive,
                pooled, transcript, way);
    }
}
