package wirelab.mapreduce;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import wirelab.terms.RecordPacker;
import wirelab.terms.RunFile;
import wirelab.terms.SortedRecords;
import wirelab.terms.TableDigest;

/// The part of a portion's table that goes to one reducer, packed as it will be sent: in memory, and from some size on in
/// a file. It stays until the reducer has taken it, or does not want it.
final class Table implements AutoCloseable {
    /// So many bytes of records go into one message.
    static final int PIECE = 60_000;

    private final Path folder;
    private final long memory;
    private final RecordPacker packer = new RecordPacker(PIECE, this::keep);
    private final List<byte[]> pieces = new ArrayList<>();
    private final List<Integer> filed = new ArrayList<>();
    private Path file;
    private FileChannel channel;
    private long held;
    private long terms;
    private long bytes;
    private long digest;

    private Table(Path folder, long memory) {
        this.folder = folder;
        this.memory = memory;
    }

    /// Shares out the records among the reducers.
    ///
    /// @param memory bytes that all tables may hold, before they go to files
    static List<Table> of(SortedRecords records, int reducers, Path folder, long memory) throws IOException {
        var tables = new ArrayList<Table>();
        for (int i = 0; i < reducers; i++) tables.add(new Table(folder, memory / reducers));
        try {
            while (records.next()) {
                tables.get(TableDigest.partition(records.buffer(), records.offset(), records.length(),
                        reducers)).add(records);
            }
            for (var table : tables) table.packer.flush();
            return tables;
        } catch (IOException e) {
            for (var table : tables) table.close();
            throw e;
        }
    }

    private void add(SortedRecords record) throws IOException {
        terms++;
        bytes += RunFile.HEAD + record.length();
        digest += TableDigest.of(record.buffer(), record.offset(), record.length(), record.value());
        packer.add(record.buffer(), record.offset(), record.length(), record.value());
    }

    private void keep(ByteBuffer piece) throws IOException {
        if (channel == null && held + piece.remaining() <= memory) {
            held += piece.remaining();
            var copy = new byte[piece.remaining()];
            piece.get(copy);
            pieces.add(copy);
            return;
        }
        if (channel == null) {
            Files.createDirectories(folder);
            file = Files.createTempFile(folder, "table", ".run");
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }
        filed.add(piece.remaining());
        while (piece.hasRemaining()) channel.write(piece);
    }

    /// Gives its pieces, in order, to be sent.
    interface Sender {
        void send(byte[] piece) throws IOException;
    }

    /// May be called again, when the first reducer died.
    void send(Sender sender) throws IOException {
        for (byte[] piece : pieces) sender.send(piece);
        long at = 0;
        for (int length : filed) {
            var piece = ByteBuffer.allocate(length);
            while (piece.hasRemaining()) {
                if (channel.read(piece, at + piece.position()) < 0) throw new IOException("a table is cut short");
            }
            at += length;
            sender.send(piece.array());
        }
    }

    long terms() {
        return terms;
    }

    long bytes() {
        return bytes;
    }

    long digest() {
        return digest;
    }

    @Override
    public void close() throws IOException {
        if (channel == null) return;
        channel.close();
        Files.deleteIfExists(file);
    }
}
