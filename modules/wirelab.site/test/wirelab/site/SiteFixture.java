package wirelab.site;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Raw;
import wirelab.http.Raw.Response;
import wirelab.http.WebServer;

/// A folder with a few files behind a server, and what one asks it with.
abstract class SiteFixture {
    static final Instant MODIFIED = Instant.parse("2020-02-02T02:02:02Z");
    static final String DATE = "Sun, 02 Feb 2020 02:02:02 GMT";

    @TempDir
    Path folder;
    Path root;
    WebServer server;

    @BeforeEach
    void start() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        write("digits.txt", "0123456789");
        write("pages/index.html", "<h1>pages</h1>");
        write("pages/app.js", "let a");
        Files.write(root.resolve("pages/app.js.gz"), gzip("let a"));
        Files.setLastModifiedTime(root.resolve("pages/app.js.gz"), FileTime.from(MODIFIED));
        write("a folder/100 % & <b>.txt", "odd");
        write(".secret", "secret");
        write("../outside.txt", "outside");
        start(Site.Options.DEFAULTS);
    }

    static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    void write(String name, String text) throws IOException {
        var file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.setLastModifiedTime(Files.writeString(file, text), FileTime.from(MODIFIED));
    }

    void start(Site.Options options) throws IOException {
        if (server != null) server.close();
        server = WebServer.start(WebServer.Options.DEFAULTS, new Site(root, options));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    Response get(String path, String... lines) throws IOException {
        return Raw.get(server.address(), path, lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n");
    }

    Response request(String method, String path, String lines) throws IOException {
        return Raw.get(server.address(), method + " " + path + " HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n");
    }
}
