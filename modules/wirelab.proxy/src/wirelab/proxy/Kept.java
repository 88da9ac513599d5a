package wirelab.proxy;

import java.time.Instant;

/// What somebody who looks at the store is told of a response.
///
/// @param bytes as much as it takes
/// @param until when it is no longer fresh
/// @param why that long
/// @param where `memory` or `disk`
/// @param uses how often it was found since it came there
record Kept(String uri, int status, long bytes, Instant until, String why, String where, long uses) {
    static Kept of(String uri, Entry entry, long bytes, String where, long uses) {
        long left = entry.lifetime() - entry.initialAge();
        return new Kept(uri, entry.status(), bytes, entry.received().plusSeconds(left), why(entry), where, uses);
    }

    private static String why(Entry entry) {
        if (entry.mustValidate()) return "asked about each time";
        String part = entry.part() == null ? "" : "a part, ";
        var headers = entry.headers();
        if (Targeted.of(headers) != null) return part + "CDN-Cache-Control";
        var directives = entry.directives();
        if (directives.has("s-maxage")) return part + "s-maxage";
        if (directives.has("max-age")) return part + "max-age";
        if (headers.has("Expires")) return part + "Expires";
        return part + (entry.lifetime() > 0 ? "a tenth of the time without a change" : "nobody says; it can be validated");
    }
}
