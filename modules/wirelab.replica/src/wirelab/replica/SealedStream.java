package wirelab.replica;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import wirelab.kit.ByteStream;
import wirelab.kit.ProtocolViolation;

/// A stream whose bytes nobody between the two ends can read or change: records of AES-256-GCM (NIST SP 800-38D).
///
/// ```
/// +----------------+----------------------------------------+
/// | length u32     | as many bytes: sealed, and a tag of 16 |
/// +----------------+----------------------------------------+
/// ```
///
/// Each direction has a key of its own, which is new with each connection; the initialization vector is the number of the
/// record in it, 12 bytes, so that none can be left out, doubled or put elsewhere. The length is what is authenticated
/// beside it.
final class SealedStream implements ByteStream {
    /// Longest record, in bytes before it is sealed.
    static final int MOST = 1 << 16;
    private static final int TAG = 16;

    private final ByteStream stream;
    private final Direction sending;
    private final Direction receiving;
    private final ByteBuffer plain = ByteBuffer.allocate(MOST);
    private final ByteBuffer sealed = ByteBuffer.allocate(4 + MOST + TAG);
    private final ByteBuffer wire = ByteBuffer.allocate(4 + MOST + TAG).flip();
    private final ByteBuffer open = ByteBuffer.allocate(MOST + TAG).flip();

    /// The cipher of one direction.
    private static final class Direction {
        private final Cipher cipher;
        private final SecretKeySpec key;
        private final int mode;
        private long number;

        Direction(int mode, byte[] key) {
            this.mode = mode;
            this.key = new SecretKeySpec(key, "AES");
            try {
                cipher = Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has AES-GCM", e);
            }
        }

        void next(ByteBuffer from, ByteBuffer to, int length) throws GeneralSecurityException {
            byte[] vector = ByteBuffer.allocate(12).putLong(4, number++).array();
            cipher.init(mode, key, new GCMParameterSpec(8 * TAG, vector));
            cipher.updateAAD(ByteBuffer.allocate(4).putInt(0, length));
            cipher.doFinal(from, to);
        }
    }

    /// @param sendKey 32 bytes
    /// @param receiveKey 32 other bytes
    SealedStream(ByteStream stream, byte[] sendKey, byte[] receiveKey) {
        this.stream = stream;
        sending = new Direction(Cipher.ENCRYPT_MODE, sendKey);
        receiving = new Direction(Cipher.DECRYPT_MODE, receiveKey);
    }

    @Override
    public synchronized void write(ByteBuffer... buffers) throws IOException {
        for (var buffer : buffers) {
            while (buffer.hasRemaining()) {
                int n = Math.min(buffer.remaining(), plain.remaining());
                plain.put(buffer.slice(buffer.position(), n));
                buffer.position(buffer.position() + n);
                if (!plain.hasRemaining()) record();
            }
        }
        if (plain.position() > 0) record();
    }

    private void record() throws IOException {
        plain.flip();
        int length = plain.remaining() + TAG;
        sealed.clear().putInt(length);
        try {
            sending.next(plain, sealed, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("what has room can be sealed", e);
        }
        stream.write(sealed.flip());
        plain.clear();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        while (!open.hasRemaining()) if (!nextRecord()) return -1;
        int n = Math.min(into.remaining(), open.remaining());
        into.put(open.slice(open.position(), n));
        open.position(open.position() + n);
        return n;
    }

    private boolean nextRecord() throws IOException {
        if (!await(4)) return false;
        int length = wire.getInt(wire.position());
        if (length < TAG || length > MOST + TAG) {
            throw new ProtocolViolation("record length", 0, Integer.toUnsignedString(length) + " is not between " + TAG
                    + " and " + (MOST + TAG));
        }
        await(4 + length);
        var record = wire.slice(wire.position() + 4, length);
        wire.position(wire.position() + 4 + length);
        try {
            receiving.next(record, open.clear(), length);
        } catch (GeneralSecurityException _) {
            open.clear().limit(0);
            throw new ProtocolViolation("record", 4, "was changed on the way, or sealed with another key");
        }
        open.flip();
        return true;
    }

    /// @return whether so many bytes are there; if not, the peer has ended between two records
    private boolean await(int count) throws IOException {
        while (wire.remaining() < count) {
            if (wire.capacity() - wire.position() < count) wire.compact().flip();
            int at = wire.limit();
            var room = wire.duplicate().limit(wire.capacity()).position(at);
            int n = stream.read(room);
            if (n < 0) {
                if (!wire.hasRemaining()) return false;
                throw new EOFException("the peer ended inside a record");
            }
            wire.limit(at + n);
        }
        return true;
    }

    @Override
    public void endOutput() throws IOException {
        stream.endOutput();
    }

    @Override
    public void stage(Duration limit) {
        stream.stage(limit);
    }

    @Override
    public void close() {
        stream.close();
    }

    @Override
    public String toString() {
        return stream + ", sealed";
    }
}
