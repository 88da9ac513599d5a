package wirelab.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import wirelab.kit.ByteStream;
import wirelab.kit.Bytes;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;
import wirelab.sftp.ExtendedAnswer.FileSystemStats;

/// The files of a server, for a client: one method for each request, which waits for the answer. [Transfers] moves what is
/// in them.
///
/// For one thread at a time.
public final class RemoteFiles implements AutoCloseable {
    /// Bytes of names in one folder: more than a million files.
    private static final long MOST_NAMES = 128 << 20;

    private final SftpLink link;

    RemoteFiles(SftpLink link) {
        this.link = link;
    }

    /// Connects over two streams, such as those of a channel of SSH or of a process.
    ///
    /// @throws ProtocolViolation when the server does not speak version 3
    public static RemoteFiles connect(InputStream in, OutputStream out, MessageWatcher watcher) throws IOException {
        return connect(new Pipes(in, out), watcher);
    }

    /// Connects to a program that speaks at its standard input and output, such as `ssh -s host sftp` or `sftp-server`. What
    /// it says on standard error goes where ours goes.
    ///
    /// @param command program and arguments
    public static RemoteFiles through(List<String> command, MessageWatcher watcher) throws IOException {
        return connect(Pipes.Child.start(command), watcher);
    }

    static RemoteFiles connect(ByteStream stream, MessageWatcher watcher) throws IOException {
        try {
            return new RemoteFiles(new SftpLink(stream, ByteBuffer::allocate, watcher));
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    SftpLink link() {
        return link;
    }

    /// {@return the requests by name that the server knows}
    public List<Extension> extensions() {
        return link.hello().extensions();
    }

    /// {@return what is in a folder, without `.` and `..`; other names are as the server has them, see
    /// [DirectoryEntry#isSafe()]}
    public List<DirectoryEntry> list(String path) throws IOException {
        var handle = handle(path, id -> new SftpRequest.Opendir(id, path));
        var all = new ArrayList<DirectoryEntry>();
        try {
            long bytes = 0;
            while (true) {
                var reply = link.ask(id -> new SftpRequest.Readdir(id, handle));
                if (reply instanceof SftpReply.Status status && status.is(StatusCode.EOF)) return all;
                for (var entry : expect(path, reply, SftpReply.Names.class).entries()) {
                    bytes += entry.name().length() + entry.longName().length();
                    if (!entry.name().equals(".") && !entry.name().equals("..")) all.add(entry);
                }
                if (bytes > MOST_NAMES) throw new IOException(path + ": more names than " + Text.bytes(MOST_NAMES));
            }
        } finally {
            done(path, id -> new SftpRequest.Close(id, handle));
        }
    }

    /// {@return what is known of what a path leads to}
    public FileAttributes stat(String path) throws IOException {
        return attributes(path, id -> new SftpRequest.Stat(id, path));
    }

    /// {@return what is known of a name itself, be it a link}
    public FileAttributes lstat(String path) throws IOException {
        return attributes(path, id -> new SftpRequest.Lstat(id, path));
    }

    FileAttributes attributes(String what, LongFunction<SftpRequest> request) throws IOException {
        return expect(what, link.ask(request), SftpReply.Attributes.class).attributes();
    }

    /// {@return the one absolute path}
    public String realPath(String path) throws IOException {
        return name(path, id -> new SftpRequest.Realpath(id, path));
    }

    /// {@return where a link points}
    public String readLink(String path) throws IOException {
        return name(path, id -> new SftpRequest.Readlink(id, path));
    }

    private String name(String what, LongFunction<SftpRequest> request) throws IOException {
        var entries = expect(what, link.ask(request), SftpReply.Names.class).entries();
        if (entries.size() != 1) throw new ProtocolViolation("count", 5, entries.size() + " names where one was asked for");
        return entries.getFirst().name();
    }

    public void makeFolder(String path) throws IOException {
        done(path, id -> new SftpRequest.Mkdir(id, path, FileAttributes.NONE));
    }

    public void removeFolder(String path) throws IOException {
        done(path, id -> new SftpRequest.Rmdir(id, path));
    }

    public void remove(String path) throws IOException {
        done(path, id -> new SftpRequest.Remove(id, path));
    }

    /// Gives a new name, over what has it already if the server can do that in one step.
    public void rename(String from, String to) throws IOException {
        boolean posix = link.has(ExtendedRequest.PosixRename.NAME);
        done(from, id -> posix ? new ExtendedRequest.PosixRename(id, from, to) : new SftpRequest.Rename(id, from, to));
    }

    public void symbolicLink(String target, String path) throws IOException {
        done(path, id -> new SftpRequest.Symlink(id, target, path));
    }

    /// @throws IOException also when the server cannot do it
    public void hardLink(String from, String to) throws IOException {
        need(ExtendedRequest.Hardlink.NAME);
        done(to, id -> new ExtendedRequest.Hardlink(id, from, to));
    }

    public void change(String path, FileAttributes to) throws IOException {
        done(path, id -> new SftpRequest.Setstat(id, path, to));
    }

    /// @throws IOException also when the server cannot tell
    public FileSystemStats stats(String path) throws IOException {
        need(ExtendedRequest.Statvfs.NAME);
        var reply = link.ask(id -> new ExtendedRequest.Statvfs(id, path));
        return FileSystemStats.decode(expect(path, reply, SftpReply.ExtendedReply.class).fields());
    }

    private void need(String extension) throws IOException {
        if (!link.has(extension)) throw new IOException("the server does not know " + extension);
    }

    Bytes handle(String what, LongFunction<SftpRequest> request) throws IOException {
        return expect(what, link.ask(request), SftpReply.Handle.class).handle();
    }

    /// Asks for something that is answered by a status alone.
    void done(String what, LongFunction<SftpRequest> request) throws IOException {
        var status = expect(what, link.ask(request), SftpReply.Status.class);
        if (!status.is(StatusCode.OK)) throw new SftpFailure(what, status);
    }

    private static <T extends SftpReply> T expect(String what, SftpReply reply, Class<T> kind) throws IOException {
        if (kind.isInstance(reply)) return kind.cast(reply);
        if (reply instanceof SftpReply.Status status) throw new SftpFailure(what, status);
        throw new ProtocolViolation("type", 0, reply.type() + " is not what was asked for");
    }

    @Override
    public void close() {
        link.close();
    }

    @Override
    public String toString() {
        return "SFTP version 3 with " + Text.count(extensions().size(), "extension");
    }
}
