package wirelab.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wirelab.kit.Bytes;
import wirelab.sftp.Served.Kind;

/// Ways out of the root, and what else somebody tries who wants more than he may have.
class JailTest {
    private static final int NEW = OpenFlags.WRITE | OpenFlags.CREATE;

    @TempDir
    Path folder;
    private Path root;
    private Path outside;

    @BeforeEach
    void make() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "outside");
        Files.writeString(Files.createDirectory(root.resolve("d")).resolve("secret"), "inside");
    }

    @ParameterizedTest
    @EnumSource
    void noPathLeadsOut(Kind kind) throws Exception {
        Files.createSymbolicLink(root.resolve("up"), Path.of("../outside"));
        Files.createSymbolicLink(root.resolve("far"), outside);
        Files.createSymbolicLink(root.resolve("file"), Path.of("../outside/secret"));
        Files.createSymbolicLink(root.resolve("nothing"), Path.of("../outside/new"));
        Files.createSymbolicLink(root.resolve("proc"), Path.of("/proc/self/root"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        try (var session = Served.in(kind, root)) {
            for (String path : List.of("../outside/secret", "/d/../../outside/secret", "up/secret", "far/secret", "file",
                    "proc" + outside + "/secret", outside + "/secret", "d/../../root/../outside/secret", "loop")) {
                denied(session.ask(id -> new SftpRequest.Open(id, path, OpenFlags.READ, FileAttributes.NONE)), path);
                denied(session.ask(id -> new SftpRequest.Stat(id, path)), path);
                denied(session.ask(id -> new SftpRequest.Setstat(id, path, FileAttributes.ofSize(0))), path);
            }
            for (String path : List.of("up/new", "far/new", "../outside/new", "nothing", "d/../../outside/new")) {
                denied(session.ask(id -> new SftpRequest.Open(id, path, NEW, FileAttributes.NONE)), path);
                if (path.equals("nothing")) continue;
                denied(session.ask(id -> new SftpRequest.Mkdir(id, path, FileAttributes.NONE)), path);
                denied(session.ask(id -> new SftpRequest.Symlink(id, "d", path)), path);
                denied(session.ask(id -> new SftpRequest.Rename(id, "d/secret", path)), path);
                denied(session.ask(id -> new ExtendedRequest.PosixRename(id, "d", path)), path);
                denied(session.ask(id -> new ExtendedRequest.Hardlink(id, "d/secret", path)), path);
            }
            denied(session.ask(id -> new SftpRequest.Opendir(id, "up")), "up");
            denied(session.ask(id -> new SftpRequest.Remove(id, "up/secret")), "up/secret");
            denied(session.ask(id -> new ExtendedRequest.Hardlink(id, "up/secret", "x")), "up/secret");
            denied(session.ask(id -> new SftpRequest.Realpath(id, "up/secret")), "up/secret");
            denied(session.ask(id -> new ExtendedRequest.Statvfs(id, "up")), "up");
        }
        assertEquals("outside", Files.readString(outside.resolve("secret")));
        assertEquals(1, outside.toFile().list().length);
        assertFalse(Files.exists(root.resolve("x"), LinkOption.NOFOLLOW_LINKS));
    }

    /// Whatever says no, it says no more than that.
    private static void denied(SftpReply reply, String path) {
        var status = assertInstanceOf(SftpReply.Status.class, reply, path);
        assertTrue(List.of(StatusCode.PERMISSION_DENIED, StatusCode.NO_SUCH_FILE, StatusCode.FAILURE).stream()
                .anyMatch(status::is), status + " for " + path);
        assertFalse(status.message().contains("/"), status.message());
    }

    /// The root itself is nobody's entry.
    @ParameterizedTest
    @EnumSource
    void theRootStays(Kind kind) throws Exception {
        try (var session = Served.in(kind, root)) {
            for (String path : List.of("/", "", ".", "d/..", "../..")) {
                denied(session.ask(id -> new SftpRequest.Rmdir(id, path)), path);
                denied(session.ask(id -> new SftpRequest.Remove(id, path)), path);
                denied(session.ask(id -> new SftpRequest.Rename(id, path, "x")), path);
                denied(session.ask(id -> new SftpRequest.Open(id, path, NEW, FileAttributes.NONE)), path);
            }
            assertTrue(session.attributes(id -> new SftpRequest.Lstat(id, "/")).isFolder());
            assertTrue(session.attributes(id -> new SftpRequest.Lstat(id, "d/..")).isFolder());
        }
    }

    /// Opening a pipe would wait until somebody writes, and a device may do anything.
    @ParameterizedTest
    @EnumSource
    void whatIsNoFileIsNotOpened(Kind kind) throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor());
        try (var session = Served.in(kind, root)) {
            denied(session.ask(id -> new SftpRequest.Open(id, "pipe", OpenFlags.READ, FileAttributes.NONE)), "pipe");
            denied(session.ask(id -> new SftpRequest.Open(id, "pipe", NEW, FileAttributes.NONE)), "pipe");
            denied(session.ask(id -> new SftpRequest.Open(id, "d", OpenFlags.READ, FileAttributes.NONE)), "d");
            denied(session.ask(id -> new SftpRequest.Setstat(id, "pipe", FileAttributes.ofSize(0))), "pipe");
            session.ok(id -> new SftpRequest.Setstat(id, "pipe", FileAttributes.ofMode(0600)));
            session.ok(id -> new ExtendedRequest.Lsetstat(id, "pipe", FileAttributes.ofMode(0640)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void handlesRunOutAndComeBack(Kind kind) throws Exception {
        try (var session = new Served(kind, SftpOptions.DEFAULTS.withRoot(root).withHandles(5))) {
            var last = Bytes.of();
            for (int i = 0; i < 5; i++) last = session.open("d/secret", OpenFlags.READ);
            denied(session.ask(id -> new SftpRequest.Open(id, "d/secret", OpenFlags.READ, FileAttributes.NONE)), "6");
            denied(session.ask(id -> new SftpRequest.Opendir(id, "d")), "6");
            session.close(last);
            var closed = last;
            denied(session.ask(id -> new SftpRequest.Close(id, closed)), "closed");
            denied(session.ask(id -> new SftpRequest.Read(id, closed, 0, 1)), "closed");
            assertEquals(4, session.service.openHandles());
            var again = session.open("d/secret", OpenFlags.READ);
            assertFalse(again.equals(closed), "a handle is used once");
            denied(session.ask(id -> new SftpRequest.Readdir(id, again)), "of a file");
        }
    }

    @ParameterizedTest
    @EnumSource
    void offsetsAndLengthsBeyondAllSenseAreRefused(Kind kind) throws Exception {
        try (var session = Served.in(kind, root)) {
            var handle = session.open("d/secret", OpenFlags.READ | OpenFlags.WRITE);
            for (long offset : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE}) {
                denied(session.ask(id -> new SftpRequest.Write(id, handle, offset, EveryMessage.text("x"))), "write");
                denied(session.ask(id -> new ExtendedRequest.CopyData(id, handle, 0, 5, handle, offset)), "copy");
            }
            denied(session.ask(id -> new SftpRequest.Read(id, handle, -1, 1)), "read");
            assertEquals(StatusCode.EOF, session.status(id -> new SftpRequest.Read(id, handle, Long.MAX_VALUE - 9, 9)));
            denied(session.ask(id -> new SftpRequest.Fsetstat(id, handle, FileAttributes.ofSize(-1))), "size");
            var all = session.ask(id -> new SftpRequest.Read(id, handle, 0, 0xffff_ffffL));
            assertEquals("inside", Served.text(assertInstanceOf(SftpReply.Data.class, all).data()));
        }
    }

    /// A folder and a link change places all the time while 10,000 requests go through the name. With [CheckedJail] some of
    /// them are answered from outside.
    @Test
    void nobodyGetsOutBetweenCheckAndUse() throws Exception {
        var link = Files.createSymbolicLink(root.resolve("link"), Path.of("../outside"));
        var swaps = new AtomicInteger();
        var ends = new AtomicBoolean();
        var swapper = Thread.ofPlatform().start(() -> {
            try {
                while (!ends.get()) {
                    swap(root.resolve("d"), root.resolve("aside"), link);
                    swaps.incrementAndGet();
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        try (var session = Served.in(Kind.PINNED, root)) {
            // At least so many; more where the other thread has hardly run.
            for (int i = 0; i < 10_000 || swaps.get() < 100 && swapper.isAlive(); i++) attack(session, i);
        } finally {
            ends.set(true);
            swapper.join();
        }
        assertTrue(swaps.get() >= 100, swaps + " swaps");
        assertEquals("outside", Files.readString(outside.resolve("secret")));
        assertEquals(List.of("secret"), List.of(outside.toFile().list()));
    }

    /// For a moment the name leads outside.
    private static void swap(Path name, Path aside, Path link) throws IOException {
        Files.move(name, aside, StandardCopyOption.ATOMIC_MOVE);
        Files.move(link, name, StandardCopyOption.ATOMIC_MOVE);
        Files.move(name, link, StandardCopyOption.ATOMIC_MOVE);
        Files.move(aside, name, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void attack(Served session, int i) {
        int flags = i % 2 == 0 ? OpenFlags.READ : OpenFlags.READ | OpenFlags.WRITE;
        if (session.ask(id -> new SftpRequest.Open(id, "d/secret", flags, FileAttributes.NONE))
                instanceof SftpReply.Handle(_, var handle)) {
            assertEquals("inside", session.read(handle, 0));
            session.close(handle);
        }
        switch (i % 7) {
            case 0 -> session.ask(id -> new SftpRequest.Mkdir(id, "d/new", FileAttributes.NONE));
            case 1 -> session.ask(id -> new SftpRequest.Rmdir(id, "d/new"));
            case 2 -> session.ask(id -> new ExtendedRequest.Hardlink(id, "d/secret", "d/second"));
            case 3 -> session.ask(id -> new SftpRequest.Remove(id, "d/second"));
            case 4 -> session.ask(id -> new SftpRequest.Symlink(id, "x", "d/sym"));
            case 5 -> session.ask(id -> new ExtendedRequest.PosixRename(id, "d/sym", "d/sym2"));
            default -> {
                if (session.ask(id -> new SftpRequest.Stat(id, "d/secret")) instanceof SftpReply.Attributes known) {
                    assertEquals("inside".length(), known.attributes().size());
                }
            }
        }
    }

    @Test
    void theKernelGuardsTheJailWhereItMay() throws Exception {
        try (var jail = Jail.open(root)) {
            assertTrue(jail.isTight());
            assertEquals("jail " + root.toRealPath() + ", guarded by the kernel", jail.toString());
        }
    }

    /// To Unix a name is bytes.
    @ParameterizedTest
    @EnumSource
    void aNameThatIsNoUtf8IsAFileAsAnyOther(Kind kind) throws Exception {
        String name = "caf\udce9";
        try (var session = Served.in(kind, root)) {
            var handle = session.open(name, NEW);
            session.write(handle, 0, "x");
            session.close(handle);
            session.ok(id -> new SftpRequest.Symlink(id, name, "lïnk"));
            assertEquals(name, session.name(id -> new SftpRequest.Readlink(id, "lïnk")));
            assertEquals("/" + name, session.name(id -> new SftpRequest.Realpath(id, "lïnk")));
            var names = session.list("/").stream().map(DirectoryEntry::name).toList();
            assertEquals(Set.of(name, "d", "lïnk"), Set.copyOf(names));
            session.ok(id -> new SftpRequest.Remove(id, name));
        }
    }
}
