package wirelab.forward;

import java.nio.ByteBuffer;
import wirelab.kit.ProtocolViolation;

/// Puts messages together from bytes as they come. No socket, no clock: bytes go into [#room()], and
/// [#whole()] gives what can be sent on.
///
/// ```
/// while (from.read(assembly.room()) >= 0) {
///     for (ByteBuffer messages; (messages = assembly.whole()) != null; assembly.sent()) to.write(messages);
/// }
/// to.write(assembly.rest());
/// ```
final class Assembly implements AutoCloseable {
    private final MessageEnd framing;
    private final Buffers buffers;
    private ByteBuffer buffer;
    /// Bytes in the buffer in which no message was seen to end.
    private int scanned;
    /// Bytes in the buffer that are being sent on.
    private int ready;
    /// Bytes of the stream before those in the buffer.
    private long offset;

    Assembly(MessageEnd framing, Buffers buffers) {
        this.framing = framing;
        this.buffers = buffers;
        buffer = buffers.small();
    }

    /// Where the next bytes go: behind those of a message that is not whole yet. Has room for one byte at least.
    ByteBuffer room() {
        if (!buffer.hasRemaining()) moveTo(buffers.large());
        return buffer;
    }

    /// All messages that are whole, to be sent on before [#sent()] is called.
    ///
    /// @return `null` when there is none
    /// @throws ProtocolViolation when the message that is being put together is too long
    ByteBuffer whole() throws ProtocolViolation {
        var all = buffer.duplicate().flip();
        if (!all.hasRemaining()) return null;
        ready = framing.whole(all, scanned, offset);
        if (ready > 0) return all.limit(ready);
        scanned = all.limit();
        return null;
    }

    /// What [#whole()] gave has been sent on. Afterwards the buffer fits what came last: large if it filled a small one,
    /// small if that had been enough.
    void sent() {
        int came = buffer.position();
        if (ready == came) buffer.clear();
        else buffer.flip().position(ready).compact();
        offset += ready;
        ready = scanned = 0;
        if (came <= Buffers.SMALL && buffer.capacity() > Buffers.SMALL) moveTo(buffers.small());
        else if (came == Buffers.SMALL && buffer.position() == 0) moveTo(buffers.large());
    }

    /// {@return a message that the end of the stream has cut short: its bytes, maybe none}
    ByteBuffer rest() {
        return buffer.duplicate().flip();
    }

    private void moveTo(ByteBuffer other) {
        other.put(buffer.flip());
        buffers.give(buffer);
        buffer = other;
    }

    /// Gives the buffer back.
    @Override
    public void close() {
        buffers.give(buffer);
        buffer = null;
    }
}
