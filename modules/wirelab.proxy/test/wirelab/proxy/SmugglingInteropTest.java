package wirelab.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Raw;
import wirelab.http.WebServer;
import wirelab.kit.Eventually;
import wirelab.kit.Host;
import wirelab.kit.Peer;

/// The rows of [SmugglingTest] with servers behind that read requests their own way.
@Tag("interop")
class SmugglingInteropTest {
    /// The others are refused by some, which is no business of the proxy.
    private static final String KNOWN = "(GET|POST|DELETE) .*";
    private static final String PYTHON = """
            import http.server, os, sys
            class Handler(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    rest = int(self.headers.get("Content-Length", 0))
                    self.rfile.read(rest)
                    while self.headers.get("Transfer-Encoding"):
                        size = int(self.rfile.readline(), 16)
                        self.rfile.read(size)
                        self.rfile.readline()
                        if size == 0: break
                    os.write(1, ("seen " + self.requestline.rsplit(" ", 1)[0] + "\\n").encode())
                    self.send_response(200)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                do_POST = do_DELETE = do_GET
                def log_message(self, *args): pass
            server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
            server.handle_error = lambda *args: None
            server.serve_forever()
            """;
    private static final String NODE = """
            require('http').createServer((request, response) => {
              request.resume();
              request.on('end', () => { console.log('seen ' + request.method + ' ' + request.url); response.end() });
            }).listen(Number(process.argv[1]), '127.0.0.1');
            """;
    /// The outer one waits for the whole request before it asks the inner one, which writes it down.
    private static final String NGINX = """
            daemon off;
            master_process off;
            pid FOLDER/pid;
            error_log FOLDER/error.log;
            events {}
            http {
              client_body_temp_path FOLDER/body; proxy_temp_path FOLDER/proxy; fastcgi_temp_path FOLDER/fastcgi;
              uwsgi_temp_path FOLDER/uwsgi; scgi_temp_path FOLDER/scgi;
              log_format seen "seen $request";
              server { listen 127.0.0.1:PORT; access_log off; location / { proxy_pass http://127.0.0.1:INNER; } }
              server { listen 127.0.0.1:INNER; access_log FOLDER/seen seen; location / { return 200; } }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void pythonSeesWhatTheProxyUnderstood() throws Exception {
        String python = Peer.require("python3", "python3");
        int port = Peer.freePort();
        try (var peer = Peer.start(python, "-c", PYTHON, Integer.toString(port))) {
            peer.awaitPort(port);
            check(port, peer::output);
        }
    }

    @Test
    void nodeSeesWhatTheProxyUnderstood() throws Exception {
        String node = Peer.require("node", "nodejs");
        int port = Peer.freePort();
        try (var peer = Peer.start(node, "-e", NODE, Integer.toString(port))) {
            peer.awaitPort(port);
            check(port, peer::output);
        }
    }

    @Test
    void nginxSeesWhatTheProxyUnderstood() throws Exception {
        String nginx = Peer.require("nginx", "nginx-light");
        int port = Peer.freePort();
        int inner = Peer.freePort();
        var file = folder.resolve("nginx.conf");
        Files.writeString(file, NGINX.replace("FOLDER", folder.toString()).replace("PORT", Integer.toString(port))
                .replace("INNER", Integer.toString(inner)));
        try (var peer = Peer.start(nginx, "-p", folder.toString(), "-c", file.toString())) {
            peer.awaitPort(port);
            check(port, () -> Files.readString(folder.resolve("seen")).replace(" HTTP/1.0", ""));
        }
    }

    /// Behind each row comes a request that marks its end.
    private static void check(int port, Callable<String> log) throws Exception {
        var options = ProxyOptions.DEFAULTS.withServers(List.of("http://127.0.0.1:" + port));
        try (var proxy = new CachingProxy(Host.HERE, options, null);
                var front = WebServer.start(CachingProxy.SERVER, proxy)) {
            var expected = new ArrayList<String>();
            int mark = 0;
            for (var attack : Attack.of("smuggling.rows")) {
                var behind = attack.expected().stream().filter(one -> !one.matches("[0-9]{3}")).toList();
                if (!behind.stream().allMatch(one -> one.matches(KNOWN))) continue;
                SmugglingTest.answers(front.address(), attack);
                String end = "/mark" + mark++;
                assertEquals(200, Raw.get(front.address(), end, "").status());
                for (String one : behind) expected.add("seen " + one.split(" ")[0] + " " + one.split(" ")[1]);
                expected.add("seen GET " + end);
                Eventually.that("it has seen " + end, () -> log.call().contains("seen GET " + end + "\n"));
                assertEquals(expected, log.call().lines().filter(line -> line.startsWith("seen ")).toList(), attack.name());
            }
        }
    }
}
