package wirelab.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Raw;
import wirelab.http.WebServer;
import wirelab.kit.Peer;

/// Whatever a file is called, a listing shows it on one line, and the link leads to it.
@Tag("socket")
class NamesTest {
    private static final Pattern LINK = Pattern.compile("<td><a href=\"([^\"]+)\">");

    @TempDir
    Path root;

    /// Names of any bytes but those that none may hold; the content is the name, escaped.
    private List<String> make(int count, long seed) throws Exception {
        var random = new Random(seed);
        var names = new ArrayList<>(List.of("a%5Cb", "a%0Ab", "%0D", "%01", "%1B%5B2J", "%7F", "%FF", "%C0%AF", "%ED%A0%80",
                "%C3%BC", "%E2%80%AE", "%F0%9F%98%80", "a%20b", "%22%3C%26%27", "%5B1%5D%7C", "a%3Fb%23c%3A", "%25", "%252e",
                "%2B", "x..%5C..", "%C3%BC.txt"));
        for (int i = 0; i < count; i++) {
            var name = new StringBuilder("x");
            for (int n = random.nextInt(1, 12); n > 0; n--) {
                int b = random.nextInt(1, 256);
                if (b != '/') name.append(String.format("%%%02X", b));
            }
            names.add(name.toString());
        }
        for (String name : names) Files.writeString(path(name), name);
        return names;
    }

    private Path path(String escaped) {
        return Path.of(URI.create("file://" + root.toUri().getRawPath() + escaped));
    }

    private static int follow(InetSocketAddress server, int expected) throws Exception {
        String page = Raw.get(server, "/", "").body();
        for (char c : page.toCharArray()) assertTrue(c >= ' ' || c == '\n' || c == '\t', "a control character in the page");
        assertFalse(new String(page.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).contains("\u202e"));
        int followed = 0;
        for (var links = LINK.matcher(page); links.find(); followed++) {
            var response = Raw.get(server, "/" + links.group(1), "");
            assertEquals(200, response.status(), links.group(1));
            byte[] said = Names.unescape(response.body());
            assertEquals(new String(said, StandardCharsets.ISO_8859_1),
                    new String(Names.unescape(links.group(1)), StandardCharsets.ISO_8859_1));
        }
        assertEquals(expected, followed);
        return followed;
    }

    @Test
    void everyLinkOfAListingLeadsToItsFile() throws Exception {
        int count = make(300, 7).size();
        try (var server = WebServer.start(WebServer.Options.DEFAULTS, new Site(root, Site.Options.DEFAULTS))) {
            assertEquals(count, follow(server.address(), count));
            var missing = Raw.get(server.address(), "/%1B%5B2K", "");
            assertEquals(404, missing.status());
            assertFalse(missing.body().contains("\33"));
            String json = Raw.get(server.address(), "/", "Accept: application/json\r\n").body();
            assertTrue(json.contains("\"\\udcff\"") && json.contains("\"a\\u000ab\""), json);
        }
    }

    @Test
    void foldersOfAnyNameAreListedAndMovedTo() throws Exception {
        Files.createDirectories(path("d%FF%5C%0A"));
        Files.writeString(path("d%FF%5C%0A/%FE"), "inside");
        try (var server = WebServer.start(WebServer.Options.DEFAULTS, new Site(root, Site.Options.DEFAULTS))) {
            assertEquals("/d%FF%5C%0A/?%22%5B%7C", Raw.get(server.address(), "/d%FF%5C%0A?\"[|", "").header("Location"));
            assertTrue(Raw.get(server.address(), "/d%FF%5C%0A/", "").body().contains("href=\"%FE\""));
            assertEquals("inside", Raw.get(server.address(), "/d%FF%5C%0A/%FE", "").body());
        }
    }

    @Test
    void theLocaleChangesNothing() throws Exception {
        int count = make(50, 8).size();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try (var peer = Peer.start("env", "LC_ALL=C", java, "@out/lab", "-m", "wirelab.scripts/wirelab.scripts.HttpServer",
                "--root", root.toString(), "--port", "0")) {
            follow(peer.awaitListening(), count);
        }
    }

    @Test
    void whatBrowsersSendRawIsUnderstood() throws Exception {
        Files.writeString(root.resolve("a[1].txt"), "brackets");
        try (var server = WebServer.start(WebServer.Options.DEFAULTS, new Site(root, Site.Options.DEFAULTS))) {
            assertEquals("brackets", Raw.get(server.address(), "/a[1].txt?q={\"a\":[1|2^3]}<>`\\", "").body());
        }
    }
}
