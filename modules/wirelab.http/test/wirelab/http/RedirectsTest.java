package wirelab.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wirelab.http.ClientException.Kind;

class RedirectsTest {
    private static ResponseHead to(int status, String location) {
        return ResponseHead.of(status, Headers.of("Location", location));
    }

    private static ClientRequest request(String method, String url, byte[] body, String... headers) {
        return new ClientRequest(method, HttpUrl.parse(url), Headers.of(headers), body);
    }

    @ParameterizedTest
    @CsvSource({"301,GET,GET", "301,HEAD,HEAD", "301,POST,GET", "301,PUT,PUT", "302,POST,GET", "302,DELETE,DELETE",
            "303,GET,GET", "303,HEAD,HEAD", "303,POST,GET", "303,PUT,GET", "307,POST,POST", "308,POST,POST", "307,GET,GET"})
    void theMethodFollowsTheRules(int status, String method, String next) throws Exception {
        boolean hasBody = method.equals("POST") || method.equals("PUT");
        var request = request(method, "http://a/x", hasBody ? new byte[3] : null, "Content-Type", "text/plain", "X-Own",
                "1");
        var followed = new Redirects(5).next(request, to(status, "/y"));
        assertEquals(next, followed.method());
        assertEquals("http://a/y", followed.url().toString());
        boolean keepsBody = hasBody && !next.equals("GET");
        assertEquals(keepsBody ? 3 : -1, followed.body() == null ? -1 : followed.body().length);
        if (hasBody) assertEquals(keepsBody, followed.headers().has("Content-Type"));
        assertEquals("1", followed.headers().first("X-Own"));
    }

    @ParameterizedTest
    @CsvSource({"200", "300", "304", "305", "404"})
    void otherStatusesAreNoRedirects(int status) throws Exception {
        assertNull(new Redirects(5).next(request("GET", "http://a/", null), to(status, "/y")));
    }

    @Test
    void aRedirectWithoutATargetIsTheResponse() throws Exception {
        assertNull(new Redirects(5).next(request("GET", "http://a/", null), ResponseHead.of(302, Headers.EMPTY)));
    }

    @ParameterizedTest
    @CsvSource({"http://a/y,true", "/y,true", "http://A:80/y,true", "http://b/y,false", "https://a/y,false",
            "http://a:81/y,false"})
    void credentialsStayAtTheirOrigin(String location, boolean kept) throws Exception {
        var request = request("GET", "http://me:secret@a/x", null, "Authorization", "Basic eA==", "Cookie", "a=b");
        var next = new Redirects(5).next(request, to(302, location));
        assertEquals(kept, next.headers().has("Authorization"));
        assertEquals(kept, next.headers().has("Cookie"));
        assertEquals(kept ? "me:secret" : null, next.url().userInfo());
    }

    @Test
    void theyDoNotComeBackFromAnotherOrigin() throws Exception {
        var redirects = new Redirects(5);
        var there = redirects.next(request("GET", "http://me:secret@a/x", null, "Authorization", "Basic eA=="),
                to(302, "http://b/"));
        var back = redirects.next(there, to(302, "http://a/z"));
        assertNull(back.headers().first("Authorization"));
        assertNull(back.url().userInfo());
    }

    @Test
    void aCircleIsNoticedAtOnce() throws Exception {
        var redirects = new Redirects(20);
        var second = redirects.next(request("GET", "http://a/1", null), to(302, "/2"));
        var e = assertThrows(ClientException.class, () -> redirects.next(second, to(302, "/1")));
        assertEquals(Kind.RESPONSE, e.kind());
        assertEquals("the redirects go round in a circle: http://a/2 leads back to http://a/1", e.getMessage());
    }

    @Test
    void aPostThatIsSentToItsOwnUrlAsGetIsNoCircle() throws Exception {
        assertEquals("GET http://a/form", new Redirects(5).next(request("POST", "http://a/form", new byte[1]),
                to(303, "/form")).toString());
    }

    @Test
    void thereIsALimit() throws Exception {
        var redirects = new Redirects(2);
        var next = redirects.next(request("GET", "http://a/0", null), to(302, "/1"));
        var last = redirects.next(next, to(302, "/2"));
        assertEquals(Kind.RESPONSE, assertThrows(ClientException.class, () -> redirects.next(last, to(302, "/3"))).kind());
    }

    @ParameterizedTest
    @CsvSource({"ftp://a/", "file:///etc/passwd", "http://", "javascript:alert(1)"})
    void nowhereElseIsGone(String location) {
        var e = assertThrows(ClientException.class, () -> new Redirects(5)
                .next(request("GET", "http://a/", null), to(302, location)));
        assertEquals(Kind.PROTOCOL, e.kind());
    }
}
