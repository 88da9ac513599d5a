package wirelab.rudpfiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 of files and of their beginnings.
final class Digests {
    static final int CHUNK = 256 * 1024;

    private Digests() {}

    static MessageDigest create() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// {@return a copy's result: the digest goes on}
    static byte[] soFar(MessageDigest digest) {
        try {
            return ((MessageDigest) digest.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's own can be copied", e);
        }
    }

    /// {@return SHA-256 of a text in UTF-8, in hexadecimal digits}
    static String ofText(String text) {
        return HexFormat.of().formatHex(create().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Feeds the beginning of a file.
    ///
    /// @return whether the file was long enough
    static boolean feed(MessageDigest digest, FileChannel file, long length) throws IOException {
        var buffer = ByteBuffer.allocate(CHUNK);
        for (long at = 0; at < length; ) {
            buffer.clear().limit((int) Math.min(CHUNK, length - at));
            int count = file.read(buffer, at);
            if (count < 0) return false;
            digest.update(buffer.flip());
            at += count;
        }
        return true;
    }
}
