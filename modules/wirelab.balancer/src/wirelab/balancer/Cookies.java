package wirelab.balancer;

import java.util.List;
import wirelab.http.Headers;

/// Cookies of a request (RFC 6265, section 4.2.1).
final class Cookies {
    private Cookies() {}

    /// {@return the value of the first cookie of that name, or `null`}
    static String find(Headers headers, String name) {
        for (String line : headers.all("Cookie")) {
            for (String pair : Headers.split(line, ';')) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) return pair.substring(equals + 1).strip();
            }
        }
        return null;
    }

    /// {@return the answer with a cookie that keeps its client at a node}
    static Headers with(Headers headers, String name, String value, boolean secure) {
        String cookie = String.join("; ", List.of(name + "=" + value, "Path=/", "HttpOnly", "SameSite=Lax"));
        return headers.edit().add("Set-Cookie", secure ? cookie + "; Secure" : cookie).build();
    }
}
