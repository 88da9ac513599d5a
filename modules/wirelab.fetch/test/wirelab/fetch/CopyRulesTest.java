package wirelab.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wirelab.http.HttpUrl;
import wirelab.kit.Fuzz;

/// What is copied of a site, where it goes and what becomes of its links, without a socket.
class CopyRulesTest {
    @ParameterizedTest
    @CsvSource({"*,,true", "*,abc,true", "a*c,abc,true", "a*c,ab,false", "?,a,true", "?,,false", "a?c,abc,true",
            "[a-c]x,bx,true", "[a-c]x,dx,false", "[!a-c]x,dx,true", "[^a-c]x,bx,false", "[]x],],true", "[ab,[ab,true",
            "*.jp*g,photo.jpeg,true", "*.[ch],a.c,true", "*.[ch],a.C,false", "a**b,axyb,true", "\\*,\\x,true"})
    void patternsAreThoseOfAShell(String pattern, String name, boolean fits) {
        assertEquals(fits, Glob.matches(pattern, name == null ? "" : name));
    }

    @Test
    void noPatternTakesLong() {
        assertTimeoutPreemptively(Duration.ofSeconds(30),
                () -> assertFalse(Glob.matches("*a".repeat(90) + "*b", "a".repeat(7000))));
    }

    @ParameterizedTest
    @CsvSource({"/docs/a/,/docs/a/b,true", "/docs/a/,/docs/a/,true", "/docs/a/x.html,/docs/a/b/c,true",
            "/docs/a/,/docs/ab,false", "/docs/a/,/docs/,false", "/docs/a/,/docs/a,false", "/docs/a,/docs/b,true",
            "/docs/a/,/docs/a/%2e%2e/b,false", "/docs/a/,/docs/a/..%2fb,false", "/docs/a/,/docs/a/%2E%2E%2Fb,false",
            "/docs/a/,/docs/a/..x/b,true", "/docs/a/,/docs/b/%2e%2e/a/x,true", "/,/anything,true",
            "/docs/a/,//docs/a/b,true", "/docs/a/,/docs/a/b/%2e%2e,true", "/docs/a/,/docs/a/%2e%2e,false"})
    void insideIsWhatEveryServerTakesForInside(String home, String path, boolean inside) {
        var filter = new CopyFilter(false, null, null, false);
        assertEquals(inside, filter.isInside(url(home), url(path)));
        assertTrue(CopyFilter.ALL.isInside(url(home), url(path)));
    }

    private static HttpUrl url(String path) {
        return HttpUrl.parse("http://a" + path);
    }

    @ParameterizedTest
    @CsvSource({"jpg,,/a.jpg,true", "jpg,,/a.png,false", "jpg,,/xjpg,true", "'jpg,png',,/a.png,true", ",png,/a.png,false",
            ",png,/a.jpg,true", "jpg,'a*',/a.jpg,false", "jpg,'a*',/b.jpg,true", "'*.jpg',,/x/y.jpg?q=1,true",
            "index.html,,/x/,true", "'*é*',,/caf%C3%A9,true", "JPG,,/a.jpg,false"})
    void namesAreWantedOrNot(String accept, String reject, String path, boolean wanted) {
        var filter = new CopyFilter(true, accept == null ? null : List.of(accept.split(",")),
                reject == null ? null : List.of(reject.split(",")), false);
        assertEquals(wanted, filter.wants(url(path)));
    }

    @Test
    void everyUrlHasAFileOfItsOwnInsideTheFolder(@TempDir Path folder) throws Exception {
        var place = new CopyFolder(folder);
        Path host = folder.resolve("a");
        var files = new ArrayList<Path>();
        for (String path : List.of("/x", "/x/y", "/x/", "/a%3Ab", "/a_b", "/../../up", "/%2e%2e/%2e%2e/up", "/%2fetc%2fpasswd",
                "/a.resume", "/a", "/..%00", "/con", "/.hidden/.ssh/x", "/%ff%fe", "/" + "n".repeat(400))) {
            place.make(url(path));
            Path file = place.find(url(path));
            assertEquals(file, place.find(url(path)), "it stays the same");
            assertTrue(file.normalize().startsWith(host) && file.equals(file.normalize()), file.toString());
            for (Path name : host.relativize(file)) assertFalse(name.toString().startsWith("."), file.toString());
            Files.writeString(file, path);
            files.add(file);
        }
        assertEquals(files.size(), Set.copyOf(files).size(), files.toString());
        assertEquals(host.resolve("x.1/y"), files.get(1), "a file cannot be a folder");
        assertEquals(host.resolve("a_b.1"), files.get(4));
        assertEquals(host.resolve("a.resume_"), files.get(8), "nobody else writes notes");
    }

    @Test
    void pacesAreEvenAndNothingIsMadeUpFor() {
        var pace = new Throttle(1000);
        assertEquals(125, pace.piece(65_536));
        assertEquals(50, pace.piece(50));
        assertEquals(1, new Throttle(3).piece(50));
        long second = 1_000_000_000L;
        assertEquals(second / 10, pace.moved(0, 100));
        assertEquals(second / 5 - 1000, pace.moved(1000, 100), "it was not waited for");
        assertEquals(second / 10, pace.moved(50 * second, 100), "a pause is no credit");
        assertEquals(0, pace.moved(50 * second, -1), "the end of a body");
        assertEquals(0, new Throttle(0).moved(0, 1_000_000));
    }

    /// What becomes of a document at `http://a/docs/page.html`, of which only its neighbour `/docs/b c.html` and the picture
    /// `/i.png` were fetched.
    private static final LinkExtractor.Visitor NEIGHBOURS = new LinkExtractor.Visitor() {
        @Override
        public String link(String link, LinkExtractor.Kind kind) {
            return link.contains("b%20c") ? "B" : link.contains("i.png") ? "I" : null;
        }
    };

    @Test
    void onlyTheLinksOfADocumentChange() {
        String page = "<!-- <a href='b%20c.html'> --><A  HREF='b%20c.html' class=x>é</a><a href=b%20c.html>y</a>"
                + "<img srcset='i.png 1x, /x.png 2x,i.png?3 3x' src = \"/i.png\"><p style='background:url( \"i.png\" )'>"
                + "<style>p { background: url(i.png) } /* url(i.png) */ q { content: 'url(i.png)' } @import 'i.png';</style>"
                + "<script>'<a href=\"b%20c.html\">'</script><meta http-equiv=refresh content='3; url=b%20c.html'>"
                + "<a href='mailto:x'>z</a><title><a href='b%20c.html'></title>";
        assertEquals("<!-- <a href='b%20c.html'> --><A  HREF=\"B\" class=x>é</a><a href=\"B\">y</a>"
                + "<img srcset=\"I 1x, /x.png 2x,I 3x\" src = \"I\"><p style=\"background:url(&quot;I&quot;)\">"
                + "<style>p { background: url(\"I\") } /* url(i.png) */ q { content: 'url(i.png)' } @import \"I\";</style>"
                + "<script>'<a href=\"b%20c.html\">'</script><meta http-equiv=refresh content=\"3; url=B\">"
                + "<a href='mailto:x'>z</a><title><a href='b%20c.html'></title>",
                LinkExtractor.rewriteHtml(page, NEIGHBOURS));
        String none = "<a href='x'>&amp;</a><a href=\"y&amp;z\"><p style='a: b'>";
        assertEquals(none, LinkExtractor.rewriteHtml(none, NEIGHBOURS), "to the last quotation mark");
    }

    @Test
    void aDocumentWithoutOurLinksStaysWhatItIs() {
        byte[] seed = ("<a href='x'>&amp;</a><!-- --><style>url(a)</style><img srcset=\"a 1x, b 2x\"><base href=/>"
                + "<meta http-equiv=refresh content='1;url=z'><script src=x></script>").getBytes(StandardCharsets.UTF_8);
        Fuzz.mutations(6, 5_000, seed).forEach(bytes -> {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            assertEquals(text, LinkExtractor.rewriteHtml(text, NEIGHBOURS));
            assertEquals(text, CssLinks.rewrite(text, NEIGHBOURS));
        });
    }

    @Test
    void whatAPageNeedsIsToldFromWhereItLeads() {
        var links = LinkExtractor.html("<a href=page><link rel=stylesheet href=s><link rel='Shortcut Icon' href=i>"
                + "<link rel=next href=n><iframe src=f></iframe><form action=form></form><body background=b>"
                + "<img src=p srcset='q 2x'><area href=m><svg><image xlink:href=x /></svg>");
        assertEquals(List.of("page", "s", "i", "n", "f", "b", "p", "q", "m", "x"), links.links());
        assertEquals(Set.of("s", "i", "f", "b", "p", "q", "x"), links.needed());
    }

    @Test
    void bytesOfAnyEncodingAreTheTextThatBrowsersTakeThemFor() {
        assertEquals("café", LinkExtractor.unicode("caf\u00c3\u00a9"));
        assertEquals("café", LinkExtractor.unicode("caf\u00e9"));
        assertEquals(List.of("é", "ü"), LinkExtractor.html("<a href='&#233;'><a href='&#xFC;'>").links());
    }
}
