package wirelab.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.http.ClientException;
import wirelab.http.HttpUrl;
import wirelab.kit.Fuzz;

class NetrcTest {
    private static final String TEXT = """
            # machine commented.example login no password no
            machine a.example login alice password secret
            machine a.example login bob password other
            machine B.Example
               login "carol c" password "quo\\"te \\\\ # no comment" account x
            macdef init
            machine macro.example login no password no

            machine ::1 login six password p#6
            machine nobody.example password alone
            machine open.example login only
            """;

    private static String known(String text, String url) {
        String value = Netrc.parse(text).authorization(HttpUrl.parse(url));
        return value == null ? null
                : new String(Base64.getDecoder().decode(value.substring("Basic ".length())), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            http://a.example/          | alice:secret
            https://A.example:8443/x   | alice:secret
            http://bob@a.example/      | bob:other
            http://dave@a.example/     |
            http://alice:x@a.example/  |
            http://b.example/          | carol c:quo"te \\ # no comment
            http://x.a.example/        |
            http://example/            |
            http://commented.example/  |
            http://macro.example/      |
            http://[::1]:8001/         | six:p#6
            http://nobody.example/     |
            http://open.example/       | only:
            """)
    void whatIsKnownOfAHostIsForThatHostAlone(String url, String known) {
        assertEquals(known, known(TEXT, url));
    }

    @Test
    void theDefaultIsForAllThatComeBehindIt() {
        String text = TEXT + "default login anonymous password guest\nmachine late.example login l password p";
        assertEquals("anonymous:guest", known(text, "http://x.example/"));
        assertEquals("alice:secret", known(text, "http://a.example/"));
        assertEquals("anonymous:guest", known(text, "http://late.example/"), "the first that fits counts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"machine", "machine a login", "machine a login b password \"open", "login b\nwhat secret"})
    void whatIsNoEntryIsSaidWithItsLineAndWithoutItsWords(String text) {
        var e = assertThrows(IllegalArgumentException.class, () -> Netrc.parse("# first\n" + text));
        assertTrue(e.getMessage().matches("line [23]: .*"), e.getMessage());
        assertFalse(e.getMessage().contains("secret"), e.getMessage());
    }

    @Test
    void anyTextIsANetrcOrNone() {
        Fuzz.mutations(8, 10_000, TEXT.getBytes(StandardCharsets.UTF_8)).forEach(bytes -> {
            try {
                Netrc.parse(new String(bytes, StandardCharsets.UTF_8)).authorization(HttpUrl.parse("http://a.example/"));
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().startsWith("line "), e.getMessage());
            }
        });
    }

    @Test
    void othersThatMayReadItAreNoticed(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("netrc"), TEXT);
        for (var each : new String[][] {{"rw-------", "false"}, {"rw-r-----", "true"}, {"rw----r--", "true"}}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(each[0]));
            assertEquals(Boolean.parseBoolean(each[1]), Netrc.isOpenToOthers(file), each[0]);
        }
        assertTrue(Netrc.read(file).isSecret());
        Files.writeString(file, "x".repeat(200_000));
        assertThrows(ClientException.class, () -> Netrc.read(file));
        assertThrows(ClientException.class, () -> Netrc.read(folder.resolve("none")));
    }
}
