package wirelab.fetch;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import wirelab.http.ClientOptions;
import wirelab.http.ClientRequest;
import wirelab.http.Headers;
import wirelab.http.HttpUrl;
import wirelab.http.ResponseHead;
import wirelab.kit.Text;

/// The cookies of one client (RFC 6265): takes them out of responses, every hop of a redirect included, and sends them back
/// to where they belong.
///
/// Bounded in number and size, for servers that set cookies for ever. Any thread may use it.
public final class CookieJar implements ClientOptions.Memory {
    /// RFC 6265, section 6.1, asks for so many at least, in all and for one domain.
    static final int MOST = 3000;
    static final int MOST_OF_A_DOMAIN = 50;
    /// Longest `Cookie` that is sent: servers take 8 KiB in one field; those for the nearest folder come first.
    static final int LONGEST_FIELD = 8000;

    private final InstantSource clock;
    /// In the order in which they were first set.
    private final List<Cookie> cookies = new ArrayList<>();

    /// An empty jar.
    public CookieJar() {
        this(InstantSource.system());
    }

    CookieJar(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Headers fields(ClientRequest request) {
        String text = text(clock.instant(), request.url());
        return text.isEmpty() ? Headers.EMPTY : Headers.of("Cookie", text);
    }

    @Override
    public boolean heard(ClientRequest request, ResponseHead response) {
        boolean learned = false;
        for (String line : response.headers().all("Set-Cookie")) learned |= set(clock.instant(), line, request.url());
        return learned;
    }

    /// Takes one `Set-Cookie`.
    ///
    /// @return whether anything is sent to somebody now that was not before, or the other way round
    synchronized boolean set(Instant now, String line, HttpUrl url) {
        var cookie = Cookie.parse(now, line, url);
        return cookie != null && put(now, cookie);
    }

    /// Puts a cookie in, in the place of an older one; one that has expired takes the older one away.
    synchronized boolean put(Instant now, Cookie cookie) {
        cookies.removeIf(old -> old.expired(now));
        int at = 0;
        while (at < cookies.size() && !cookie.replaces(cookies.get(at))) at++;
        boolean known = at < cookies.size();
        if (cookie.expired(now)) {
            if (known) cookies.remove(at);
            return known;
        }
        if (known) {
            var old = cookies.set(at, cookie);
            return !old.value().equals(cookie.value()) || old.secure() != cookie.secure()
                    || old.hostOnly() != cookie.hostOnly();
        }
        makeRoom(cookie.domain());
        cookies.add(cookie);
        return true;
    }

    private void makeRoom(String domain) {
        int same = 0;
        int first = -1;
        for (int i = cookies.size() - 1; i >= 0; i--) {
            if (!cookies.get(i).domain().equals(domain)) continue;
            same++;
            first = i;
        }
        if (same >= MOST_OF_A_DOMAIN) cookies.remove(first);
        else if (cookies.size() >= MOST) cookies.removeFirst();
    }

    /// {@return the value of `Cookie` for a request, empty for none: longer paths first, then older cookies (RFC 6265,
    /// section 5.4)}
    synchronized String text(Instant now, HttpUrl url) {
        var text = new StringBuilder();
        var chosen = cookies.stream().filter(cookie -> !cookie.expired(now) && cookie.goesTo(url))
                .sorted(Comparator.comparingInt((Cookie cookie) -> cookie.path().length()).reversed()).toList();
        for (var cookie : chosen) {
            int length = text.length() + 3 + cookie.name().length() + cookie.value().length();
            if (length > LONGEST_FIELD) continue;
            if (!text.isEmpty()) text.append("; ");
            text.append(cookie.name()).append('=').append(cookie.value());
        }
        return text.toString();
    }

    /// {@return what is in it now, in the order in which it was set}
    synchronized List<Cookie> all(Instant now) {
        return cookies.stream().filter(cookie -> !cookie.expired(now)).toList();
    }

    @Override
    public synchronized String toString() {
        return "jar with " + Text.count(cookies.size(), "cookie");
    }
}
