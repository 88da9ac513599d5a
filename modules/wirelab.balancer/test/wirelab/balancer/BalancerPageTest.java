package wirelab.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wirelab.http.Raw;
import wirelab.http.WebServer;
import wirelab.kit.Host;
import wirelab.kit.Peer;

/// What a balancer shows of itself.
class BalancerPageTest {
    private static Raw.Response get(WebServer page, String path, String host) throws Exception {
        return Raw.get(page.address(), "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    @Test
    @Tag("socket")
    void thePageTheFiguresAndTheMetricsSayTheSame() throws Exception {
        try (var behind = new Behind("failures = 1\neject = 1h", Behind.ok(), Behind.ok());
                var page = WebServer.start(WebServer.Options.DEFAULTS, new BalancerPage(behind.fleet))) {
            behind.kill(2);
            for (int i = 0; i < 4; i++) behind.get("/");
            String html = get(page, "/", "localhost").body();
            assertTrue(html.contains("<span class=\"dot ejected\"></span>ejected") && html.contains("cannot connect"), html);
            assertTrue(html.contains("<svg ") && !html.contains("<script"), "a plot without a script");
            String json = get(page, "/status.json", "127.0.0.1:1").body();
            assertTrue(json.contains("\"name\": \"n1\"") && json.contains("\"requests\": 4"), json);
            var metrics = get(page, "/metrics", "[::1]:9");
            assertTrue(metrics.header("Content-Type").startsWith("text/plain; version=0.0.4"));
            assertTrue(metrics.body().contains("wirelab_node_requests_total{node=\"n1\"} 4\n"), metrics.body());
            assertTrue(metrics.body().contains("wirelab_node_up{node=\"n2\"} 0\n"), metrics.body());
            assertTrue(metrics.body().contains("wirelab_node_answer_seconds_count{node=\"n1\"} 4\n"), metrics.body());
            for (String line : metrics.body().split("\n")) {
                assertTrue(line.matches("# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")?})? [0-9.]+"), line);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"localhost, 200", "127.0.0.1:80, 200", "[::1], 200", "evil.example, 421", "127.0.0.1.evil.example, 421",
        "localhost.evil.example:80, 421"})
    @Tag("socket")
    void aNameThatSomebodyLedHereIsRefused(String host, int status) throws Exception {
        try (var behind = new Behind("", Behind.ok());
                var page = WebServer.start(WebServer.Options.DEFAULTS, new BalancerPage(behind.fleet))) {
            assertEquals(status, get(page, "/status.json", host).status());
        }
    }

    @Test
    @Tag("socket")
    void whatAFileNamesItsNodesCommandsNothing() throws Exception {
        var config = BalancerConfig.parse("config.ini", "[<b>\"\\x]\nhost = 127.0.0.1\nport = 1\n");
        try (var fleet = Fleet.start(Host.HERE, config, _ -> {});
                var page = WebServer.start(WebServer.Options.DEFAULTS, new BalancerPage(fleet))) {
            assertFalse(get(page, "/", "localhost").body().contains("<b>"));
            assertTrue(get(page, "/metrics", "localhost").body().contains("{node=\"<b>\\\"\\\\x\"}"));
        }
    }

    @Test
    @Tag("interop")
    void chromiumShowsThePage(@TempDir Path folder) throws Exception {
        String chromium = Peer.require("chromium", "chromium");
        try (var behind = new Behind("", Behind.ok(), Behind.ok());
                var page = WebServer.start(WebServer.Options.DEFAULTS, new BalancerPage(behind.fleet));
                var peer = Peer.start(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + folder,
                        "--dump-dom", "http://127.0.0.1:" + page.address().getPort() + "/")) {
            peer.awaitExit();
            assertTrue(peer.output().contains("round-robin over 2 nodes") && peer.output().contains("<td>n2"),
                    peer.output());
        }
    }
}
