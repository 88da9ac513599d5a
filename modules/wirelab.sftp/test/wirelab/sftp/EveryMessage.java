package wirelab.sftp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import wirelab.kit.Bytes;

/// One message of each kind, with all that it can hold.
final class EveryMessage {
    static final Bytes HANDLE = Bytes.of((byte) 0, (byte) 0, (byte) 0, (byte) 7);
    static final FileAttributes ALL = new FileAttributes(5L, new FileAttributes.Owner(1000, 100), 0100644,
            new FileAttributes.Times(1_000_000_000, 4_294_967_295L), List.of(new Extension("x@example.org", "y")));

    private EveryMessage() {}

    static List<SftpRequest> requests() {
        return List.of(new SftpRequest.Open(1, "/a", OpenFlags.READ | OpenFlags.CREATE, ALL),
                new SftpRequest.Close(2, HANDLE), new SftpRequest.Read(3, HANDLE, -1, 4_294_967_295L),
                new SftpRequest.Write(4, HANDLE, 1L << 40, text("data")),
                new SftpRequest.Lstat(5, "l"), new SftpRequest.Fstat(6, HANDLE), new SftpRequest.Setstat(7, "s", ALL),
                new SftpRequest.Fsetstat(8, HANDLE, FileAttributes.NONE), new SftpRequest.Opendir(9, "."),
                new SftpRequest.Readdir(10, HANDLE), new SftpRequest.Remove(11, "r"),
                new SftpRequest.Mkdir(12, "m", FileAttributes.ofMode(0750)), new SftpRequest.Rmdir(13, "d"),
                new SftpRequest.Realpath(14, ""), new SftpRequest.Stat(15, "ü"), new SftpRequest.Rename(16, "a", "b"),
                new SftpRequest.Readlink(17, "l"), new SftpRequest.Symlink(18, "target", "link"),
                new ExtendedRequest.PosixRename(19, "a", "b"), new ExtendedRequest.Hardlink(20, "a", "b"),
                new ExtendedRequest.Statvfs(21, "/"), new ExtendedRequest.Fstatvfs(22, HANDLE),
                new ExtendedRequest.Fsync(23, HANDLE), new ExtendedRequest.Lsetstat(24, "l", FileAttributes.ofSize(9)),
                new ExtendedRequest.Limits(25), new ExtendedRequest.ExpandPath(26, "~/x"),
                new ExtendedRequest.CopyData(27, HANDLE, 1, 2, HANDLE, 3),
                new ExtendedRequest.UsersGroupsById(28, List.of(0L, 1000L), List.of(4_294_967_295L)),
                new ExtendedRequest.Unknown(29, "flock@example.org", HANDLE));
    }

    static List<SftpReply> replies() {
        return List.of(new SftpReply.Status(1, StatusCode.NO_SUCH_FILE), new SftpReply.Handle(2, HANDLE),
                new SftpReply.Data(3, text("data")),
                new SftpReply.Names(4, List.of(new DirectoryEntry("a", "-rw-r--r-- a", ALL),
                        new DirectoryEntry("..", "", FileAttributes.NONE))),
                new SftpReply.Attributes(5, ALL), new SftpReply.ExtendedReply(6, HANDLE));
    }

    static List<SftpHello> hellos() {
        return List.of(new SftpHello(true, 3, List.of()),
                new SftpHello(false, 3, List.of(new Extension("statvfs@openssh.com", "2"), new Extension("x", ""))));
    }

    static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
