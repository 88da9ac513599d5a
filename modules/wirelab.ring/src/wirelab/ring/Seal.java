package wirelab.ring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import wirelab.kit.ByteStream;
import wirelab.kit.FieldWriter;
import wirelab.kit.Hmac;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;

/// Authenticates the frames of one link with the key of the ring (SPECIFICATION.txt, Section 6): both ends begin with 16
/// random
/// bytes, and each frame's data ends with 16 bytes of an HMAC over its number on the link and itself. So nobody without the
/// key adds, changes, repeats, reorders or leaves out a frame.
final class Seal {
    static final int NONCE = 16;
    static final int TAG = 16;

    private final Hmac sends;
    private final Hmac receives;
    private long sent;
    private long received;

    Seal(byte[] key, byte[] dialler, byte[] acceptor, boolean dialled) {
        var link = Hmac.sha256(Hmac.sha256(key).of("wirelab ring 1".getBytes(StandardCharsets.US_ASCII), dialler, acceptor));
        var forth = Hmac.sha256(link.of(new byte[] {'>'}));
        var back = Hmac.sha256(link.of(new byte[] {'<'}));
        sends = dialled ? forth : back;
        receives = dialled ? back : forth;
    }

    /// Exchanges the random bytes.
    static Seal agree(ByteStream stream, byte[] key, boolean dialled) throws IOException {
        byte[] mine = Secrets.bytes(NONCE);
        stream.write(ByteBuffer.wrap(mine));
        var theirs = ByteBuffer.allocate(NONCE);
        while (theirs.hasRemaining()) {
            if (stream.read(theirs) < 0) throw new ProtocolViolation("nonce", 0, "the link ends before it");
        }
        if (Arrays.equals(mine, theirs.array())) throw new ProtocolViolation("nonce", 0, "is our own, sent back");
        return dialled ? new Seal(key, mine, theirs.array(), true) : new Seal(key, theirs.array(), mine, false);
    }

    RingFrame seal(RingFrame frame) {
        byte[] data = Arrays.copyOf(frame.data(), frame.data().length + TAG);
        var sealed = new RingFrame(frame.source(), frame.destination(), frame.flags(), data);
        System.arraycopy(tag(sends, sent++, sealed), 0, data, data.length - TAG, TAG);
        return sealed;
    }

    RingFrame open(RingFrame sealed) throws ProtocolViolation {
        int length = sealed.data().length - TAG;
        if (length < 0) throw new ProtocolViolation("data length", 9, "no room for a tag");
        byte[] tag = Arrays.copyOfRange(sealed.data(), length, length + TAG);
        if (!Secrets.same(tag, tag(receives, received++, sealed))) throw new ProtocolViolation("tag", 13 + length,
                "is wrong");
        return new RingFrame(sealed.source(), sealed.destination(), sealed.flags(), Arrays.copyOf(sealed.data(), length));
    }

    private static byte[] tag(Hmac hmac, long number, RingFrame sealed) {
        byte[] frame = sealed.encode();
        byte[] counted = new FieldWriter(8).u64(number).done();
        return Arrays.copyOf(hmac.of(counted, Arrays.copyOf(frame, frame.length - TAG)), TAG);
    }
}
