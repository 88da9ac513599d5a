package wirelab.proxy;

import wirelab.http.Headers;

/// What the cache did, for whoever looks at the response (RFC 9211).
///
/// ```
/// Cache-Status: wirelab; hit; ttl=42
/// Cache-Status: wirelab; fwd=uri-miss; fwd-status=200; stored
/// ```
final class CacheStatus {
    private final StringBuilder text;

    private CacheStatus(String begin) {
        text = new StringBuilder(begin);
    }

    static CacheStatus hit(String name, long ttl) {
        return new CacheStatus(name + "; hit; ttl=" + ttl);
    }

    /// @param why `bypass`, `method`, `uri-miss`, `vary-miss`, `request`, `stale` or `partial` (section 2.2)
    static CacheStatus forwarded(String name, String why) {
        return new CacheStatus(name + "; fwd=" + why);
    }

    CacheStatus status(int status) {
        text.append("; fwd-status=").append(status);
        return this;
    }

    CacheStatus stored() {
        text.append("; stored");
        return this;
    }

    CacheStatus collapsed() {
        text.append("; collapsed");
        return this;
    }

    /// @param words without quotes, backslashes and anything but ASCII
    CacheStatus detail(String words) {
        text.append("; detail=\"").append(words).append('"');
        return this;
    }

    /// Puts the line behind those of caches nearer to the origin.
    Headers in(Headers response) {
        String before = response.joined("Cache-Status");
        return response.edit().set("Cache-Status", before == null ? text.toString() : before + ", " + text).build();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
