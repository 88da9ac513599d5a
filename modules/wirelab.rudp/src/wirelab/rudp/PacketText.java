package wirelab.rudp;

import java.nio.ByteBuffer;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;

/// A packet in words, for people who watch.
final class PacketText {
    private PacketText() {}

    /// {@return what a datagram says, or `null` when it is none of this protocol}
    static String of(ByteBuffer datagram) {
        try {
            var packet = RudpPacket.read(datagram);
            if (packet.kind() != RudpPacket.Kind.DATA) return packet.kind().name();
            var text = new StringBuilder();
            // What it says comes first: a ladder has no room for all.
            if (!packet.sealed()) frames(datagram, text);
            text.append('#').append(Integer.toUnsignedString(packet.sequence()));
            if (packet.hasAck()) {
                text.append(" ack ").append(Integer.toUnsignedString(packet.ack())).append('/')
                        .append(String.format("%08x", packet.bits()));
            }
            return (packet.sealed() ? text.append(", sealed") : text).toString();
        } catch (ProtocolViolation _) {
            return null;
        }
    }

    private static void frames(ByteBuffer datagram, StringBuilder text) throws ProtocolViolation {
        int length = datagram.remaining() - RudpPacket.HEADER - Checksum.SIZE;
        if (length <= 0) return;
        var in = new FieldReader(datagram.slice(datagram.position() + RudpPacket.HEADER, length));
        while (in.remaining() > 0) {
            text.append(switch (RudpFrame.read(in)) {
                case RudpFrame.Padding(int count) -> "padding " + count;
                case RudpFrame.Ping _ -> "ping";
                case RudpFrame.Ack ack -> "ack " + ack.first() + " in a row, " + ack.runs().length / 2 + " more runs";
                case RudpFrame.Stream stream -> "stream " + stream.stream() + " at " + stream.offset() + " +"
                        + stream.data().length() + (stream.end() ? " end" : "");
                case RudpFrame.MaxData(long most) -> "max data " + most;
                case RudpFrame.MaxStreamData(int stream, long most) -> "max data of stream " + stream + " " + most;
                case RudpFrame.MaxStreams(int most) -> "max streams " + most;
                case RudpFrame.ResetStream(int stream, int code) -> "reset stream " + stream + " code " + code;
                case RudpFrame.Message(var data) -> "message " + data.length();
                case RudpFrame.PathChallenge _ -> "path challenge";
                case RudpFrame.PathResponse _ -> "path response";
                case RudpFrame.Close(int code, _) -> "close " + code;
            }).append(", ");
        }
    }
}
