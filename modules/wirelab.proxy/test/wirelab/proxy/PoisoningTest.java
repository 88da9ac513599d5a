package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.http.MessageReader;
import wirelab.http.Raw;
import wirelab.http.RequestHead;
import wirelab.http.Transport;

/// A server behind that puts all that it is told into its answer, and one client that wants another to get it (cache
/// poisoning by what is not part of the key).
@Tag("socket")
class PoisoningTest {
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    private void answer(RequestHead request, MessageReader reader, Transport out) throws IOException {
        String all = new String(request.encode(), StandardCharsets.ISO_8859_1)
                + new String(reader.body().stream().readAllBytes(), StandardCharsets.ISO_8859_1);
        seen.add(all);
        Origin.say(out, "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: " + all.length() + "\r\n\r\n"
                + all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-Host: evil", "X-Forwarded-Scheme: evil", "X-Forwarded-Proto: evil",
        "X-Forwarded-Port: evil", "X-Forwarded-Prefix: /evil", "X-Forwarded-Server: evil", "X-Host: evil",
        "X-Original-URL: /evil", "X-Rewrite-URL: /evil", "X-HTTP-Method-Override: EVIL", "X-HTTP-Method: EVIL",
        "X-Method-Override: EVIL", "Forwarded: host=evil", "x-forwarded-host: evil", "Host: evil", "Host: h:666",
        "Proxy-Authorization: evil", "Connection: evil", "TE: evil", "Keep-Alive: evil"})
    void aFieldThatTheKeyDoesNotHoldDoesNotReachTheServer(String field) throws Exception {
        try (var origin = new Origin(this::answer)) {
            String host = field.startsWith("Host:") ? "" : "Host: h\r\n";
            attack(origin, "GET /page HTTP/1.1\r\n" + host + field + "\r\n\r\n");
            assertEquals(1, seen.size(), "the victim got what the attacker had fetched");
        }
    }

    /// The attacker asks first, the victim then.
    private static void attack(Origin origin, String request) throws IOException {
        Raw.get(origin.front.address(), request);
        String victim = Raw.get(origin.front.address(), "/page", "").body();
        assertTrue(victim.startsWith("GET /page HTTP/1.1\r\n"), victim);
        assertFalse(victim.toLowerCase().contains("evil") || victim.contains(":666\r"), victim);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET http://evil/page HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET http://evil:666/page HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /page?evil HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /page;evil HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /page%3Fevil HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /evil%2f..%2fpage HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /evil/../page HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /PAGE?evil HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET //page?evil HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /page%00evil HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /page%0d%0aX:evil HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /page HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nevil",
        "GET /page HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nevil\r\n0\r\n\r\n",
        "HEAD /page HTTP/1.1\r\nHost: h\r\nX: evil\r\n\r\n",
        "POST /page HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nevil",
        "OPTIONS /page HTTP/1.1\r\nHost: h\r\nX: evil\r\n\r\n",
        "GET /page HTTP/1.1\r\nHost: h\r\nAuthorization: evil\r\n\r\n",
        "GET /page HTTP/1.1\r\nHost: h\r\nCache-Control: no-store\r\nX: evil\r\n\r\n",
        "GET /page HTTP/1.1\r\nHost: h\r\nUpgrade: x\r\nConnection: Upgrade\r\nX: evil\r\n\r\n"})
    void anotherRequestIsNotTakenForTheSame(String request) throws Exception {
        try (var origin = new Origin(this::answer)) {
            attack(origin, request);
        }
    }

    /// A page for one alone, asked for under a name that looks as if it were for all (cache deception).
    @ParameterizedTest
    @ValueSource(strings = {"/account", "/account/x.css", "/account;x.css", "/account%00.css", "/account%23x.css",
        "/static/..%2faccount", "/account?x.js", "/account.css", "/account/%2e%2e/x.png", "/favicon.ico"})
    void theNameOfAPageDoesNotMakeItEverybodys(String path) throws Exception {
        for (String says : new String[] {"Cache-Control: private", "Cache-Control: no-store", "Set-Cookie: id=1",
            "Cache-Control: no-cache=\"x\", private", "Vary: *"}) {
            seen.clear();
            try (var origin = new Origin((request, _, out) -> {
                seen.add(request.target().toString());
                String cookie = request.headers().first("Cookie");
                String content = "for " + (cookie == null ? "nobody" : cookie);
                Origin.say(out, "HTTP/1.1 200 OK\r\nContent-Type: text/css\r\n" + says
                        + "\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: " + content.length()
                        + "\r\n\r\n" + content);
            })) {
                assertEquals("for alice", Raw.get(origin.front.address(), path, "Cookie: alice\r\n").body());
                assertEquals("for nobody", Raw.get(origin.front.address(), path, "").body(), says);
            }
        }
    }

    @Test
    void whatIsNotKeptUnderOneNameIsNotKeptUnderAnother() throws Exception {
        try (var origin = new Origin(this::answer)) {
            for (String path : new String[] {"/a%2fb", "/a/b", "/a%2Fb", "/a/b/", "/A/b", "/a//b"}) {
                assertTrue(Raw.get(origin.front.address(), path, "").body().startsWith("GET " + path + " "), path);
            }
            assertEquals(6, seen.size());
        }
    }
}
