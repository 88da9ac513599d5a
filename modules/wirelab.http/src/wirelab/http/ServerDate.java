package wirelab.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// The date line of responses (RFC 9110, section 6.6.1), made anew once a second and not for each response.
///
/// @param second seconds since 1970
/// @param text as IMF-fixdate
/// @param line the two field lines that every response has, with their CRLF
record ServerDate(long second, String text, byte[] line) {
    private static volatile ServerDate current = of(0);

    static ServerDate now() {
        long second = System.currentTimeMillis() / 1000;
        var date = current;
        if (date.second != second) current = date = of(second);
        return date;
    }

    private static ServerDate of(long second) {
        String text = HttpDate.text(Instant.ofEpochSecond(second));
        return new ServerDate(second, text,
                ("Server: wirelab\r\nDate: " + text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
