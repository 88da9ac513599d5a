package wirelab.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;
import wirelab.kit.Host;

@Tag("socket")
class FindTest {
    private static final String[] TEXTS = {"a window of packets", "packets and windows", "window window window",
            "the ring of packets\nhas a window <script>alert(1)</script>", "nothing of it"};

    @TempDir
    private Path folder;

    private IndexService node(Nodes nodes, String name, int... texts) throws Exception {
        var own = Files.createDirectories(folder.resolve(name));
        for (int text : texts) Files.writeString(own.resolve("text" + text), TEXTS[text]);
        var node = nodes.add(name, null);
        Eventually.that("it is read", node.finder()::isComplete);
        return node;
    }

    private static String search(IndexService node, String question) {
        try {
            return node.finder().search(question, 50).toString();
        } catch (InterruptedException e) {
            return e.toString();
        }
    }

    private static List<IndexReply.Hit> hits(IndexService node, String question) throws Exception {
        return node.finder().search(question, 50).found().stream().map(IndexReply.Discovery::hit).toList();
    }

    @Test
    void severalNodesWithCopiesRankAsOneThatHoldsEverything() throws Exception {
        try (var alone = new Nodes(folder); var nodes = new Nodes(folder)) {
            var one = node(alone, "one", 0, 1, 2, 3, 4);
            var a = node(nodes, "a", 0, 1, 4);
            var b = node(nodes, "b", 1, 2);
            var c = node(nodes, "c", 3, 2, 4);
            nodes.agree(a, b, c);
            for (String question : List.of("window", "packets window", "wind*", "\"of packets\"", "nothing")) {
                // Some node may be slow to answer on a busy machine: then it is told, and it is asked again.
                for (var node : List.of(a, b, c)) {
                    Eventually.that(question, () -> hits(one, question).equals(hits(node, question)),
                            () -> ": " + search(one, question) + " and not " + search(node, question));
                }
            }
            Eventually.that("one has two holders", () -> {
                var found = a.finder().search("window", 50);
                return found.silent() == 0
                        && found.found().stream().filter(each -> each.holding().holders().size() == 2).count() == 1;
            });
            Files.writeString(folder.resolve("b/new"), "zebra");
            Eventually.that("what is new is found", () -> hits(a, "zebra").size() == 1);
            Files.delete(folder.resolve("b/new"));
            Eventually.that("what is gone is not", () -> hits(a, "zebra").isEmpty());
            try (var link = IndexLink.connect(Host.HERE, a.address(), null)) {
                var nonsense = new IndexRequest.Search("***", 5);
                assertThrows(IndexLink.RefusedException.class, () -> link.ask(nonsense, IndexReply.Found.class));
                assertEquals(2, link.ask(new IndexRequest.Search("window", 2), IndexReply.Found.class).found().size());
            }
        }
    }

    @Test
    void whereverTheBestAreEachNumberOfThemIsThatOfOneNode() throws Exception {
        var random = new Random(5);
        var words = "alpha beta gamma delta epsilon zeta".split(" ");
        try (var alone = new Nodes(folder); var nodes = new Nodes(folder)) {
            for (int i = 0; i < 300; i++) {
                // The first node has most of them, and every seventh is at two.
                int at = Math.min(4, (int) (5 * Math.pow(random.nextDouble(), 3)));
                var text = new StringBuilder();
                for (int n = random.nextInt(30); n >= 0; n--) text.append(words[random.nextInt(6)]).append(n % 9 == 0 ? '\n' : ' ');
                for (String name : List.of("all", "n" + at, "n" + (i % 7 == 0 ? (at + 1) % 5 : at))) {
                    Files.writeString(Files.createDirectories(folder.resolve(name)).resolve("text" + i), text.append(i));
                    text.setLength(text.length() - Integer.toString(i).length());
                }
            }
            var one = node(alone, "all");
            var all = new ArrayList<IndexService>();
            for (int i = 0; i < 5; i++) all.add(node(nodes, "n" + i));
            nodes.agree(all.toArray(IndexService[]::new));
            for (String question : List.of("alpha", "alpha beta", "\"beta gamma\"", "e*", "zeta 3*")) {
                for (int most : new int[] {1, 5, 20, 100}) {
                    var wanted = one.finder().search(question, most).found().stream().map(IndexReply.Discovery::hit).toList();
                    for (var node : all) {
                        Eventually.that(question + " " + most, () -> node.finder().search(question, most).found().stream()
                                .map(IndexReply.Discovery::hit).toList().equals(wanted));
                    }
                }
            }
        }
    }

    @Test
    void thePageSearchesEscapesAndIsShownToNobodyByAnotherName() throws Exception {
        try (var nodes = new Nodes(folder); var client = HttpClient.newHttpClient()) {
            var one = node(nodes, "one", 3);
            Nodes.holds(one, "text3 1");
            try (var page = IndexPage.start(Host.HERE, new InetSocketAddress("127.0.0.1", 0), one)) {
                String base = "http://127.0.0.1:" + page.address().getPort();
                String html = get(client, base + "/?q=window+%22has+a%22").body();
                assertTrue(html.contains("has a window &lt;script&gt;") && !html.contains("<script"), html);
                assertTrue(html.contains("value=\"window &quot;has a&quot;\""), html);
                assertTrue(html.contains("rel=\"search\""), html);
                assertTrue(get(client, base + "/nodes").body().contains(":" + one.address().getPort()));
                String json = get(client, base + "/search.json?q=packets").body();
                assertTrue(json.contains("\"names\": [\"text3\"]"), json);
                assertTrue(json.contains("\"line\": \"the ring of packets\""), json);
                String description = get(client, base + "/opensearch.xml").body();
                assertTrue(description.contains("template=\"" + base + "/?q={searchTerms}\""), description);
                assertEquals(400, get(client, base + "/?q=***").statusCode());
                assertEquals(404, get(client, base + "/other").statusCode());
                assertFalse(get(client, base + "/").body().contains("<ol>"));
            }
        }
    }

    private static HttpResponse<String> get(HttpClient client, String uri) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
