package wirelab.proxy;

import java.time.Duration;
import java.time.Instant;
import wirelab.http.Headers;
import wirelab.http.HttpDate;

/// For how long a response is fresh and how old it is (RFC 9111, section 4.2), in seconds.
///
/// ```
/// apparent_age          = max(0, response_time - date_value)
/// corrected_age_value   = age_value + (response_time - request_time)
/// corrected_initial_age = max(apparent_age, corrected_age_value)
/// current_age           = corrected_initial_age + (now - response_time)
/// ```
final class Freshness {
    /// A response that says nothing about it is fresh for this part of the time for which it had not changed, and no longer
    /// than a day (section 4.2.2).
    private static final int PART = 10;
    private static final long MOST_GUESSED = Duration.ofDays(1).toSeconds();

    private Freshness() {}

    /// How long a response is fresh from the time at which it was made.
    static long lifetime(int status, Headers headers, Instant received) {
        var targeted = Targeted.of(headers);
        var directives = targeted != null ? targeted : Directives.ofResponse(headers);
        if (directives.has("s-maxage")) return directives.seconds("s-maxage", 0);
        if (directives.has("max-age")) return directives.seconds("max-age", 0);
        if (targeted == null && headers.has("Expires")) return untilExpires(headers, received);
        return guessed(status, directives, headers, received);
    }

    /// Section 5.3: what is no date has passed, and more than one is none.
    private static long untilExpires(Headers headers, Instant received) {
        int at = headers.indexOf("Expires", 0);
        var expires = headers.indexOf("Expires", at + 1) >= 0 ? null : HttpDate.parse(headers.value(at));
        return expires == null ? 0 : Math.max(0, Duration.between(date(headers, received), expires).toSeconds());
    }

    private static long guessed(int status, Directives directives, Headers headers, Instant received) {
        var modified = HttpDate.parse(headers.first("Last-Modified"));
        if (modified == null || !Policy.guessable(status) && !directives.has("public")) return 0;
        long unchanged = Duration.between(modified, date(headers, received)).toSeconds();
        return Math.clamp(unchanged / PART, 0, MOST_GUESSED);
    }

    /// {@return when the response was made; when it came, if nobody says so}
    static Instant date(Headers headers, Instant received) {
        var date = HttpDate.parse(headers.first("Date"));
        return date == null ? received : date;
    }

    /// How old the response is.
    static long age(Instant now, Entry entry) {
        return entry.initialAge() + Math.max(0, Duration.between(entry.received(), now).toSeconds());
    }

    /// How old a response was when it came.
    static long initialAge(Headers headers, Instant requested, Instant received) {
        long apparent = Math.max(0, Duration.between(date(headers, received), received).toSeconds());
        long delay = Math.max(0, Duration.between(requested, received).toSeconds());
        return Math.max(apparent, said(headers) + delay);
    }

    /// What `Age` says (section 5.1). That section would ignore what cannot be read; then something very old might be sent
    /// as fresh, so anything but one number counts as very old.
    private static long said(Headers headers) {
        int at = headers.indexOf("Age", 0);
        if (at < 0) return 0;
        String age = headers.value(at);
        return Directives.isNumber(age) && headers.indexOf("Age", at + 1) < 0 ? Directives.seconds(age) : Directives.FOREVER;
    }
}
