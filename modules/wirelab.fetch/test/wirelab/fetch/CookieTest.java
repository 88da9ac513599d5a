package wirelab.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.http.HttpUrl;
import wirelab.kit.Fuzz;

/// Cookies as RFC 6265 has them, without a socket.
class CookieTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final CookieJar jar = new CookieJar(() -> NOW);

    private boolean set(String url, String line) {
        return jar.set(NOW, line, HttpUrl.parse(url));
    }

    private String sent(String url) {
        return jar.text(NOW, HttpUrl.parse(url));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Sun, 06 Nov 1994 08:49:37 GMT  | 1994-11-06T08:49:37Z
            Sunday, 06-Nov-94 08:49:37 GMT | 1994-11-06T08:49:37Z
            Sun Nov  6 08:49:37 1994       | 1994-11-06T08:49:37Z
            6 nov 94 8:49:37 what is this  | 1994-11-06T08:49:37Z
            08:49:37 6 November 1994       | 1994-11-06T08:49:37Z
            Wed, 01-Jan-2031 00:00:01      | 2031-01-01T00:00:01Z
            1 Jan 69 0:0:0                 | 2069-01-01T00:00:00Z
            1 Jan 70 0:0:0                 | 1970-01-01T00:00:00Z
            29 Feb 2028 12:00:00           | 2028-02-29T12:00:00Z
            29 Feb 2027 12:00:00           |
            1 Jan 1600 12:00:00            |
            1 Jan 2030 24:00:00            |
            1 Jan 2030                     |
            32 Jan 2030 12:00:00           |
            tomorrow                       |
            """)
    void datesAreReadAsTolerantlyAsTheyAreWritten(String text, Instant time) {
        assertEquals(time, CookieDate.parse(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://shop.example.org/a/b | k=v                            | http://shop.example.org/a/c   | k=v
            http://shop.example.org/a/b | k=v                            | http://shop.example.org/a     | k=v
            http://shop.example.org/a/b | k=v                            | http://shop.example.org/ab    |
            http://shop.example.org/a/b | k=v                            | http://shop.example.org/      |
            http://shop.example.org/    | k=v                            | http://x.shop.example.org/    |
            http://shop.example.org/    | k=v                            | http://example.org/           |
            http://shop.example.org/    | k=v; Domain=example.org        | http://other.example.org/     | k=v
            http://shop.example.org/    | k=v; Domain=.example.org       | http://example.org/           | k=v
            http://shop.example.org/    | k=v; Domain=EXAMPLE.ORG        | http://example.org/           | k=v
            http://shop.example.org/    | k=v; domain=example.org        | http://notexample.org/        |
            http://example.org/         | k=v; Domain=example.org        | http://a.example.org/         | k=v
            http://shop.example.org/    | k=v; Domain=org                | http://shop.example.org/      |
            http://shop.example.org/    | k=v; Domain=elsewhere.net      | http://shop.example.org/      |
            http://shop.example.org/    | k=v; Domain=a.shop.example.org | http://shop.example.org/      |
            http://shop.example.org/    | k=v; Domain=op.example.org     | http://shop.example.org/      |
            http://shop.example.co.uk/  | k=v; Domain=co.uk              | http://shop.example.co.uk/    |
            http://shop.example.co.uk/  | k=v; Domain=example.co.uk      | http://a.example.co.uk/       | k=v
            http://co.uk/               | k=v; Domain=co.uk              | http://co.uk/                 | k=v
            http://co.uk/               | k=v; Domain=co.uk              | http://a.co.uk/               |
            http://localhost/           | k=v; Domain=localhost          | http://localhost/             | k=v
            http://localhost/           | k=v; Domain=localhost          | http://a.localhost/           |
            http://127.0.0.1/           | k=v; Domain=127.0.0.1          | http://127.0.0.1/             | k=v
            http://127.0.0.1/           | k=v; Domain=0.0.1              | http://127.0.0.1/             |
            http://[::1]/               | k=v                            | http://[::1]:81/              | k=v
            http://a.org/               | k=v; Path=/deep                | http://a.org/deep/er          | k=v
            http://a.org/               | k=v; Path=/deep                | http://a.org/deeper           |
            http://a.org/               | k=v; Path=/deep/               | http://a.org/deep             |
            http://a.org/x/y            | k=v; Path=nowhere              | http://a.org/x/z              | k=v
            http://a.org:81/            | k=v                            | http://a.org:82/              | k=v
            https://a.org/              | k=v; Secure                    | https://a.org/                | k=v
            https://a.org/              | k=v; Secure                    | http://a.org/                 |
            http://a.org/               | k=v; Secure                    | https://a.org/                |
            https://a.org/              | __Host-k=v; Secure; Path=/     | https://a.org/x               | __Host-k=v
            https://a.org/              | __Host-k=v; Secure             | https://a.org/x               |
            https://a.org/              | __Secure-k=v                   | https://a.org/x               |
            http://a.org/               | k=v; Max-Age=1                 | http://a.org/                 | k=v
            http://a.org/               | k=v; Max-Age=0                 | http://a.org/                 |
            http://a.org/               | k=v; Max-Age=-1                | http://a.org/                 |
            http://a.org/               | k=v; Max-Age=99999999999999999 | http://a.org/                 | k=v
            http://a.org/               | k=v; Max-Age=soon              | http://a.org/                 | k=v
            http://a.org/               | k=v; Expires=Thu, 01 Jan 2026 00:00:00 GMT           | http://a.org/ |
            http://a.org/               | k=v; Expires=Thu, 01 Jan 2026 00:00:01 GMT           | http://a.org/ | k=v
            http://a.org/               | k=v; Max-Age=9; Expires=Thu, 01 Jan 1970 00:00:00 GMT | http://a.org/ | k=v
            http://a.org/               | k=v; Expires=some day                                | http://a.org/ | k=v
            http://a.org/               | "k = v w " ; HttpOnly; SameSite=Lax; What=ever       | http://a.org/ | "k=v w "
            http://a.org/               | k=a=b                          | http://a.org/                 | k=a=b
            http://a.org/               | k=                             | http://a.org/                 | k=
            http://a.org/               | =v                             | http://a.org/                 |
            http://a.org/               | alone                          | http://a.org/                 |
            http://a.org/               | alone; k=v                     | http://a.org/                 |
            """, quoteCharacter = '\'')
    void aCookieGoesWhereItBelongsAndNowhereElse(String from, String line, String to, String sent) {
        set(from, line);
        assertEquals(sent == null ? "" : sent, sent(to));
    }

    @Test
    void nearerFoldersComeFirstThenOlderCookies() {
        set("http://a.org/", "old=1");
        set("http://a.org/", "deep=1; Path=/x/y");
        set("http://a.org/", "new=1");
        set("http://a.org/", "middle=1; Path=/x");
        assertTrue(set("http://a.org/", "old=2"));
        assertEquals("deep=1; middle=1; old=2; new=1", sent("http://a.org/x/y/z"));
    }

    @Test
    void onlyWhatChangesAnythingIsLearned() {
        assertTrue(set("http://a.org/", "k=v"));
        assertFalse(set("http://a.org/", "k=v"), "the same again");
        assertFalse(set("http://a.org/", "k=v; Max-Age=60"), "for longer, but the same");
        assertTrue(set("http://a.org/", "k=w"));
        assertTrue(set("http://a.org/", "k=; Max-Age=0"));
        assertFalse(set("http://a.org/", "k=; Max-Age=0"), "it was gone already");
        assertFalse(set("http://a.org/", "k=v; Domain=b.org"));
    }

    @Test
    void numberAndSizeHaveLimits() {
        for (int i = 0; i < 200; i++) set("http://a.org/", "k" + i + "=v");
        String sent = sent("http://a.org/");
        assertEquals(CookieJar.MOST_OF_A_DOMAIN, sent.split("; ").length);
        assertTrue(sent.startsWith("k150=v") && sent.endsWith("k199=v"), "the oldest have gone: " + sent);
        for (int i = 0; i < 4000; i++) set("http://h" + i + ".org/", "k=v");
        assertEquals(CookieJar.MOST, jar.all(NOW).size());
        assertFalse(set("http://a.org/", "k=" + "v".repeat(Cookie.LONGEST)));
        assertTrue(set("http://a.org/", "k=" + "v".repeat(Cookie.LONGEST - 1)));
        for (int i = 0; i < 9; i++) set("http://a.org/", "long" + i + "=" + "v".repeat(2000));
        assertTrue(sent("http://a.org/").length() <= CookieJar.LONGEST_FIELD);
    }

    @Test
    void anyLineIsACookieOrNone() {
        byte[] seed = "k=v; Domain=.a.org; Path=/x; Max-Age=5; Expires=Sun, 06 Nov 2094 08:49:37 GMT; Secure".getBytes();
        var url = HttpUrl.parse("https://b.a.org/x/y");
        Fuzz.mutations(3, 10_000, seed).forEach(bytes -> {
            var cookie = Cookie.parse(NOW, new String(bytes, StandardCharsets.ISO_8859_1), url);
            if (cookie == null) return;
            assertTrue(cookie.domain().equals("b.a.org") || cookie.domain().equals("a.org"), cookie.toString());
            assertTrue(cookie.path().startsWith("/"), cookie.toString());
            assertTrue(cookie.value().chars().noneMatch(c -> c < ' '), cookie.toString());
        });
    }

    @Test
    void theFileHoldsWhatItTakesAndNobodyElseReadsIt(@TempDir Path folder) throws Exception {
        set("http://a.org/x/", "session=1; HttpOnly");
        set("https://www.a.org/", "kept=caf\u00c3\u00a9; Max-Age=60; Domain=a.org; Secure; Path=/");
        set("http://127.0.0.1:8001/", "empty=; Max-Age=60");
        Path file = folder.resolve("cookies.txt");
        CookieFile.save(NOW, file, jar, true);
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertEquals("""
                # Netscape HTTP Cookie File
                #HttpOnly_a.org\tFALSE\t/x\tFALSE\t0\tsession\t1
                .a.org\tTRUE\t/\tTRUE\t1767225660\tkept\tcaf\u00c3\u00a9
                127.0.0.1\tFALSE\t/\tFALSE\t1767225660\tempty\t
                """, text);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        var other = new CookieJar(() -> NOW);
        assertEquals(0, CookieFile.load(NOW, file, other));
        assertEquals(jar.all(NOW), other.all(NOW));
        CookieFile.save(NOW, file, jar, false);
        assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains("session"), "it ends with the run");
    }

    @Test
    void linesOfOthersAreReadAndWhatIsNoneIsCounted(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("c"), "# a comment\r\n\r\n127.0.0.1:8001\tFALSE\t/\tFALSE\t0\ta\t1\r\n"
                + "localhost\tTRUE\t/\tFALSE\t1\told\t1\nwhat is this\n.b.org\tTRUE\tno path\tFALSE\t0\tk\tv\n"
                + "b.org\tFALSE\t/\tFALSE\tsoon\tk\tv\n.b.org\tTRUE\t/\tFALSE\t0\tnovalue\n::1\tFALSE\t/\tFALSE\t0\tsix\t6");
        assertEquals(3, CookieFile.load(NOW, file, jar));
        assertEquals("a=1", sent("http://127.0.0.1:99/"));
        assertEquals("novalue=", sent("http://a.b.org/"));
        assertEquals("six=6", sent("http://[::1]/"));
        assertEquals("", sent("http://localhost/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"k=a\tb", "k\u0001=v", "k=v\u007f"})
    void controlCharactersMakeNoCookie(String line) {
        assertNull(Cookie.parse(NOW, line, HttpUrl.parse("http://a.org/")));
    }
}
