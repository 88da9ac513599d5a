package wirelab.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import wirelab.http.ByteRanges;
import wirelab.http.Exchange;
import wirelab.http.Headers;
import wirelab.http.Preconditions;
import wirelab.http.Response;

/// Sends what is kept: whole, a part (RFC 9111, section 3.3), or the word that the client's own copy still holds (section
/// 4.3.2).
final class Served {
    /// What a 304 says (RFC 9110, section 15.4.5): the client has the rest.
    private static final List<String> OF_304 = List.of("Cache-Control", "CDN-Cache-Control", "Content-Location", "Date",
            "ETag", "Expires", "Last-Modified", "Vary", "Via", "Age", "Cache-Status");

    private Served() {}

    /// Sends a fresh response: to most of those who ask in one second the same bytes, which are made for the first of them.
    ///
    /// @param name of this cache
    /// @param ttl for how many seconds it stays fresh
    static void fresh(Exchange exchange, MemoryStore.Slot slot, Instant now, String name, long ttl) throws IOException {
        var entry = slot.entry();
        if (Preconditions.any(exchange.request().headers()) || entry.status() == 204 || entry.part() != null) {
            whole(exchange, slot, now, CacheStatus.hit(name, ttl));
            return;
        }
        var prepared = slot.prepared(now.getEpochSecond());
        if (prepared == null) {
            prepared = Response.Bytes.of(entry.status(), headers(entry, now, CacheStatus.hit(name, ttl)), entry.body());
            slot.prepare(now.getEpochSecond(), prepared);
        }
        exchange.send(prepared);
    }

    /// Sends a kept response; where it is a part, the request is for some of that ([Parts#within(RequestHead, Entry)]).
    ///
    /// @param did what the cache did
    static void whole(Exchange exchange, MemoryStore.Slot slot, Instant now, CacheStatus did) throws IOException {
        var entry = slot.entry();
        var headers = headers(entry, now, did);
        if (entry.part() != null) {
            kept(exchange, entry, headers);
            return;
        }
        boolean asks = Preconditions.any(exchange.request().headers());
        if (asks && entry.status() == 200) part(exchange, entry, headers);
        else exchange.respond(entry.status(), headers, entry.body().duplicate());
    }

    private static Headers headers(Entry entry, Instant now, CacheStatus did) {
        return did.in(entry.headers().edit().set("Age", Long.toString(Freshness.age(now, entry))).build());
    }

    private static void part(Exchange exchange, Entry entry, Headers headers) throws IOException {
        var asked = exchange.request().headers();
        var body = entry.body().duplicate();
        if (asked.has("If-None-Match") || asked.has("If-Modified-Since")) {
            if (Preconditions.notModified(asked, entry.etag(), entry.modifiedOrMade())) {
                exchange.respond(304, only(headers), ByteBuffer.allocate(0));
                return;
            }
        }
        var parts = asked.has("Range") && exchange.request().method().equals("GET")
                && Preconditions.rangeApplies(asked, entry.etag(), entry.modified())
                ? ByteRanges.parse(asked.first("Range"), body.remaining()) : null;
        if (parts == null || parts.size() > 1) {
            // Of several parts the whole is as good an answer (RFC 9110, section 14.2).
            exchange.respond(200, headers, body);
        } else if (parts.isEmpty()) {
            exchange.respond(416, headers.edit().remove("Content-Type").set("Content-Range", "bytes */" + body.remaining())
                    .build(), ByteBuffer.allocate(0));
        } else {
            part(exchange, parts.getFirst(), body.remaining(), headers, body.slice((int) parts.getFirst().first(),
                    (int) parts.getFirst().length()));
        }
    }

    /// A part of the part that is kept.
    private static void kept(Exchange exchange, Entry entry, Headers headers) throws IOException {
        var part = Parts.within(exchange.request(), entry);
        part(exchange, part, entry.part().total(), headers,
                entry.body().slice((int) (part.first() - entry.part().first()), (int) part.length()));
    }

    private static void part(Exchange exchange, ByteRanges.Part part, long total, Headers headers, ByteBuffer content)
            throws IOException {
        String range = "bytes " + part.first() + "-" + part.last() + "/" + total;
        exchange.respond(206, headers.edit().set("Content-Range", range).build(), content);
    }

    static Headers only(Headers headers) {
        var kept = Headers.EMPTY.edit();
        for (var field : headers) {
            if (OF_304.stream().anyMatch(field.name()::equalsIgnoreCase)) kept.add(field.name(), field.value());
        }
        return kept.build();
    }
}
