package wirelab.proxy;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wirelab.http.Exchange;
import wirelab.http.RequestHead;
import wirelab.http.StatusException;
import wirelab.intermediary.BadGateway;
import wirelab.intermediary.ServerReply;
import wirelab.intermediary.Upstream;

/// The servers that are asked, and how long each takes to begin its answer. Any thread may use it.
final class Servers {
    /// Servers of which that is known; one more, and the one that was asked longest ago is forgotten.
    private static final int MOST = 1000;

    /// How one server has answered so far.
    ///
    /// @param origin scheme, host and port
    /// @param asked requests
    /// @param failed those without an answer that can be passed on
    /// @param mean nanoseconds to the head of an answer
    /// @param worst likewise
    record Server(String origin, long asked, long failed, long mean, long worst) {}

    private static final class Times {
        private long asked;
        private long failed;
        private long sum;
        private long worst;
    }

    private final Upstream upstream;
    private final boolean offline;
    private final Map<String, Times> times = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Times> eldest) {
            return size() > MOST;
        }
    };

    /// @param offline whether nobody is asked
    Servers(Upstream upstream, boolean offline) {
        this.upstream = upstream;
        this.offline = offline;
    }

    /// @throws StatusException when nobody may be asked
    void permit() throws StatusException {
        if (offline) throw nobody();
    }

    static StatusException nobody() {
        return new StatusException(504, "This is not kept here, and nobody may be asked.");
    }

    /// Asks the server of a destination; see [Upstream#ask(wirelab.http.Proxies.Route, RequestHead, Exchange,
    /// Upstream.Interim)].
    ServerReply ask(Destination to, RequestHead head, Exchange exchange, Upstream.Interim interim) throws BadGateway {
        long began = System.nanoTime();
        boolean answered = false;
        try {
            var reply = upstream.ask(to.route(), head, exchange, interim);
            answered = true;
            return reply;
        } finally {
            count(to, System.nanoTime() - began, answered);
        }
    }

    private void count(Destination to, long took, boolean answered) {
        String origin = to.origin();
        synchronized (times) {
            var server = times.computeIfAbsent(origin, _ -> new Times());
            server.asked++;
            if (!answered) server.failed++;
            server.sum += took;
            server.worst = Math.max(server.worst, took);
        }
    }

    /// {@return the slowest, by the mean}
    List<Server> slowest(int most) {
        synchronized (times) {
            return times.entrySet().stream().map(one -> {
                var server = one.getValue();
                return new Server(one.getKey(), server.asked, server.failed, server.sum / server.asked, server.worst);
            }).sorted(Comparator.comparingLong(Server::mean).reversed()).limit(most).toList();
        }
    }
}
