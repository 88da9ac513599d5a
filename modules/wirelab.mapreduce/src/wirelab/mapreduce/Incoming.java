package wirelab.mapreduce;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import wirelab.kit.ProtocolViolation;
import wirelab.terms.RunFile;
import wirelab.terms.TableDigest;
import wirelab.terms.Terms;

/// A table that is coming in: each record is looked at, and goes to disk. No more is taken than was announced.
final class Incoming implements Closeable {
    private final Message.Announce announced;
    private final FileChannel channel;
    private byte[] last = new byte[0];
    private int lastLength = -1;
    private long terms;
    private long bytes;
    private long digest;

    Incoming(Message.Announce announced, Path file) throws IOException {
        this.announced = announced;
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /// @throws ProtocolViolation when the records are none, not in order, or more than announced
    void add(byte[] records) throws IOException {
        bytes += records.length;
        if (bytes > announced.bytes()) throw wrong("bytes", "more than the " + announced.bytes() + " that were announced");
        var in = ByteBuffer.wrap(records);
        while (in.hasRemaining()) {
            if (in.remaining() < RunFile.HEAD) throw wrong("records", "one is cut short");
            int length = in.getInt();
            if (length < 0 || length > Terms.MAX_BYTES || length > in.remaining() - 8) throw wrong("key length", "is "
                    + length);
            int at = in.position();
            if (lastLength >= 0 && Arrays.compareUnsigned(last, 0, lastLength, records, at, at + length) >= 0) {
                throw wrong("key", "does not come behind the one before");
            }
            if (last.length < length) last = new byte[Math.max(length, 2 * last.length)];
            System.arraycopy(records, at, last, 0, length);
            lastLength = length;
            in.position(at + length);
            long value = in.getLong();
            digest += TableDigest.of(records, at, length, value);
            terms++;
        }
        for (var all = ByteBuffer.wrap(records); all.hasRemaining(); ) channel.write(all);
    }

    /// All records are there: puts them on the disk for good.
    void complete() throws IOException {
        if (terms != announced.terms() || bytes != announced.bytes() || digest != announced.digest()) {
            throw wrong("digest", "the table is not the one that was announced");
        }
        channel.force(true);
        channel.close();
    }

    private ProtocolViolation wrong(String field, String problem) {
        return new ProtocolViolation(field, bytes, problem);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
