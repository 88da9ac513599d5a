package wirelab.proxy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import wirelab.http.Exchange;
import wirelab.http.Headers;
import wirelab.http.Page;
import wirelab.http.RequestHead;
import wirelab.http.RequestTarget;
import wirelab.http.Status;
import wirelab.kit.Address;

/// One exchange as HAR 1.2 puts it, in JSON of ASCII alone, with a star in the place of each secret.
final class HarEntry {
    /// Fields whose value lets somebody in.
    private static final Set<String> SECRET_FIELDS = Set.of("authorization", "proxy-authorization", "cookie", "set-cookie",
            "x-api-key", "x-auth-token", "x-csrf-token", "authentication-info", "proxy-authentication-info");
    /// Names in a query whose value does.
    private static final Set<String> SECRET_NAMES = Set.of("token", "access_token", "id_token", "refresh_token", "password",
            "passwd", "pwd", "pass", "secret", "client_secret", "key", "api_key", "apikey", "auth", "code", "sig",
            "signature", "session", "sessionid", "sid", "jwt");
    private static final String MASK = "*";

    private HarEntry() {}

    /// @param status 0 where there was no answer
    /// @param taken until the answer had gone
    static String of(Exchange exchange, int status, Instant began, Duration taken) {
        var request = exchange.request();
        var answer = exchange.answer();
        String time = String.format(Locale.ROOT, "%.3f", taken.toNanos() / 1e6);
        String type = answer.first("Content-Type");
        String location = answer.first("Location");
        var json = new StringBuilder(1024).append("{\"startedDateTime\":")
                .append(quote(began.truncatedTo(ChronoUnit.MILLIS).toString()))
                .append(",\"time\":").append(time).append(",\"request\":{\"method\":").append(quote(request.method()))
                .append(",\"url\":").append(quote(url(exchange)))
                .append(",\"httpVersion\":").append(quote(request.version().toString()))
                .append(",\"cookies\":[],\"headers\":").append(fields(request.headers()))
                .append(",\"queryString\":").append(query(queryOf(request)))
                .append(",\"headersSize\":-1,\"bodySize\":").append(length(request.headers())).append('}');
        json.append(",\"response\":{\"status\":").append(status).append(",\"statusText\":")
                .append(quote(status == 0 ? "" : Status.reason(status)))
                .append(",\"httpVersion\":\"HTTP/1.1\",\"cookies\":[],\"headers\":").append(fields(answer))
                .append(",\"content\":{\"size\":").append(exchange.sent()).append(",\"mimeType\":")
                .append(quote(type == null ? "" : type)).append("},\"redirectURL\":")
                .append(quote(location == null ? "" : masked(location)))
                .append(",\"headersSize\":-1,\"bodySize\":").append(exchange.sent()).append('}');
        json.append(",\"cache\":{},\"timings\":{\"send\":0,\"wait\":").append(time).append(",\"receive\":0}");
        return json.append(",\"_client\":").append(quote(Address.text(exchange.remote()))).append('}').toString();
    }

    private static String url(Exchange exchange) {
        var request = exchange.request();
        return switch (request.target()) {
            case RequestTarget.Absolute target -> masked(target.toString());
            case RequestTarget.Authority target -> "https://" + target;
            case RequestTarget.Origin _, RequestTarget.Asterisk _ -> (exchange.secure() ? "https://" : "http://")
                    + request.headers().first("Host") + masked(request.target().toString());
        };
    }

    private static String queryOf(RequestHead request) {
        String target = request.target().toString();
        int mark = target.indexOf('?');
        return mark < 0 ? "" : target.substring(mark + 1);
    }

    private static String length(Headers headers) {
        String length = headers.first("Content-Length");
        return length != null && length.length() < 16 && Directives.isNumber(length) ? Long.toString(Long.parseLong(length))
                : headers.has("Transfer-Encoding") ? "-1" : "0";
    }

    private static String fields(Headers headers) {
        var all = new ArrayList<String>();
        for (var field : headers) {
            boolean secret = SECRET_FIELDS.contains(field.name().toLowerCase(Locale.ROOT));
            boolean refers = field.name().equalsIgnoreCase("Referer") || field.name().equalsIgnoreCase("Location");
            String value = secret ? MASK : refers ? masked(field.value()) : field.value();
            all.add("{\"name\":" + quote(field.name()) + ",\"value\":" + quote(value) + "}");
        }
        return all.toString();
    }

    private static String query(String query) {
        var all = new ArrayList<String>();
        for (String pair : query.isEmpty() ? List.<String>of() : List.of(query.split("&"))) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : isSecret(name) ? MASK : pair.substring(equals + 1);
            all.add("{\"name\":" + quote(name) + ",\"value\":" + quote(value) + "}");
        }
        return all.toString();
    }

    /// A URL without the secrets in its query, and without name and password before its host.
    private static String masked(String url) {
        String plain = url.replaceFirst("^([a-zA-Z][a-zA-Z0-9+.-]*://)[^/?#]*@", "$1");
        int mark = plain.indexOf('?');
        if (mark < 0) return plain;
        var pairs = new ArrayList<String>();
        for (String pair : plain.substring(mark + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            boolean secret = equals >= 0 && isSecret(pair.substring(0, equals));
            pairs.add(secret ? pair.substring(0, equals + 1) + MASK : pair);
        }
        return plain.substring(0, mark + 1) + String.join("&", pairs);
    }

    private static boolean isSecret(String name) {
        return SECRET_NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    /// What is beyond ASCII is written as an escape.
    private static String quote(String text) {
        String quoted = Page.quote(text);
        if (quoted.chars().allMatch(c -> c < 0x7f)) return quoted;
        var ascii = new StringBuilder();
        quoted.chars().forEach(c -> {
            if (c < 0x7f) ascii.append((char) c);
            else ascii.append(String.format("\\u%04x", c));
        });
        return ascii.toString();
    }
}
