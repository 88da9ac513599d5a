package wirelab.search;

import java.util.Arrays;

/// Where a term stands: for each document its number, how often, and at which places; each number less the one before it,
/// in bytes of seven bits.
final class Postings {
    private byte[] bytes = new byte[8];
    private int size;
    private int last = -1;

    /// Adds a document, whose number is greater than those before.
    void add(int document, int[] places, int count) {
        write(document - last);
        last = document;
        write(count);
        int before = -1;
        for (int i = 0; i < count; i++) {
            write(places[i] - before);
            before = places[i];
        }
    }

    private void write(int number) {
        if (size + 5 > bytes.length) bytes = Arrays.copyOf(bytes, 2 * size + 5);
        while (number > 0x7f) {
            bytes[size++] = (byte) (number | 0x80);
            number >>>= 7;
        }
        bytes[size++] = (byte) number;
    }

    /// Goes through the documents, in order.
    final class Reading {
        private int at;
        int document = -1;
        int count;

        /// {@return whether there is another document; the places of the one before have been read or are passed over}
        boolean next() {
            while (left > 0) {
                read();
                left--;
            }
            if (at == size) return false;
            document += read();
            count = left = read();
            place = -1;
            return true;
        }

        private int left;
        private int place;

        /// {@return the next place in this document}
        int place() {
            left--;
            place += read();
            return place;
        }

        private int read() {
            int number = 0;
            for (int shift = 0; ; shift += 7) {
                int b = bytes[at++];
                number |= (b & 0x7f) << shift;
                if (b >= 0) return number;
            }
        }
    }
}
