package wirelab.http;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import wirelab.kit.UsageException;

/// How a client behaves.
///
/// @param connect how long opening a connection may take, for each address of a host, and so long again for TLS
/// @param idle how long a server may be silent, while its response is awaited or comes
/// @param trust whom TLS trusts, `null` for those whom the JDK does
/// @param userAgent how the client calls itself, empty for not at all
/// @param keepAlive whether connections may be used again
/// @param pooled connections that are kept open at most, over all servers
/// @param transcript who is told what happens
/// @param memory what is known from earlier exchanges
public record ClientOptions(Duration connect, Duration idle, Limits limits, int redirects, Proxies proxies, SSLContext trust,
        String userAgent, boolean keepAlive, int pooled, Transcript transcript, Memory memory) {
    /// What a client remembers from one exchange to the next, and what of it goes along with a request: cookies.
    public interface Memory {
        /// Nothing is remembered.
        Memory NONE = new Memory() {
            @Override
            public Headers fields(ClientRequest request) {
                return Headers.EMPTY;
            }

            @Override
            public boolean heard(ClientRequest request, ResponseHead response) {
                return false;
            }

            @Override
            public String toString() {
                return "none";
            }
        };

        /// {@return the fields that go along with a request; those that it has itself count before them}
        Headers fields(ClientRequest request);

        /// A response has come, a redirect for instance.
        ///
        /// @return whether anything was learned by which the same question may now have another answer
        boolean heard(ClientRequest request, ResponseHead response);
    }

    /// 10 s to connect, 60 s of silence, bodies of any size, 20 redirects as wget(1), no proxy, up to 16 connections kept.
    public static final ClientOptions DEFAULTS = new ClientOptions(Duration.ofSeconds(10), Duration.ofSeconds(60),
            Limits.CLIENT, 20, Proxies.NONE, null, "wirelab", true, 16, Transcript.NONE, Memory.NONE);

    public ClientOptions {
        if (!connect.isPositive() || !idle.isPositive()) throw new UsageException("time limits must be greater than zero");
        if (redirects < 0 || pooled < 0) throw new UsageException("a number must not be negative");
    }

    public ClientOptions withTimes(Duration connect, Duration idle) {
        return new ClientOptions(connect, idle, limits, redirects, proxies, trust, userAgent, keepAlive,
                pooled, transcript, memory);
    }

    public ClientOptions withRedirects(int redirects) {
        return new ClientOptions(connect, idle, limits, redirects, proxies, trust, userAgent, keepAlive,
                pooled, transcript, memory);
    }

    public ClientOptions withProxies(Proxies proxies) {
        return new ClientOptions(connect, idle, limits, redirects, proxies, trust, userAgent, keepAlive,
                pooled, transcript, memory);
    }

    public ClientOptions withTrust(SSLContext trust) {
        return new ClientOptions(connect, idle, limits, redirects, proxies, trust, userAgent, keepAlive,
                pooled, transcript, memory);
    }

    public ClientOptions withTranscript(Transcript transcript) {
        return new ClientOptions(connect, idle, limits, redirects, proxies, trust, userAgent, keepAlive,
                pooled, transcript, memory);
    }

    public ClientOptions withMemory(Memory memory) {
        return new ClientOptions(connect, idle, limits, redirects, proxies, trust, userAgent, keepAlive,
                pooled, transcript, memory);
    }
}
