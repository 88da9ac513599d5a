package wirelab.mapreduce;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import wirelab.kit.UsageException;
import wirelab.terms.Terms;

/// What a job reads: files, folders with all that is in them, `-` for standard input. What is packed by gzip, and standard
/// input, is laid beside as a temporary file first: a portion must be there to be read again when its mapper dies.
final class Input implements Closeable {
    private static final int WINDOW = 1 << 16;

    /// A stretch of a document.
    record Segment(int document, long from, long to) {}

    /// One text.
    ///
    /// @param name as the user wrote it
    record Document(String name, Path file, long size) {}

    private final List<Document> documents = new ArrayList<>();
    private final List<Path> temporary = new ArrayList<>();

    /// @throws NoSuchFileException when one of the paths is not there
    static Input of(List<String> names, InputStream standard) throws IOException {
        var input = new Input();
        try {
            for (String name : names) input.add(name, standard);
            return input;
        } catch (IOException | RuntimeException e) {
            input.close();
            throw e;
        }
    }

    private void add(String name, InputStream standard) throws IOException {
        if (name.equals("-")) {
            spool(name, standard);
            return;
        }
        var path = Path.of(name);
        if (!Files.exists(path)) throw new NoSuchFileException(name);
        if (!Files.isDirectory(path)) {
            file(path);
            return;
        }
        try (var files = Files.walk(path)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) file(file);
        }
    }

    private void file(Path path) throws IOException {
        String name = path.toString();
        if (name.length() > Message.MAX_TEXT / 4) throw new UsageException("a name of more than 1,024 characters: " + name);
        if (!name.endsWith(".gz")) {
            documents.add(new Document(name, path, Files.size(path)));
            return;
        }
        try (var packed = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(path)), WINDOW)) {
            spool(name, packed);
        } catch (ZipException | EOFException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private void spool(String name, InputStream in) throws IOException {
        var file = Files.createTempFile("wirelab-mapreduce", ".txt");
        temporary.add(file);
        try (var out = Files.newOutputStream(file)) {
            in.transferTo(out);
        }
        documents.add(new Document(name, file, Files.size(file)));
    }

    List<Document> documents() {
        return documents;
    }

    long size() {
        return documents.stream().mapToLong(Document::size).sum();
    }

    /// Cuts all of it into portions of about one size.
    ///
    /// @param count how many; fewer come out where there are not so many borders
    /// @param lines whether only the ends of lines are borders
    /// @return the segments of each portion; one portion without any for an empty input
    List<List<Segment>> cut(int count, boolean lines) throws IOException {
        var portions = new ArrayList<List<Segment>>();
        var portion = new ArrayList<Segment>();
        long total = size();
        long before = 0;
        long next = 1;
        for (int i = 0; i < documents.size(); i++) {
            long size = documents.get(i).size;
            long from = 0;
            while (next < count && before + size >= total * next / count) {
                long target = Math.max(from, total * next++ / count - before);
                long border = target == 0 ? 0 : border(documents.get(i), target, lines);
                if (border > from) portion.add(new Segment(i, from, border));
                from = Math.max(from, border);
                if (!portion.isEmpty()) portions.add(List.copyOf(portion));
                portion.clear();
            }
            if (size > from) portion.add(new Segment(i, from, size));
            before += size;
        }
        if (!portion.isEmpty() || portions.isEmpty()) portions.add(List.copyOf(portion));
        return portions;
    }

    /// {@return the first border at or behind a place; the end when there is none}
    private static long border(Document document, long target, boolean lines) throws IOException {
        try (var channel = FileChannel.open(document.file, StandardOpenOption.READ)) {
            var window = ByteBuffer.allocate(WINDOW);
            for (long at = target; at < document.size; ) {
                int count = read(channel, window.clear(), at);
                int found = lines ? lineEnd(window.array(), count) : Terms.firstBorder(window.array(), 0, count);
                if (found >= 0) return at + found;
                // A code point may be cut off at the end of the window.
                if (at + count >= document.size) break;
                at += Math.max(1, count - 4);
            }
        }
        return document.size;
    }

    private static int lineEnd(byte[] text, int to) {
        for (int i = 0; i < to; i++) if (text[i] == '\n') return i + 1;
        return -1;
    }

    static int read(FileChannel channel, ByteBuffer into, long at) throws IOException {
        while (into.hasRemaining()) {
            int n = channel.read(into, at + into.position());
            if (n < 0) break;
        }
        return into.position();
    }

    @Override
    public void close() throws IOException {
        for (var file : temporary) Files.deleteIfExists(file);
    }
}
