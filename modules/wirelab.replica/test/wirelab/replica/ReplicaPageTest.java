package wirelab.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Address;
import wirelab.kit.Host;

@Tag("socket")
class ReplicaPageTest {
    @TempDir
    private Path folder;

    @Test
    void aPageShowsWhoLeadsAndProgramsReadIt() throws Exception {
        try (var group = new Group(folder, 3)) {
            group.session().put("a&b", 0644, "x".getBytes());
            group.agree();
            var node = group.leader();
            try (var page = ReplicaPage.start(Host.HERE, new InetSocketAddress("127.0.0.1", 0), node);
                    var client = HttpClient.newHttpClient()) {
                String html = get(client, page.address(), "/").body();
                assertTrue(html.contains("leader nodo" + node.id()) && html.contains("put a&amp;b"), html);
                String json = get(client, page.address(), "/status.json").body();
                assertTrue(json.replace(" ", "").contains("\"leader\":" + node.id() + ","), json);
                assertEquals(404, get(client, page.address(), "/else").statusCode());
            }
        }
    }

    private static HttpResponse<String> get(HttpClient client, InetSocketAddress address, String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://" + Address.text(address) + path)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
