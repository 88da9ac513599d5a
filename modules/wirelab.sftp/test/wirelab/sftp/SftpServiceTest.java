package wirelab.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wirelab.sftp.ExtendedAnswer.FileSystemStats;
import wirelab.sftp.ExtendedAnswer.IdNames;
import wirelab.sftp.ExtendedAnswer.ServerLimits;
import wirelab.sftp.Served.Kind;

/// What each request does to files, in either kind of jail.
class SftpServiceTest {
    private static final int NEW = OpenFlags.WRITE | OpenFlags.CREATE;

    @TempDir
    Path root;

    @ParameterizedTest
    @EnumSource
    void aFileIsMadeWrittenReadAndCut(Kind kind) throws Exception {
        try (var session = Served.in(kind, root)) {
            var out = session.open("a.txt", NEW);
            session.write(out, 6, "world");
            session.write(out, 0, "hello ");
            session.close(out);
            var in = session.open("/a.txt", OpenFlags.READ);
            assertEquals("hello world", session.read(in, 0));
            assertEquals("world", session.read(in, 6));
            assertEquals(StatusCode.EOF, session.status(id -> new SftpRequest.Read(id, in, 11, 10)));
            assertEquals(11, session.attributes(id -> new SftpRequest.Fstat(id, in)).size());
            session.close(in);
            session.ok(id -> new SftpRequest.Setstat(id, "a.txt", FileAttributes.ofSize(5)));
            assertEquals("hello", Files.readString(root.resolve("a.txt")));
            session.ok(id -> new SftpRequest.Setstat(id, "a.txt", FileAttributes.ofSize(7)));
            assertEquals("hello\0\0", Files.readString(root.resolve("a.txt")));
            session.close(session.open("a.txt", OpenFlags.WRITE | OpenFlags.TRUNCATE));
            assertEquals("", Files.readString(root.resolve("a.txt")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void howAFileIsOpenedIsKept(Kind kind) throws Exception {
        Files.writeString(root.resolve("a"), "one");
        try (var session = Served.in(kind, root)) {
            var end = session.open("a", OpenFlags.APPEND);
            session.write(end, 0, " two");
            var both = session.open("a", OpenFlags.READ | OpenFlags.WRITE | OpenFlags.APPEND);
            session.write(both, 0, " three");
            assertEquals("one two three", session.read(both, 0));
            assertEquals(StatusCode.FAILURE, session.status(id -> new SftpRequest.Read(id, end, 0, 1)));
            var in = session.open("a", OpenFlags.READ);
            assertEquals(StatusCode.FAILURE,
                    session.status(id -> new SftpRequest.Write(id, in, 0, EveryMessage.text("x"))));
            assertEquals(StatusCode.FAILURE,
                    session.status(id -> new SftpRequest.Fsetstat(id, in, FileAttributes.ofSize(0))));
            int exclusive = NEW | OpenFlags.EXCLUSIVE;
            assertEquals(StatusCode.FAILURE,
                    session.status(id -> new SftpRequest.Open(id, "a", exclusive, FileAttributes.NONE)));
            session.close(session.open("b", exclusive));
            for (int flags : List.of(0, OpenFlags.CREATE, OpenFlags.READ | OpenFlags.TRUNCATE, 64 | OpenFlags.READ)) {
                assertEquals(StatusCode.FAILURE,
                        session.status(id -> new SftpRequest.Open(id, "c", flags, FileAttributes.NONE)));
            }
            assertEquals(StatusCode.NO_SUCH_FILE,
                    session.status(id -> new SftpRequest.Open(id, "c", OpenFlags.READ, FileAttributes.NONE)));
            for (String path : List.of("a/", "c/", "/c//")) {
                assertEquals(StatusCode.FAILURE, session.status(id -> new SftpRequest.Open(id, path, NEW, FileAttributes.NONE)));
            }
            assertFalse(Files.exists(root.resolve("c")));
            assertEquals("one two three", Files.readString(root.resolve("a")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void foldersAreMadeListedAndDeleted(Kind kind) throws Exception {
        try (var session = Served.in(kind, root)) {
            session.ok(id -> new SftpRequest.Mkdir(id, "d", FileAttributes.ofMode(0700)));
            assertEquals("rwx------", PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(root.resolve("d"))));
            assertEquals(StatusCode.FAILURE, session.status(id -> new SftpRequest.Mkdir(id, "d", FileAttributes.NONE)));
            for (int i = 0; i < 250; i++) Files.writeString(root.resolve("d/" + i), "x".repeat(i));
            var names = new TreeSet<String>();
            for (var entry : session.list("d")) {
                assertTrue(names.add(entry.name()));
                assertEquals(Integer.parseInt(entry.name()), entry.attributes().size());
                assertTrue(entry.longName().matches("-r.{8} +1 \\S+ +\\S+ +" + entry.name() + " .* " + entry.name()),
                        entry.longName());
            }
            assertEquals(250, names.size());
            assertEquals(StatusCode.FAILURE, session.status(id -> new SftpRequest.Rmdir(id, "d")));
            assertEquals(StatusCode.FAILURE, session.status(id -> new SftpRequest.Remove(id, "d")));
            assertEquals(StatusCode.FAILURE, session.status(id -> new SftpRequest.Rmdir(id, "d/1")));
            for (String name : names) session.ok(id -> new SftpRequest.Remove(id, "d/" + name));
            session.ok(id -> new SftpRequest.Rmdir(id, "/d/"));
            assertEquals(StatusCode.NO_SUCH_FILE, session.status(id -> new SftpRequest.Opendir(id, "d")));
            assertEquals(List.of(), session.list("/"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void permissionsAndTimesAreChanged(Kind kind) throws Exception {
        var file = Files.writeString(root.resolve("a"), "one");
        try (var session = Served.in(kind, root)) {
            var owner = session.attributes(id -> new SftpRequest.Stat(id, "a")).owner();
            var times = new FileAttributes.Times(1_000_000_000, 1_500_000_000);
            // The system takes the special bits away when a file is given to somebody, be it to its owner.
            session.ok(id -> new SftpRequest.Setstat(id, "a", new FileAttributes(null, owner, null, null, List.of())));
            session.ok(id -> new SftpRequest.Setstat(id, "a", new FileAttributes(null, null, 04750, times, List.of())));
            var now = session.attributes(id -> new SftpRequest.Lstat(id, "a"));
            assertEquals(0104750, now.mode());
            assertEquals(times, now.times());
            assertEquals(1_500_000_000_000L, Files.getLastModifiedTime(file).toMillis());
            var handle = session.open("a", OpenFlags.READ | OpenFlags.WRITE);
            session.ok(id -> new SftpRequest.Fsetstat(id, handle, FileAttributes.ofMode(0600)));
            session.ok(id -> new SftpRequest.Fsetstat(id, handle, FileAttributes.ofSize(1)));
            assertEquals(0100600, session.attributes(id -> new SftpRequest.Fstat(id, handle)).mode());
            assertEquals("o", Files.readString(file));
        }
    }

    @ParameterizedTest
    @EnumSource
    void linksAreMadeFollowedAndChanged(Kind kind) throws Exception {
        Files.writeString(Files.createDirectory(root.resolve("d")).resolve("a"), "one");
        try (var session = Served.in(kind, root)) {
            session.ok(id -> new SftpRequest.Symlink(id, "d/a", "to a"));
            assertEquals("d/a", session.name(id -> new SftpRequest.Readlink(id, "to a")));
            assertTrue(session.attributes(id -> new SftpRequest.Lstat(id, "to a")).isLink());
            assertTrue(session.attributes(id -> new SftpRequest.Stat(id, "to a")).isFile());
            assertEquals("one", session.read(session.open("to a", OpenFlags.READ), 0));
            assertEquals("/d/a", session.name(id -> new SftpRequest.Realpath(id, "to a")));
            var times = new FileAttributes(null, null, null, new FileAttributes.Times(5, 6), List.of());
            session.ok(id -> new ExtendedRequest.Lsetstat(id, "to a", times));
            assertEquals(6, session.attributes(id -> new SftpRequest.Lstat(id, "to a")).times().modified());
            assertFalse(session.attributes(id -> new SftpRequest.Stat(id, "to a")).times().modified() == 6);
            assertEquals(StatusCode.OP_UNSUPPORTED,
                    session.status(id -> new ExtendedRequest.Lsetstat(id, "to a", FileAttributes.ofMode(0600))));
            session.ok(id -> new ExtendedRequest.Lsetstat(id, "d/a", FileAttributes.ofMode(0600)));
            session.ok(id -> new ExtendedRequest.Hardlink(id, "d/a", "b"));
            assertTrue(Files.isSameFile(root.resolve("b"), root.resolve("d/a")));
            session.ok(id -> new SftpRequest.Remove(id, "to a"));
            assertTrue(Files.exists(root.resolve("d/a")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void renamingReplacesOnlyWhereItIsAskedTo(Kind kind) throws Exception {
        Files.writeString(root.resolve("a"), "a");
        Files.writeString(root.resolve("b"), "b");
        Files.createDirectory(root.resolve("d"));
        try (var session = Served.in(kind, root)) {
            assertEquals(StatusCode.FAILURE, session.status(id -> new SftpRequest.Rename(id, "a", "b")));
            assertEquals(StatusCode.FAILURE, session.status(id -> new SftpRequest.Rename(id, "d", "b")));
            session.ok(id -> new SftpRequest.Rename(id, "a", "c"));
            session.ok(id -> new SftpRequest.Rename(id, "d", "e"));
            session.ok(id -> new ExtendedRequest.PosixRename(id, "c", "b"));
            assertEquals("a", Files.readString(root.resolve("b")));
            assertFalse(Files.exists(root.resolve("c"), LinkOption.NOFOLLOW_LINKS));
            assertTrue(Files.isDirectory(root.resolve("e")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void pathsBecomeOneAbsolutePath(Kind kind) throws Exception {
        Files.createDirectory(root.resolve("d"));
        var options = new SftpOptions(root, "/d", false, 8);
        try (var session = new Served(kind, options)) {
            assertEquals("/d", session.name(id -> new SftpRequest.Realpath(id, ".")));
            assertEquals("/", session.name(id -> new SftpRequest.Realpath(id, "..")));
            assertEquals("/", session.name(id -> new SftpRequest.Realpath(id, "/../..")));
            assertEquals("/d/new", session.name(id -> new SftpRequest.Realpath(id, "/./d//new")));
            assertEquals("/d/x", session.name(id -> new ExtendedRequest.ExpandPath(id, "~/x")));
            assertEquals("/d", session.name(id -> new ExtendedRequest.ExpandPath(id, "~")));
            assertEquals(StatusCode.FAILURE, session.status(id -> new ExtendedRequest.ExpandPath(id, "~root")));
            assertEquals(StatusCode.NO_SUCH_FILE, session.status(id -> new SftpRequest.Realpath(id, "/no/where")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void partsOfFilesAreCopiedInTheServer(Kind kind) throws Exception {
        Files.writeString(root.resolve("a"), "0123456789");
        try (var session = Served.in(kind, root)) {
            var from = session.open("a", OpenFlags.READ);
            var to = session.open("b", NEW);
            session.ok(id -> new ExtendedRequest.CopyData(id, from, 2, 3, to, 1));
            session.ok(id -> new ExtendedRequest.CopyData(id, from, 8, 0, to, 4));
            assertEquals("\0" + "23489", Files.readString(root.resolve("b")));
            var same = session.open("a", OpenFlags.READ | OpenFlags.WRITE);
            assertEquals(StatusCode.FAILURE, session.status(id -> new ExtendedRequest.CopyData(id, from, 0, 5, same, 4)));
            session.ok(id -> new ExtendedRequest.CopyData(id, from, 0, 5, same, 5));
            assertEquals("0123401234", Files.readString(root.resolve("a")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsKnownOfTheServerIsTold(Kind kind) throws Exception {
        try (var session = Served.in(kind, root)) {
            var limits = assertInstanceOf(SftpReply.ExtendedReply.class, session.ask(ExtendedRequest.Limits::new));
            assertEquals(new ServerLimits(262_144, 261_120, 261_120, 256), ServerLimits.decode(limits.fields()));
            var stats = assertInstanceOf(SftpReply.ExtendedReply.class,
                    session.ask(id -> new ExtendedRequest.Statvfs(id, ".")));
            assertTrue(FileSystemStats.decode(stats.fields()).blocks() > 0);
            var handle = session.open("x", NEW);
            assertInstanceOf(SftpReply.ExtendedReply.class, session.ask(id -> new ExtendedRequest.Fstatvfs(id, handle)));
            session.ok(id -> new ExtendedRequest.Fsync(id, handle));
            var names = assertInstanceOf(SftpReply.ExtendedReply.class,
                    session.ask(id -> new ExtendedRequest.UsersGroupsById(id, List.of(0L, 4_000_000_000L), List.of(0L))));
            assertEquals(new IdNames(List.of("root", ""), List.of("root")), IdNames.decode(names.fields()));
            assertEquals(StatusCode.OP_UNSUPPORTED,
                    session.status(id -> new ExtendedRequest.Unknown(id, "flock@example.org", EveryMessage.HANDLE)));
            assertEquals(11, 1 + session.service.hello().extensions().size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsChangedWhereNothingMayBe(Kind kind) throws Exception {
        Files.writeString(root.resolve("a"), "one");
        Files.createDirectory(root.resolve("d"));
        try (var session = new Served(kind, SftpOptions.DEFAULTS.withRoot(root).withReadOnly(true))) {
            var handle = session.open("a", OpenFlags.READ);
            assertEquals("one", session.read(handle, 0));
            var changes = new TreeSet<String>();
            for (var request : EveryMessage.requests()) {
                if (session.service.answer(request) instanceof SftpReply.Status status
                        && status.is(StatusCode.PERMISSION_DENIED)) changes.add(request.getClass().getSimpleName());
            }
            assertEquals(new TreeSet<>(List.of("Open", "Write", "Setstat", "Fsetstat", "Remove", "Mkdir", "Rmdir", "Rename",
                    "Symlink", "PosixRename", "Hardlink", "Fsync", "Lsetstat", "CopyData")), changes);
        }
    }

    /// Half a year is the border, in the time zone of the server.
    @ParameterizedTest
    @EnumSource
    void aLongNameIsALineOfLs(Kind kind) throws Exception {
        var file = Files.writeString(root.resolve("a b"), "12345");
        Files.setAttribute(file, "unix:mode", 01644);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-05T08:07:06Z")));
        try (var session = Served.in(kind, root)) {
            assertTrue(session.list("/").getFirst().longName().matches("-rw-r--r-T +1 \\S+ +\\S+ +5 Nov  5 08:07 a b"),
                    session.list("/").getFirst().longName());
            Files.setLastModifiedTime(file, FileTime.fromMillis(0));
            assertTrue(session.list("/").getFirst().longName().endsWith(" Jan  1  1970 a b"));
        }
        assertEquals("drwsr-Srwt", LongName.mode(047747));
    }
}
