package wirelab.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Peer;
import wirelab.sftp.Transfers.Manner;

/// OpenSSH's client with our server, and our client with OpenSSH's server.
@Tag("interop")
class OpenSshInteropTest {
    private static final Path STOCK_SERVER = Path.of("/usr/lib/openssh/sftp-server");

    @TempDir
    Path folder;
    private Path there;
    private Path here;
    private final byte[] content = new byte[3_000_000];

    @BeforeEach
    void make() throws IOException {
        there = Files.createDirectory(folder.resolve("there"));
        here = Files.createDirectory(folder.resolve("here"));
        new Random(1).nextBytes(content);
    }

    /// One batch with OpenSSH's client; the first command that fails ends it, unless there is a hyphen before it.
    ///
    /// @return what it printed
    private String batch(int status, List<String> options, String... lines) throws IOException {
        var batch = Files.write(folder.resolve("batch"), List.of(lines));
        var words = new ArrayList<>(List.of("--root", there.toString()));
        words.addAll(options);
        String wrapper = Wrapper.of(folder, words.toArray(String[]::new)).toString();
        try (var sftp = Peer.start(Peer.require("sftp", "openssh-client"), "-b", batch.toString(), "-D", wrapper)) {
            assertEquals(status, sftp.awaitExit(), sftp.output());
            return sftp.output();
        }
    }

    private String batch(String... lines) throws IOException {
        return batch(0, List.of(), lines);
    }

    @Test
    void filesGoThereAndBack() throws Exception {
        Files.write(here.resolve("a b"), content);
        String printed = batch("lcd " + here, "put 'a b'", "get 'a b' c", "ls -l", "df -h", "df -i", "pwd");
        assertArrayEquals(content, Files.readAllBytes(there.resolve("a b")));
        assertArrayEquals(content, Files.readAllBytes(here.resolve("c")));
        assertTrue(printed.contains("Remote working directory: /\n"), printed);
        assertTrue(printed.contains("3000000"), printed);
        assertTrue(printed.contains("%Capacity"), printed);
    }

    @Test
    void wholeFoldersGoThereAndBackWithTimesAndPermissions() throws Exception {
        Files.createDirectories(here.resolve("f/g"));
        Files.writeString(here.resolve("f/g/ü"), "one");
        Files.setAttribute(here.resolve("f/g/ü"), "unix:mode", 0640);
        Files.setLastModifiedTime(here.resolve("f/g/ü"), FileTime.fromMillis(1_000_000_000_000L));
        for (int i = 0; i < 300; i++) Files.writeString(here.resolve("f/" + i), "number " + i);
        batch("lcd " + here, "put -rp f", "get -rp f h");
        for (int i = 0; i < 300; i++) assertEquals("number " + i, Files.readString(here.resolve("h/" + i)));
        assertEquals(1_000_000_000_000L, Files.getLastModifiedTime(here.resolve("h/g/ü")).toMillis());
        assertEquals(0100640, Files.getAttribute(there.resolve("f/g/ü"), "unix:mode"));
    }

    @Test
    void aTransferGoesOnWhereItStopped() throws Exception {
        Files.write(there.resolve("a"), content);
        Files.write(here.resolve("a"), Arrays.copyOf(content, 1_000_000));
        Files.write(here.resolve("b"), content);
        Files.write(there.resolve("b"), Arrays.copyOf(content, 2_000_000));
        batch("lcd " + here, "reget a", "reput b");
        assertArrayEquals(content, Files.readAllBytes(here.resolve("a")));
        assertArrayEquals(content, Files.readAllBytes(there.resolve("b")));
    }

    @Test
    void namesAndLinksAreChanged() throws Exception {
        Files.writeString(there.resolve("a"), "one");
        Files.writeString(there.resolve("old"), "old");
        String printed = batch("rename a b", "rename b old", "symlink old s", "ln old hard", "chmod 600 hard", "cp old copy",
                "mkdir d", "rename d e", "cd e", "pwd", "cd ..", "ls -l", "-ls no", "rm hard", "rmdir e", "-rmdir e",
                "ls");
        assertTrue(printed.contains("Remote working directory: /e"), printed);
        assertTrue(printed.contains("\nlrwxrwxrwx "), printed);
        assertTrue(printed.contains("\"/no\" not found"), printed);
        assertEquals("one", Files.readString(there.resolve("old")));
        assertEquals("one", Files.readString(there.resolve("copy")));
        assertEquals(Path.of("old"), Files.readSymbolicLink(there.resolve("s")));
        assertEquals(0100600, Files.getAttribute(there.resolve("old"), "unix:mode"));
        assertFalse(Files.exists(there.resolve("hard")) || Files.exists(there.resolve("e"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aFolderWithThousandsOfNamesIsListed() throws Exception {
        for (int i = 0; i < 2000; i++) Files.createFile(there.resolve("a file with a rather long name, number " + i));
        String printed = batch("ls -1");
        assertEquals(2000, printed.lines().filter(line -> line.startsWith("a file with")).count());
        assertEquals(2000, batch("ls -l").lines().filter(line -> line.startsWith("-r")).count());
    }

    @Test
    void nothingLeavesTheRootAndNothingChangesWhereItMayNot() throws Exception {
        Files.writeString(folder.resolve("secret"), "secret");
        Files.writeString(there.resolve("a"), "one");
        Files.createSymbolicLink(there.resolve("up"), Path.of("../secret"));
        String printed = batch(0, List.of("--read-only"), "lcd " + here, "get a", "-get up", "-get ../secret",
                "-get " + folder + "/secret", "-put a b", "-rm a", "-rename a c", "-mkdir d", "-symlink a l",
                "-chmod 600 a");
        assertEquals("one", Files.readString(here.resolve("a")));
        assertEquals(List.of("a"), List.of(here.toFile().list()));
        assertEquals(2, there.toFile().list().length, printed);
        assertTrue(printed.split("ermission denied", -1).length > 5, printed);
    }

    @Test
    void ourClientReachesTheStockServer() throws Exception {
        assertTrue(Files.isExecutable(STOCK_SERVER), "apt-get install openssh-sftp-server");
        Files.createDirectories(here.resolve("f/g"));
        Files.write(here.resolve("f/big"), content);
        Files.writeString(here.resolve("f/g/small"), "small");
        var command = List.of(STOCK_SERVER.toString(), "-d", there.toString());
        try (var remote = RemoteFiles.through(command, MessageWatcher.NONE)) {
            var transfers = new Transfers(remote, new Manner(true, false, true), TransferListener.NONE);
            transfers.put(here.resolve("f"), there + "/f");
            transfers.get(there + "/f", here.resolve("h"));
            assertArrayEquals(content, Files.readAllBytes(here.resolve("h/big")));
            assertEquals("small", Files.readString(here.resolve("h/g/small")));
            assertEquals(there.toRealPath().toString(), remote.realPath("."));
            remote.rename("f/big", "f/g/small");
            remote.symbolicLink("f/g", "link");
            assertEquals("f/g", remote.readLink("link"));
            remote.hardLink("f/g/small", "second");
            assertTrue(remote.stats(".").blocks() > 0);
            assertEquals(3_000_000, remote.stat("second").size());
            assertTrue(remote.lstat("link").isLink());
            remote.change("second", FileAttributes.ofSize(10));
            assertEquals(10, Files.size(there.resolve("f/g/small")));
            var names = remote.list(".").stream().map(DirectoryEntry::name).sorted().toList();
            assertEquals(List.of("f", "link", "second"), names);
            remote.remove("second");
            assertFalse(Files.exists(there.resolve("second")));
        }
    }

    @Test
    void ourClientReachesOurServer() throws Exception {
        Files.write(there.resolve("a"), content);
        String server = Wrapper.of(folder, "--root", there.toString()).toString();
        try (var client = Peer.script("SftpClient", "--messages", "--through", server, "lcd " + here, "get a", "put a b",
                "ls", "rm *")) {
            assertEquals(0, client.awaitExit(), client.output());
            assertTrue(client.output().contains("──▶ Open[id="), client.output());
        }
        assertArrayEquals(content, Files.readAllBytes(here.resolve("a")));
        assertEquals(0, there.toFile().list().length);
        try (var client = Peer.script("SftpClient", "--through", server, "get nothing")) {
            assertEquals(1, client.awaitExit(), client.output());
            assertEquals("SftpClient: /nothing: no such file\n", client.output());
        }
        try (var client = Peer.script("SftpClient", "--through", "/no/such/program", "ls")) {
            assertEquals(1, client.awaitExit(), client.output());
        }
    }
}
