package wirelab.index;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import wirelab.kit.Address;
import wirelab.kit.Bytes;
import wirelab.kit.Failure;
import wirelab.kit.Hmac;
import wirelab.kit.Host;

/// Gets the pieces of one document from several holders at once. Each takes the next piece when it is done with one, so the
/// quicker gives more; what a holder that fails had in hand is given to another.
final class PieceSwarm {
    private final Host host;
    private final Hmac key;
    private final Document document;
    private final IndexReply.Pieces pieces;
    private final Path part;
    private final LongConsumer progress;
    private final ConcurrentLinkedQueue<Integer> open = new ConcurrentLinkedQueue<>();
    private final Set<Integer> done = ConcurrentHashMap.newKeySet();
    private final AtomicLong there = new AtomicLong();
    private final AtomicLong fetched = new AtomicLong();
    private final CopyOnWriteArraySet<InetSocketAddress> givers = new CopyOnWriteArraySet<>();
    private final CopyOnWriteArrayList<InetSocketAddress> liars = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<String> failures = new CopyOnWriteArrayList<>();

    PieceSwarm(Host host, Hmac key, Document document, IndexReply.Pieces pieces, Path part, LongConsumer progress) {
        this.host = host;
        this.key = key;
        this.document = document;
        this.pieces = pieces;
        this.part = part;
        this.progress = progress;
    }

    /// {@return who has given pieces; what is missing then, nobody has given}
    List<InetSocketAddress> fetch(List<InetSocketAddress> holders) throws IOException {
        try (var file = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            if (file.size() > document.size()) file.truncate(document.size());
            look(file);
            var left = new ArrayList<>(holders);
            // A piece comes back when its holder fails, perhaps after the others have ended: they begin again.
            while (!open.isEmpty() && !left.isEmpty()) {
                var threads = left.stream().map(holder -> Thread.ofVirtual().start(() -> serve(holder, file))).toList();
                for (var thread : threads) thread.join();
                left.removeIf(this::hasFailed);
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        return List.copyOf(givers);
    }

    private final Set<InetSocketAddress> failed = ConcurrentHashMap.newKeySet();

    private boolean hasFailed(InetSocketAddress holder) {
        return failed.contains(holder);
    }

    /// Pieces that are there from an earlier time need not come again.
    private void look(FileChannel file) throws IOException {
        var buffer = ByteBuffer.allocate((int) pieces.length());
        for (int i = 0; i < pieces.hashes().size(); i++) {
            int length = length(i);
            buffer.clear().limit(length);
            long at = i * pieces.length();
            boolean whole = at + length <= file.size();
            while (whole && buffer.hasRemaining()) whole = file.read(buffer, at + buffer.position()) >= 0;
            if (whole && isRight(i, buffer.flip())) {
                done.add(i);
                there.addAndGet(length);
            } else {
                open.add(i);
            }
        }
    }

    private int length(int piece) {
        return (int) Math.min(pieces.length(), document.size() - piece * pieces.length());
    }

    private boolean isRight(int piece, ByteBuffer content) {
        var sha = Document.sha256();
        sha.update(content.duplicate());
        return Bytes.wrap(sha.digest()).equals(pieces.hashes().get(piece));
    }

    private void serve(InetSocketAddress holder, FileChannel file) {
        Integer piece = null;
        try (var link = IndexLink.connect(host, holder, key)) {
            var buffer = ByteBuffer.allocate((int) pieces.length());
            while ((piece = open.poll()) != null) {
                long at = piece * pieces.length();
                int length = length(piece);
                var content = link.ask(new IndexRequest.Content(document.hash(), at, length), IndexReply.Content.class);
                if (content.count() != length) throw new IOException("has another length");
                link.read(buffer.clear().limit(length));
                fetched.addAndGet(length);
                if (!isRight(piece, buffer)) {
                    liars.add(holder);
                    throw new IOException("gave something else");
                }
                while (buffer.hasRemaining()) file.write(buffer, at + buffer.position());
                givers.add(holder);
                done.add(piece);
                progress.accept(there.addAndGet(length));
            }
        } catch (IOException e) {
            failed.add(holder);
            failures.add(Address.text(holder) + ": " + Failure.reason(e));
            if (piece != null) open.add(piece);
        }
    }

    long fetched() {
        return fetched.get();
    }

    List<InetSocketAddress> liars() {
        return liars;
    }

    List<String> failures() {
        return failures;
    }
}
