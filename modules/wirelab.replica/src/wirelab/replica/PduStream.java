package wirelab.replica;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import wirelab.kit.ByteStream;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;

/// Reads and writes [Pdu]s on a stream. A length is looked at before memory is taken for what it announces, and memory grows
/// with the bytes that come.
///
/// One thread may read while others write.
public final class PduStream implements Closeable {
    private static final int STEP = 1 << 16;

    private final ByteStream stream;
    private final ByteBuffer buffer = ByteBuffer.allocate(STEP).flip();
    private int mostData;
    private long offset;

    public PduStream(ByteStream stream) {
        this(stream, Pdu.MOST_DATA);
    }

    /// @param mostData longest data that is read
    PduStream(ByteStream stream, int mostData) {
        this.stream = stream;
        this.mostData = mostData;
    }

    /// From now on data may be as long as data can be: the peer is known.
    void trust() {
        mostData = Pdu.MOST_DATA;
    }

    /// {@return what carries them}
    public ByteStream stream() {
        return stream;
    }

    /// Reads one.
    ///
    /// @return `null` when the peer has ended in order before it
    /// @throws ProtocolViolation when it is none
    /// @throws EOFException when the peer has ended inside it
    public Pdu read() throws IOException {
        if (!buffer.hasRemaining() && !fill()) return null;
        long node = u32();
        int action = (int) u32();
        byte[] path = sized("path", Pdu.MOST_PATH);
        long at = offset;
        byte[] data = sized("data", mostData);
        String text;
        try {
            text = new FieldReader(path).text("path", path.length);
        } catch (ProtocolViolation _) {
            throw new ProtocolViolation("path", at - path.length, "not UTF-8");
        }
        return new Pdu(node, action, text, Bytes.wrap(data));
    }

    /// Reads one that must come.
    ///
    /// @throws EOFException when the peer has ended
    public Pdu need() throws IOException {
        var pdu = read();
        if (pdu == null) throw new EOFException("the peer ended");
        return pdu;
    }

    /// Reads one of a kind that must come.
    ///
    /// @throws ProtocolViolation when another one comes
    public Pdu need(int action) throws IOException {
        var pdu = need();
        if (pdu.action() != action) throw new ProtocolViolation("action", 4, Pdu.name(pdu.action()));
        return pdu;
    }

    /// {@return whether one that has come, or a part of it, is still to be read}
    boolean hasMore() {
        return buffer.hasRemaining();
    }

    private long u32() throws IOException {
        long value = 0;
        for (int i = 0; i < 4; i++) {
            if (!buffer.hasRemaining() && !fill()) throw new EOFException("the peer ended inside a message");
            value = value << 8 | buffer.get() & 0xff;
        }
        offset += 4;
        return value;
    }

    private byte[] sized(String field, int most) throws IOException {
        long length = u32();
        if (length > most) {
            throw new ProtocolViolation(field + " length", offset - 4, length + " is more than the limit of " + most);
        }
        var bytes = new byte[(int) Math.min(length, STEP)];
        int done = 0;
        while (done < length) {
            if (!buffer.hasRemaining() && !fill()) throw new EOFException("the peer ended inside a message");
            if (done == bytes.length) bytes = Arrays.copyOf(bytes, (int) Math.min(length, 4L * bytes.length));
            int n = Math.min(buffer.remaining(), bytes.length - done);
            buffer.get(bytes, done, n);
            done += n;
        }
        offset += length;
        return bytes;
    }

    private boolean fill() throws IOException {
        int n = stream.read(buffer.clear());
        buffer.limit(Math.max(n, 0)).position(0);
        return n > 0;
    }

    /// Writes several at once.
    public synchronized void write(List<Pdu> pdus) throws IOException {
        stream.write(pdus.stream().map(pdu -> ByteBuffer.wrap(pdu.encode())).toArray(ByteBuffer[]::new));
    }

    public synchronized void write(Pdu pdu) throws IOException {
        stream.write(ByteBuffer.wrap(pdu.encode()));
    }

    /// Writes some that are encoded already.
    synchronized void write(ByteBuffer encoded) throws IOException {
        if (encoded.hasRemaining()) stream.write(encoded);
    }

    @Override
    public void close() {
        stream.close();
    }

    @Override
    public String toString() {
        return "PDUs on " + stream;
    }
}
