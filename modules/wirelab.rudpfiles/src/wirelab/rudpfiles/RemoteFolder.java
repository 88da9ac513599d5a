package wirelab.rudpfiles;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.SafeFile;
import wirelab.kit.Text;
import wirelab.rudp.RudpOptions;
import wirelab.rudp.RudpPort;
import wirelab.rudp.RudpSession;
import wirelab.rudp.RudpStream;
import wirelab.rudp.RudpTrace;

/// A folder of a [FileService], from afar. May be used by several threads at once: each request has a stream of its own.
public final class RemoteFolder implements AutoCloseable {
    /// Something in a folder.
    ///
    /// @param size in bytes, 0 of a folder
    /// @param time when it was last changed, in ms since 1970
    public record Item(String name, boolean isFolder, long size, long time) {}

    /// A transfer that is over.
    ///
    /// @param size of the whole file
    /// @param before how much of it was there already
    /// @param hash SHA-256 of the whole file
    public record Result(long size, long before, byte[] hash) {
        @Override
        public String toString() {
            return Text.count(size, "byte") + ", " + before + " of them there before, SHA-256 "
                    + HexFormat.of().formatHex(hash);
        }
    }

    /// Is told how far a transfer has come.
    @FunctionalInterface
    public interface Watcher {
        /// So many bytes are to go over: said once, before the first, as soon as the size is known.
        default void expected(long bytes) {}

        /// So many more bytes have gone over.
        void moved(long bytes);
    }

    private final RudpSession session;

    private RemoteFolder(RudpSession session) {
        this.session = session;
    }

    /// Connects to a server.
    ///
    /// @throws IOException when there is none, or it refuses
    public static RemoteFolder connect(Host host, InetSocketAddress server, RudpOptions options, RudpTrace trace)
            throws IOException {
        return new RemoteFolder(RudpPort.connect(host, server, options, trace));
    }

    /// {@return the connection below}
    public RudpSession session() {
        return session;
    }

    /// What is said on a stream after its request.
    private interface Talk<T> {
        T over(RudpStream stream) throws IOException;
    }

    /// Asks, on a stream of its own. A server that gives it up says why, too.
    private <T> T ask(FileRequest request, Talk<T> talk) throws IOException {
        try (var stream = session.open()) {
            stream.write(request.encode());
            T result = talk.over(stream);
            stream.end();
            if (stream.read(new byte[1], 0, 1) >= 0) throw new ProtocolViolation("end", 0, "is not there");
            return result;
        } catch (RudpStream.Reset e) {
            var status = FileStatus.ofReset(e.code());
            throw status == null ? e : new FileFailure(status, request.path());
        }
    }

    private static void check(RudpStream stream, String path) throws IOException {
        var status = FileStatus.of(stream.readNBytes(1)[0] & 0xff);
        if (status != FileStatus.OK) throw new FileFailure(status, path);
    }

    /// {@return what is in a folder, in the server's order}
    ///
    /// @param path from the root, with `/` between names; empty for the root itself
    public List<Item> list(String path) throws IOException {
        return ask(new FileRequest.ListFolder(path), stream -> {
            check(stream, path);
            var items = new ArrayList<Item>();
            for (int type; (type = stream.readNBytes(1)[0]) != FileService.END; ) {
                if (type != FileService.FILE && type != FileService.FOLDER) {
                    throw new ProtocolViolation("type", 0, "is unknown: " + type);
                }
                if (items.size() == FileService.MOST_ENTRIES) throw new FileFailure(FileStatus.TOO_MANY, path);
                var fields = new FieldReader(stream.readNBytes(18));
                long size = fields.u64("size");
                long time = fields.u64("time");
                int length = fields.u16("name length");
                String name = new FieldReader(stream.readNBytes(length)).text("name", length);
                items.add(new Item(name, type == FileService.FOLDER, size, time));
            }
            check(stream, path);
            return items;
        });
    }

    /// Makes a folder, and those around it; it may be there already.
    public void makeFolder(String path) throws IOException {
        ask(new FileRequest.MakeFolder(path), stream -> {
            check(stream, path);
            return path;
        });
    }

    /// Fetches a file, or what is missing of it: until it is whole it stands beside its place, and a later call goes on
    /// there.
    ///
    /// @param into the file at this end, replaced when all is there and its SHA-256 is right
    /// @param watcher is told of bytes that have come
    public Result get(String path, Path into, Watcher watcher) throws IOException {
        SafeFile.checkGivesWay(into);
        try (var part = new PartFile(into, into.toString(), Long.MAX_VALUE)) {
            try {
                var come = ask(new FileRequest.Get(path, part.there(), part.soFar()), s -> take(s, path, part, watcher));
                part.place(come.time);
                return come.result;
            } catch (FileFailure e) {
                // What is there is of no use, it is of another file or of none; but for a server that is in trouble now.
                if (e.status() != FileStatus.FAILED) part.delete();
                throw e;
            }
        }
    }

    private record Come(Result result, long time) {}

    private static Come take(RudpStream stream, String path, PartFile part, Watcher watcher) throws IOException {
        check(stream, path);
        var fields = new FieldReader(stream.readNBytes(24));
        long size = fields.u64("size");
        long time = fields.u64("time");
        long offset = fields.u64("offset");
        if (offset != part.there() && offset != 0 || offset > size) throw new ProtocolViolation("offset", 16, "is wrong");
        watcher.expected(size - offset);
        byte[] hash = part.take(stream, offset, size, watcher::moved);
        check(stream, path);
        byte[] said = stream.readNBytes(FileRequest.HASH);
        if (!MessageDigest.isEqual(said, hash)) throw new FileFailure(FileStatus.WRONG_HASH, path);
        return new Come(new Result(size, offset, hash), time);
    }

    /// Stores a file, or what is missing of it.
    ///
    /// @param watcher is told of bytes that have been written
    public Result put(Path from, String path, Watcher watcher) throws IOException {
        var before = FolderRoot.attributes(from, from.toString());
        // To open a pipe is to wait for whoever writes into it.
        if (!before.isRegularFile()) throw SafeFile.noOrdinaryFile(from);
        try (var channel = FolderRoot.open(from, from.toString(), READ)) {
            long size = before.size();
            return ask(new FileRequest.Put(path, size, before.lastModifiedTime().toMillis()), stream -> {
                check(stream, path);
                var fields = new FieldReader(stream.readNBytes(8 + FileRequest.HASH));
                long there = fields.u64("offset");
                byte[] hash = fields.bytes("hash", FileRequest.HASH);
                var digest = Digests.create();
                boolean goesOn = there > 0 && there <= size && Digests.feed(digest, channel, there)
                        && MessageDigest.isEqual(hash, Digests.soFar(digest));
                long offset = goesOn ? there : 0;
                if (!goesOn) digest.reset();
                stream.write(new FieldWriter().u64(offset).done());
                watcher.expected(size - offset);
                if (!FileService.send(stream, channel, offset, size, digest, watcher::moved)) {
                    throw new FileFailure(FileStatus.CHANGED, from.toString());
                }
                var after = FolderRoot.attributes(from, from.toString());
                byte[] whole = digest.digest();
                if (after.size() != size || !after.lastModifiedTime().equals(before.lastModifiedTime())) {
                    // So that the server does not keep it either.
                    stream.write(new byte[FileRequest.HASH]);
                    throw new FileFailure(FileStatus.CHANGED, from.toString());
                }
                stream.write(whole);
                check(stream, path);
                return new Result(size, offset, whole);
            });
        }
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public String toString() {
        return "remote folder, " + session;
    }
}
