package wirelab.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import wirelab.http.ClientOptions;
import wirelab.http.ClientRequest;
import wirelab.http.Exchange;
import wirelab.http.Headers;
import wirelab.http.HttpClient;
import wirelab.http.HttpDate;
import wirelab.http.HttpUrl;
import wirelab.http.RequestHead;
import wirelab.http.WebServer;
import wirelab.kit.Host;

/// An origin that says what it is told to, a proxy in front of it, a client, and a clock.
final class Stage implements AutoCloseable {
    /// What the client got.
    ///
    /// @param from `origin` when the origin made this answer, `validated` when it was asked and the answer is older,
    ///        `hit` when it was not asked, `proxy` when the proxy made the answer
    record Got(String from, int status, Headers headers, String content) {}

    private static final String MADE = "Origin-Number";

    private Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final AtomicInteger asked = new AtomicInteger();
    final Queue<RequestHead> requests = new ConcurrentLinkedQueue<>();
    final CachingProxy proxy;
    private final WebServer origin;
    private final WebServer front;
    private final HttpClient client = new HttpClient(ClientOptions.DEFAULTS);

    private record Answer(int status, Headers headers, String content, boolean breaks) {}

    Stage() throws Exception {
        this(ProxyOptions.DEFAULTS.withPurge("sesame-sesame"));
    }

    Stage(ProxyOptions options) throws Exception {
        origin = WebServer.start(WebServer.Options.DEFAULTS, this::answer);
        String url = "http://127.0.0.1:" + origin.address().getPort();
        proxy = new CachingProxy(Host.HERE, options.withServers(List.of(url)), null, () -> now);
        front = WebServer.start(CachingProxy.SERVER, proxy);
    }

    void forward(int seconds) {
        now = now.plusSeconds(seconds);
    }

    /// Lays the next answer of the origin down: status and fields, `breaks` for a connection that ends instead, content
    /// behind a tilde.
    void says(String line) {
        String[] sides = line.split(" ~ ", 2);
        String[] parts = sides[0].split(" \\| ");
        String[] first = parts[0].split(" ", 2);
        parts[0] = first.length > 1 ? first[1] : "";
        boolean breaks = first[0].equals("breaks");
        // A connection that was used before may be stale: it is tried once more.
        var answer = new Answer(breaks ? 500 : Integer.parseInt(first[0]), fields(parts),
                sides.length > 1 ? sides[1] : "abcdef", breaks);
        for (int i = 0; i < (breaks ? 2 : 1); i++) answers.add(answer);
    }

    private Headers fields(String... parts) {
        var headers = Headers.EMPTY.edit();
        for (String part : parts) {
            if (part.isBlank()) continue;
            String[] field = part.strip().split(":", 2);
            headers.add(field[0], dated(field[1].strip()));
        }
        return headers.build();
    }

    private String dated(String value) {
        return Pattern.compile("@(-?[0-9]+)").matcher(value)
                .replaceAll(match -> HttpDate.text(now.plusSeconds(Long.parseLong(match.group(1)))));
    }

    private void answer(Exchange exchange) throws IOException {
        requests.add(exchange.request());
        int number = asked.incrementAndGet();
        var answer = answers.poll();
        if (answer == null) answer = new Answer(599, Headers.EMPTY, "nothing was laid down", false);
        if (answer.breaks) {
            exchange.reader().transport().reset();
            throw new EOFException("as told");
        }
        var headers = answer.headers.edit();
        // A 304 is about an answer that was made before.
        if (answer.status != 304) headers.add(MADE, Integer.toString(number));
        if (!answer.headers.has("Date")) headers.add("Date", HttpDate.text(now));
        boolean empty = answer.status == 304 || answer.status == 204;
        byte[] content = (empty ? "" : answer.content).getBytes(StandardCharsets.UTF_8);
        exchange.respond(answer.status, headers.build(), ByteBuffer.wrap(content));
    }

    /// Asks through the proxy: `METHOD [/path] [FIELD: VALUE | ...]`.
    Got ask(String line) throws Exception {
        String[] words = line.strip().split(" ", 2);
        String rest = words.length > 1 ? words[1].strip() : "";
        String path = "/";
        if (rest.startsWith("/")) {
            int space = rest.indexOf(' ');
            path = space < 0 ? rest : rest.substring(0, space);
            rest = space < 0 ? "" : rest.substring(space).strip();
        }
        var url = HttpUrl.parse("http://127.0.0.1:" + front.address().getPort() + path);
        int before = asked.get();
        byte[] body = words[0].equals("POST") || words[0].equals("PUT") ? new byte[] {'x'} : null;
        try (var response = client.exchange(new ClientRequest(words[0], url, fields(rest.split(" \\| ")), body))) {
            String content = response.text();
            var head = response.head();
            return new Got(from(head.headers(), before, head.status() == 304), head.status(), head.headers(), content);
        }
    }

    private String from(Headers headers, int before, boolean bare) {
        String did = headers.joined("Cache-Status");
        if (did != null && did.contains("wirelab; hit")) return "hit";
        String made = headers.first(MADE);
        if (made == null) return bare ? "validated" : "proxy";
        if (Integer.parseInt(made) > before) return "origin";
        return "validated";
    }

    @Override
    public void close() {
        client.close();
        front.close();
        proxy.close();
        origin.close();
    }
}
