package wirelab.proxy;

import java.time.Instant;
import java.util.List;
import wirelab.http.Headers;
import wirelab.http.Preconditions;

/// What newer fields do to a kept response (RFC 9111, sections 3.2, 4.3.4 and 4.3.5).
final class Update {
    /// They describe the content that came with them, and none came.
    private static final List<String> OF_THE_CONTENT = List.of("Content-Length", "Content-Encoding", "Content-MD5",
            "Content-Range", "ETag");

    private Update() {}

    /// Fields that make a request a question: has it changed since? Those of the client about its own copy go, since the
    /// answer is about ours.
    static Headers condition(Headers request, Entry entry) {
        var fields = request.edit();
        for (String name : List.of("If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range",
                "Range")) {
            fields.remove(name);
        }
        if (entry.etag() != null) fields.add("If-None-Match", entry.etag());
        if (entry.modified() != null) fields.add("If-Modified-Since", entry.headers().first("Last-Modified"));
        return fields.build();
    }

    /// Whether the answer to a HEAD is about this response: the validator that it names is ours, or it names none.
    private static boolean selects(Headers head, Entry entry) {
        String etag = head.first("ETag");
        if (etag != null) return entry.etag() != null && Preconditions.weaklyEqual(etag, entry.etag());
        String modified = head.first("Last-Modified");
        return modified == null || modified.equals(entry.headers().first("Last-Modified"));
    }

    /// The entry after a 304: each field that came takes the place of all with its name. We ask about one response alone, so
    /// a 304 is about that one whatever it says.
    static Entry merged(Entry entry, Headers notModified, Instant requested, Instant received) {
        return entry.updated(merged(entry.headers(), notModified), requested, received);
    }

    static Headers merged(Headers kept, Headers newer) {
        var fields = kept.edit().remove("Age");
        for (var field : newer) if (replaces(field.name())) fields.remove(field.name());
        for (var field : newer) if (replaces(field.name())) fields.add(field.name(), field.value());
        return fields.build();
    }

    private static boolean replaces(String name) {
        return OF_THE_CONTENT.stream().noneMatch(name::equalsIgnoreCase);
    }

    /// The entry after the answer to a HEAD: newer fields when it is about the same content, invalidated when it is not.
    static Entry head(Entry entry, Headers head, Instant requested, Instant received) {
        String length = head.first("Content-Length");
        boolean same = selects(head, entry) && (length == null || length.equals(Integer.toString(entry.body().remaining())));
        return same ? merged(entry, Policy.kept(head), requested, received) : entry.invalidated();
    }
}
