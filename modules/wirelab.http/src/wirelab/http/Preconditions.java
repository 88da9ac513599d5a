package wirelab.http;

import java.time.Instant;

/// Evaluates preconditions in the order of RFC 9110, section 13.2.2.
public final class Preconditions {
    private static final String[] FIELDS =
            {"If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range"};

    private Preconditions() {}

    /// Whether a request has any field that could change the ordinary answer.
    public static boolean any(Headers headers) {
        for (String field : FIELDS) if (headers.has(field)) return true;
        return false;
    }

    /// What to answer to a GET or HEAD.
    ///
    /// @param etag the validator of what there is, `null` when it has none
    /// @param modified its time of change, in whole seconds, `null` when nobody knows
    /// @return 200, 304 or 412
    public static int evaluate(Headers headers, String etag, Instant modified) {
        if (headers.has("If-Match")) {
            if (!matches(headers, "If-Match", etag, false)) return 412;
        } else {
            var since = date(headers, "If-Unmodified-Since");
            if (since != null && modified != null && modified.isAfter(since)) return 412;
        }
        return notModified(headers, etag, modified) ? 304 : 200;
    }

    /// Whether the client's own copy still holds: the only question that a cache may answer (RFC 9111, section 4.3.2).
    public static boolean notModified(Headers headers, String etag, Instant modified) {
        if (headers.has("If-None-Match")) return matches(headers, "If-None-Match", etag, true);
        var since = date(headers, "If-Modified-Since");
        // Section 13.1.3: a date that cannot be read, or lies in the future, is ignored.
        return since != null && modified != null && !modified.isAfter(since) && !since.isAfter(Instant.now());
    }

    /// Whether a Range may be answered with the part (section 13.1.5): the whole must
    /// still be what the client has the rest of.
    public static boolean rangeApplies(Headers headers, String etag, Instant modified) {
        String validator = headers.first("If-Range");
        if (validator == null) return true;
        if (validator.startsWith("\"")) return validator.equals(etag);
        var date = HttpDate.parse(validator);
        return date != null && date.equals(modified);
    }

    /// Sections 13.1.3 and 13.1.4: more than one date is none.
    private static Instant date(Headers headers, String field) {
        int at = headers.indexOf(field, 0);
        return at < 0 || headers.indexOf(field, at + 1) >= 0 ? null : HttpDate.parse(headers.value(at));
    }

    /// Entity tags are compared without their mark of weakness where that is allowed (section 8.8.3.2).
    private static boolean matches(Headers headers, String field, String etag, boolean weakly) {
        for (String element : headers.elements(field)) {
            if (element.equals("*") || element.equals(etag) && (weakly || !element.startsWith("W/"))) return true;
            if (weakly && etag != null && weaklyEqual(element, etag)) return true;
        }
        return false;
    }

    /// Whether two entity tags are the same but for their mark of weakness (RFC 9110, section 8.8.3.2).
    public static boolean weaklyEqual(String one, String other) {
        return withoutMark(one).equals(withoutMark(other));
    }

    private static String withoutMark(String etag) {
        return etag.startsWith("W/") ? etag.substring(2) : etag;
    }
}
