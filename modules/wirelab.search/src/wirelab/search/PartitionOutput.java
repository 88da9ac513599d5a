package wirelab.search;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// Writes a [Partition], whose format stands there: term by term, then the texts.
final class PartitionOutput {
    private final OutputStream out;
    private final CRC32C sum = new CRC32C();
    private final VarintBuffer dictionary = new VarintBuffer();
    private final VarintBuffer texts = new VarintBuffer();
    private byte[] before = {};
    private int terms;
    private int documents;
    private long at;

    /// What writes a partition.
    interface Source {
        void write(PartitionOutput output) throws IOException;
    }

    /// @param out takes few large pieces well
    PartitionOutput(OutputStream out) throws IOException {
        this.out = out;
        write(Partition.MAGIC, Partition.MAGIC.length);
    }

    private void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
        sum.update(bytes, 0, length);
        at += length;
    }

    /// Adds a term, which is greater than those before.
    ///
    /// @param count documents that have it
    void term(byte[] term, int count, VarintBuffer documents, VarintBuffer places) throws IOException {
        int common = 0;
        while (common < Math.min(before.length, term.length) && before[common] == term[common]) common++;
        dictionary.put(common);
        dictionary.put(term.length - common);
        dictionary.put(term, common, term.length - common);
        dictionary.put(count);
        dictionary.put(documents.size());
        dictionary.put(places.size());
        write(documents.bytes(), documents.size());
        write(places.bytes(), places.size());
        before = term;
        terms++;
    }

    /// Adds a text, which has the next number.
    ///
    /// @param length terms, or -1 where there is no text
    void text(String key, int length) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        texts.put(bytes.length);
        texts.put(bytes, 0, bytes.length);
        texts.put(length + 1);
        documents++;
    }

    void finish() throws IOException {
        long textsAt = at;
        write(texts.bytes(), texts.size());
        long dictionaryAt = at;
        write(dictionary.bytes(), dictionary.size());
        var end = ByteBuffer.allocate(Partition.END);
        end.putLong(textsAt).putLong(dictionaryAt).putInt(documents).putInt(terms);
        sum.update(end.array(), 0, end.position());
        end.putInt((int) sum.getValue());
        out.write(end.array());
        out.flush();
    }
}
