package wirelab.forward.network;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Writes the fields of one frame.
final class FrameWriter {
    private final ByteBuffer bytes = ByteBuffer.allocate(Frame.MAX_LENGTH);

    FrameWriter(Frame.Type type) {
        bytes.put((byte) Frame.VERSION).put((byte) type.code());
    }

    FrameWriter u8(int value) {
        bytes.put((byte) value);
        return this;
    }

    FrameWriter u16(int value) {
        bytes.putShort((short) value);
        return this;
    }

    FrameWriter u32(long value) {
        bytes.putInt((int) value);
        return this;
    }

    FrameWriter name(String name) {
        var letters = Names.bytes(name);
        bytes.put((byte) letters.length).put(letters);
        return this;
    }

    FrameWriter payload(byte[] payload) {
        bytes.putShort((short) payload.length).put(payload);
        return this;
    }

    byte[] done() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
