package wirelab.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Headers;
import wirelab.http.WebServer;
import wirelab.http.WebServer.Handler;
import wirelab.kit.Peer;
import wirelab.site.Site;

/// Our client beside wget(1) and curl(1): the same files under the same names, the same cookies, passwords and uploads; and
/// a mirror in a browser.
@Tag("interop")
class CopyInteropTest {
    @TempDir
    Path folder;
    /// What was asked for: method, target, `Cookie`, `Authorization`, and the length of the body.
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private WebServer server(Handler handler) throws IOException {
        return WebServer.start(WebServer.Options.DEFAULTS, exchange -> {
            var request = exchange.request();
            int length = exchange.body().stream().readAllBytes().length;
            asked.add(String.join(" ", request.method(), request.target().toString(), request.headers().first("Cookie"),
                    request.headers().first("Authorization"), Integer.toString(length),
                    request.headers().has("Transfer-Encoding") ? "chunked" : "whole"));
            handler.handle(exchange);
        });
    }

    private static String url(WebServer server, String path) {
        return "http://127.0.0.1:" + server.address().getPort() + path;
    }

    private static String stock(int status, String... command) throws IOException {
        try (var peer = Peer.start(command)) {
            assertEquals(status, peer.awaitExit(), String.join(" ", command) + "\n" + peer.output());
            return peer.output();
        }
    }

    private static String ours(int status, String... args) throws IOException {
        var all = new ArrayList<>(List.of("--no-proxy", "-q"));
        all.addAll(List.of(args));
        try (var peer = Peer.script("HttpGet", all.toArray(String[]::new))) {
            assertEquals(status, peer.awaitExit(), String.join(" ", args) + "\n" + peer.output());
            return peer.output();
        }
    }

    /// What is asked for while something runs.
    private List<String> askedBy(Runs program) throws Exception {
        asked.clear();
        program.run();
        return List.copyOf(asked);
    }

    private interface Runs {
        void run() throws Exception;
    }

    @Test
    void wgetFetchesTheSameFilesUnderTheSameNames() throws Exception {
        String wget = Peer.require("wget", "wget");
        Path site = CopyFixture.site(Files.createDirectories(folder.resolve("site")));
        var all = CopyFilter.ALL;
        record Case(List<String> args, String path, int depth, CopyFilter filter) {}
        var cases = List.of(new Case(List.of("-r", "-np"), "/docs/", 5, new CopyFilter(false, null, null, false)),
                new Case(List.of("-r", "-l", "1"), "/docs/", 1, all),
                new Case(List.of("-r", "-l", "inf"), "/up.html", 99, all),
                new Case(List.of("-r", "-A", "png,jpg"), "/docs/", 5,
                        new CopyFilter(true, List.of("png", "jpg"), null, false)),
                new Case(List.of("-r", "-np", "-R", "*.txt,jpg"), "/docs/", 5,
                        new CopyFilter(false, null, List.of("*.txt", "jpg"), false)),
                new Case(List.of("-p"), "/docs/sub/frame.html", 0, new CopyFilter(true, null, null, true)),
                new Case(List.of("-r", "-l", "1", "-p", "-np"), "/docs/sub/", 1, new CopyFilter(false, null, null, true)));
        try (var server = server(new Site(site, Site.Options.DEFAULTS))) {
            for (int i = 0; i < cases.size(); i++) {
                var one = cases.get(i);
                Path theirs = Files.createDirectories(folder.resolve("wget" + i));
                Path mine = Files.createDirectories(folder.resolve("ours" + i));
                var command = new ArrayList<>(List.of(wget, "-q", "--no-proxy", "-e", "robots=off",
                        "--restrict-file-names=windows", "-P", theirs.toString()));
                command.addAll(one.args);
                command.add(url(server, one.path));
                stock(0, command.toArray(String[]::new));
                CopyFixture.copy(url(server, one.path), DownloadOptions.DEFAULTS.withFolder(mine), one.depth, one.filter,
                        null);
                assertEquals(CopyFixture.files(theirs), CopyFixture.files(mine), one.args.toString());
            }
        }
    }

    @Test
    void aMirrorOpensInABrowserWithoutARequest() throws Exception {
        String chromium = Peer.require("chromium", "chromium");
        Path root = CopyFixture.site(Files.createDirectories(folder.resolve("site")));
        CopyFixture.write(root, "docs/shown.html", """
                <!DOCTYPE html><link rel=stylesheet href="/css/shown.css"><p id=p>x</p><img id=i src=/img/i.svg>
                <iframe id=f src="sub/page.html"></iframe><a href="/up.html">not fetched</a><script src=/js/shown.js></script>
                """);
        Files.createDirectories(root.resolve("js"));
        CopyFixture.write(root, "css/shown.css", "@import '/css/more.css'; p { color: rgb(1, 2, 3) }");
        CopyFixture.write(root, "js/shown.js", "onload = () => p.textContent = 'ran ' + getComputedStyle(p).color + ' '"
                + " + i.naturalWidth + ' ' + frames.length");
        CopyFixture.write(root, "img/i.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='17' height='5'></svg>");
        CopyFixture.write(root, "docs/sub/page.html", "<img src=../../img/i.svg>");
        Path copy = Files.createDirectories(folder.resolve("copy"));
        try (var server = server(new Site(root, Site.Options.DEFAULTS))) {
            ours(0, "-m", "-k", "-p", "-np", "-P", copy.toString(), url(server, "/docs/shown.html"));
            assertTrue(CopyFixture.files(copy).stream().noneMatch(name -> name.endsWith("up.html")),
                    "outside, and not needed");
            asked.clear();
            Path page = copy.resolve("127.0.0.1+" + server.address().getPort() + "/docs/shown.html");
            String dom = stock(0, "env", "TMPDIR=" + folder, chromium, "--headless", "--no-sandbox", "--disable-gpu",
                    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    "--user-data-dir=" + Files.createDirectory(folder.resolve("profile")), "--virtual-time-budget=10000",
                    "--dump-dom", page.toUri().toString());
            assertTrue(dom.contains("ran rgb(1, 2, 3) 17 1"), dom);
            assertEquals(List.of(), asked);
        }
    }

    private static final Handler SETS_COOKIES = exchange -> {
        boolean sets = exchange.request().target().toString().equals("/set");
        var headers = sets ? Headers.of("Set-Cookie", "kept=1; Max-Age=5000; Path=/", "Set-Cookie", "session=2",
                "Set-Cookie", "hidden=3; HttpOnly; Max-Age=5000") : Headers.EMPTY;
        exchange.respond(200, headers, ByteBuffer.wrap("ok".getBytes(StandardCharsets.UTF_8)));
    };

    @Test
    void cookiesGoThroughFilesFromProgramToProgram() throws Exception {
        String wget = Peer.require("wget", "wget");
        String curl = Peer.require("curl", "curl");
        String mine = folder.resolve("mine").toString();
        String wgets = folder.resolve("wgets").toString();
        String curls = folder.resolve("curls").toString();
        try (var server = server(SETS_COOKIES)) {
            String set = url(server, "/set");
            String get = url(server, "/get");
            ours(0, "-O", "-", "--save-cookies", mine, "--keep-session-cookies", set);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(mine))));
            stock(0, wget, "-q", "--no-proxy", "-O", "-", "--save-cookies", wgets, "--keep-session-cookies", set);
            stock(0, curl, "-s", "--noproxy", "*", "-c", curls, set);
            var all = List.of("GET /get kept=1; session=2; hidden=3 null 0 whole");
            for (String file : List.of(mine, wgets, curls)) {
                var sent = askedBy(() -> ours(0, "-O", "-", "--load-cookies", file, get)).getFirst();
                for (String one : List.of("kept=1", "session=2", "hidden=3")) assertTrue(sent.contains(one), file + sent);
            }
            assertEquals(all, askedBy(() -> ours(0, "-O", "-", "--load-cookies", mine, get)));
            String byCurl = askedBy(() -> stock(0, curl, "-s", "--noproxy", "*", "-b", mine, get)).getFirst();
            for (String one : List.of("kept=1", "session=2", "hidden=3")) assertTrue(byCurl.contains(one), byCurl);
            String byWget = askedBy(() -> stock(0, wget, "-q", "--no-proxy", "-O", "-", "--load-cookies", mine,
                    get)).getFirst();
            // It takes a line that begins with #HttpOnly_ for a comment, and session cookies for those of another run.
            assertTrue(byWget.contains("kept=1"), byWget);
        }
    }

    @Test
    void curlReadsTheSameFileOfPasswordsAndSendsTheSameFile() throws Exception {
        String curl = Peer.require("curl", "curl");
        Path netrc = Files.writeString(folder.resolve("netrc"), "machine localhost login not password me\n"
                + "machine 127.0.0.1 login ann password \"p \\\"w\"\n");
        Files.setPosixFilePermissions(netrc, PosixFilePermissions.fromString("rw-------"));
        Path file = Files.write(folder.resolve("a b.bin"), new byte[100_000]);
        Path data = Files.write(folder.resolve("data"), new byte[] {0, '\r', '\n', -1});
        try (var server = server(SETS_COOKIES)) {
            String url = url(server, "/up/");
            var quiet = List.of(curl, "-s", "--noproxy", "*");
            for (var one : List.of(List.of("--netrc-file", netrc.toString()), List.of("-T", file.toString()),
                    List.of("--data", "@" + data), List.of("--max-time", "60"))) {
                var mine = new ArrayList<>(one);
                mine.addAll(List.of("-O", "-", url));
                var theirs = new ArrayList<>(quiet);
                theirs.addAll(one.getFirst().equals("--data") ? List.of("--data-binary", one.getLast()) : one);
                theirs.add(url);
                var expected = askedBy(() -> stock(0, theirs.toArray(String[]::new)));
                assertEquals(expected, askedBy(() -> ours(0, mine.toArray(String[]::new))), one.toString());
            }
            assertTrue(ours(0, "--netrc-file", open(netrc), "-O", "-", url).contains("chmod 600"), "others can read it");
        }
    }

    private static String open(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return file.toString();
    }

    @Test
    void aListIsFetchedToItsEndAndWhatIsThereIsLeft() throws Exception {
        String wget = Peer.require("wget", "wget");
        Path site = CopyFixture.site(Files.createDirectories(folder.resolve("site")));
        try (var server = server(new Site(site, Site.Options.DEFAULTS))) {
            Path list = Files.writeString(folder.resolve("list"), url(server, "/docs/text.txt") + "\r\n\n"
                    + url(server, "/none") + "\n" + url(server, "/docs/photo.jpg") + "\n");
            Path mine = Files.createDirectories(folder.resolve("mine"));
            Path theirs = Files.createDirectories(folder.resolve("theirs"));
            for (Path into : List.of(mine, theirs)) Files.writeString(into.resolve("photo.jpg"), "there before");
            stock(8, wget, "-q", "--no-proxy", "-nc", "-i", list.toString(), "-P", theirs.toString());
            ours(8, "-nc", "-i", list.toString(), "-P", mine.toString());
            assertEquals(CopyFixture.files(theirs), CopyFixture.files(mine));
            for (Path into : List.of(mine, theirs)) {
                assertEquals("there before", Files.readString(into.resolve("photo.jpg")));
            }
        }
    }
}
