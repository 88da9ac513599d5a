package wirelab.room;

import java.nio.ByteBuffer;

/// What goes to all members, written once: an endless stream of bytes in chunks,
/// of which each member's [TapeCursor] has read so much.
///
/// ```
///  chunk          chunk          chunk
/// [#########] -> [#########] -> [####     ]
///      ^ carol's cursor            ^ alice's and bob's
/// ```
///
/// A line is encoded once and copied once, whatever the number of members; each member costs a cursor. A chunk leads to the
/// next and never back, so what every cursor has passed is garbage; the slowest member decides how much is kept, and the
/// server bounds that. Chunks lie outside the heap, where the system can send from without another copy.
///
/// Appending and reading ([TapeCursor]) happen within events of the hall; the bytes of a slice may be sent at any time,
/// since what has been written never changes.
final class Tape {
    /// Small enough that a quiet room holds little, large enough that a write rarely needs more than two.
    static final int CHUNK = 64 * 1024;

    /// A stretch of the stream.
    static final class Chunk {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(CHUNK);
        final long start;
        Chunk next;

        Chunk(long start) {
            this.start = start;
        }
    }

    private Chunk last = new Chunk(0);
    private long end;

    /// The chunk that holds the end.
    Chunk last() {
        return last;
    }

    /// {@return how much was ever appended: bytes}
    long end() {
        return end;
    }

    void append(byte[] bytes) {
        for (int from = 0; from < bytes.length; ) {
            int at = (int) (end - last.start);
            if (at == CHUNK) {
                last = last.next = new Chunk(end);
                at = 0;
            }
            int n = Math.min(bytes.length - from, CHUNK - at);
            last.bytes.put(at, bytes, from, n);
            from += n;
            end += n;
        }
    }
}
