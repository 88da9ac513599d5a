package wirelab.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Headers;
import wirelab.http.Raw;
import wirelab.http.RequestHead;
import wirelab.http.WebServer;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// What clients whom nobody knows can make a site do.
@Tag("socket")
class LoadTest extends SiteFixture {
    @Test
    void missingFilesAskedForInALoopAreLookedForNoMoreThanTenTimesASecond() throws Exception {
        for (int i = 0; i < 30; i++) Files.writeString(root.resolve("page" + i + ".txt"), "");
        try (var raw = new Raw(server.address())) {
            int suggested = 0;
            long began = System.nanoTime();
            for (int i = 0; i < 300; i++) {
                var page = raw.send("GET /pagee1.txt HTTP/1.1\r\nHost: x\r\n\r\n").response();
                assertEquals(404, page.status());
                if (page.body().contains("Did you mean")) suggested++;
            }
            long allowed = 11 + 10 * (System.nanoTime() - began) / 1_000_000_000;
            assertTrue(suggested >= 1 && suggested <= allowed, suggested + " of at most " + allowed);
        }
    }

    @Test
    void aPathOfThousandsOfNamesIsOneLook() throws Exception {
        var tree = new Tree(root, false);
        long began = System.nanoTime();
        var names = Tree.segments("/a".repeat(4000));
        for (int i = 0; i < 50; i++) assertEquals(0, tree.nearestFolder(names));
        assertTrue(System.nanoTime() - began < 5_000_000_000L, "it took seconds");
        assertEquals(404, get("/a".repeat(4000)).status());
    }

    @Test
    void aLargeListingIsMadeOnceForAllWhoAsk() throws Exception {
        for (int i = 0; i < 300; i++) Files.writeString(root.resolve("f" + i), "");
        var listings = new Listings(new Tree(root, false));
        var request = RequestHead.of("GET", "/", Headers.EMPTY);
        var real = root.toRealPath();
        var first = listings.page(real, List.of(), request, null);
        assertTrue(first == listings.page(real, List.of(), request, "sort=nonsense"), "made again");
        assertFalse(first == listings.page(real, List.of(), request, "sort=size"));
        Files.writeString(root.resolve("another"), "");
        assertFalse(first == listings.page(real, List.of(), request, null), "the folder has changed");
    }

    @Test
    void theFirstOfManyAreTheFirstOfTheChosenOrder(@TempDir Path many) throws Exception {
        for (int i = 0; i < 10_050; i++) {
            Files.write(many.resolve(String.format("f%05d", i)), new byte[i == 10_007 ? 1 : 0]);
        }
        Files.createDirectory(many.resolve("zz"));
        try (var site = WebServer.start(WebServer.Options.DEFAULTS, new Site(many, Site.Options.DEFAULTS))) {
            var names = Pattern.compile("\"name\":\"([^\"]+)\"");
            for (String order : List.of("asc", "desc")) {
                var json = Raw.get(site.address(), "/?sort=name&order=" + order, "Accept: application/json\r\n").body();
                var shown = names.matcher(json).results().map(found -> found.group(1)).toList();
                assertEquals(10_000, shown.size());
                assertEquals("zz", shown.getFirst(), "folders come first");
                assertEquals(order.equals("asc") ? "f00000" : "f10049", shown.get(1));
                assertEquals(order.equals("asc") ? "f09998" : "f00051", shown.getLast());
                assertTrue(json.contains("\"complete\":false"));
            }
            var largest = Raw.get(site.address(), "/?sort=size&order=desc", "Accept: application/json\r\n").body();
            assertTrue(largest.contains("\"name\":\"f10007\""), "the largest of all");
            assertTrue(Raw.get(site.address(), "/", "").body().contains("only the first 10000 are shown"));
        }
    }

    @Test
    void withoutDescriptorsOneIsToldSoAndTheConnectionGoesOn() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Files.write(root.resolve("large.bin"), new byte[2 * 1024 * 1024]);
        try (var peer = Peer.start("sh", "-c", "ulimit -n 128; exec \"$@\"", "sh", java, "@out/lab", "-m",
                "wirelab.scripts/wirelab.scripts.HttpServer", "--root", root.toString(), "--port", "0", "--cache", "0")) {
            var address = peer.awaitListening();
            // Every class that an answer needs is there before the descriptors are gone.
            for (String path : List.of("/digits.txt", "/nowhere", "/a%20folder/", "/large.bin")) Raw.get(address, path, "");
            var held = new ArrayList<Raw>();
            try (var raw = new Raw(address)) {
                assertEquals(200, raw.send("GET /digits.txt HTTP/1.1\r\nHost: x\r\n\r\n").response().status());
                for (int i = 0; i < 128; i++) {
                    try {
                        held.add(new Raw(address));
                    } catch (IOException _) {
                        // Turned away, since there is no descriptor for it.
                    }
                }
                Eventually.that("none is left", () -> peer.output().contains("Too many open files"));
                for (String path : List.of("/digits.txt", "/a%20folder/", "/large.bin")) {
                    // The connections of before may give theirs back only now: then one of those that wait gets it.
                    Eventually.that(path + " is 503", () ->
                            raw.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").response().status() == 503);
                }
            } finally {
                for (var raw : held) raw.close();
            }
        }
    }
}
