package wirelab.proxy;

import java.time.Instant;

/// What is to be done with a kept response when somebody asks for it (RFC 9111, sections 4 and 5.2.1).
sealed interface Reuse {
    /// It is fresh, and sent.
    ///
    /// @param ttl for how many seconds it stays so
    record Fresh(long ttl) implements Reuse {}

    /// It is stale, and sent all the same.
    ///
    /// @param ttl negative: since how many seconds it is stale
    /// @param refresh whether it is validated meanwhile (`stale-while-revalidate`, RFC 5861, section 3)
    record Stale(long ttl, boolean refresh) implements Reuse {}

    /// The origin must be asked whether it still holds.
    ///
    /// @param why as `Cache-Status` puts it: `stale` or `request`
    record Validate(String why) implements Reuse {}

    static Reuse decide(Instant now, Entry entry, Directives request) {
        if (request.has("no-cache")) return new Validate("request");
        if (entry.mustValidate()) return new Validate("stale");
        long age = Freshness.age(now, entry);
        long ttl = entry.lifetime() - age;
        long allowed = allowedStaleness(entry, request);
        if (request.has("max-age") && age > request.seconds("max-age", 0) + Math.max(0, allowed)) {
            return new Validate("request");
        }
        if (ttl - request.seconds("min-fresh", 0) > 0) return new Fresh(ttl);
        if (ttl > 0) return new Validate("request");
        if (-ttl <= allowed) return new Stale(ttl, false);
        var response = entry.directives();
        boolean meanwhile = !Policy.neverStale(response) && -ttl <= response.seconds("stale-while-revalidate", -1);
        return meanwhile ? new Stale(ttl, true) : new Validate("stale");
    }

    /// For how long past its lifetime the client takes it (`max-stale`), if the response allows that; -1 for not at all.
    private static long allowedStaleness(Entry entry, Directives request) {
        if (!request.has("max-stale") || Policy.neverStale(entry.directives())) return -1;
        return request.bare("max-stale") ? Directives.FOREVER : request.seconds("max-stale", -1);
    }

    /// Whether a stale response may stand in for a failure.
    ///
    /// @param disconnected whether the origin could not be reached at all (section 4.2.4), and not that it answered with 5xx
    /// @param most for how many seconds past its lifetime that is allowed where nobody says anything
    static boolean insteadOfError(Instant now, Entry entry, Directives request, boolean disconnected, long most) {
        var response = entry.directives();
        if (entry.mustValidate() || Policy.neverStale(response)) return false;
        long stale = Freshness.age(now, entry) - entry.lifetime();
        long allowed = Math.max(response.seconds("stale-if-error", -1), request.seconds("stale-if-error", -1));
        if (disconnected && allowed < 0) allowed = most;
        return stale <= allowed;
    }
}
