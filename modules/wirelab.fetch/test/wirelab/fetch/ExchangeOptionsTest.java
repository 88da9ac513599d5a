package wirelab.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wirelab.http.Canned.HANG;
import static wirelab.http.Canned.answer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.fetch.Download.Outcome;
import wirelab.http.Canned;
import wirelab.http.ClientException;
import wirelab.http.ClientException.Kind;
import wirelab.http.ClientOptions;
import wirelab.http.ClientRequest;
import wirelab.http.Headers;
import wirelab.http.HttpClient;
import wirelab.http.HttpUrl;

/// What goes along with requests and bounds them: cookies, uploads, limits of time and rate, files that are left alone.
@Tag("socket")
class ExchangeOptionsTest {
    @TempDir
    Path folder;
    private final CookieJar jar = new CookieJar();
    private final List<String> transcript = new ArrayList<>();

    private HttpClient client() {
        return new HttpClient(ClientOptions.DEFAULTS.withMemory(jar).withTranscript(transcript::add));
    }

    private DownloadOptions options() {
        var twice = new Retries.Policy(2, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        return VariedOptions.trying(DownloadOptions.DEFAULTS.withFolder(folder), twice);
    }

    private Download.Result run(String url, DownloadOptions options) throws Exception {
        try (var client = client()) {
            return new Download(client, ClientRequest.get(url), options).run();
        }
    }

    private static String setting(String cookie, String location) {
        return answer(302, "Set-Cookie: " + cookie + "\r\nLocation: " + location + "\r\n", "");
    }

    @Test
    void aPageThatSetsACookieAndRedirectsToItselfIsNoCircle() throws Exception {
        try (var server = new Canned(setting("a=1", "/x"), setting("b=secret; Path=/", "/x"), answer(200, "", "in"))) {
            assertEquals("in", Files.readString(run(server.url("/x"), options()).file()));
            assertNull(server.field(0, "Cookie"));
            assertEquals("a=1", server.field(1, "Cookie"));
            assertEquals("a=1; b=secret", server.field(2, "Cookie"));
            assertFalse(transcript.toString().contains("secret"), "it is as good as a password: " + transcript);
            assertTrue(transcript.contains("< Set-Cookie: b=*****; Path=/"), transcript.toString());
        }
        try (var server = new Canned(setting("c=1", "/x"), setting("c=1", "/x"))) {
            var e = assertThrows(ClientException.class, () -> run(server.url("/x"), options()));
            assertTrue(e.getMessage().contains("round in a circle"), "nothing new was learned: " + e.getMessage());
        }
    }

    @Test
    void cookiesGoToNoOtherHostAndWhatTheUserSaysCountsFirst() throws Exception {
        try (var server = new Canned(answer(200, "Set-Cookie: a=1\r\n", ""), answer(200, "", ""), answer(200, "", ""))) {
            run(server.url("/x"), options());
            run("http://localhost:" + server.port() + "/y", options());
            assertNull(server.field(1, "Cookie"));
            try (var client = client()) {
                new Download(client, ClientRequest.get(server.url("/z")).with("Cookie", "mine=2"), options()).run();
            }
            assertEquals(List.of("mine=2"), server.requests.get(2).headers().all("Cookie"));
        }
    }

    private Download.Result send(Upload upload, String url) throws Exception {
        var put = new ClientRequest("PUT", HttpUrl.parse(url), Headers.EMPTY, null);
        try (var client = client()) {
            return new Download(client, upload.request(put), options().withOutput(folder.resolve("said").toString())).run();
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFileGoesWithItsLengthAndAStreamInChunks() throws Exception {
        String content = "0123456789".repeat(20_000);
        Path file = Files.writeString(folder.resolve("a #é"), content);
        try (var server = new Canned(answer(201, "", "made"), answer(201, "", ""), Canned.redirect(307, "/to"),
                answer(200, "", ""))) {
            var upload = Upload.of(file.toString(), 0);
            send(upload, server.url("/up/"));
            assertEquals("PUT /up/a%20%23%C3%A9 HTTP/1.1", server.requests.get(0).startLine());
            assertEquals("200000", server.field(0, "Content-Length"));
            assertFalse(server.requests.get(0).headers().has("Content-Type"), "nobody knows what it is");
            assertEquals(200_000, upload.sent());
            assertEquals("made", Files.readString(folder.resolve("said")));
            send(Upload.of(stream("hello"), 0), server.url("/up/x"));
            assertEquals("PUT /up/x HTTP/1.1", server.requests.get(1).startLine());
            assertEquals("chunked", server.field(1, "Transfer-Encoding"));
            send(upload, server.url("/from"));
            assertEquals("PUT /to HTTP/1.1", server.requests.get(3).startLine());
            assertEquals(List.of(content, "hello", content, content), server.bodies);
        }
    }

    @Test
    void aStreamIsNotSentTwiceAndAHalfIsNeverTheWhole() throws Exception {
        try (var server = new Canned(Canned.redirect(308, "/to"), answer(200, "", ""))) {
            var e = assertThrows(ClientException.class, () -> send(Upload.of(stream("hello"), 0), server.url("/x")));
            assertTrue(e.getMessage().endsWith("and what was sent cannot be read a second time"), e.getMessage());
        }
        Path file = Files.writeString(folder.resolve("shrinks"), "0123456789");
        try (var server = new Canned(answer(200, "", ""))) {
            var upload = Upload.of(file.toString(), 0);
            Files.writeString(file, "0123");
            var e = assertThrows(ClientException.class, () -> send(upload, server.url("/x")));
            assertEquals(Kind.FILE, e.kind());
            assertEquals(List.of(), server.bodies, "the server has not seen an end");
            var broken = new InputStream() {
                private int left = 3;

                @Override
                public int read() throws IOException {
                    if (left-- <= 0) throw new IOException("the disk is gone");
                    return 'x';
                }
            };
            e = assertThrows(ClientException.class, () -> send(Upload.of(broken, 0), server.url("/x")));
            assertEquals("cannot read standard input: the disk is gone", e.getMessage());
            assertEquals(List.of(), server.bodies, "nor here");
        }
        for (String name : List.of(folder.toString(), folder.resolve("none").toString())) {
            assertEquals(Kind.FILE, assertThrows(ClientException.class, () -> Upload.of(name, 0)).kind());
        }
    }

    @Test
    void dataFromAFileGoesAsItIs() throws Exception {
        byte[] bytes = {0, '\r', '\n', -1, '@'};
        Path file = Files.write(folder.resolve("data"), bytes);
        assertArrayEquals(bytes, Upload.data("@" + file));
        assertArrayEquals("é=1".getBytes(StandardCharsets.UTF_8), Upload.data("é=1"));
        assertNull(Upload.data(null));
        assertEquals("cannot read " + folder.resolve("none") + ": no such file",
                assertThrows(ClientException.class, () -> Upload.data("@" + folder.resolve("none"))).getMessage());
    }

    private ClientException late(String url, Duration time) {
        // Whoever went on would wait for ever: the server is silent, or asks for half a minute.
        var patient = new Retries.Policy(9, Duration.ZERO, Duration.ZERO, Duration.ofHours(1));
        var e = assertThrows(ClientException.class, () ->
                run(url, VariedOptions.trying(VariedOptions.within(options(), time), patient)));
        assertEquals(Kind.NETWORK, e.kind(), e.getMessage());
        assertTrue(e.getMessage().contains("time-out: it took longer than "), e.getMessage());
        return e;
    }

    @Test
    void timeForAFileEndsWhereverItIsSpent() throws Exception {
        try (var silent = new Canned(HANG); var busy = new Canned(answer(503, "Retry-After: 30\r\n", ""))) {
            late(silent.url("/x"), Duration.ofMillis(300));
            late(busy.url("/x"), Duration.ofMillis(300));
        }
        assertFalse(Files.exists(folder.resolve("x")));
    }

    @Test
    void whatHasComeWhenTheTimeIsOverIsKnownToBeAPart() throws Exception {
        String begun = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nETag: \"v\"\r\n\r\n0123456789" + HANG;
        // How long the beginning takes is for the machine to say: the first limit in which it comes is enough.
        Path part = null;
        for (int millis : new int[] {300, 3000, 30_000}) {
            part = folder.resolve("y" + millis);
            try (var server = new Canned(begun)) {
                late(server.url("/y" + millis), Duration.ofMillis(millis));
            }
            if (Files.exists(part) && Files.size(part) == 10) break;
        }
        assertEquals("0123456789", Files.readString(part));
        assertTrue(Files.exists(part.resolveSibling(part.getFileName() + ".resume")));
    }

    /// A rate can only be too slow by the fault of the machine: what it promises is that nothing comes sooner.
    @Test
    void whatIsLimitedDoesNotComeSooner() throws Exception {
        String body = "x".repeat(3000);
        try (var server = new Canned(answer(200, "", body), answer(200, "", ""))) {
            long began = System.nanoTime();
            assertEquals(body, Files.readString(run(server.url("/x"), VariedOptions.slow(options(), 10_000)).file()));
            assertTrue(System.nanoTime() - began >= 300_000_000L, "3,000 bytes at 10,000 a second");
            began = System.nanoTime();
            send(Upload.of(stream(body), 10_000), server.url("/y"));
            assertTrue(System.nanoTime() - began >= 300_000_000L, "and as many the other way");
        }
    }

    @Test
    void whatIsThereIsNeitherAskedForNorOverwritten() throws Exception {
        Files.writeString(folder.resolve("x"), "mine");
        Files.writeString(folder.resolve("given"), "mine too");
        Files.writeString(folder.resolve("half"), "ha");
        Files.writeString(folder.resolve("half.resume"), "url: u\n");
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
        String named = answer(200, "Content-Disposition: attachment; filename=given\r\n", "theirs");
        try (var server = new Canned(named, answer(200, "", "new"))) {
            var keep = VariedOptions.keeping(options());
            assertEquals(Outcome.KEPT, run(server.url("/x"), keep).outcome());
            assertEquals(Outcome.KEPT, run(server.url("/link"), keep).outcome());
            assertEquals(Outcome.KEPT, run(server.url("/a"), keep.withOutput(folder.resolve("x").toString())).outcome());
            var e = assertThrows(ClientException.class, () -> run(server.url("/half"), keep));
            assertEquals(folder.resolve("half") + " is there, and not complete: it is left as it is", e.getMessage());
            assertEquals(0, server.requests.size());
            assertEquals(Outcome.KEPT, run(server.url("/y"), keep).outcome(), "the server names what is there");
            assertEquals(Outcome.SAVED, run(server.url("/z"), keep).outcome());
        }
        assertEquals("mine", Files.readString(folder.resolve("x")));
        assertEquals("mine too", Files.readString(folder.resolve("given")));
        assertEquals("ha", Files.readString(folder.resolve("half")));
        assertFalse(Files.exists(folder.resolve("nowhere")));
        assertEquals("new", Files.readString(folder.resolve("z")));
    }

    @Test
    void listsOfUrlsAreReadAsPeopleWriteThem() throws Exception {
        String text = "\ufeffhttp://a/\r\n\n  # a comment\n  b/c  \r\nhttp://d/#e\nlast";
        assertEquals(List.of("http://a/", "b/c", "http://d/#e", "last"), UrlList.read(stream(text), "list"));
        assertEquals(List.of(), UrlList.read(stream("\n\n"), "list"));
        assertEquals(Kind.FILE, assertThrows(ClientException.class, () ->
                UrlList.read(folder.resolve("no").toString())).kind());
    }
}
