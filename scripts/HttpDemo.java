/// A server and a client in one process: a folder fetched through redirects with every header shown, ranges, 304, 404.

import wirelab.fetch.*;
import wirelab.http.*;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.site.*;
import wirelab.tap.TapSwitches;

/// Where servers and clients stand: what is said there, `--pcap` and `--ladder` show.
Host host = Host.HERE;

void main(String... args) {
    Program.of("HttpDemo", "an HTTP/1.1 server for a folder and a client like wget in one process").with(new TapSwitches())
            .demo(args, (options, demo) -> {
        host = options.host();
        Path root = root();
        Path folder = Files.createTempDirectory("http-demo");
        try (var server = WebServer.start(host, WebServer.Options.DEFAULTS, new Site(root, Site.Options.DEFAULTS))) {
            String url = "http://127.0.0.1:" + server.address().getPort();
            demo.say("The server listens on " + Address.text(server.address()) + " and serves " + root + ".");
            redirect(demo, url, root);
            download(demo, url, root, folder);
            resume(demo, url, root, folder);
            unchanged(demo, url, root, folder);
            missing(demo, url, folder);
            outside(demo, url);
            demo.say("The server counted: " + server.counters());
        } finally {
            Folders.delete(folder);
        }
    });
}

/// The project itself, where the demo is started in its folder; else the notices that every JDK brings along.
Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("modules")) ? here.resolve("modules") : Path.of(System.getProperty("java.home"));
}

/// A folder and a file in it, whatever is served.
String folderName(Path root) throws IOException {
    return file(root).getParent().getFileName().toString();
}

Path file(Path root) throws IOException {
    try (Stream<Path> files = Files.find(root, 2, (path, is) -> is.isRegularFile() && is.size() > 2000 && path.getParent()
            .getParent().equals(root))) {
        return files.min(Comparator.naturalOrder()).orElseThrow();
    }
}

ClientOptions showing(Demo demo) {
    return ClientOptions.DEFAULTS.withTranscript(demo::say);
}

void redirect(Demo demo, String url, Path root) throws IOException {
    String name = folderName(root);
    demo.step("A folder is asked for without its slash: the server sends the client on, over the same connection");
    // @start region="poke"
    try (var client = new HttpClient(host, ClientOptions.DEFAULTS.withTranscript(demo::say));
            var response = client.fetch(ClientRequest.get(url + "/" + name))) {
        String page = response.text();
        demo.check("the listing names the file", page.contains(file(root).getFileName().toString()));
        demo.check("it came from the folder's own URL", response.request().url().path().equals("/" + name + "/"));
    }
    // @end
}

Download.Result download(Demo demo, ClientOptions client, String url, DownloadOptions options) throws Exception {
    try (var http = new HttpClient(host, client)) {
        var result = new Download(http, ClientRequest.get(url), options).run();
        demo.say(result.outcome() + " " + result.url() + ": " + Text.bytes(result.received()) + " of body; "
                + result.timing());
        return result;
    }
}

String fileUrl(String url, Path root) throws IOException {
    return url + "/" + folderName(root) + "/" + file(root).getFileName();
}

void download(Demo demo, String url, Path root, Path folder) throws Exception {
    demo.step("A file is fetched, with a checksum");
    var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file(root)));
    var options = DownloadOptions.DEFAULTS.withFolder(folder)
            .withChecksum(Checksum.parse("sha-256:" + HexFormat.of().formatHex(digest)));
    var result = download(demo, ClientOptions.DEFAULTS, fileUrl(url, root), options);
    demo.check("the copy is the same, byte for byte", Files.mismatch(file(root), result.file()) < 0);
}

void resume(Demo demo, String url, Path root, Path folder) throws Exception {
    demo.step("Half of it is lost; the client asks for the missing bytes alone");
    Path copy = folder.resolve(file(root).getFileName());
    byte[] whole = Files.readAllBytes(copy);
    Files.write(copy, Arrays.copyOf(whole, whole.length / 2));
    var result = download(demo, showing(demo), fileUrl(url, root), DownloadOptions.DEFAULTS.withFolder(folder)
            .withResume(true));
    demo.check("206: only the second half came", result.response().status() == 206
            && result.received() == whole.length - whole.length / 2);
    demo.check("the copy is whole again", Arrays.equals(whole, Files.readAllBytes(copy)));
}

void unchanged(Demo demo, String url, Path root, Path folder) throws Exception {
    demo.step("It is asked for once more, if it is newer than the copy");
    var result = download(demo, showing(demo), fileUrl(url, root), DownloadOptions.DEFAULTS.withFolder(folder)
            .withNewer(true));
    demo.check("304: no body at all", result.outcome() == Download.Outcome.NOT_NEWER && result.received() == 0);
}

void missing(Demo demo, String url, Path folder) throws Exception {
    demo.step("A page that is not there");
    try (var client = new HttpClient(host, ClientOptions.DEFAULTS); var response =
            client.fetch(ClientRequest.get(url + "/no/such/page"))) {
        demo.say(response.head().startLine() + "\n" + response.head().headers());
        String page = response.text();
        demo.check("404 with a page that says so in HTML", response.head().status() == 404 && page.contains("<html"));
        new Download(client, ClientRequest.get(url + "/no/such/page"), DownloadOptions.DEFAULTS.withFolder(folder)).run();
    } catch (ClientException e) {
        demo.say("HttpGet would say: " + e.getMessage());
        demo.check("and end with wget's status 8", e.exitStatus() == 8);
    }
}

void outside(Demo demo, String url) throws IOException {
    demo.step("Somebody tries to get out of the folder");
    for (String path : List.of("/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/%252e%252e/etc/passwd")) {
        try (var client = new HttpClient(host, ClientOptions.DEFAULTS); var response =
                client.fetch(ClientRequest.get(url + path))) {
            response.bytes();
            demo.check(path + " -> " + response.head().status(), response.head().status() / 100 == 4);
        }
    }
}
