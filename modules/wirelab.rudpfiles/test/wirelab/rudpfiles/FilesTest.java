package wirelab.rudpfiles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;
import wirelab.rudp.RudpIdentity;
import wirelab.rudp.RudpOptions;
import wirelab.rudp.RudpTrace;

/// A server of a folder and its client, over real sockets.
@Tag("socket")
@Timeout(120)
class FilesTest {
    private static final RudpOptions PLAIN = RudpOptions.DEFAULTS.withPlain(true);
    private static final FileService.Options OPTIONS = FileService.Options.DEFAULTS.withTransport(PLAIN);

    @TempDir
    private Path folder;
    @TempDir
    private Path here;
    private FileService server;
    private RemoteFolder remote;

    @BeforeEach
    void start() throws IOException {
        serve(OPTIONS);
    }

    private void serve(FileService.Options options) throws IOException {
        server = FileService.start(Host.HERE, options, folder, RudpIdentity.create(Secrets.RANDOM));
        remote = RemoteFolder.connect(Host.HERE, server.address(), PLAIN, RudpTrace.NONE);
    }

    @AfterEach
    void stop() {
        remote.close();
        server.close();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_432, 300_000, 3_000_000})
    void aFileComesAsItIsThere(int size) throws IOException {
        Files.write(folder.resolve("one"), random(size));
        Files.setLastModifiedTime(folder.resolve("one"), FileTime.fromMillis(1_234_567_000));
        var result = remote.get("one", here.resolve("copy"), _ -> {});
        assertArrayEquals(random(size), Files.readAllBytes(here.resolve("copy")));
        assertEquals(size, result.size());
        assertEquals(1_234_567_000, Files.getLastModifiedTime(here.resolve("copy")).toMillis());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_432, 3_000_000})
    void aFileIsStoredAsItWas(int size) throws IOException {
        Files.write(here.resolve("one"), random(size));
        remote.put(here.resolve("one"), "a/b/one", _ -> {});
        assertArrayEquals(random(size), Files.readAllBytes(folder.resolve("a/b/one")));
        assertFalse(Files.exists(folder.resolve("a/b/.one.part")));
    }

    @Test
    void howMuchIsToComeIsSaidOnceAndOnlyWhenItIsKnown() throws Exception {
        Files.write(folder.resolve("one"), new byte[300_000]);
        Files.write(here.resolve(".one.part"), new byte[100_000]);
        var told = new ConcurrentLinkedQueue<String>();
        long[] moved = {0};
        var watcher = new RemoteFolder.Watcher() {
            @Override
            public void expected(long bytes) {
                told.add("expected " + bytes + " after " + moved[0]);
            }

            @Override
            public void moved(long bytes) {
                moved[0] += bytes;
            }
        };
        remote.get("one", here.resolve("one"), watcher);
        assertEquals(List.of("expected 200000 after 0"), List.copyOf(told));
        assertEquals(200_000, moved[0]);
        told.clear();
        assertThrows(IOException.class, () -> remote.get("none", here.resolve("none"), watcher));
        assertEquals(List.of(), List.copyOf(told));
        moved[0] = 0;
        remote.put(here.resolve("one"), "two", watcher);
        assertEquals(List.of("expected 300000 after 0"), List.copyOf(told));
    }

    @Test
    void whatWasBrokenOffGoesOnBothWays() throws IOException {
        byte[] content = random(500_000);
        Files.write(folder.resolve("one"), content);
        Files.write(here.resolve(".one.part"), Arrays.copyOf(content, 200_000));
        assertEquals(200_000, remote.get("one", here.resolve("one"), _ -> {}).before());
        assertArrayEquals(content, Files.readAllBytes(here.resolve("one")));
        Files.write(folder.resolve(".two.part"), Arrays.copyOf(content, 300_000));
        assertEquals(300_000, remote.put(here.resolve("one"), "two", _ -> {}).before());
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("two")));
    }

    @Test
    void aPartOfAnotherFileIsNoBeginning() throws IOException {
        Files.write(folder.resolve("one"), random(500_000));
        Files.write(here.resolve(".one.part"), new byte[200_000]);
        assertEquals(0, remote.get("one", here.resolve("one"), _ -> {}).before());
        assertArrayEquals(random(500_000), Files.readAllBytes(here.resolve("one")));
        Files.write(folder.resolve(".two.part"), new byte[600_000]);
        assertEquals(0, remote.put(here.resolve("one"), "two", _ -> {}).before());
        assertArrayEquals(random(500_000), Files.readAllBytes(folder.resolve("two")));
    }

    @Test
    void noPathLeadsOut() throws IOException {
        Files.createDirectory(folder.resolve("inside"));
        Files.createSymbolicLink(folder.resolve("link"), here);
        Files.createSymbolicLink(folder.resolve("file"), here.resolve("secret"));
        Files.writeString(here.resolve("secret"), "secret");
        Files.writeString(here.resolve("mine"), "mine");
        for (String path : List.of("../secret", "inside/../../secret", "link/secret", "file", "/../secret", "..", "a\0b",
                "link", "inside\\..\\x", ".one.part", "./one", "a//b")) {
            assertThrows(IOException.class, () -> remote.get(path, here.resolve("got"), _ -> {}), path);
            assertFalse(Files.exists(here.resolve("got")), path);
            assertThrows(IOException.class, () -> remote.list(path), path);
            // Where a link stood there is a file afterwards; what it led to is as it was.
            if (!path.equals("file")) {
                assertThrows(IOException.class, () -> remote.put(here.resolve("mine"), path, _ -> {}), path);
            }
        }
        assertEquals("secret", Files.readString(here.resolve("secret")));
        try (var files = Files.list(here)) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void aFolderIsListedWithoutLinksAndParts() throws IOException {
        Files.writeString(folder.resolve("one"), "12345");
        Files.createDirectory(folder.resolve("sub"));
        Files.writeString(folder.resolve(".x.part"), "x");
        Files.createSymbolicLink(folder.resolve("link"), here);
        var items = remote.list("");
        assertEquals(2, items.size());
        assertTrue(items.stream().anyMatch(item -> item.name().equals("one") && item.size() == 5 && !item.isFolder()));
        assertTrue(items.stream().anyMatch(item -> item.name().equals("sub") && item.isFolder()));
        assertThrows(IOException.class, () -> remote.list("one"));
        assertThrows(IOException.class, () -> remote.list("nowhere"));
    }

    @Test
    void aFileThatChangesWhileItIsSentIsNoticed() throws IOException {
        byte[] content = random(30_000_000);
        Files.write(folder.resolve("one"), content);
        boolean[] changed = {false};
        var e = assertThrows(IOException.class, () -> remote.get("one", here.resolve("copy"), bytes -> {
            if (changed[0]) return;
            changed[0] = true;
            try {
                Files.write(folder.resolve("one"), Arrays.copyOf(content, 20_000));
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        }));
        assertFalse(Files.exists(here.resolve("copy")));
        assertTrue(e.getMessage().contains("changed") || e.getMessage().contains("given up"), e.getMessage());
    }

    @Test
    void whatIsNotAllowedIsSaid() throws IOException {
        stop();
        serve(OPTIONS.withReadOnly(true));
        Files.writeString(here.resolve("mine"), "mine");
        var e = assertThrows(FileFailure.class, () -> remote.put(here.resolve("mine"), "x", _ -> {}));
        assertEquals(FileStatus.REFUSED, e.status());
        assertEquals("x: not allowed", e.getMessage());
    }

    @Test
    void wholeFoldersGoOverSeveralFilesAtOnce() throws IOException {
        for (int i = 0; i < 40; i++) {
            var file = folder.resolve("from/" + i % 4 + "/" + i);
            Files.createDirectories(file.getParent());
            Files.write(file, random(1_000 * i));
        }
        var done = new ConcurrentLinkedQueue<String>();
        var copy = new FolderCopy(remote, 4, new FolderCopy.Watcher() {
            @Override
            public void done(String name, RemoteFolder.Result result) {
                done.add(name);
            }

            @Override
            public void moved(long bytes) {}
        });
        copy.get("from", here.resolve("to"));
        assertEquals(40, done.size());
        copy.put(here.resolve("to"), "back");
        for (int i = 0; i < 40; i++) {
            assertArrayEquals(random(1_000 * i), Files.readAllBytes(folder.resolve("back/" + i % 4 + "/" + i)));
        }
    }

    @Test
    void aKeyThatChangedIsNotBelieved() throws IOException {
        var known = new KnownServers(here.resolve("known"));
        assertTrue(known.check("one:1", "AAAA"));
        assertTrue(known.check("two:2", "BBBB"));
        assertFalse(known.check("one:1", "AAAA"));
        var e = assertThrows(IOException.class, () -> known.check("one:1", "CCCC"));
        assertTrue(e.getMessage().contains("somebody is in between"), e.getMessage());
    }

    @Test
    void aRequestChangedAnyhowIsOneOrAnError() throws Exception {
        var random = new Random(1);
        for (var request : List.of(new FileRequest.ListFolder("a/b"), new FileRequest.Get("c", 7, new byte[32]),
                new FileRequest.Put("d", 8, 9))) {
            byte[] whole = request.encode();
            byte[] bytes = Arrays.copyOfRange(whole, 2, whole.length);
            assertArrayEquals(whole, FileRequest.decode(bytes).encode());
            for (int i = 0; i < 10_000; i++) {
                byte[] mutated = Arrays.copyOf(bytes, random.nextInt(4) > 0
                        ? bytes.length : random.nextInt(bytes.length + 5));
                if (mutated.length > 0) mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
                try {
                    byte[] again = FileRequest.decode(mutated).encode();
                    assertArrayEquals(mutated, Arrays.copyOfRange(again, 2, again.length));
                } catch (ProtocolViolation e) {
                    assertTrue(e.getMessage().length() < 2_000);
                }
            }
        }
    }
}
