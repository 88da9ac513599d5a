package wirelab.balancer;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import wirelab.http.Headers;
import wirelab.kit.Address;

/// What a node is told about the client: `X-Forwarded-For`, `-Proto` and `-Host`, and `Forwarded` (RFC 7239).
///
/// Whoever is not trusted may say what he likes: it goes, and what is true takes its place. That holds for the same names
/// with underscores too, which programs behind CGI and its children cannot tell from hyphens.
final class ForwardedFields {
    private static final List<String> NAMES = List.of("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host",
            "Forwarded", "X-Forwarded-Port", "X-Forwarded-Server", "X-Real-IP");
    private static final Set<String> WORDS = Set.copyOf(NAMES.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
    /// What was said before by those who are trusted, in bytes: each of them adds to it.
    private static final int LONGEST = 4096;

    private ForwardedFields() {}

    /// Takes out of a request what its sender may not say, and adds what is true.
    ///
    /// @param said what the client gave as `Host`, or `null`
    /// @param trusted whether the client itself stands in front of others
    static Headers in(Headers headers, InetAddress client, boolean secure, String said, boolean trusted) {
        var fields = headers.edit();
        String address = client.getHostAddress();
        String scheme = secure ? "https" : "http";
        String forwarded = "for=" + node(client) + (said == null ? "" : ";host=\"" + said + "\"") + ";proto=" + scheme;
        if (trusted) {
            added(fields, headers, "X-Forwarded-For", address);
            added(fields, headers, "Forwarded", forwarded);
            if (!headers.has("X-Forwarded-Proto")) fields.add("X-Forwarded-Proto", scheme);
            if (said != null && !headers.has("X-Forwarded-Host")) fields.add("X-Forwarded-Host", said);
            return fields.build();
        }
        fields.removeAll(NAMES);
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (name.indexOf('_') < 0) continue;
            if (WORDS.contains(name.replace('_', '-').toLowerCase(Locale.ROOT))) fields.remove(name);
        }
        fields.add("X-Forwarded-For", address).add("X-Forwarded-Proto", scheme);
        if (said != null) fields.add("X-Forwarded-Host", said);
        return fields.add("Forwarded", forwarded).build();
    }

    private static void added(Headers.Builder fields, Headers headers, String name, String value) {
        String before = headers.joined(name);
        fields.set(name, before == null || before.isEmpty() || before.length() > LONGEST ? value : before + ", " + value);
    }

    /// RFC 7239, section 6: an IPv6 address stands in brackets, and with its colons in quotes.
    private static String node(InetAddress client) {
        String text = Address.text(client);
        return text.startsWith("[") ? "\"" + text + "\"" : text;
    }
}
