package wirelab.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wirelab.balancer.Behind.ok;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Raw;
import wirelab.kit.Eventually;

/// The file changes while the balancer works.
@Tag("socket")
class ReloadTest {
    @TempDir
    Path folder;

    @Test
    void aChangeTakesEffectAndNoConnectionIsDropped() throws Exception {
        Path file = folder.resolve("config.ini");
        try (var behind = new Behind("", ok(), ok()); var client = new Raw(behind.address())) {
            Files.writeString(file, behind.text(""));
            try (var _ = ConfigWatch.start(file, behind.fleet, _ -> {}, _ -> {})) {
                for (int i = 1; i <= 3; i++) {
                    int reloads = i;
                    Files.writeString(file, behind.text("", i % 2 == 1 ? "drain = yes" : ""));
                    Eventually.that("it is read again", () -> behind.fleet.counters().get("reloads") == reloads);
                    int before = behind.asked(1);
                    for (int j = 0; j < 4; j++) assertEquals(200, client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                            .response().status());
                    assertEquals(i % 2 == 1 ? 0 : 2, behind.asked(1) - before);
                }
            }
        }
    }

    @Test
    void aFileThatCannotBeReadIsRefusedWithItsLine() throws Exception {
        Path file = folder.resolve("config.ini");
        try (var behind = new Behind("", ok(), ok())) {
            Files.writeString(file, behind.text(""));
            var before = behind.fleet.config();
            var told = new ConcurrentLinkedQueue<String>();
            try (var _ = ConfigWatch.start(file, behind.fleet, _ -> {}, told::add)) {
                Files.writeString(file, behind.text("retries = many"));
                Eventually.that("it is refused", () -> behind.fleet.counters().get("reloads refused") == 1);
                assertTrue(told.peek().startsWith(file + ":3: retries: 'many' is not a number"), told.toString());
                assertEquals(before, behind.fleet.config());
                Files.delete(file);
                Eventually.that("that is told", () -> behind.fleet.counters().get("reloads refused") == 2);
                assertEquals(200, behind.get("/").status());
                Files.writeString(file, behind.text("retries = 1"));
                Eventually.that("it is read again", () -> behind.fleet.counters().get("reloads") == 1);
                assertEquals(1, behind.fleet.config().times().retries());
            }
        }
    }

    @Test
    void aFileThatNamesWhatIsNotThereChangesNothing() throws Exception {
        Path file = folder.resolve("config.ini");
        try (var behind = new Behind("", ok())) {
            Files.writeString(file, behind.text(""));
            try (var _ = ConfigWatch.start(file, behind.fleet, _ -> {}, _ -> {})) {
                Files.writeString(file, behind.text("ca = " + folder.resolve("missing.pem")));
                Eventually.that("it is refused", () -> behind.fleet.counters().get("reloads refused") == 1);
                assertEquals("", behind.fleet.config().edge().ca());
                assertEquals(200, behind.get("/").status());
            }
        }
    }
}
