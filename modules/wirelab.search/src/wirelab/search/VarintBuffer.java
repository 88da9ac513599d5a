package wirelab.search;

import java.util.Arrays;

/// Bytes that grow: numbers in as many bytes as they need, of seven bits each, the lowest first.
final class VarintBuffer {
    private byte[] bytes = new byte[64];
    private int size;

    int size() {
        return size;
    }

    byte[] bytes() {
        return bytes;
    }

    void clear() {
        size = 0;
    }

    void put(int number) {
        room(5);
        while ((number & ~0x7f) != 0) {
            bytes[size++] = (byte) (number | 0x80);
            number >>>= 7;
        }
        bytes[size++] = (byte) number;
    }

    void put(byte[] from, int at, int length) {
        room(length);
        System.arraycopy(from, at, bytes, size, length);
        size += length;
    }

    private void room(int more) {
        if (size + more > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(size + more, Math.addExact(size, size)));
    }
}
