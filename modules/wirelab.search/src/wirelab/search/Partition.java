package wirelab.search;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Some texts, and for each term where it stands among them. It never changes; only what stands in front of a number of
/// terms is in memory, the rest is where the bytes are, in memory or a file.
///
/// ```
/// magic        8     WLTEXT1 and the release of the JDK, whose Unicode says what a term is
/// for each term, in the order of its bytes
///   documents        number less the one before, twice, plus 1 if the term stands there once; else how often, too
///   places           for each of those as many: the place among its terms, less the one before
/// for each text: length of the key, key, terms plus 1, 0 where a file has no text
/// for each term: bytes it has in common with the one before, further bytes, those; documents; bytes of both above
/// texts        8     where they begin
/// dictionary   8     where it begins
/// documents    4
/// terms        4
/// sum          4     CRC-32C of all that is in front of it
/// ```
///
/// Numbers without a size have as many bytes as they need, of seven bits, the lowest first; all else is in network byte order.
final class Partition {
    static final byte[] MAGIC = ("WLTEXT1" + (char) Runtime.version().feature()).getBytes(StandardCharsets.ISO_8859_1);
    /// Bytes behind the dictionary.
    static final int END = 28;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int SUMMED = 64 << 20;

    private final MemorySegment bytes;
    private final String[] keys;
    private final int[] lengths;
    /// The terms, one behind the other, and where each begins.
    private byte[] terms = new byte[1 << 12];
    private final int[] starts;
    private final int[] counts;
    /// Where the postings of each begin, and how many bytes of them are documents.
    private final long[] at;
    private final int[] documentBytes;

    private Partition(MemorySegment bytes) throws IOException {
        this.bytes = bytes;
        long end = bytes.byteSize() - END;
        long texts = bytes.get(LONG, end);
        long dictionary = bytes.get(LONG, end + 8);
        keys = new String[bytes.get(INT, end + 16)];
        lengths = new int[keys.length];
        int size = bytes.get(INT, end + 20);
        starts = new int[size + 1];
        counts = new int[size];
        at = new long[size + 1];
        documentBytes = new int[size];
        readTexts(read(texts, dictionary - texts));
        readDictionary(read(dictionary, end - dictionary));
        if (at[size] != texts) throw new IOException("its parts do not fit");
    }

    /// Opens one.
    ///
    /// @throws IOException when it is not whole, or of another release
    static Partition open(MemorySegment bytes) throws IOException {
        if (bytes.byteSize() < MAGIC.length + END) throw new EOFException("it is too short");
        var magic = MemorySegment.ofArray(MAGIC);
        if (bytes.asSlice(0, MAGIC.length).mismatch(magic) >= 0) throw new IOException("it is of another release");
        var sum = new CRC32C();
        long end = bytes.byteSize() - 4;
        for (long from = 0; from < end; from += SUMMED) {
            sum.update(bytes.asSlice(from, Math.min(SUMMED, end - from)).asByteBuffer());
        }
        if ((int) sum.getValue() != bytes.get(INT, end)) throw new IOException("the checksum is wrong");
        try {
            return new Partition(bytes);
        } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new IOException("its parts do not fit", e);
        }
    }

    private byte[] read(long from, long length) {
        return bytes.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private void readTexts(byte[] texts) {
        var cursor = new VarintCursor(texts);
        for (int i = 0; i < keys.length; i++) {
            int length = cursor.next();
            keys[i] = new String(texts, cursor.take(length), length, StandardCharsets.UTF_8);
            lengths[i] = cursor.next() - 1;
        }
    }

    private void readDictionary(byte[] dictionary) {
        var cursor = new VarintCursor(dictionary);
        at[0] = MAGIC.length;
        for (int i = 0; i < counts.length; i++) {
            int common = cursor.next();
            int more = cursor.next();
            int to = starts[i];
            if (to + common + more > terms.length) terms = Arrays.copyOf(terms, 2 * (to + common + more));
            if (i > 0) System.arraycopy(terms, starts[i - 1], terms, to, common);
            System.arraycopy(dictionary, cursor.take(more), terms, to + common, more);
            starts[i + 1] = to + common + more;
            counts[i] = cursor.next();
            documentBytes[i] = cursor.next();
            at[i + 1] = at[i] + documentBytes[i] + cursor.next();
        }
        terms = Arrays.copyOf(terms, starts[counts.length]);
    }

    long byteSize() {
        return bytes.byteSize();
    }

    /// {@return how many texts it has, and files without any}
    int size() {
        return keys.length;
    }

    String key(int text) {
        return keys[text];
    }

    /// {@return terms of a text, -1 where there is none}
    int length(int text) {
        return lengths[text];
    }

    int terms() {
        return counts.length;
    }

    byte[] term(int term) {
        return Arrays.copyOfRange(terms, starts[term], starts[term + 1]);
    }

    int compare(int term, byte[] other) {
        return Arrays.compareUnsigned(terms, starts[term], starts[term + 1], other, 0, other.length);
    }

    private boolean begins(int term, byte[] prefix) {
        return starts[term + 1] - starts[term] >= prefix.length
                && Arrays.equals(terms, starts[term], starts[term] + prefix.length, prefix, 0, prefix.length);
    }

    /// {@return the first term that is not smaller}
    int firstFrom(byte[] term) {
        int low = 0;
        int high = counts.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (compare(middle, term) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// {@return behind the last of the terms that begin so, or of those that are this one}
    int endOf(int first, byte[] term, boolean prefix) {
        int end = first;
        if (!prefix) return end < counts.length && compare(end, term) == 0 ? end + 1 : end;
        while (end < counts.length && begins(end, term)) end++;
        return end;
    }

    /// {@return the documents of a term, with how often}
    PostingsCursor documents(int term) {
        return new PostingsCursor(read(at[term], documentBytes[term]));
    }

    /// {@return the places of a term in all its documents}
    byte[] places(int term) {
        long from = at[term] + documentBytes[term];
        return read(from, at[term + 1] - from);
    }
}
