package wirelab.rudpfiles;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.function.LongConsumer;
import wirelab.kit.Counters;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.SafeFile;
import wirelab.rudp.RudpIdentity;
import wirelab.rudp.RudpOptions;
import wirelab.rudp.RudpPort;
import wirelab.rudp.RudpSession;
import wirelab.rudp.RudpStream;

/// Serves a folder over reliable UDP: each request has a stream of its own, so that one file does not wait for another.
public final class FileService implements AutoCloseable {
    private static final Logger LOG = System.getLogger(FileService.class.getName());
    /// Entries of a folder that are listed.
    static final int MOST_ENTRIES = 100_000;
    static final int END = 0, FILE = 1, FOLDER = 2;

    /// How a server behaves.
    ///
    /// @param bind address and port; port 0 takes a free one
    /// @param readOnly whether nothing can be stored
    /// @param transport limits of connections
    public record Options(InetSocketAddress bind, boolean readOnly, RudpOptions transport) {
        /// Loopback, a free port.
        public static final Options DEFAULTS = new Options(new InetSocketAddress("127.0.0.1", 0), false,
                RudpOptions.DEFAULTS);

        public Options withBind(InetSocketAddress bind) {
            return new Options(bind, readOnly, transport);
        }

        public Options withReadOnly(boolean readOnly) {
            return new Options(bind, readOnly, transport);
        }

        public Options withTransport(RudpOptions transport) {
            return new Options(bind, readOnly, transport);
        }
    }

    private final Options options;
    private final FolderRoot root;
    private final Counters counters = new Counters();
    private final RudpPort port;

    private FileService(Host host, Options options, Path folder, RudpIdentity identity) throws IOException {
        this.options = options;
        root = new FolderRoot(folder, identity.file());
        port = RudpPort.listen(host, options.bind(), options.transport(), identity, this::serve);
    }

    /// Starts a server.
    ///
    /// @param folder what is served; nothing outside it is
    /// @param identity the file that it was read from is not served, wherever it is
    /// @throws IOException when there is no such folder, or the address cannot be had
    public static FileService start(Host host, Options options, Path folder, RudpIdentity identity) throws IOException {
        return new FileService(host, options, folder, identity);
    }

    private void serve(RudpSession session) {
        try {
            for (RudpStream stream; (stream = session.accept()) != null; ) {
                var one = stream;
                Thread.ofVirtual().name("rudp-request").start(() -> answer(one));
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a connection ended", e);
        }
    }

    private void answer(RudpStream stream) {
        try {
            try {
                var request = FileRequest.read(stream);
                counters.count("requests");
                switch (request) {
                    case FileRequest.ListFolder(String path) -> list(stream, path);
                    case FileRequest.Get get -> get(stream, get);
                    case FileRequest.Put put -> put(stream, put);
                    case FileRequest.MakeFolder(String path) -> make(stream, path);
                }
            } catch (FileFailure e) {
                say(stream, e.status());
            } catch (ProtocolViolation e) {
                counters.count("malformed");
                say(stream, FileStatus.MALFORMED);
            }
            stream.end();
            // So that the client knows before the stream is closed here.
            stream.read(new byte[1], 0, 1);
        } catch (IOException e) {
            counters.count("broken");
            // Too late to say it in its place: the client may be in the middle of what it sends, or gone.
            stream.reset(FileStatus.FAILED.resetCode());
            LOG.log(Level.DEBUG, "a request ended", e);
        } catch (RuntimeException | Error e) {
            stream.reset(FileStatus.FAILED.resetCode());
            LOG.log(Level.ERROR, "a request", e);
        } finally {
            stream.close();
        }
    }

    private static void say(RudpStream stream, FileStatus status) throws IOException {
        stream.write(new byte[] {(byte) status.ordinal()});
    }

    private void list(RudpStream stream, String path) throws IOException {
        var folder = root.resolve(path, false);
        if (!FolderRoot.attributes(folder, path).isDirectory()) throw new FileFailure(FileStatus.NOT_A_FOLDER, path);
        say(stream, FileStatus.OK);
        int count = 0;
        try (var entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                var attributes = FolderRoot.attributesIfThere(entry);
                boolean isShown = attributes != null && (attributes.isDirectory() || attributes.isRegularFile());
                if (!isShown || root.isHidden(entry)) continue;
                if (++count > MOST_ENTRIES) break;
                stream.write(new FieldWriter().u8(attributes.isDirectory() ? FOLDER : FILE)
                        .u64(attributes.isDirectory() ? 0 : attributes.size()).u64(attributes.lastModifiedTime().toMillis())
                        .sizedText(2, name).done());
            }
        }
        stream.write(new byte[] {END});
        say(stream, count > MOST_ENTRIES ? FileStatus.TOO_MANY : FileStatus.OK);
    }

    private void get(RudpStream stream, FileRequest.Get request) throws IOException {
        var file = root.resolve(request.path(), false);
        var before = FolderRoot.attributes(file, request.path());
        if (!before.isRegularFile()) throw new FileFailure(FileStatus.NOT_FOUND, request.path());
        try (var channel = FolderRoot.open(file, request.path(), READ)) {
            var digest = Digests.create();
            long offset = request.offset() > before.size() ? 0 : request.offset();
            boolean goesOn = offset > 0 && Digests.feed(digest, channel, offset)
                    && MessageDigest.isEqual(Digests.soFar(digest), request.hash());
            if (!goesOn) {
                offset = 0;
                digest.reset();
            }
            say(stream, FileStatus.OK);
            stream.write(new FieldWriter().u64(before.size()).u64(before.lastModifiedTime().toMillis()).u64(offset).done());
            if (!send(stream, channel, offset, before.size(), digest, _ -> {})) {
                stream.reset(FileStatus.CHANGED.resetCode());
                throw new IOException(request.path() + " became shorter");
            }
            var after = FolderRoot.attributes(file, request.path());
            boolean changed = after.size() != before.size() || !after.lastModifiedTime().equals(before.lastModifiedTime());
            say(stream, changed ? FileStatus.CHANGED : FileStatus.OK);
            stream.write(digest.digest());
            counters.count("sent");
        }
    }

    /// Sends a part of a file.
    ///
    /// @return whether it was that long
    static boolean send(RudpStream stream, FileChannel channel, long from, long to, MessageDigest digest,
            LongConsumer watcher) throws IOException {
        byte[] bytes = new byte[Digests.CHUNK];
        for (long at = from; at < to; ) {
            int count = channel.read(ByteBuffer.wrap(bytes, 0, (int) Math.min(bytes.length, to - at)), at);
            if (count < 0) return false;
            digest.update(bytes, 0, count);
            stream.write(bytes, 0, count);
            at += count;
            watcher.accept(count);
        }
        return true;
    }

    private void put(RudpStream stream, FileRequest.Put request) throws IOException {
        mayChange(request.path());
        var file = root.resolve(request.path(), true);
        if (!SafeFile.givesWay(file)) throw new FileFailure(FileStatus.REFUSED, request.path());
        try (var part = new PartFile(file, request.path(), request.size())) {
            boolean whole = receive(stream, part, request);
            if (!whole) {
                part.delete();
                throw new FileFailure(FileStatus.WRONG_HASH, request.path());
            }
            part.place(request.time());
            counters.count("stored");
        }
        // Not before it is let go: who hears it may come again at once.
        say(stream, FileStatus.OK);
    }

    private void mayChange(String path) throws FileFailure {
        if (options.readOnly() || FolderRoot.steps(path).isEmpty()) throw new FileFailure(FileStatus.REFUSED, path);
    }

    /// Takes a file: says what is there of it, hears from where on it comes.
    private static boolean receive(RudpStream stream, PartFile part, FileRequest.Put request) throws IOException {
        say(stream, FileStatus.OK);
        stream.write(new FieldWriter().u64(part.there()).bytes(part.soFar()).done());
        long offset = new FieldReader(stream.readNBytes(8)).u64("offset");
        if (offset != part.there() && offset != 0) throw new ProtocolViolation("offset", 0, "is neither 0 nor what is there");
        byte[] hash = part.take(stream, offset, request.size(), _ -> {});
        byte[] said = stream.readNBytes(FileRequest.HASH);
        part.force();
        return MessageDigest.isEqual(said, hash);
    }

    private void make(RudpStream stream, String path) throws IOException {
        mayChange(path);
        root.make(path);
        say(stream, FileStatus.OK);
    }

    /// {@return address and true port}
    public InetSocketAddress address() {
        return port.address();
    }

    /// {@return requests, files sent and stored, requests that broke off or made no sense}
    public Counters counters() {
        return counters;
    }

    /// {@return the connections below}
    public RudpPort port() {
        return port;
    }

    @Override
    public void close() {
        port.close();
    }

    @Override
    public String toString() {
        return "files of " + root + " over " + port;
    }
}
