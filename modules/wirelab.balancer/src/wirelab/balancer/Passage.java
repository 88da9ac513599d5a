package wirelab.balancer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import wirelab.http.BadMessageException;
import wirelab.http.ClientConnection;
import wirelab.http.ClientRequest;
import wirelab.http.Exchange;
import wirelab.http.Head;
import wirelab.http.Headers;
import wirelab.http.RequestHead;
import wirelab.http.RequestTarget;
import wirelab.http.StatusException;
import wirelab.intermediary.Onward;
import wirelab.intermediary.Passing;
import wirelab.intermediary.RequestBody;
import wirelab.intermediary.ServerReply;
import wirelab.intermediary.Upstream;
import wirelab.kit.Failure;

/// One request on its way through: a node is chosen, asked, and where it fails and that is safe, another one.
///
/// | what fails | idempotent | others |
/// | --- | --- | --- |
/// | the connection cannot be opened | another node | another node |
/// | a connection that was used before, before any answer | the same node, on a new one | never on such a one |
/// | no answer, or it breaks off before the end of its head | another node, if the body can be sent again | 502, 504 |
/// | the head is malformed | 502 | 502 |
/// | the content breaks off | the client's connection breaks off | likewise |
final class Passage {
    /// Bodies up to here are held, so that they can be sent again.
    private static final int HELD = 64 * 1024;

    /// A node has failed.
    private static final class Lost extends Exception {
        private static final long serialVersionUID = 1L;
        final transient StatusException answer;
        /// Whether another one may be asked.
        final boolean again;

        Lost(int status, String why, boolean again) {
            super(why, null, false, false);
            answer = new StatusException(status, Character.toUpperCase(why.charAt(0)) + why.substring(1) + ".");
            this.again = again;
        }
    }

    private final Fleet fleet;
    private final Fleet.Now now;
    private final Exchange exchange;
    private final RequestHead request;
    private final boolean idempotent;
    private final List<Backend> tried = new ArrayList<>(2);
    private byte[] held;
    private int tries;

    Passage(Fleet fleet, Fleet.Now now, Exchange exchange) {
        this.fleet = fleet;
        this.now = now;
        this.exchange = exchange;
        request = exchange.request();
        idempotent = ClientRequest.isIdempotent(request.method());
    }

    void run() throws IOException {
        var config = now.config();
        held = RequestBody.hold(exchange, HELD);
        String cookie = config.sticky().isEmpty() ? null : Cookies.find(request.headers(), config.sticky());
        long turn = turn(config.policy());
        Lost last = null;
        for (boolean waited = false; ; ) {
            // Who may be chosen changes while this waits.
            var roster = tries == 0 ? now.roster() : fleet.now().roster();
            var bound = cookie == null ? null : roster.sticky().get(cookie);
            var node = bound != null && !tried.contains(bound) ? bound : roster.choose(turn, tried);
            if (node == null && !tried.isEmpty() && !waited) node = fleet.lastResort(tried);
            if (node == null && last != null) throw last.answer;
            // One who has waited at one node does not wait at the next.
            if (node == null || waited && !node.gate.hasRoom()) throw nobody();
            waited = !enter(node);
            if (!waited) {
                try {
                    pass(node, bound == node);
                    return;
                } catch (Lost lost) {
                    last = lost;
                    if (!lost.again || tries > config.times().retries() || !fleet.mayRetry()) {
                        note(node);
                        throw lost.answer;
                    }
                } finally {
                    node.gate.leave();
                }
            }
            tried.add(node);
        }
    }

    private StatusException nobody() {
        fleet.counters().count("refused");
        String why = tried.isEmpty() ? "No server is there for this now."
                : "No server has answered, or all have too much to do.";
        return new StatusException(503, why, Headers.of("Retry-After", "1"));
    }

    private boolean enter(Backend node) {
        var times = now.config().times();
        if (node.gate.enter(times.queue(), times.queueTime()) == Gate.Entry.IN) return true;
        node.stats.refused.increment();
        return false;
    }

    private long turn(Policy policy) {
        if (!(policy instanceof Policy.Hash(var by, String name))) return fleet.nextTurn();
        String key = switch (by) {
            case ADDRESS -> exchange.remote().getAddress().getHostAddress();
            case PATH -> path();
            case HEADER -> request.headers().joined(name);
            case COOKIE -> Cookies.find(request.headers(), name);
        };
        // Who has no key belongs nowhere.
        return key == null ? Chooser.mix(fleet.nextTurn()) : HashRing.hash(key);
    }

    private String path() {
        return switch (request.target()) {
            case RequestTarget.Origin origin -> origin.path();
            case RequestTarget.Absolute absolute -> absolute.origin().path();
            default -> request.target().toString();
        };
    }

    private void pass(Backend node, boolean bound) throws IOException, Lost {
        node.stats.requests.increment();
        if (++tries > 1) node.stats.retries.increment();
        try (var reply = ask(node)) {
            note(node);
            if (reply.head().status() == 101) {
                reply.reader().transport().connection().limit(now.config().times().tunnel(), null);
                exchange.reader().transport().connection().limit(now.config().times().tunnel(), null);
                Passing.upgrade(reply, exchange, now.config().name());
                return;
            }
            var headers = Onward.fields(reply.head().headers());
            String sticky = now.config().sticky();
            if (!sticky.isEmpty() && !bound) headers = Cookies.with(headers, sticky, node.mark, exchange.secure());
            answer(node, reply, headers);
        }
    }

    private void answer(Backend node, ServerReply reply, Headers headers) throws IOException {
        var times = now.config().times();
        boolean changes = !times.idle().equals(times.answer());
        var connection = reply.reader().transport().connection();
        if (changes) connection.limit(times.idle(), null);
        try {
            Passing.on(reply, exchange, headers);
        } catch (IOException e) {
            fleet.counters().count("broken off");
            if (!clientIsGone()) fleet.blame(node, "its answer broke off: " + Failure.reason(e));
            throw e;
        }
        if (changes) connection.limit(times.answer(), null);
    }

    private boolean clientIsGone() {
        return exchange.reader().transport().connection().over();
    }

    /// Asks on a connection that is kept, if that is safe and one is there; where the node had closed it, on a new one.
    private ServerReply ask(Backend node) throws IOException, Lost {
        var head = head(node);
        boolean own = now.config().edge().proxyOut() > 0;
        for (boolean kept = idempotent && !own; ; kept = false) {
            var connection = kept ? node.take() : null;
            if (connection == null) connection = open(node);
            var body = RequestBody.of(exchange, held);
            long began = System.nanoTime();
            try {
                var reply = Upstream.ask(connection, own ? Backend.NO_POOL : node.pool, head, body,
                        Upstream.to(exchange, now.config().name()));
                fleet.answered(node, reply.head().status(), System.nanoTime() - began);
                return reply;
            } catch (IOException e) {
                connection.close();
                if (body != null && body.failure() != null) throw body.failure();
                if (clientIsGone()) throw e;
                boolean begun = connection.reader().begun() || body != null && body.begun();
                if (connection.used() && !begun && !(e instanceof SocketTimeoutException)) continue;
                throw failed(node, e, idempotent && (body == null || !body.begun()));
            } catch (RuntimeException e) {
                connection.close();
                throw e;
            }
        }
    }

    private Lost failed(Backend node, IOException e, boolean again) {
        String why = Failure.reason(e);
        fleet.blame(node, why);
        if (e instanceof BadMessageException) return new Lost(502, "the server's answer is malformed: " + why, false);
        if (e instanceof SocketTimeoutException) return new Lost(504, "the server did not answer in time", again);
        return new Lost(502, "the server broke off before its answer: " + why, again);
    }

    private ClientConnection open(Backend node) throws Lost {
        try {
            var client = exchange.remote();
            var local = exchange.reader().transport().connection().local();
            return node.open(new Backend.Opening(now.config(), now.trust(), new ProxyHeader(client, local)));
        } catch (IOException e) {
            fleet.blame(node, Failure.reason(e));
            // Where the nodes are is no business of the clients.
            throw new Lost(e.getCause() instanceof SocketTimeoutException ? 504 : 502, "the server cannot be reached", true);
        }
    }

    private RequestHead head(Backend node) {
        var headers = request.headers();
        // RFC 9112, section 3.2.2: with a whole URI, Host counts for nothing.
        String host = request.target() instanceof RequestTarget.Absolute absolute ? absolute.authority()
                : headers.first("Host");
        InetSocketAddress client = exchange.remote();
        boolean trusted = now.config().edge().trust().contains(client.getAddress());
        var fields = ForwardedFields.in(Onward.of(request, now.config().name()), client.getAddress(),
                exchange.secure(), host, trusted);
        if (headers.has("Upgrade") && headers.contains("Connection", "upgrade")) fields = Onward.upgrade(fields, headers);
        int left = request.method().equals("OPTIONS") ? Onward.maxForwards(headers) : -1;
        if (left > 0) fields = fields.edit().set("Max-Forwards", Integer.toString(left - 1)).build();
        return switch (request.target()) {
            case RequestTarget.Absolute absolute -> Onward.request(request.method(), absolute.origin(), host, fields);
            case RequestTarget target when host == null -> Onward.request(request.method(), target,
                    node.config().authority(), fields);
            case RequestTarget target -> new RequestHead(request.method(), target, Head.Version.HTTP_1_1, fields);
        };
    }

    private void note(Backend node) {
        exchange.note(tries == 1 ? node.note : "node=" + node.name + " tries=" + tries);
    }
}
