package wirelab.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import wirelab.http.Framing;
import wirelab.http.Headers;
import wirelab.http.HttpDate;
import wirelab.http.Preconditions;
import wirelab.http.RequestHead;
import wirelab.http.StatusException;
import wirelab.intermediary.BadGateway;
import wirelab.intermediary.Onward;
import wirelab.intermediary.Passing;
import wirelab.intermediary.ServerReply;
import wirelab.intermediary.Upstream;
import wirelab.kit.Counters;

/// Asks servers for what is not kept or may not hold any more, once for all who ask for the same at the same time.
///
/// A thread of its own brings the content, so that neither the slowness nor the departure of the one who asked first is felt
/// by the others.
final class Fetcher implements AutoCloseable {
    /// For so long all who ask for the same fetch for themselves, once an answer was for one of them alone.
    private static final Duration ALONE = Duration.ofMinutes(2);
    /// URIs of which that is known; one more, and all are forgotten.
    private static final int MOST_ALONE = 10_000;
    /// Validations behind the clients' backs at once; one more is left to the next client.
    private static final int REFRESHES = 64;

    private final ProxyOptions options;
    private final Servers servers;
    private final Counters counters;
    private final InstantSource clock;
    private final Store store;
    private final Keeper keeper;
    private final ConcurrentHashMap<String, Flight> flights = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Instant> alone = new ConcurrentHashMap<>();
    private final Semaphore refreshes = new Semaphore(REFRESHES);

    Fetcher(ProxyOptions options, Servers servers, Counters counters, InstantSource clock, Store store) {
        this.options = options;
        this.servers = servers;
        this.counters = counters;
        this.clock = clock;
        this.store = store;
        keeper = new Keeper(store);
    }

    /// Joins a fetch of the same that is under way, or begins one.
    ///
    /// @return whether there was an answer; not when one has been kept since it was looked for
    boolean fetch(Asked asked) throws IOException {
        String uri = asked.to().uri();
        if (!asked.shareable() || isAlone(uri)) {
            lead(asked, new Flight());
            return true;
        }
        var flight = new Flight();
        var other = flights.putIfAbsent(uri, flight);
        if (other != null) return join(asked, other);
        try {
            // A flight may have ended between the look into the store and the beginning of this one.
            if (asked.slot() == null && store.holds(uri, asked.request().headers())) {
                land(asked, flight, new Flight.Kept());
                return false;
            }
            lead(asked, flight);
            return true;
        } finally {
            // Whatever went wrong: who waits fetches for himself.
            if (flight.decide(new Flight.Private())) flights.remove(uri, flight);
        }
    }

    private boolean isAlone(String uri) {
        var until = alone.get(uri);
        if (until == null) return false;
        if (until.isAfter(clock.instant())) return true;
        alone.remove(uri, until);
        return false;
    }

    private boolean join(Asked asked, Flight flight) throws IOException {
        var asking = asked.request().headers();
        switch (flight.await()) {
            case Flight.Kept _ -> {
                return false;
            }
            case Flight.Failed(var why) -> fail(asked, why);
            case Flight.Validated(var slot) when slot.entry().asked().matches(asking) -> {
                counters.count("collapsed");
                Served.whole(asked.exchange(), slot, clock.instant(), status(asked, 304).collapsed());
            }
            case Flight.Shared shared when shared.selection().matches(asking) -> {
                var reader = shared.spool().reader();
                if (reader == null) {
                    lead(asked, new Flight());
                    return true;
                }
                counters.count("collapsed");
                follow(asked, shared, shared.headers(), reader, status(asked, shared.status()).collapsed());
            }
            // For the first one alone, or it depends on something in which this request differs.
            case Flight.Private _, Flight.Validated _, Flight.Shared _ -> lead(asked, new Flight());
        }
        return true;
    }

    private CacheStatus status(Asked asked, int status) {
        return CacheStatus.forwarded(options.name(), asked.why()).status(status);
    }

    /// Asks the server, and decides who may have the answer.
    private void lead(Asked asked, Flight flight) throws IOException {
        counters.count(asked.slot() == null ? "misses" : "validations");
        var requested = clock.instant();
        ServerReply reply;
        try {
            reply = servers.ask(asked.to(), head(asked), null, Upstream.to(asked.exchange(), options.name()));
        } catch (BadGateway e) {
            land(asked, flight, new Flight.Failed(e));
            fail(asked, e);
            return;
        }
        var answer = new Answer(reply, requested, clock.instant(), options.name());
        if (asked.part() != null && (answer.status() == 206 || answer.status() == 416)) {
            complete(asked, flight, answer);
            return;
        }
        if (!asked.request().method().equals("HEAD") && !holds(asked, answer)) {
            String refusal = refusal(asked, answer);
            if (refusal == null) share(asked, flight, answer, keeper.shared(asked.request(), answer));
            else {
                try (reply) {
                    alone(asked, flight, answer, refusal);
                }
            }
            return;
        }
        try (reply) {
            if (holds(asked, answer)) kept(asked, flight, answer);
            else head(asked, answer);
        }
    }

    private RequestHead head(Asked asked) {
        var headers = Cache.onward(asked.request(), options.name());
        if (asked.slot() != null) headers = Update.condition(headers, asked.slot().entry());
        if (asked.part() != null) headers = Parts.rest(headers, asked.part().entry());
        return Onward.request(asked.request().method(), asked.to().target(), asked.to().authority(), headers);
    }

    /// The rest of what is kept has come, and all of it goes on; or something else, and then all of it is asked for.
    private void complete(Asked asked, Flight flight, Answer answer) throws IOException {
        var begun = asked.part().entry();
        if (answer.status() == 206 && Parts.isRest(begun, answer.headers())
                && Policy.refusal(asked.request(), 206, answer.headers()) == null) {
            share(asked, flight, answer, keeper.completed(begun, answer));
            return;
        }
        answer.reply().close();
        lead(asked.whole(), flight);
    }

    private void land(Asked asked, Flight flight, Flight.Outcome outcome) {
        flight.decide(outcome);
        if (!(outcome instanceof Flight.Shared)) flights.remove(asked.to().uri(), flight);
    }

    /// Whether what is kept is the answer: it has not changed, or may stand in for a failure.
    private boolean holds(Asked asked, Answer answer) {
        if (asked.slot() == null) return false;
        return answer.status() == 304 || answer.status() >= 500 && insteadOf(asked, false);
    }

    private void kept(Asked asked, Flight flight, Answer answer) throws IOException {
        var slot = asked.slot();
        boolean same = answer.status() == 304;
        if (same) store.replace(slot, answer.validated(slot.entry()));
        else counters.count("stale");
        land(asked, flight, new Flight.Validated(slot));
        var did = status(asked, answer.status());
        Served.whole(asked.exchange(), slot, answer.received(), same ? did : did.detail("stale"));
    }

    private void head(Asked asked, Answer answer) throws IOException {
        if (asked.slot() != null && answer.status() == 200) {
            var entry = asked.slot().entry();
            store.replace(asked.slot(), Update.head(entry, answer.headers(), answer.requested(), answer.received()));
        }
        Passing.on(answer.reply(), asked.exchange(), status(asked, answer.status()).in(answer.headers()));
    }

    /// Why an answer is not for others, or `null`.
    private String refusal(Asked asked, Answer answer) {
        boolean part = asked.request().headers().has("Range");
        if (part ? answer.status() != 206 && answer.status() != 200 : answer.status() == 206) return "a part";
        String refusal = Policy.refusal(asked.request(), answer.status(), answer.headers());
        if (refusal != null) return refusal;
        var framing = answer.reply().body().framing();
        if (framing instanceof Framing.Length(long bytes) && bytes > store.mostOfOne()) return "too long";
        return Policy.useful(answer.status(), answer.headers(), answer.received()) ? null : "no use";
    }

    private void alone(Asked asked, Flight flight, Answer answer, String refusal) throws IOException {
        if (asked.shareable()) {
            if (alone.size() >= MOST_ALONE) alone.clear();
            alone.put(asked.to().uri(), clock.instant().plus(ALONE));
        }
        land(asked, flight, new Flight.Private());
        // What the server says now is newer than what is kept.
        if (asked.slot() != null && answer.status() < 500) store.invalidate(asked.to().uri());
        Passing.on(answer.reply(), asked.exchange(), status(asked, answer.status()).detail(refusal).in(answer.headers()));
    }

    private void share(Asked asked, Flight flight, Answer answer, Flight.Shared shared) throws IOException {
        alone.remove(asked.to().uri());
        var reader = shared.spool().reader();
        land(asked, flight, shared);
        Runnable bringing = () -> keeper.bring(asked.to(), shared, answer, () -> flights.remove(asked.to().uri(), flight));
        // What has come already makes nobody wait, and is brought here and now.
        if (answer.isHere()) bringing.run();
        else Thread.ofVirtual().name("cache-fetch").start(bringing);
        // What is completed goes on with the fields of the whole.
        var headers = asked.part() == null ? answer.headers() : shared.headers();
        follow(asked, shared, headers, reader, status(asked, answer.status()).stored());
    }

    /// Sends an answer while it comes.
    private static void follow(Asked asked, Flight.Shared shared, Headers headers, Spool.Reader reader, CacheStatus did)
            throws IOException {
        try (reader) {
            var said = did.in(headers.edit().remove("Content-Length").build());
            var modified = HttpDate.parse(headers.first("Last-Modified"));
            if (shared.status() == 200
                    && Preconditions.notModified(asked.request().headers(), headers.first("ETag"), modified)) {
                asked.exchange().respond(304, Served.only(said), ByteBuffer.allocate(0));
                return;
            }
            var out = asked.exchange().begin(shared.status(), said, shared.framing());
            for (ByteBuffer piece; (piece = reader.next()) != null; ) out.write(piece);
            out.end();
        }
    }

    /// There is no answer: what is kept may do, or the client is told.
    private void fail(Asked asked, BadGateway e) throws IOException {
        counters.count("failures");
        if (asked.slot() == null) throw e.answer();
        if (!insteadOf(asked, true)) {
            throw new StatusException(504, "What is kept here may not be used any more, and the server gives no answer.");
        }
        counters.count("stale");
        Served.whole(asked.exchange(), asked.slot(), clock.instant(),
                CacheStatus.forwarded(options.name(), asked.why()).detail("stale"));
    }

    private boolean insteadOf(Asked asked, boolean disconnected) {
        return Reuse.insteadOfError(clock.instant(), asked.slot().entry(), Directives.ofRequest(asked.request().headers()),
                disconnected, options.disconnected());
    }

    /// Validates what has just been sent stale, for the next who asks.
    void refresh(RequestHead request, Destination to, MemoryStore.Slot slot) {
        var flight = new Flight();
        if (!refreshes.tryAcquire()) return;
        if (flights.putIfAbsent(to.uri(), flight) != null) {
            refreshes.release();
            return;
        }
        Thread.ofVirtual().name("cache-refresh").start(() -> {
            try {
                refreshed(new RequestHead("GET", request.target(), request.version(), request.headers()), to, slot);
            } catch (BadGateway _) {
                counters.count("failures");
            } finally {
                refreshes.release();
                flight.decide(new Flight.Private());
                flights.remove(to.uri(), flight);
            }
        });
    }

    private void refreshed(RequestHead request, Destination to, MemoryStore.Slot slot) throws BadGateway {
        counters.count("validations");
        var requested = clock.instant();
        var fields = Update.condition(Cache.onward(request, options.name()), slot.entry());
        var reply = servers.ask(to, Onward.request("GET", to.target(), to.authority(), fields), null, _ -> {});
        var answer = new Answer(reply, requested, clock.instant(), options.name());
        if (answer.status() < 500 && answer.status() != 304
                && Policy.refusal(request, answer.status(), answer.headers()) == null) {
            var shared = keeper.shared(request, answer);
            // Without a reader, more than can be kept would be thrown away unread.
            try (var _ = shared.spool().reader()) {
                keeper.bring(to, shared, answer, () -> {});
            }
            return;
        }
        try (reply) {
            if (answer.status() == 304) store.replace(slot, answer.validated(slot.entry()));
            else if (answer.status() < 500) store.invalidate(to.uri());
        }
    }

    /// {@return how many fetches are under way that others may join}
    int underWay() {
        return flights.size();
    }

    /// Nobody waits any longer.
    @Override
    public void close() {
        for (var flight : flights.values()) flight.decide(new Flight.Private());
    }
}
