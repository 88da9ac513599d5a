package wirelab.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.ProtocolViolation;
import wirelab.sftp.Served.Kind;
import wirelab.sftp.Transfers.Manner;

/// The client, against our own service and against servers that lie.
class RemoteFilesTest {
    private static final Manner FOLDERS = new Manner(true, false, false);

    @TempDir
    Path folder;
    private Path there;
    private Path here;
    private final byte[] content = new byte[5_000_000];

    @BeforeEach
    void make() throws IOException {
        there = Files.createDirectory(folder.resolve("there"));
        here = Files.createDirectory(folder.resolve("here"));
        new Random(1).nextBytes(content);
    }

    @Test
    void aFileGoesThereAndBackWithManyRequestsUnderWay() throws Exception {
        Files.write(here.resolve("a"), content);
        try (var served = Served.in(Kind.PINNED, there)) {
            var exchange = Exchange.with(served.service);
            var remote = exchange.client();
            var transfers = new Transfers(remote, Manner.PLAIN, TransferListener.NONE);
            transfers.put(here.resolve("a"), "/b");
            transfers.get("/b", here.resolve("c"));
            assertArrayEquals(content, Files.readAllBytes(here.resolve("c")));
            assertTrue(exchange.mostWaiting() > 30, exchange.mostWaiting() + " at once");
            assertEquals(0, served.service.openHandles());
        }
    }

    /// Replies of any size, in any order.
    @Test
    void piecesMayComeShortAndInAnyOrder() throws Exception {
        Files.write(there.resolve("a"), content);
        var random = new Random(2);
        var held = new ArrayList<SftpReply>();
        try (var served = Served.in(Kind.PINNED, there)) {
            var exchange = new Exchange(request -> {
                if (!(request instanceof SftpRequest.Read(var id, var handle, var offset, var length))) {
                    return List.of(served.service.answer(request));
                }
                var some = new SftpRequest.Read(id, handle, offset, 1 + random.nextInt((int) length));
                held.add(served.service.answer(some));
                return List.of();
            }).late(() -> {
                Collections.shuffle(held, random);
                var out = List.copyOf(held);
                held.clear();
                return out;
            });
            new Transfers(exchange.client(), Manner.PLAIN, TransferListener.NONE).get("/a", here.resolve("a"));
        }
        assertArrayEquals(content, Files.readAllBytes(here.resolve("a")));
    }

    @Test
    void aTransferGoesOnWhereItStopped() throws Exception {
        Files.write(there.resolve("a"), content);
        Files.write(here.resolve("a"), Arrays.copyOf(content, 1_234_567));
        try (var served = Served.in(Kind.PINNED, there)) {
            var seen = new ArrayList<Long>();
            var listener = new TransferListener() {
                @Override
                public void begins(String name, long size, long before) {
                    seen.addAll(List.of(size, before));
                }
            };
            var remote = Exchange.with(served.service).client();
            var transfers = new Transfers(remote, new Manner(false, true, false), listener);
            transfers.get("/a", here.resolve("a"));
            assertArrayEquals(content, Files.readAllBytes(here.resolve("a")));
            Files.write(there.resolve("b"), Arrays.copyOf(content, 2_000_000));
            transfers.put(here.resolve("a"), "/b");
            assertArrayEquals(content, Files.readAllBytes(there.resolve("b")));
            assertEquals(List.of(5_000_000L, 1_234_567L, 5_000_000L, 2_000_000L), seen);
            Files.write(here.resolve("a"), new byte[6_000_000]);
            assertThrows(IOException.class, () -> transfers.get("/a", here.resolve("a")));
            assertEquals(6_000_000, Files.size(here.resolve("a")));
        }
    }

    @Test
    void wholeFoldersGoThereAndBack() throws Exception {
        Files.createDirectories(here.resolve("f/g/h"));
        for (String name : List.of("f/1", "f/g/2", "f/g/h/3", "f/ü")) Files.writeString(here.resolve(name), name);
        Files.createSymbolicLink(here.resolve("f/link"), Path.of("1"));
        Files.setLastModifiedTime(here.resolve("f/1"), FileTime.fromMillis(1_000_000_000_000L));
        var left = new ArrayList<String>();
        var listener = new TransferListener() {
            @Override
            public void skipped(String line) {
                left.add(line);
            }
        };
        try (var served = Served.in(Kind.PINNED, there)) {
            var remote = Exchange.with(served.service).client();
            var transfers = new Transfers(remote, new Manner(true, false, true), listener);
            transfers.put(here.resolve("f"), "/x");
            transfers.get("/x", here.resolve("y"));
            assertThrows(IOException.class,
                    () -> new Transfers(remote, Manner.PLAIN, listener).get("/x", here.resolve("z")));
        }
        for (String name : List.of("1", "g/2", "g/h/3", "ü")) {
            assertEquals("f/" + name, Files.readString(here.resolve("y").resolve(name)));
        }
        assertEquals(1_000_000_000_000L, Files.getLastModifiedTime(here.resolve("y/1")).toMillis());
        assertEquals(List.of(here.resolve("f/link") + ": a link, or neither file nor folder"), left);
    }

    /// A folder with these names, each with the same content, and the same folder in it again.
    private static Exchange lying(List<String> names, Function<SftpRequest, SftpReply> other) {
        var sent = new boolean[1];
        return new Exchange(request -> List.of(switch (request) {
            case SftpRequest.Stat(var id, _) -> new SftpReply.Attributes(id, FileAttributes.ofMode(040755));
            case SftpRequest.Opendir(var id, _) -> new SftpReply.Handle(id, EveryMessage.HANDLE);
            case SftpRequest.Readdir(var id, _) when sent[0] -> new SftpReply.Status(id, StatusCode.EOF);
            case SftpRequest.Readdir(var id, _) -> {
                sent[0] = true;
                var file = new FileAttributes(4L, null, 0100644, null, List.of());
                yield new SftpReply.Names(id, names.stream().map(name -> new DirectoryEntry(name, name, file)).toList());
            }
            case SftpRequest.Open(var id, _, _, _) -> new SftpReply.Handle(id, EveryMessage.HANDLE);
            case SftpRequest.Read(var id, _, _, _) -> new SftpReply.Data(id, EveryMessage.text("evil"));
            case SftpRequest.Close(var id, _) -> new SftpReply.Status(id, StatusCode.OK);
            default -> other.apply(request);
        }));
    }

    private static SftpReply no(SftpRequest request) {
        return new SftpReply.Status(request.id(), StatusCode.FAILURE);
    }

    @Test
    void noNameOfAServerLeavesTheFolder() throws Exception {
        var target = Files.createDirectory(here.resolve("target"));
        Files.writeString(here.resolve("mine"), "mine");
        Files.createSymbolicLink(target.resolve("link"), Path.of("../mine"));
        var bad = List.of("..", ".", "", "/etc/evil", "../evil", "a/../../evil", "x/evil", "nul\0evil", "/", "../mine",
                "link");
        var names = new ArrayList<>(bad);
        names.add("good");
        names.add("esc\033[2J\n");
        var left = new ArrayList<String>();
        var listener = new TransferListener() {
            @Override
            public void skipped(String line) {
                left.add(line);
            }
        };
        var remote = lying(names, RemoteFilesTest::no).client();
        var thrown = assertThrows(IOException.class, () -> new Transfers(remote, FOLDERS, listener).get("/d", target));
        assertEquals("1 file could not be moved", thrown.getMessage());
        assertEquals("evil", Files.readString(target.resolve("good")));
        assertEquals("mine", Files.readString(here.resolve("mine")));
        assertTrue(Files.isSymbolicLink(target.resolve("link")));
        try (var all = Files.walk(folder)) {
            var found = all.filter(each -> !each.equals(folder) && !each.equals(here) && !each.equals(there))
                    .map(each -> each.getFileName().toString()).sorted().toList();
            assertEquals(List.of("esc\033[2J\n", "good", "link", "mine", "target"), found);
        }
        // The folder itself and the one above are nothing that could be left out.
        assertEquals(bad.size() - 2, left.size(), left.toString());
        assertTrue(left.stream().noneMatch(line -> line.chars().anyMatch(c -> c < ' ')), left.toString());
    }

    @Test
    void aFolderInItselfWithoutEndIsGivenUp() throws Exception {
        var read = new boolean[1];
        var exchange = new Exchange(request -> List.of(switch (request) {
            case SftpRequest.Stat(var id, _) -> new SftpReply.Attributes(id, FileAttributes.ofMode(040755));
            case SftpRequest.Opendir(var id, _) -> {
                read[0] = false;
                yield new SftpReply.Handle(id, EveryMessage.HANDLE);
            }
            case SftpRequest.Readdir(var id, _) when read[0] -> new SftpReply.Status(id, StatusCode.EOF);
            case SftpRequest.Readdir(var id, _) -> {
                read[0] = true;
                yield new SftpReply.Names(id, List.of(new DirectoryEntry("d", "", FileAttributes.ofMode(040755))));
            }
            default -> new SftpReply.Status(request.id(), StatusCode.OK);
        }));
        var thrown = assertThrows(IOException.class, () -> new Transfers(exchange.client(), FOLDERS, TransferListener.NONE)
                .get("/d", here.resolve("deep")));
        assertTrue(thrown.getMessage().endsWith("more than 100 folders deep"), thrown.getMessage());
    }

    @Test
    void aServerThatBreaksThePromiseIsLeft() throws Exception {
        var target = here.resolve("a");
        var file = new FileAttributes(4L, null, 0100644, null, List.of());
        for (Function<SftpRequest, SftpReply> lie : List.<Function<SftpRequest, SftpReply>>of(
                request -> new SftpReply.Data(request.id() + 1, EveryMessage.text("evil")),
                request -> new SftpReply.Data(request.id(), EveryMessage.text("more than was asked for")),
                request -> new SftpReply.Data(request.id(), ByteBuffer.allocate(0)),
                request -> new SftpReply.Handle(request.id(), EveryMessage.HANDLE))) {
            var exchange = new Exchange(request -> List.of(switch (request) {
                case SftpRequest.Stat(var id, _) -> new SftpReply.Attributes(id, file);
                case SftpRequest.Open(var id, _, _, _) -> new SftpReply.Handle(id, EveryMessage.HANDLE);
                case SftpRequest.Read read -> lie.apply(read);
                default -> new SftpReply.Status(request.id(), StatusCode.OK);
            }));
            assertThrows(ProtocolViolation.class,
                    () -> new Transfers(exchange.client(), Manner.PLAIN, TransferListener.NONE).get("/a", target));
            assertEquals(0, Files.size(target));
        }
        var silent = new Exchange(request -> List.of()).client();
        assertThrows(EOFException.class, () -> silent.stat("/"));
    }

    /// The disk there is full after a while: one clear failure, and the connection can still be used.
    @Test
    void aWriteThatFailsEndsTheTransferAndNotTheConnection() throws Exception {
        Files.write(here.resolve("a"), content);
        var writes = new int[1];
        var exchange = new Exchange(request -> List.of(switch (request) {
            case SftpRequest.Stat(var id, _) -> new SftpReply.Attributes(id, FileAttributes.ofMode(040755));
            case SftpRequest.Open(var id, _, _, _) -> new SftpReply.Handle(id, EveryMessage.HANDLE);
            case SftpRequest.Write(var id, _, _, _) when ++writes[0] > 10 ->
                new SftpReply.Status(id, StatusCode.FAILURE, "No space left\033[31m");
            default -> new SftpReply.Status(request.id(), StatusCode.OK);
        }));
        var remote = exchange.client();
        var thrown = assertThrows(SftpFailure.class,
                () -> new Transfers(remote, Manner.PLAIN, TransferListener.NONE).put(here.resolve("a"), "/a"));
        assertEquals("/a: No space left\\u001b[31m", thrown.getMessage());
        assertTrue(remote.stat("/").isFolder());
        assertFalse(writes[0] > 11 + Flight.MOST, "nothing more is sent");
    }

    /// Files of the system have no size and do have an end.
    @Test
    void aFileWithoutASizeIsReadToItsEnd() throws Exception {
        var exchange = new Exchange(request -> List.of(switch (request) {
            case SftpRequest.Stat(var id, _) -> new SftpReply.Attributes(id, FileAttributes.ofMode(0100444));
            case SftpRequest.Open(var id, _, _, _) -> new SftpReply.Handle(id, EveryMessage.HANDLE);
            case SftpRequest.Read(var id, _, var offset, _) when offset < 100_000 ->
                new SftpReply.Data(id, ByteBuffer.wrap(content, (int) offset, (int) Math.min(7000, 100_000 - offset)));
            case SftpRequest.Read(var id, _, _, _) -> new SftpReply.Status(id, StatusCode.EOF);
            default -> new SftpReply.Status(request.id(), StatusCode.OK);
        }));
        new Transfers(exchange.client(), Manner.PLAIN, TransferListener.NONE).get("/proc/x", here.resolve("x"));
        assertArrayEquals(Arrays.copyOf(content, 100_000), Files.readAllBytes(here.resolve("x")));
    }
}
