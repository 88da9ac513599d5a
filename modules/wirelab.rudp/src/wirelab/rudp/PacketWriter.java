package wirelab.rudp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import wirelab.kit.FieldWriter;

/// Puts frames into one packet after another, and seals them.
final class PacketWriter {
    private final long connection;
    private final PacketSeal seal;
    private final byte[] bytes;
    private final ByteBuffer buffer;
    private final List<SentPacket.Piece> pieces = new ArrayList<>();
    private FieldWriter out;
    private int room;
    private boolean eliciting;
    private int payload;

    PacketWriter(long connection, PacketSeal seal, int most) {
        this.connection = connection;
        this.seal = seal;
        bytes = new byte[most];
        buffer = ByteBuffer.wrap(bytes);
    }

    /// Begins a packet, which has room for so many bytes in all.
    void begin(int size) {
        buffer.clear().position(RudpPacket.HEADER);
        out = new FieldWriter(buffer);
        room = size - seal.overhead();
        pieces.clear();
        eliciting = false;
        payload = 0;
    }

    /// {@return bytes that have room yet}
    int room() {
        return room - buffer.position();
    }

    boolean isEmpty() {
        return buffer.position() == RudpPacket.HEADER;
    }

    boolean isEliciting() {
        return eliciting;
    }

    /// {@return bytes of streams in the packet}
    int payload() {
        return payload;
    }

    /// Adds a frame, which has room.
    ///
    /// @param again whether it is sent again when it is lost
    void add(RudpFrame frame, boolean again) {
        frame.write(out);
        eliciting |= frame.isEliciting();
        if (again) pieces.add(new SentPacket.FramePiece(frame));
    }

    /// Adds a STREAM frame.
    void add(SendStream.Taken taken) {
        var piece = taken.piece();
        out.u8(piece.end() ? RudpFrame.STREAM_END : RudpFrame.STREAM).u32(piece.stream().id()).u64(piece.offset());
        out.sized(2, taken.bytes());
        pieces.add(piece);
        eliciting = true;
        payload += taken.bytes().length;
    }

    SentPacket.Piece[] pieces() {
        return pieces.toArray(SentPacket.Piece[]::new);
    }

    /// {@return the packet, sealed}
    byte[] done(long number, ReceivedPackets received) {
        int length = buffer.position();
        boolean any = received.any();
        var header = new RudpPacket(RudpPacket.Kind.DATA, (int) number, any ? (int) received.largest() : 0,
                any ? received.bits() : 0, any, seal.phase(), seal.isSecret(), connection);
        header.write(new FieldWriter(buffer.position(0)));
        seal.seal(bytes, length, number);
        return Arrays.copyOf(bytes, length + seal.overhead());
    }
}
