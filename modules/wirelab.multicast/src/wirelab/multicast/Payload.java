package wirelab.multicast;

import java.nio.ByteBuffer;
import wirelab.kit.ProtocolViolation;

/// What a datagram turns out to be: one of ours, one of `iperf -u`, or anything else.
public sealed interface Payload permits CastMessage, IperfDatagram, Foreign {
    /// Looks at a datagram; any bytes give a payload or one exception.
    ///
    /// @param datagram from position to limit; its position does not move
    /// @return ours when it begins with our magic number, an iperf datagram when it has the shape of one, else a foreign one
    /// @throws ProtocolViolation when it begins as ours and is not, naming field and offset
    static Payload decode(ByteBuffer datagram) throws ProtocolViolation {
        if (CastMessage.isOurs(datagram)) return CastMessage.decode(datagram);
        if (IperfDatagram.fits(datagram)) return IperfDatagram.decode(datagram);
        return Foreign.of(datagram);
    }
}
