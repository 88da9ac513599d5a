package wirelab.rudpfiles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Failure;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.rudp.RudpIdentity;
import wirelab.rudp.RudpTrace;

/// A server of a folder and its client, over real sockets.
class FilesTest extends ServedFolder {
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

    /// Between opening a part and having it alone, whoever had it may have moved it into its place, as the whole file.
    @Test
    void ofManyWhoWriteOneFileEachHasItAloneOrIsTold() throws Exception {
        var place = here.resolve("one");
        var other = new ConcurrentLinkedQueue<Throwable>();
        var threads = IntStream.range(0, 4).mapToObj(_ -> Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 5_000; i++) {
                try (var part = new PartFile(place, "one", 0)) {
                    part.place(0);
                } catch (FileFailure e) {
                    if (e.status() != FileStatus.BUSY) other.add(e);
                } catch (IOException e) {
                    other.add(e);
                }
            }
        })).toList();
        for (var thread : threads) thread.join();
        assertEquals(List.of(), List.copyOf(other));
        assertTrue(Files.exists(place));
    }

    @Test
    void theKeyOfTheServerIsNobodysBusinessWhereverItIs() throws IOException {
        stop();
        var key = folder.resolve("key");
        var identity = RudpIdentity.of(key);
        byte[] before = Files.readAllBytes(key);
        Files.writeString(folder.resolve("other"), "other");
        server = FileService.start(Host.HERE, OPTIONS, folder, identity);
        remote = RemoteFolder.connect(Host.HERE, server.address(), PLAIN, RudpTrace.NONE);
        assertEquals(List.of("other"), remote.list("").stream().map(RemoteFolder.Item::name).toList());
        assertThrows(FileFailure.class, () -> remote.get("key", here.resolve("got"), _ -> {}));
        Files.writeString(here.resolve("mine"), "mine");
        assertThrows(FileFailure.class, () -> remote.put(here.resolve("mine"), "key", _ -> {}));
        assertArrayEquals(before, Files.readAllBytes(key));
    }

    @Test
    void noPathLeadsOut() throws IOException {
        Files.createDirectory(folder.resolve("inside"));
        Files.createSymbolicLink(folder.resolve("link"), here);
        Files.createSymbolicLink(folder.resolve("file"), here.resolve("secret"));
        Files.writeString(here.resolve("secret"), "secret");
        Files.writeString(here.resolve("mine"), "mine");
        for (String path : List.of("../secret", "inside/../../secret", "link/secret", "file", "/../secret", "..", "a\0b",
                "link", ".one.part", "./one", "a//b", "a//")) {
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
        assertEquals("one: the file changed while it was sent", e.getMessage());
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
    void whatTheServerCannotDoIsSaidAsSuch() throws IOException {
        Files.writeString(here.resolve("mine"), "mine");
        Files.createDirectory(folder.resolve(".x.part"));
        var e = assertThrows(FileFailure.class, () -> remote.put(here.resolve("mine"), "x", _ -> {}));
        assertEquals("x: the server could not do it", e.getMessage());
    }

    @Test
    void nothingButAFileGivesWayToAFileAndNothingElseIsSent() throws Exception {
        Files.writeString(folder.resolve("one"), "1");
        Files.createDirectory(here.resolve("folder"));
        assertEquals(0, new ProcessBuilder("mkfifo", here.resolve("pipe").toString()).start().waitFor());
        for (String place : List.of("folder", "pipe")) {
            var e = assertThrows(IOException.class, () -> remote.get("one", here.resolve(place), _ -> {}));
            assertTrue(Failure.line(e).endsWith(place + ": it is no ordinary file"), e.getMessage());
            e = assertThrows(IOException.class, () -> remote.put(here.resolve(place), "two", _ -> {}));
            assertTrue(Failure.line(e).endsWith(place + ": it is no ordinary file"), e.getMessage());
        }
        assertEquals(0, new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor());
        Files.writeString(here.resolve("mine"), "mine");
        assertThrows(FileFailure.class, () -> remote.put(here.resolve("mine"), "pipe", _ -> {}));
    }

    @Test
    void twoDoNotFetchIntoTheSamePlace() throws IOException {
        Files.write(folder.resolve("one"), random(100_000));
        var inner = new IOException[1];
        remote.get("one", here.resolve("copy"), bytes -> {
            if (inner[0] == null) {
                inner[0] = assertThrows(IOException.class, () -> remote.get("one", here.resolve("copy"), _ -> {}));
            }
        });
        assertTrue(inner[0].getMessage().endsWith("copy: somebody else is writing that file"), inner[0].getMessage());
        assertArrayEquals(random(100_000), Files.readAllBytes(here.resolve("copy")));
        assertFalse(Files.exists(here.resolve(".copy.part")));
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
                new FileRequest.Put("d", 8, 9), new FileRequest.MakeFolder("e"))) {
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
