package wirelab.rtt;

import java.nio.ByteBuffer;
import wirelab.kit.ProtocolViolation;

/// What the datagrams of one kind of probe look like: how a question is written, and which probe an answer belongs to.
///
/// One thread writes while another reads.
interface ProbeFormat {
    /// {@return the payload of each probe, in bytes}
    int size();

    /// Writes a probe.
    ///
    /// @param into empty, of [#size()] bytes at least; the position moves behind the probe
    void encode(ByteBuffer into, int sequence);

    /// Reads what has come.
    ///
    /// @param datagram from position to limit
    /// @param wall when it came, in nanoseconds since 1970 by this machine's clock
    /// @throws ProtocolViolation when it breaks the protocol
    Reading decode(ByteBuffer datagram, long wall) throws ProtocolViolation;

    /// What a datagram at the socket of a prober is.
    sealed interface Reading permits Answer, Reading.Not {
        /// No answer to anything.
        enum Not implements Reading {
            /// It belongs to somebody else, or to a run before.
            FOREIGN,
            /// An answer of ours that was changed on the way.
            CORRUPTED
        }
    }
}
