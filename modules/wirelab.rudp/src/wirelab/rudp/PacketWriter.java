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
    private final int most;
    private byte[] bytes;
    private ByteBuffer buffer;
    private final List<SentPacket.Piece> pieces = new ArrayList<>();
    private FieldWriter out;
    private int room;
    private boolean eliciting;
    private int payload;

    PacketWriter(long connection, PacketSeal seal, int most) {
        this.connection = connection;
        this.seal = seal;
        this.most = most;
        renew();
    }

    private void renew() {
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
        out.u16(piece.length());
        piece.stream().copy(piece, bytes, buffer.position());
        buffer.position(buffer.position() + piece.length());
        pieces.add(piece);
        eliciting = true;
        payload += piece.length();
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
        int whole = length + seal.overhead();
        if (whole < most) return Arrays.copyOf(bytes, whole);
        // A full one is handed out as it is.
        var packet = bytes;
        renew();
        return packet;
    }
}
