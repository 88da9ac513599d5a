package wirelab.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import wirelab.http.ClientException.Kind;
import wirelab.kit.UsageException;

/// Where a redirect leads, as a pure state machine (RFC 9110, section 15.4): requests and responses in, requests out.
///
/// | status | GET, HEAD | POST | other methods |
/// | --- | --- | --- | --- |
/// | 301, 302 | stay | become GET, as all browsers do | stay |
/// | 303 | stay | become GET | become GET |
/// | 307, 308 | stay | stay, with the body | stay, with the body |
///
/// Credentials (`Authorization`, `Cookie`, user and password of the URL) go to the origin that they were given for and to no
/// other. A request that was made before ends in a loop, since the same question has the same answer, unless something was
/// learned meanwhile that goes along with it: a cookie.
final class Redirects {
    private final int limit;
    private final Set<String> made = new HashSet<>();
    private int followed;
    private boolean learned;

    Redirects(int limit) {
        this.limit = limit;
    }

    /// The client has learned something: what was asked before may be answered otherwise now.
    void learned() {
        learned = true;
    }

    /// Looks at a response.
    ///
    /// @return the next request, or `null` when the response is no redirect
    /// @throws ClientException when there are too many, or they lead in a circle, or to where no client goes
    ClientRequest next(ClientRequest request, ResponseHead response) throws ClientException {
        int status = response.status();
        boolean redirect = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        String location = redirect ? response.headers().first("Location") : null;
        if (location == null) return null;
        made.add(request.toString());
        if (learned) made.clear();
        learned = false;
        if (followed++ == limit) {
            throw new ClientException(Kind.RESPONSE, request.url() + ": more than " + limit + " redirects");
        }
        var url = target(request, location);
        var next = changed(request, url, status);
        if (made.contains(next.toString())) {
            throw new ClientException(Kind.RESPONSE, "the redirects go round in a circle: " + request.url()
                    + " leads back to " + url);
        }
        return next;
    }

    private static HttpUrl target(ClientRequest request, String location) throws ClientException {
        try {
            return request.url().resolve(utf8(location));
        } catch (UsageException e) {
            throw new ClientException(Kind.PROTOCOL, request.url() + " redirects to nowhere: " + e.getMessage(), e);
        }
    }

    /// Bytes above 127 in a `Location` are against the rules, and UTF-8 nearly wherever they occur; where they are not, they
    /// are percent-encoded as they came.
    private static String utf8(String location) {
        byte[] bytes = location.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            var encoded = new StringBuilder();
            for (byte b : bytes) {
                if (b >= 0) encoded.append((char) b);
                else encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
            return encoded.toString();
        }
    }

    /// Applies the table, and keeps credentials at home.
    private static ClientRequest changed(ClientRequest request, HttpUrl url, int status) throws ClientException {
        boolean toGet = status == 303 ? !request.method().equals("GET") && !request.method().equals("HEAD")
                : (status == 301 || status == 302) && request.method().equals("POST");
        var headers = request.headers();
        if (!toGet && !request.repeatable()) {
            throw new ClientException(Kind.RESPONSE, request.url() + " redirects to " + url
                    + ", and what was sent cannot be read a second time");
        }
        if (toGet) headers = without(headers, "Content-Type", "Content-Encoding", "Content-Language", "Content-Location");
        if (!request.url().sameOrigin(url)) headers = without(headers, "Authorization", "Cookie", "Host");
        else if (url.userInfo() == null) url = url.withUserInfo(request.url().userInfo());
        return new ClientRequest(toGet ? "GET" : request.method(), url, headers, toGet ? null : request.body(),
                toGet ? null : request.source());
    }

    private static Headers without(Headers headers, String... names) {
        var builder = headers.edit();
        for (String name : names) builder.remove(name);
        return builder.build();
    }
}
