package wirelab.index;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import wirelab.kit.Address;
import wirelab.kit.Bytes;
import wirelab.kit.Failure;
import wirelab.kit.Hmac;
import wirelab.kit.Host;
import wirelab.kit.SafeFile;

/// Gets a document: from all its holders at once where they agree about its pieces, else from one after the other. What has
/// not the right hash is thrown away, and whoever gave it is named. What was there when it broke off need not come again.
public final class Retrieval {
    static final int MOST_HOLDERS = 16;
    private static final int BUFFER = 1 << 18;

    /// What came of it.
    ///
    /// @param fetched bytes that came over the network
    /// @param holders who gave them
    /// @param liars who gave something else
    public record Result(long fetched, List<InetSocketAddress> holders, List<InetSocketAddress> liars) {}

    private final Host host;
    private final Hmac key;
    private final Document document;
    private final Path part;
    private final LongConsumer progress;
    private final List<InetSocketAddress> liars = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private long fetched;

    private Retrieval(Host host, Hmac key, Document document, Path part, LongConsumer progress) {
        this.host = host;
        this.key = key;
        this.document = document;
        this.part = part;
        this.progress = progress;
    }

    /// Gets a document into a file, which is there when it is whole; until then there is one beside it that ends in `.part`.
    ///
    /// @param progress is given the bytes that are there, from several threads
    /// @throws IOException when nobody has given it
    public static Result get(Host host, Hmac key, Document document, List<InetSocketAddress> holders, Path file,
                             LongConsumer progress) throws IOException {
        SafeFile.checkGivesWay(file);
        var part = file.resolveSibling(file.getFileName() + ".part");
        var retrieval = new Retrieval(host, key, document, part, progress);
        var from = retrieval.get(holders);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        return new Result(retrieval.fetched, from, List.copyOf(retrieval.liars));
    }

    /// The first ones may be dead, or liars all of them: then others are asked.
    private List<InetSocketAddress> get(List<InetSocketAddress> holders) throws IOException {
        for (int begin = 0; begin < holders.size(); begin += MOST_HOLDERS) {
            var from = some(holders.subList(begin, Math.min(holders.size(), begin + MOST_HOLDERS)));
            if (!from.isEmpty()) return from;
        }
        if (holders.isEmpty()) throw new IOException("nobody has it");
        throw new IOException("nobody has given " + document.names().getFirst() + ": " + String.join("; ", failures));
    }

    /// {@return who has given it, empty when nobody has}
    private List<InetSocketAddress> some(List<InetSocketAddress> holders) throws IOException {
        if (holders.size() > 1 && document.size() > HeldFile.pieceLength(document.size())) {
            var lists = lists(holders);
            if (lists.size() == 1) {
                var only = lists.entrySet().iterator().next();
                var swarm = new PieceSwarm(host, key, document, only.getKey(), part, progress);
                var from = swarm.fetch(only.getValue());
                fetched += swarm.fetched();
                liars.addAll(swarm.liars());
                failures.addAll(swarm.failures());
                if (isWhole()) return from;
                // All of them have agreed about something else.
                Files.deleteIfExists(part);
            }
        }
        for (var holder : holders) if (!liars.contains(holder) && alone(holder)) return List.of(holder);
        return List.of();
    }

    /// Who says what about the pieces.
    private Map<IndexReply.Pieces, List<InetSocketAddress>> lists(List<InetSocketAddress> holders) {
        var lists = new LinkedHashMap<IndexReply.Pieces, List<InetSocketAddress>>();
        long length = HeldFile.pieceLength(document.size());
        for (var holder : holders) {
            try (var link = IndexLink.connect(host, holder, key)) {
                var pieces = link.ask(new IndexRequest.Pieces(document.hash()), IndexReply.Pieces.class);
                boolean fits = pieces.size() == document.size() && pieces.length() == length
                        && pieces.hashes().size() == (document.size() + length - 1) / length;
                if (fits) lists.computeIfAbsent(pieces, _ -> new ArrayList<>()).add(holder);
                else liars.add(holder);
            } catch (IOException e) {
                failed(holder, e);
            }
        }
        return lists;
    }

    private void failed(InetSocketAddress holder, IOException e) {
        failures.add(Address.text(holder) + ": " + Failure.reason(e));
    }

    private boolean isWhole() throws IOException {
        try (var file = FileChannel.open(part, StandardOpenOption.READ)) {
            return file.size() == document.size() && digest(file, document.size()).equals(document.hash());
        }
    }

    private static Bytes digest(FileChannel file, long size) throws IOException {
        var sha = Document.sha256();
        digest(sha, file, size);
        return Bytes.wrap(sha.digest());
    }

    private static void digest(MessageDigest sha, FileChannel file, long size) throws IOException {
        var buffer = ByteBuffer.allocate(BUFFER);
        for (long at = 0; at < size; at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), size - at));
            if (file.read(buffer, at) < 0) throw new IOException("the file has become shorter");
            sha.update(buffer.flip());
        }
    }

    /// Gets it from one holder, and goes on where a file ends that is there.
    ///
    /// @return whether it is right now
    private boolean alone(InetSocketAddress holder) throws IOException {
        boolean resumed;
        do {
            try (var file = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE)) {
                long there = file.size() <= document.size() ? file.size() : 0;
                resumed = there > 0;
                file.truncate(there);
                var sha = Document.sha256();
                digest(sha, file, there);
                try {
                    follow(holder, file, there, sha);
                } catch (IOException e) {
                    failed(holder, e);
                    return false;
                }
                if (Bytes.wrap(sha.digest()).equals(document.hash())) return true;
            }
            // What was there may have been wrong, and not what has come.
            Files.delete(part);
            if (!resumed) liars.add(holder);
        } while (resumed);
        failures.add(Address.text(holder) + ": gave something else");
        return false;
    }

    private void follow(InetSocketAddress holder, FileChannel file, long from, MessageDigest sha) throws IOException {
        try (var link = IndexLink.connect(host, holder, key)) {
            long count = document.size() - from;
            var content = link.ask(new IndexRequest.Content(document.hash(), from, count), IndexReply.Content.class);
            if (content.count() != count) throw new IOException("has another length");
            var buffer = ByteBuffer.allocate(BUFFER);
            for (long at = from; at < document.size(); ) {
                link.read(buffer.clear().limit((int) Math.min(buffer.capacity(), document.size() - at)));
                sha.update(buffer.array(), 0, buffer.limit());
                fetched += buffer.limit();
                at += buffer.limit();
                while (buffer.hasRemaining()) file.write(buffer, at - buffer.remaining());
                progress.accept(at);
            }
        }
    }
}
