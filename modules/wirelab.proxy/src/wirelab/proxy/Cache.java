package wirelab.proxy;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import wirelab.http.Exchange;
import wirelab.http.Headers;
import wirelab.http.RequestHead;
import wirelab.http.ResponseHead;
import wirelab.http.StatusException;
import wirelab.intermediary.Onward;
import wirelab.kit.Counters;

/// Answers GET and HEAD from what is kept, and keeps what it has to fetch (RFC 9111).
///
/// ```
///            kept? --no--> fetch ------------------------------> send, keep
///              |             ^
///             yes            | other
///              |             |
///   fresh? --no--> ask: still the same? --304--> fresh again --> send
///              |             |
///             yes            +-- no answer: stale, where that is allowed
///              +----------------------------------------------> send
/// ```
final class Cache implements AutoCloseable {
    /// What a client says about itself and the origin may believe, though it does not tell responses apart: whoever sends
    /// such a field could have something kept for all the others (cache poisoning).
    private static final List<String> UNKEYED = List.of("X-Forwarded-Host", "X-Forwarded-Scheme", "X-Forwarded-Proto",
            "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Server", "X-Host", "X-Original-URL", "X-Rewrite-URL",
            "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "Forwarded");

    private final ProxyOptions options;
    private final Counters counters;
    private final InstantSource clock;
    private final Store store;
    private final Servers servers;
    private final Fetcher fetcher;
    private final LongAdder saved;

    Cache(ProxyOptions options, Servers servers, Counters counters, InstantSource clock, Store store) {
        this.options = options;
        this.counters = counters;
        this.clock = clock;
        this.store = store;
        this.servers = servers;
        saved = counters.adder("bytes saved");
        fetcher = new Fetcher(options, servers, counters, clock, store);
    }

    /// The fields of a request as they go on, but for `Host`.
    static Headers onward(RequestHead request, String name) {
        var onward = Onward.of(request, name).edit();
        onward.remove("Proxy-Authorization");
        for (String unkeyed : UNKEYED) onward.remove(unkeyed);
        return onward.build();
    }

    void answer(Exchange exchange, Destination to) throws IOException {
        boolean answered;
        do answered = isAnswered(exchange, to);
        while (!answered);
    }

    /// {@return whether it is; not when what was not here has been kept meanwhile}
    private boolean isAnswered(Exchange exchange, Destination to) throws IOException {
        var request = exchange.request();
        var directives = Directives.ofRequest(request.headers());
        var slot = store.find(to.uri(), request.headers());
        if (slot == null) {
            mayAsk(directives);
            boolean known = store.known(to.uri());
            return fetcher.fetch(new Asked(exchange, to, null, known ? "vary-miss" : "uri-miss"));
        }
        var now = clock.instant();
        var reuse = Reuse.decide(now, slot.entry(), directives);
        if (slot.entry().part() != null && !(reuse instanceof Reuse.Fresh && Parts.within(request, slot.entry()) != null)) {
            mayAsk(directives);
            boolean begun = reuse instanceof Reuse.Fresh && Parts.canBeCompleted(request, slot.entry());
            return fetcher.fetch(new Asked(exchange, to, null, begun ? slot : null, "partial"));
        }
        switch (reuse) {
            case Reuse.Fresh(long ttl) -> {
                counters.count("hits");
                Served.fresh(exchange, slot, now, options.name(), ttl);
                saved.add(exchange.sent());
            }
            case Reuse.Stale(long ttl, boolean refresh) -> {
                counters.count("stale");
                if (refresh && !options.offline()) fetcher.refresh(request, to, slot);
                Served.whole(exchange, slot, now, CacheStatus.hit(options.name(), ttl).detail("stale"));
                saved.add(exchange.sent());
            }
            case Reuse.Validate(String why) -> {
                if (options.offline()) Served.whole(exchange, slot, now, offline(now, slot));
                else {
                    mayAsk(directives);
                    return fetcher.fetch(new Asked(exchange, to, slot, why));
                }
            }
        }
        return true;
    }

    private void mayAsk(Directives request) throws StatusException {
        servers.permit();
        if (request.has("only-if-cached")) throw Servers.nobody();
    }

    private CacheStatus offline(Instant now, MemoryStore.Slot slot) {
        long ttl = slot.entry().lifetime() - Freshness.age(now, slot.entry());
        return CacheStatus.hit(options.name(), ttl).detail("offline");
    }

    /// A request has changed something (RFC 9111, section 4.4).
    void changed(Destination to, ResponseHead answer) {
        if (answer.status() / 100 != 2 && answer.status() / 100 != 3) return;
        store.invalidate(to.uri());
        for (String name : List.of("Location", "Content-Location")) {
            String reference = answer.headers().first(name);
            String uri = reference == null ? null : to.sameOrigin(reference);
            if (uri != null) store.invalidate(uri);
        }
    }

    Fetcher fetcher() {
        return fetcher;
    }

    int underWay() {
        return fetcher.underWay();
    }

    boolean purge(String uri) {
        return store.purge(uri);
    }

    @Override
    public void close() {
        fetcher.close();
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
