package wirelab.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import wirelab.http.ClientException;
import wirelab.http.ClientOptions;
import wirelab.http.ClientRequest;
import wirelab.http.HttpClient;
import wirelab.http.HttpUrl;

/// A small site on the disk, and a copy of a site as it is made by the script.
final class CopyFixture {
    final List<String> saved = new ArrayList<>();
    final List<String> failed = new ArrayList<>();
    final List<Download.Outcome> outcomes = new ArrayList<>();
    ClientException.Kind kind;

    private CopyFixture() {}

    /// Pages with links of every kind; what lies above `docs` is needed by the pages in it, or not.
    static Path site(Path folder) throws IOException {
        for (String name : List.of("docs/sub", "css", "img")) Files.createDirectories(folder.resolve(name));
        write(folder, "docs/index.html", """
                <!DOCTYPE html><title>docs</title><link rel=stylesheet href="../css/main.css"><link rel=icon href="/favicon.ico">
                <a href="page.html">p</a> <a href="sub/">s</a> <a href="/up.html">up</a> <a href="photo.jpg">j</a>
                <a href="page.html?x=1&amp;y=2#top">q</a><img src="../img/a.png" srcset="../img/b.png 2x">
                <a href="c%23d%20e.html">odd</a><a href="text.txt">t</a><form action="/go"></form><a href="#here">h</a>
                """);
        write(folder, "docs/page.html", "<a href=\"index.html\">back</a><img src=/img/a.png><a href='sub/deep.html'>d</a>");
        write(folder, "docs/sub/index.html", "<base href=/docs/sub/><a href=deep.html>d</a><a href='../page.html'>p</a>");
        write(folder, "docs/sub/deep.html", "<iframe src=frame.html></iframe>");
        write(folder, "docs/sub/frame.html", "<img src=/img/c.png>");
        write(folder, "docs/c#d e.html", "odd");
        write(folder, "docs/photo.jpg", "jpg");
        write(folder, "docs/text.txt", "text");
        write(folder, "css/main.css", "@import 'more.css'; body { background: url(../img/bg.png) }");
        write(folder, "css/more.css", "p { background: url(../img/more.png) }");
        for (String name : List.of("img/a.png", "img/b.png", "img/c.png", "img/bg.png", "img/more.png", "favicon.ico", "up.html")) {
            write(folder, name, name);
        }
        return folder;
    }

    static void write(Path folder, String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    static CopyFixture copy(String url, DownloadOptions options, int depth, CopyFilter filter, Conversion conversion)
            throws Exception {
        try (var client = new HttpClient(ClientOptions.DEFAULTS)) {
            return copy(client, ClientRequest.get(url), options, depth, filter, conversion);
        }
    }

    static CopyFixture copy(HttpClient client, ClientRequest start, DownloadOptions options, int depth, CopyFilter filter,
            Conversion conversion) throws Exception {
        var copy = new CopyFixture();
        copy.kind = new SiteCopy(client, options, new SiteCopy.Extent(depth, 1000), filter, new SiteCopy.Listener() {
            @Override
            public void saved(HttpUrl url, Download.Result result) throws IOException {
                copy.saved.add(url.target());
                copy.outcomes.add(result.outcome());
                if (conversion != null) conversion.add(url, result);
            }

            @Override
            public void failed(HttpUrl url, ClientException failure) {
                copy.failed.add(url.target() + ": " + failure.getMessage());
            }
        }).run(start);
        if (conversion != null) conversion.run();
        return copy;
    }

    /// All files below a folder, sorted.
    static List<String> files(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString()).sorted().toList();
        }
    }
}
