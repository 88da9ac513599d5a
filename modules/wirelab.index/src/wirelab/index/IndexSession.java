package wirelab.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import wirelab.kit.Connection;
import wirelab.kit.Frames;
import wirelab.kit.Hmac;
import wirelab.kit.UsageException;
import wirelab.kit.Visible;
import wirelab.search.SearchQuery;

/// One connection to a node, as the node sees it: questions and answers in turns. What it says of the node's own documents
/// is of the moment at which the connection began, so what one asks bit by bit is of one piece.
final class IndexSession {
    private static final Duration GREETING = Duration.ofSeconds(5);
    /// Documents are packed into a frame up to so many bytes; the next one fits whatever its size.
    private static final int PACKED = 256 << 10;
    private static final int BUFFER = 1 << 16;
    private static final int WATCH_SECONDS = 10;

    private final IndexService service;
    private final Connection connection;
    private final Frames frames;
    private final DocumentTree tree;
    /// What is given away bit by bit, in the order in which it is counted.
    private List<DocumentEntry> entries;
    private List<IndexReply.Holding> holdings = List.of();

    IndexSession(IndexService service, Connection connection) {
        this.service = service;
        this.connection = connection;
        frames = new Frames(connection, 4, IndexLink.LONGEST);
        tree = service.tree();
    }

    void serve(Hmac key) throws IOException {
        connection.stage(GREETING);
        Greeting.exchange(frames, key, false);
        connection.stage(null);
        for (byte[] frame; (frame = frames.read()) != null; ) {
            switch (IndexRequest.decode(frame)) {
                case IndexRequest.Branches(var paths) -> reply(branches(paths));
                case IndexRequest.Documents(var tags) -> reply(documents(tags));
                case IndexRequest.AllDocuments(long from) -> reply(documents(from));
                case IndexRequest.Content content -> content(content);
                case IndexRequest.Pieces(var hash) -> {
                    var held = service.folder().find(hash);
                    reply(held == null ? none() : new IndexReply.Pieces(held.size(), held.pieceLength(), held.pieces()));
                }
                case IndexRequest.Nodes() -> reply(new IndexReply.Nodes(service.nodes()));
                case IndexRequest.Holdings(long from) -> reply(holdings(from));
                case IndexRequest.Events(long after) -> events(after);
                case IndexRequest.Statistics(String question) ->
                        answer(question, query -> new IndexReply.Statistics(service.finder().statistics(query)));
                case IndexRequest.Find(String question, int most, var statistics) -> answer(question, query ->
                        query.parts().size() == statistics.having().size()
                                ? new IndexReply.Hits(service.finder().find(query, statistics, most)) : none());
                case IndexRequest.Search(String question, int most) -> search(question, most);
            }
        }
    }

    private void answer(String question, Function<SearchQuery, IndexReply> answer) throws IOException {
        IndexReply reply;
        try {
            reply = answer.apply(SearchQuery.parse(question));
        } catch (UsageException e) {
            reply = new IndexReply.Refused(e.getMessage());
        }
        reply(reply);
    }

    private void search(String question, int most) throws IOException {
        IndexReply reply;
        try {
            reply = service.finder().search(question, most);
        } catch (UsageException e) {
            reply = new IndexReply.Refused(e.getMessage());
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        reply(reply);
    }

    private void reply(IndexReply reply) throws IOException {
        frames.write(reply.encode());
    }

    private static IndexReply none() {
        return new IndexReply.Refused("no such document here");
    }

    private IndexReply branches(List<TreePath> paths) {
        return new IndexReply.Branches(paths.stream().map(path -> IndexReply.Branch.of(tree, path)).toList());
    }

    private IndexReply documents(List<Long> tags) {
        var found = new ArrayList<DocumentEntry>(tags.size());
        for (long tag : tags) {
            var entry = tree.find(tag);
            if (entry == null) return none();
            found.add(entry);
        }
        return packed(found);
    }

    private IndexReply documents(long from) {
        if (entries == null) entries = tree.entries();
        return packed(entries.subList((int) Math.min(from, entries.size()), entries.size()));
    }

    /// The first of them, as many as fit.
    private static IndexReply packed(List<DocumentEntry> wanted) {
        int some = 0;
        for (int bytes = 0; some < Math.min(wanted.size(), 0xffff) && bytes <= PACKED; some++) {
            bytes += wanted.get(some).length();
        }
        return new IndexReply.Documents(wanted.size() - some, wanted.subList(0, some));
    }

    private IndexReply holdings(long from) {
        if (from == 0) holdings = service.holdings();
        var some = new ArrayList<IndexReply.Holding>();
        int bytes = 0;
        for (long i = from; i < holdings.size() && bytes < PACKED && some.size() < 0xffff; i++) {
            var holding = holdings.get((int) i);
            some.add(holding);
            bytes += holding.document().encode().length + holding.holders().size() * (IndexReply.MOST_ADDRESS + 1);
        }
        return new IndexReply.Holdings(holdings.size(), some);
    }

    private void events(long after) throws IOException {
        try {
            reply(service.events().after(after, EventLog.seconds(WATCH_SECONDS)));
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private void content(IndexRequest.Content wanted) throws IOException {
        var held = service.folder().find(wanted.hash());
        if (held == null || wanted.from() > held.size()) {
            reply(none());
            return;
        }
        FileChannel file;
        try {
            file = held.open(service.folder().folder());
        } catch (IOException e) {
            // The name of the file is nobody's business.
            reply(new IndexReply.Refused("it has changed a moment ago"));
            return;
        }
        try (file) {
            long count = Math.min(wanted.count(), held.size() - wanted.from());
            reply(new IndexReply.Content(held.size(), count));
            send(file, wanted.from(), count);
        }
    }

    private void send(FileChannel file, long from, long count) throws IOException {
        var buffer = ByteBuffer.allocate(BUFFER);
        while (count > 0) {
            long n = connection.send(file, from, count);
            if (n == 0) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), count));
                n = file.read(buffer, from);
                if (n < 0) throw new IOException("a document has become shorter while it was given away");
                connection.write(buffer.flip());
            }
            from += n;
            count -= n;
        }
    }

    @Override
    public String toString() {
        return "session on " + Visible.of(connection.toString());
    }
}
