package wirelab.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.WebServer;
import wirelab.kit.Address;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// Chromium without a screen at our server: what it makes of pages, listings, errors, and of a recording in the middle of
/// which it begins to play.
@Tag("interop")
class BrowserTest {
    private static final int SECONDS = 600;
    private static final int BYTES_PER_SECOND = 192_000;

    @TempDir
    Path folder;
    /// What was asked for: targets, with the range behind them.
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private String chromium;
    private WebServer server;
    private String url;

    @BeforeEach
    void start() throws IOException {
        chromium = Peer.require("chromium", "chromium");
        var root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(root.resolve("page.html"), """
                <!DOCTYPE html><meta charset="utf-8"><link rel="stylesheet" href="style.css"><title>Käse</title>
                <p id="p">waiting</p><script src="script.js"></script>
                """);
        Files.writeString(root.resolve("style.css"), "p { color: rgb(1, 2, 3) }");
        Files.writeString(root.resolve("script.js"),
                "document.getElementById('p').textContent = 'ran: ' + getComputedStyle(p).color");
        silence(root.resolve("silence.wav"));
        Files.writeString(root.resolve("player.html"), """
                <!DOCTYPE html><video id="v" preload="metadata" src="silence.wav"></video><script>
                const v = document.getElementById('v');
                v.onerror = () => fetch('/error?' + encodeURIComponent(v.error.message));
                v.onloadedmetadata = () => v.currentTime = 500;
                v.onseeked = () => fetch('/seeked?at=' + v.currentTime + '&of=' + v.duration);
                </script>
                """);
        var site = new Site(root, Site.Options.DEFAULTS);
        server = WebServer.start(WebServer.Options.DEFAULTS, exchange -> {
            asked.add(exchange.request().target() + " " + exchange.request().headers().first("Range"));
            site.handle(exchange);
        });
        url = "http://" + Address.text(server.address());
    }

    /// Ten minutes of nothing, 115 MB of holes: no browser fetches it whole before it plays.
    private static void silence(Path file) throws IOException {
        int length = SECONDS * BYTES_PER_SECOND;
        var head = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
        head.put("RIFF".getBytes()).putInt(36 + length).put("WAVEfmt ".getBytes()).putInt(16)
                .putShort((short) 1).putShort((short) 2);
        head.putInt(BYTES_PER_SECOND / 4).putInt(BYTES_PER_SECOND).putShort((short) 4).putShort((short) 16);
        head.put("data".getBytes()).putInt(length);
        try (var wav = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            wav.write(head.flip());
            wav.write(ByteBuffer.allocate(1), 44 + length - 1);
        }
    }

    @AfterEach
    void stop() {
        if (server != null) server.close();
    }

    private Peer start(String path, String... options) throws IOException {
        var profile = Files.createTempDirectory(folder, "profile");
        // Its sockets go where the test ends with them.
        var command = new ArrayList<>(List.of("env", "TMPDIR=" + folder, chromium, "--headless", "--no-sandbox",
                "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--user-data-dir=" + profile));
        Stream.of(options).forEach(command::add);
        command.add(url + path);
        return Peer.start(command.toArray(String[]::new));
    }

    private String browse(String path, String... options) throws IOException {
        try (var peer = start(path, options)) {
            assertEquals(0, peer.awaitExit(), peer.output());
            return peer.output();
        }
    }

    private String dom(String path) throws IOException {
        return browse(path, "--virtual-time-budget=10000", "--dump-dom");
    }

    @Test
    void aPageIsShownWithItsStyleAndRunsItsScript() throws Exception {
        String dom = dom("/page.html");
        assertTrue(dom.contains("ran: rgb(1, 2, 3)"), dom);
        assertTrue(dom.contains("Käse"), dom);
    }

    @Test
    void theMissingPageAndAListingAreShown() throws Exception {
        String missing = dom("/pagee.html");
        assertTrue(missing.contains("There is nothing here") && missing.contains("Did you mean page.html?"), missing);
        String listing = dom("/?sort=size&order=desc");
        assertTrue(listing.indexOf("silence.wav") < listing.indexOf("page.html"), listing);
        var picture = folder.resolve("missing.png");
        browse("/nowhere", "--window-size=900,700", "--screenshot=" + picture);
        assertTrue(Files.size(picture) > 10_000, "a picture of the page");
    }

    @Test
    void aRecordingIsFetchedFromTheMiddleByRange() throws Exception {
        try (var browser = start("/player.html", "--remote-debugging-port=0")) {
            Eventually.that("the player has moved to the middle", () -> {
                if (!browser.process().isAlive()) fail(browser.output());
                return asked.stream().anyMatch(line -> line.startsWith("/seeked") || line.startsWith("/error"));
            });
        }
        assertTrue(asked.contains("/seeked?at=500&of=600 null"), asked.toString());
        long first = 500L * BYTES_PER_SECOND;
        assertTrue(asked.stream().filter(line -> line.startsWith("/silence.wav bytes=")).anyMatch(line ->
                Long.parseLong(line.replaceAll(".*bytes=(\\d+)-.*", "$1")) > first / 2), asked.toString());
    }
}
