package wirelab.rtt;

import java.io.IOException;

/// Takes probes to the other end and brings answers back: over datagrams, by opening connections, or over one.
interface Carrier extends AutoCloseable {
    /// What a carrier tells about probes, from any thread.
    interface Listener {
        /// A probe has left. Its answer may have come before this is told: what is done between the moment and the sending
        /// would count as delay.
        ///
        /// @param at the moment before it left, as from [System#nanoTime()]
        void sent(int sequence, long at);

        void unsent(int sequence);

        /// Something has come.
        void came(ProbeFormat.Reading reading);

        /// Something has come that breaks the protocol.
        void malformed();
    }

    /// Sends a probe. It must not wait for the answer.
    ///
    /// @throws IOException when this system refuses; the probe counts as not sent
    void send(int sequence) throws IOException;

    /// {@return the payload of a probe in bytes}
    int size();

    /// {@return what kernel or reflector say about the whole run, in a line each}
    default Remarks remarks() {
        return Remarks.NONE;
    }

    @Override
    void close();
}
