package wirelab.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// Clients that others wrote, with our server at the other end of a pipe.
@Tag("interop")
class OtherClientsInteropTest {
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
        Files.write(here.resolve("a"), content);
    }

    private String server() throws IOException {
        return Wrapper.of(folder, "--root", there.toString()).toString();
    }

    @Test
    void paramikoDoesAllThatItCan() throws Exception {
        Peer.require("python3", "python3-paramiko");
        // The one of Debian, which has the package, whatever else is on the path.
        try (var python = Peer.start("/usr/bin/python3", "modules/wirelab.sftp/test/python/client.py", server(),
                here.resolve("a").toString())) {
            assertEquals(0, python.awaitExit(), python.output());
            assertTrue(python.output().endsWith("all well\n"), python.output());
        }
        assertEquals(0, there.toFile().list().length);
    }

    @Test
    void lftpMirrorsAFolder() throws Exception {
        Files.createDirectories(here.resolve("f/g"));
        Files.writeString(here.resolve("f/g/b"), "two");
        String script = "set sftp:connect-program " + server() + "; set net:max-retries 1; set net:timeout 30; "
                + "open sftp://x:y@none; lcd " + here + "; put a; mirror -R f f; mirror f h; mv a c; get c; chmod 600 c; "
                + "cls -l c; rm c; rm -r f; exit";
        try (var lftp = Peer.start("env", "HOME=" + folder, Peer.require("lftp", "lftp"), "-c", script)) {
            assertEquals(0, lftp.awaitExit(), lftp.output());
        }
        assertArrayEquals(content, Files.readAllBytes(here.resolve("c")));
        assertEquals("two", Files.readString(here.resolve("h/g/b")));
        assertEquals(0, there.toFile().list().length);
    }

    /// Needs the device of FUSE, which an ordinary user of a container may not have.
    @Test
    @Tag("root")
    void sshfsIsAFileSystemAsAnyOther() throws Exception {
        String sshfs = Peer.require("sshfs", "sshfs");
        var mount = Files.createDirectory(folder.resolve("mount"));
        try (var mounted = Peer.start(sshfs, "-f", "-o", "ssh_command=" + server(), "none:/", mount.toString())) {
            try {
                Eventually.that("it is mounted",
                        () -> Files.readString(Path.of("/proc/self/mounts")).contains(mount.toString()));
                // In a process of its own: a file system that hangs must not hang the test.
                try (var shell = Peer.start("timeout", "50", "sh", "-ec", """
                        cd "$1"
                        cp "$2" a; cmp a "$2"; mkdir d; mv a d/b; ln -s d/b l; cmp l "$2"; chmod 600 l; ls -la . d
                        printf more >>d/b; truncate -s 10 d/b; test "$(stat -c %s d/b)" = 10; stat -f . >/dev/null
                        touch -d 2001-09-09T01:46:40Z d/b; test "$(stat -c %Y d/b)" = 1000000000
                        dd if="$2" of=d/b bs=1000 conv=fsync status=none; cmp d/b "$2"; ln d/b e; rm -r d l e
                        """, "sh", mount.toString(), here.resolve("a").toString())) {
                    assertEquals(0, shell.awaitExit(), shell.output());
                }
            } finally {
                try (var end = Peer.start("fusermount3", "-uz", mount.toString())) {
                    end.awaitExit();
                }
            }
            assertEquals(0, mounted.awaitExit(), mounted.output());
        }
        assertEquals(0, there.toFile().list().length);
    }
}
