package wirelab.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import wirelab.http.Exchange;
import wirelab.http.Headers;
import wirelab.http.RequestTarget;
import wirelab.http.StatusException;
import wirelab.http.WebServer;
import wirelab.kit.Hmac;
import wirelab.kit.Secrets;
import wirelab.login.Slowdown;
import wirelab.login.UserFile;

/// Lets those through a proxy who are in a file of users: Basic authentication (RFC 7617; RFC 9110, section 11.7), for
/// requests and tunnels alike. What the proxy is asked for itself, such as `/proxy.pac`, needs no login.
///
/// Basic sends the password with each request, readable for whoever reads the line, and it takes a tenth of a second to
/// check one; so what was right is remembered for a while, under a code that tells nothing about it. Names and passwords end
/// here: no server behind gets them.
public final class ProxyLogin implements WebServer.Handler {
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    /// Of so many people at once; one more, and the one that was not heard of for longest is checked again.
    private static final int PEOPLE = 1000;
    /// Each takes a processor for a tenth of a second.
    private static final int CHECKS = 2;
    private static final int MOST_CREDENTIALS = 1024;

    /// Who was let in.
    ///
    /// @param until nanoseconds as from [System#nanoTime()]
    /// @param account what the file said then: after a change of it, one has to show the password again
    private record Known(String user, long until, UserFile.Account account) {}

    private final UserFile users;
    private final WebServer.Handler inner;
    private final Slowdown slowdown = new Slowdown(Slowdown.Limits.DEFAULTS);
    private final Semaphore checks = new Semaphore(CHECKS, true);
    private final Hmac codes = Hmac.sha256(Secrets.bytes(32));
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > PEOPLE;
        }
    };

    /// @param inner the proxy
    public ProxyLogin(UserFile users, WebServer.Handler inner) {
        this.users = users;
        this.inner = inner;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        var target = exchange.request().target();
        boolean own = target instanceof RequestTarget.Origin || target instanceof RequestTarget.Asterisk;
        try {
            if (!own) exchange.user(user(System.nanoTime(), exchange));
        } catch (StatusException e) {
            // What was meant for a tunnel may have been sent already: it is no request.
            if (target instanceof RequestTarget.Authority) exchange.close();
            throw e;
        }
        inner.handle(exchange);
    }

    private String user(long now, Exchange exchange) throws StatusException {
        String said = exchange.request().headers().first("Proxy-Authorization");
        if (said == null) throw required("This proxy wants to know who asks.");
        if (said.length() > MOST_CREDENTIALS || !said.regionMatches(true, 0, "Basic ", 0, 6)) throw refused();
        String code = Base64.getEncoder().encodeToString(codes.of(said.getBytes(StandardCharsets.ISO_8859_1)));
        synchronized (known) {
            var before = known.get(code);
            boolean good = before != null && before.until - now > 0;
            if (good && users.account(before.user).equals(before.account)) return before.user;
            known.remove(code);
        }
        String user = checked(now, exchange.remote().getAddress(), decoded(said.substring(6).strip()));
        synchronized (known) {
            known.put(code, new Known(user, System.nanoTime() + REMEMBERED.toNanos(), users.account(user)));
        }
        return user;
    }

    private static String decoded(String base64) throws StatusException {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw refused();
        }
    }

    private String checked(long now, InetAddress from, String said) throws StatusException {
        int colon = said.indexOf(':');
        if (colon < 1) throw refused();
        String user = said.substring(0, colon);
        long wait = slowdown.attempt(now, from);
        if (wait == Slowdown.TURNED_AWAY) throw new StatusException(429, "There were too many wrong passwords from there.");
        try {
            Thread.sleep(Duration.ofNanos(wait));
            checks.acquire();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new StatusException(503, "This proxy is about to stop.");
        }
        try {
            if (users.accepts(user, said.substring(colon + 1))) return user;
        } finally {
            checks.release();
        }
        slowdown.failed(System.nanoTime(), from);
        throw refused();
    }

    private static StatusException refused() {
        return required("This name and this password do not belong together.");
    }

    private static StatusException required(String why) {
        return new StatusException(407, why, Headers.of("Proxy-Authenticate", "Basic realm=\"wirelab\", charset=\"UTF-8\""));
    }

    @Override
    public String toString() {
        return inner + ", for " + users;
    }
}
