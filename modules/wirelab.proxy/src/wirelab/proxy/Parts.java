package wirelab.proxy;

import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import wirelab.http.ByteRanges;
import wirelab.http.Headers;
import wirelab.http.Preconditions;
import wirelab.http.RequestHead;

/// Parts of a content that are kept, and put together where it is certain that they are parts of the same (RFC 9111,
/// sections 3.3 and 3.4; RFC 9110, section 15.3.7.3).
///
/// ```
/// kept    0123456.......     of 14 bytes, ETag "a"
/// comes       45678..... ->  012345678.....    the same strong ETag, and no gap
/// ```
final class Parts {
    /// RFC 9110, section 14.4; a whole whose length nobody knows is never complete.
    private static final Pattern RANGE = Pattern.compile("(?i:bytes) ([0-9]{1,10})-([0-9]{1,10})/([0-9]{1,10})");

    /// What a 206 says of itself.
    ///
    /// @param first its first byte
    /// @param last its last byte
    /// @param total bytes of the whole
    record Range(long first, long last, long total) {}

    private Parts() {}

    /// {@return what part a response is, or `null` when it does not say so clearly: several parts, an unknown length}
    static Range of(Headers response) {
        int at = response.indexOf("Content-Range", 0);
        if (at < 0 || response.indexOf("Content-Range", at + 1) >= 0) return null;
        var matcher = RANGE.matcher(response.value(at));
        if (!matcher.matches()) return null;
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        long total = Long.parseLong(matcher.group(3));
        return first <= last && last < total ? new Range(first, last, total) : null;
    }

    /// Where the part that a request asks for stands in what is kept.
    ///
    /// @return `null` when it asks for something else, or for more than is kept
    static ByteRanges.Part within(RequestHead request, Entry entry) {
        var asked = request.headers();
        if (!request.method().equals("GET") || !asked.has("Range") || asked.has("If-None-Match")
                || asked.has("If-Modified-Since") || !Preconditions.rangeApplies(asked, entry.etag(), entry.modified())) {
            return null;
        }
        var parts = ByteRanges.parse(asked.first("Range"), entry.part().total());
        if (parts == null || parts.size() != 1) return null;
        var part = parts.getFirst();
        long begin = entry.part().first();
        boolean inside = part.first() >= begin && part.last() < begin + entry.body().remaining();
        return inside ? part : null;
    }

    /// Whether the rest of what is kept can be asked for: it is the beginning, and there is a way to know that the rest
    /// belongs to it.
    static boolean canBeCompleted(RequestHead request, Entry entry) {
        return request.method().equals("GET") && entry.part().first() == 0 && isStrong(entry.etag())
                && !Preconditions.any(request.headers());
    }

    private static boolean isStrong(String etag) {
        return etag != null && !etag.startsWith("W/");
    }

    /// A request for the rest, or for all of it where it has changed.
    static Headers rest(Headers request, Entry entry) {
        return request.edit().set("Range", "bytes=" + entry.body().remaining() + "-").set("If-Range", entry.etag()).build();
    }

    /// Whether an answer is the rest that was asked for.
    static boolean isRest(Entry entry, Headers answer) {
        var range = of(answer);
        boolean rest = range != null && range.first == entry.body().remaining() && range.last == range.total - 1
                && range.total == entry.part().total();
        return rest && isStrong(entry.etag()) && entry.etag().equals(answer.first("ETag"));
    }

    /// Puts a newer part and one that is kept together.
    ///
    /// @return the newer one alone, where they do not belong or do not reach each other
    static Entry combined(Entry kept, Entry newer) {
        var old = kept.part();
        var part = newer.part();
        long oldEnd = old.first() + kept.body().remaining();
        long end = part.first() + newer.body().remaining();
        boolean same = old.total() == part.total() && isStrong(newer.etag()) && newer.etag().equals(kept.etag());
        if (!same || old.first() > end || part.first() > oldEnd) return newer;
        long first = Math.min(old.first(), part.first());
        var bytes = ByteBuffer.allocateDirect((int) (Math.max(oldEnd, end) - first));
        bytes.position((int) (old.first() - first)).put(kept.body().duplicate());
        bytes.position((int) (part.first() - first)).put(newer.body().duplicate());
        return joined(Update.merged(kept.headers(), newer.headers()), newer, first, part.total(), bytes.clear());
    }

    private static Entry joined(Headers headers, Entry newer, long first, long total, ByteBuffer bytes) {
        boolean whole = bytes.remaining() == total;
        return new Entry(whole ? 200 : 206, headers, bytes, newer.requested(), newer.received(), newer.asked(),
                newer.mustValidate(), whole ? null : new Entry.Part(first, total));
    }

    /// {@return the fields of a part as they are kept: where it stands is known otherwise}
    static Headers kept(int status, Headers response) {
        return status == 206 ? response.edit().remove("Content-Range").build() : response;
    }
}
