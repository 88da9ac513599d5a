package wirelab.proxy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import wirelab.http.Headers;
import wirelab.http.HttpDate;
import wirelab.http.RequestHead;

/// What a shared cache may keep (RFC 9111, section 3), and what it may do with it later.
final class Policy {
    /// RFC 9110, section 15.1: their lifetime may be guessed.
    private static final Set<Integer> GUESSABLE = Set.of(200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501);
    /// What `must-understand` asks about: the caching of these is what their definition says.
    private static final Set<Integer> UNDERSTOOD = Set.of(200, 203, 204, 206, 300, 301, 302, 303, 307, 308, 400, 401,
            402, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 426, 451,
            500, 501, 502, 503, 504, 505);
    /// They tell one client something about itself, or about the way to it.
    private static final List<String> NEVER_KEPT = List.of("Proxy-Authenticate", "Proxy-Authentication-Info",
            "Proxy-Authorization");

    private Policy() {}

    /// What a response says to this cache.
    static Directives directives(Headers response) {
        var targeted = Targeted.of(response);
        return targeted != null ? targeted : Directives.ofResponse(response);
    }

    static boolean guessable(int status) {
        return GUESSABLE.contains(status);
    }

    /// `no-cache` for the whole response; with field names it is about those alone.
    static boolean mustValidate(Directives response) {
        return response.bare("no-cache");
    }

    /// Whether a stale response may not be used in any case: section 5.2.2, and `s-maxage` means `proxy-revalidate` too.
    static boolean neverStale(Directives response) {
        return response.has("must-revalidate") || response.has("proxy-revalidate") || response.has("s-maxage")
                || response.has("no-cache");
    }

    /// Why a response may not be kept.
    ///
    /// @return `null` when it may; else a reason in a few words
    static String refusal(RequestHead request, int status, Headers response) {
        var directives = directives(response);
        if (!request.method().equals("GET")) return "method";
        if (status < 200 || status == 304) return "status " + status;
        if (status == 206 && Parts.of(response) == null) return "several parts, or nobody knows of what";
        boolean understood = directives.has("must-understand");
        if (understood && !UNDERSTOOD.contains(status)) return "status not understood";
        if (directives.has("no-store") && !understood) return "no-store";
        if (Directives.ofRequest(request.headers()).has("no-store")) return "no-store in the request";
        if (directives.bare("private")) return "private";
        boolean shareable = directives.has("public") || directives.has("s-maxage") || directives.has("must-revalidate");
        if (request.headers().has("Authorization") && !shareable) return "authorized";
        boolean explicit = directives.has("public") || directives.has("s-maxage") || directives.has("max-age")
                || response.has("Expires");
        if (!explicit && !GUESSABLE.contains(status)) return "status " + status + " without a lifetime";
        if (!explicit && response.has("Set-Cookie")) return "a cookie without a lifetime";
        return Selection.of(response, request.headers()) == null ? "Vary: *" : null;
    }

    /// Whether keeping it is of any use: it is fresh for a moment, may be used stale, or can be validated.
    static boolean useful(int status, Headers response, Instant received) {
        var directives = directives(response);
        return Freshness.lifetime(status, response, received) > 0 || response.has("ETag")
                || HttpDate.parse(response.first("Last-Modified")) != null
                || directives.seconds("stale-while-revalidate", 0) > 0 || directives.seconds("stale-if-error", 0) > 0;
    }

    /// The fields that are kept: without those that `private` or `no-cache` name (sections 5.2.2.4 and 5.2.2.7).
    static Headers kept(Headers response) {
        var directives = directives(response);
        var kept = response.edit();
        for (String name : NEVER_KEPT) kept.remove(name);
        for (String directive : List.of("private", "no-cache")) {
            for (String name : directives.fields(directive)) kept.remove(name);
        }
        return kept.build();
    }
}
