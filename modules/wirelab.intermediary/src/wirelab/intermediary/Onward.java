package wirelab.intermediary;

import java.util.List;
import java.util.Locale;
import wirelab.http.Head;
import wirelab.http.Headers;
import wirelab.http.RequestHead;
import wirelab.http.RequestTarget;

/// The fields of a message that is passed on (RFC 9110, section 7.6).
///
/// What is about one connection ends here: `Connection`, every field that it names, and those that are about a connection
/// whatever it says. Framing is written anew by whoever writes the message, and is never copied; so what is sent on can be
/// read in one way only, whatever came in.
public final class Onward {
    /// RFC 9110, section 7.6.1, and `Proxy-Connection`, which no standard knows and old clients send.
    private static final List<String> OF_THE_CONNECTION = List.of("Connection", "Proxy-Connection", "Keep-Alive", "TE",
            "Transfer-Encoding", "Upgrade", "HTTP2-Settings");
    /// They decide what the message is and to whom it goes: a `Connection` that names them is an attack or a mistake, and to
    /// take them out would change the request.
    private static final List<String> NEVER_OF_THE_CONNECTION = List.of("host", "content-length", "cache-control",
            "authorization", "content-type", "content-encoding", "range", "cookie", "via", "age", "vary", "max-forwards",
            "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto");
    /// RFC 9110, section 6.5.1: what must be known before the content cannot stand behind it.
    private static final List<String> NOT_IN_TRAILERS = List.of("content-length", "host", "content-encoding", "content-type",
            "content-range", "trailer", "authorization", "proxy-authorization", "set-cookie", "cache-control",
            "max-forwards", "expect", "range", "location", "age", "date", "expires", "retry-after", "vary",
            "www-authenticate", "proxy-authenticate", "cookie", "via");

    private Onward() {}

    /// The fields of a message without those of the connection that it came on. `Content-Length` stays, as what the sender
    /// said; a writer sets it anew.
    public static Headers fields(Headers headers) {
        var onward = headers.edit();
        for (String name : headers.elements("Connection")) {
            if (!NEVER_OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) onward.remove(name);
        }
        return onward.removeAll(OF_THE_CONNECTION).build();
    }

    /// The fields of a message as they go on from here: without those of its connection, and with a line that it was here.
    ///
    /// @param name our pseudonym
    public static Headers of(Head head, String name) {
        return via(fields(head.headers()), head.version(), name);
    }

    /// Asks for another protocol, or agrees to it, as a message has done it.
    ///
    /// @param fields to which it is added
    public static Headers upgrade(Headers fields, Headers message) {
        var upgrade = fields.edit().add("Connection", "Upgrade");
        for (String protocol : message.all("Upgrade")) upgrade.add("Upgrade", protocol);
        return upgrade.build();
    }

    /// The trailers of a message, those alone that may stand there.
    public static Headers trailers(Headers trailers) {
        var onward = fields(trailers).edit();
        return onward.removeAll(NOT_IN_TRAILERS).build();
    }

    /// Says that the message has been here (RFC 9110, section 7.6.3).
    private static Headers via(Headers headers, Head.Version version, String name) {
        String here = version.toString().substring("HTTP/".length()) + " " + name;
        String before = headers.joined("Via");
        return headers.edit().set("Via", before == null ? here : before + ", " + here).build();
    }

    /// Whether a message has been here before: it would go round for ever.
    public static boolean loops(Headers headers, String name) {
        for (String element : headers.elements("Via")) {
            String[] words = element.strip().split("[ \\t]+");
            if (words.length > 1 && words[1].equalsIgnoreCase(name)) return true;
        }
        return false;
    }

    /// A request as it goes to the server itself: the path as target, and `Host` first and from nowhere but the URI
    /// (RFC 9112, section 3.2.2).
    ///
    /// @param method of the request
    /// @param target path and query
    /// @param authority host and perhaps port
    /// @param headers other fields
    public static RequestHead request(String method, RequestTarget target, String authority, Headers headers) {
        var fields = Headers.of("Host", authority).edit();
        for (var field : headers) if (!field.name().equalsIgnoreCase("Host")) fields.add(field.name(), field.value());
        return new RequestHead(method, target, Head.Version.HTTP_1_1, fields.build());
    }

    /// How often a TRACE or OPTIONS may still be passed on (RFC 9110, section 7.6.2).
    ///
    /// @return -1 when nothing is said about it, or nothing that can be read
    public static int maxForwards(Headers headers) {
        String text = headers.first("Max-Forwards");
        if (text == null || text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) return -1;
        return text.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(text);
    }
}
