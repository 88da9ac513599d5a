package wirelab.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import wirelab.kit.Bytes;
import wirelab.kit.Failure;
import wirelab.sftp.ExtendedAnswer.IdNames;
import wirelab.sftp.ExtendedAnswer.ServerLimits;
import wirelab.sftp.Opened.OpenFile;
import wirelab.sftp.Opened.OpenFolder;
import wirelab.sftp.SftpReply.Attributes;
import wirelab.sftp.SftpReply.Data;
import wirelab.sftp.SftpReply.ExtendedReply;
import wirelab.sftp.SftpReply.Names;
import wirelab.sftp.SftpReply.Status;

/// One client's session: each request gets its reply here, whatever happens. It knows the files and no connection.
///
/// For one thread at a time.
public final class SftpService implements AutoCloseable {
    /// Names in one reply, as many as OpenSSH sends.
    private static final int NAMES = 100;
    /// Reasons of the system that have a code of their own.
    private static final Set<String> DENIED = Set.of("Operation not permitted");
    private static final Set<String> MISSING = Set.of("Not a directory");

    private final SftpOptions options;
    private final Clock clock;
    private final Jail jail;
    private final FileTree tree;
    private final Handles handles;
    private final Accounts accounts = new Accounts();

    SftpService(SftpOptions options, Jail jail, Clock clock) {
        this.options = options;
        this.clock = clock;
        this.jail = jail;
        tree = new FileTree(jail);
        handles = new Handles(options.handles());
    }

    /// Begins a session.
    ///
    /// @throws IOException when its root is not there
    public static SftpService open(SftpOptions options) throws IOException {
        return new SftpService(options, Jail.open(options.root()), Clock.systemDefaultZone());
    }

    /// {@return the answer to a client's first packet: the version, and the requests by name that are known here}
    public SftpHello hello() {
        return new SftpHello(false, SftpHello.VERSION, List.of(new Extension(ExtendedRequest.PosixRename.NAME, "1"),
                new Extension(ExtendedRequest.Statvfs.NAME, "2"), new Extension(ExtendedRequest.Fstatvfs.NAME, "2"),
                new Extension(ExtendedRequest.Hardlink.NAME, "1"), new Extension(ExtendedRequest.Fsync.NAME, "1"),
                new Extension(ExtendedRequest.Lsetstat.NAME, "1"), new Extension(ExtendedRequest.Limits.NAME, "1"),
                new Extension(ExtendedRequest.ExpandPath.NAME, "1"), new Extension(ExtendedRequest.CopyData.NAME, "1"),
                new Extension(ExtendedRequest.UsersGroupsById.NAME, "1")));
    }

    /// Does what is asked, as far as it may be done.
    public SftpReply answer(SftpRequest request) {
        try {
            if (!options.readOnly() || !changes(request)) return perform(request);
            return new Status(request.id(), StatusCode.PERMISSION_DENIED, "nothing can be changed here");
        } catch (IOException | UnsupportedOperationException e) {
            return failure(request.id(), e);
        }
    }

    /// Reads as [#answer] does a READ, but into memory of the caller's.
    ///
    /// @param into gets at most as many bytes as were asked for
    /// @return `null` when something was read, else what to answer
    SftpReply read(SftpRequest.Read request, ByteBuffer into) {
        try {
            var file = handles.readable(request.handle());
            int room = (int) Math.min(Math.min(request.length(), SftpLimits.DATA), into.remaining());
            if (request.offset() < 0) throw new FileSystemException(null, null, "no file is so long");
            int limit = into.limit();
            int n = file.read(into.limit(into.position() + room), request.offset());
            into.limit(limit);
            return n == 0 ? new Status(request.id(), StatusCode.EOF) : null;
        } catch (IOException e) {
            return failure(request.id(), e);
        }
    }

    private static boolean changes(SftpRequest request) {
        return switch (request) {
            case SftpRequest.Open open -> (open.flags() & ~OpenFlags.READ) != 0;
            case SftpRequest.Write _, SftpRequest.Setstat _, SftpRequest.Fsetstat _, SftpRequest.Remove _,
                    SftpRequest.Mkdir _, SftpRequest.Rmdir _, SftpRequest.Rename _, SftpRequest.Symlink _ -> true;
            case ExtendedRequest.PosixRename _, ExtendedRequest.Hardlink _, ExtendedRequest.Lsetstat _,
                    ExtendedRequest.CopyData _, ExtendedRequest.Fsync _ -> true;
            case SftpRequest.Close _, SftpRequest.Read _, SftpRequest.Lstat _, SftpRequest.Fstat _, SftpRequest.Opendir _,
                    SftpRequest.Readdir _, SftpRequest.Realpath _, SftpRequest.Stat _, SftpRequest.Readlink _ -> false;
            case ExtendedRequest.Statvfs _, ExtendedRequest.Fstatvfs _, ExtendedRequest.Limits _,
                    ExtendedRequest.ExpandPath _, ExtendedRequest.UsersGroupsById _, ExtendedRequest.Unknown _ -> false;
        };
    }

    private SftpReply perform(SftpRequest request) throws IOException {
        long id = request.id();
        return switch (request) {
            case SftpRequest.Open open -> open(open);
            case SftpRequest.Close(_, var handle) -> done(id, () -> handles.close(handle));
            case SftpRequest.Read read -> read(read);
            case SftpRequest.Write write -> done(id, () -> write(write));
            case SftpRequest.Lstat(_, var path) -> new Attributes(id, tree.lstat(absolute(path)));
            case SftpRequest.Fstat(_, var handle) -> new Attributes(id, handles.any(handle).spot().attributes());
            case SftpRequest.Setstat(_, var path, var to) -> done(id, () -> tree.change(absolute(path), to));
            case SftpRequest.Fsetstat(_, var handle, var to) -> done(id, () -> change(handles.any(handle), to));
            case SftpRequest.Opendir(_, var path) -> opendir(id, path);
            case SftpRequest.Readdir(_, var handle) -> readdir(id, handles.folder(handle));
            case SftpRequest.Remove(_, var path) -> done(id, () -> tree.remove(absolute(path), false));
            case SftpRequest.Mkdir(_, var path, var of) -> done(id, () -> tree.opener().makeFolder(absolute(path), of));
            case SftpRequest.Rmdir(_, var path) -> done(id, () -> tree.remove(absolute(path), true));
            case SftpRequest.Realpath(_, var path) -> name(id, tree.real(absolute(path)));
            case SftpRequest.Stat(_, var path) -> new Attributes(id, tree.stat(absolute(path)));
            case SftpRequest.Rename(_, var from, var to) -> done(id, () -> tree.rename(absolute(from), absolute(to)));
            case SftpRequest.Readlink(_, var path) -> name(id, tree.readLink(absolute(path)));
            case SftpRequest.Symlink(_, var target, var link) -> done(id, () -> tree.symbolicLink(target, absolute(link)));
            case ExtendedRequest extended -> perform(extended);
        };
    }

    private SftpReply perform(ExtendedRequest request) throws IOException {
        long id = request.id();
        return switch (request) {
            case ExtendedRequest.PosixRename(_, var from, var to) ->
                done(id, () -> tree.replace(absolute(from), absolute(to)));
            case ExtendedRequest.Hardlink(_, var from, var to) -> done(id, () -> tree.link(absolute(from), absolute(to)));
            case ExtendedRequest.Statvfs(_, var path) -> new ExtendedReply(id, tree.stats(absolute(path)).encode());
            case ExtendedRequest.Fstatvfs(_, var handle) ->
                new ExtendedReply(id, jail.stats(handles.any(handle).spot()).encode());
            case ExtendedRequest.Fsync(_, var handle) -> done(id, () -> handles.writable(handle).channel().force(true));
            case ExtendedRequest.Lsetstat(_, var path, var to) -> done(id, () -> tree.changeEntry(absolute(path), to));
            case ExtendedRequest.Limits _ -> new ExtendedReply(id,
                    new ServerLimits(SftpLimits.PACKET, SftpLimits.DATA, SftpLimits.DATA, options.handles()).encode());
            case ExtendedRequest.ExpandPath(_, var path) -> name(id, tree.real(absolute(expanded(path))));
            case ExtendedRequest.CopyData copy -> done(id,
                    () -> handles.readable(copy.from()).copy(copy, handles.writable(copy.to())));
            case ExtendedRequest.UsersGroupsById(_, var users, var groups) ->
                new ExtendedReply(id, names(users, groups).encode());
            case ExtendedRequest.Unknown _ -> new Status(id, StatusCode.OP_UNSUPPORTED);
        };
    }

    @FunctionalInterface
    private interface Deed {
        void run() throws IOException;
    }

    private static Status done(long id, Deed deed) throws IOException {
        deed.run();
        return new Status(id, StatusCode.OK);
    }

    private String absolute(String path) {
        return path.startsWith("/") ? path : options.start() + "/" + path;
    }

    /// There is one user here, whose home is where the session begins.
    private static String expanded(String path) throws FileSystemException {
        if (!path.startsWith("~")) return path;
        if (path.length() > 1 && path.charAt(1) != '/') throw new FileSystemException(path, null, "no such user");
        return path.length() > 1 ? "." + path.substring(1) : ".";
    }

    private static Names name(long id, String path) {
        return new Names(id, List.of(new DirectoryEntry(path, path, FileAttributes.NONE)));
    }

    private SftpReply open(SftpRequest.Open open) throws IOException {
        int flags = open.flags();
        boolean writes = OpenFlags.has(flags, OpenFlags.WRITE | OpenFlags.APPEND);
        boolean reads = OpenFlags.has(flags, OpenFlags.READ);
        boolean contradicts = OpenFlags.has(flags, OpenFlags.CREATE | OpenFlags.TRUNCATE) && !writes;
        if (!OpenFlags.areKnown(flags) || !reads && !writes || contradicts) {
            return new Status(open.id(), StatusCode.FAILURE, "a file is not opened like that: " + OpenFlags.words(flags));
        }
        handles.needRoom();
        var file = tree.opener().open(absolute(open.path()), flags, open.attributes());
        return new SftpReply.Handle(open.id(), handles.add(file));
    }

    private SftpReply read(SftpRequest.Read read) {
        var data = ByteBuffer.allocate((int) Math.min(read.length(), SftpLimits.DATA));
        var instead = read(read, data);
        return instead != null ? instead : new Data(read.id(), data.flip());
    }

    private void write(SftpRequest.Write write) throws IOException {
        if (write.offset() < 0 || write.offset() > Long.MAX_VALUE - SftpLimits.PACKET) {
            throw new FileSystemException(null, null, "no file is so long");
        }
        handles.writable(write.handle()).write(write.data().duplicate(), write.offset());
    }

    private static void change(Opened opened, FileAttributes to) throws IOException {
        if (to.size() != null) {
            if (!(opened instanceof OpenFile file) || !file.writes()) {
                throw new FileSystemException(null, null, "it was not opened to be written");
            }
            FileOpener.resize(file.channel(), to.size());
        }
        opened.spot().change(to);
    }

    private SftpReply opendir(long id, String path) throws IOException {
        handles.needRoom();
        return new SftpReply.Handle(id, handles.add(tree.opener().folder(absolute(path))));
    }

    private SftpReply readdir(long id, OpenFolder folder) throws IOException {
        var entries = new ArrayList<DirectoryEntry>();
        while (entries.size() < NAMES) {
            String name = folder.next();
            if (name == null) break;
            try {
                var known = folder.spot().child(name).known();
                String line = LongName.of(name, known, accounts, clock.instant(), clock.getZone());
                entries.add(new DirectoryEntry(name, line, known.attributes()));
            } catch (IOException _) {
                // It is gone already, or nothing may be known of it: its name was in the folder.
                entries.add(new DirectoryEntry(name, name, FileAttributes.NONE));
            }
        }
        return entries.isEmpty() ? new Status(id, StatusCode.EOF) : new Names(id, entries);
    }

    private IdNames names(List<Long> users, List<Long> groups) {
        return new IdNames(users.stream().map(accounts::user).map(name -> name == null ? "" : name).toList(),
                groups.stream().map(accounts::group).map(name -> name == null ? "" : name).toList());
    }

    /// The code of what went wrong, and the reason without any path: ours are none of the client's business.
    private static Status failure(long id, Exception e) {
        String reason = e instanceof FileSystemException about && about.getReason() != null ? about.getReason() : "";
        return switch (e) {
            case NoSuchFileException _ -> new Status(id, StatusCode.NO_SUCH_FILE);
            case AccessDeniedException _ -> new Status(id, StatusCode.PERMISSION_DENIED);
            case FileSystemException _ when DENIED.contains(reason) -> new Status(id, StatusCode.PERMISSION_DENIED);
            case FileSystemException _ when MISSING.contains(reason) -> new Status(id, StatusCode.NO_SUCH_FILE);
            case UnsupportedOperationException _ -> new Status(id, StatusCode.OP_UNSUPPORTED);
            default -> new Status(id, StatusCode.FAILURE, Failure.reason(e));
        };
    }

    /// {@return how many files and folders are open}
    public int openHandles() {
        return handles.count();
    }

    @Override
    public void close() {
        handles.close();
        jail.close();
    }

    @Override
    public String toString() {
        return jail + (options.readOnly() ? ", read only" : "") + ", " + handles.count() + " open";
    }
}
