package wirelab.proxy;

import java.nio.ByteBuffer;
import java.time.Instant;
import wirelab.http.Headers;
import wirelab.http.HttpDate;

/// A response that is kept, with what must be known to use it again. A value: a validation makes a new one. What its fields
/// say about time is read once, and not at each use.
final class Entry {
    /// What an entry costs beside its bytes: objects, index, a place in the queue.
    private static final int OVERHEAD = 512;

    private final int status;
    private final Headers headers;
    private final ByteBuffer body;
    private final Instant requested;
    private final Instant received;
    private final Selection asked;
    private final boolean mustValidate;
    private final Part part;
    private final Directives directives;
    private final long lifetime;
    private final long initialAge;

    /// Where the content stands in the whole, when it is a part.
    ///
    /// @param first its first byte
    /// @param total bytes of the whole
    record Part(long first, long total) {}

    /// Makes one whose content is whole.
    ///
    /// @param headers as they may be sent on: without the fields of one connection, without those that may not be kept
    /// @param body its content
    /// @param requested when the request for it was sent
    /// @param received when its head came
    /// @param asked the fields of the request that `Vary` names, see [Selection]
    /// @param mustValidate whether it must be validated before any use (`no-cache`), or has been invalidated
    Entry(int status, Headers headers, ByteBuffer body, Instant requested, Instant received, Selection asked,
            boolean mustValidate) {
        this(status, headers, body, requested, received, asked, mustValidate, null);
    }

    Entry(int status, Headers headers, ByteBuffer body, Instant requested, Instant received, Selection asked,
            boolean mustValidate, Part part) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.requested = requested;
        this.received = received;
        this.asked = asked;
        this.mustValidate = mustValidate;
        this.part = part;
        directives = Policy.directives(headers);
        lifetime = Freshness.lifetime(status, headers, received);
        initialAge = Freshness.initialAge(headers, requested, received);
    }

    int status() {
        return status;
    }

    Headers headers() {
        return headers;
    }

    /// {@return the content; whoever reads it duplicates it}
    ByteBuffer body() {
        return body;
    }

    Instant requested() {
        return requested;
    }

    Instant received() {
        return received;
    }

    Selection asked() {
        return asked;
    }

    boolean mustValidate() {
        return mustValidate;
    }

    /// {@return where the content stands in the whole, or `null` when it is the whole}
    Part part() {
        return part;
    }

    /// What the origin says to this cache.
    Directives directives() {
        return directives;
    }

    /// {@return for how many seconds it is fresh from the time at which it was made}
    long lifetime() {
        return lifetime;
    }

    /// {@return how old it was when it came: seconds}
    long initialAge() {
        return initialAge;
    }

    /// {@return the strong or weak entity tag, or `null`}
    String etag() {
        return headers.first("ETag");
    }

    /// {@return when the content changed last, or `null` when nobody said so, or in a way that cannot be read}
    Instant modified() {
        return HttpDate.parse(headers.first("Last-Modified"));
    }

    /// {@return what `If-Modified-Since` is compared with: where nobody says when it changed, when it was made (RFC 9111,
    /// section 4.3.2)}
    Instant modifiedOrMade() {
        var modified = modified();
        return modified != null ? modified : Freshness.date(headers, received);
    }

    /// {@return bytes of memory, about}
    long size() {
        return OVERHEAD + headers.encodedSize() + body.remaining();
    }

    /// The same, to be validated before it is used again.
    Entry invalidated() {
        return new Entry(status, headers, body, requested, received, asked, true, part);
    }

    /// The same content with fields that are newer.
    Entry updated(Headers headers, Instant requested, Instant received) {
        return new Entry(status, headers, body, requested, received, asked,
                Policy.mustValidate(Policy.directives(headers)), part);
    }
}
