package wirelab.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Visible;
import wirelab.ssh.TransportMessage.Disconnect;
import wirelab.ssh.TransportMessage.ExtInfo;

/// One end of the transport layer (RFC 4253): version lines, then packets, whose keys a [KeyExchanger] makes anew from time
/// to time. Pure: bytes and the time come in, bytes come out, random numbers are handed in, so a connection with the same
/// seeds is the same to the last byte.
///
/// What is said above waits while keys are exchanged, but not without limit; and until the first exchange is over nothing
/// goes up at all.
final class Transport {
    /// What stands above the transport.
    interface Upper {
        /// The first key exchange is over: the session has its identifier.
        void keyed(long now) throws IOException;

        /// The peer knows extensions (RFC 8308).
        void extensions(Map<String, String> extensions);

        /// A message of above: `count` bytes of an array that is good until this returns.
        void message(long now, byte[] packet, int from, int count) throws IOException;
    }

    /// Bytes that may wait for the end of a key exchange: replies to what a peer goes on asking.
    private static final int MOST_HELD = 256 * 1024;
    /// Longest version line, with its end (RFC 4253, section 4.2).
    private static final int MOST_VERSION = 255;
    /// Bytes of lines that a server may send before its version.
    private static final int MOST_GREETING = 8_192;
    private static final String VERSION = "SSH-2.0-wirelab";

    private final boolean server;
    private final Upper upper;
    private final PacketReader reader = new PacketReader();
    private final PacketWriter writer;
    private final KeyExchanger exchanger;
    private final ArrayDeque<byte[]> held = new ArrayDeque<>();
    private int heldBytes;
    private int greeted;
    private String peerVersion;
    private boolean established;
    private boolean extensionsMayCome;

    Transport(KeyExchanger.Identity identity, Algorithms algorithms, Rekey rekey, RandomGenerator random, Upper upper) {
        server = identity.isServer();
        this.upper = upper;
        writer = new PacketWriter(random);
        exchanger = new KeyExchanger(identity, algorithms, rekey, random, reader, writer);
    }

    /// Sends the version line, and with it the first offer of algorithms: neither waits for the peer.
    void start(long now) {
        writer.raw((VERSION + "\r\n").getBytes(StandardCharsets.US_ASCII));
        exchanger.begin(now, VERSION);
    }

    /// Takes what has come, as far as it is whole packets.
    ///
    /// @param in backed by an array; the position moves behind what was taken
    /// @throws IOException when the connection must end: a [ProtocolViolation], or an [SshException]
    void receive(long now, ByteBuffer in) throws IOException {
        if (peerVersion == null && !readVersion(in)) return;
        while (reader.read(in)) packet(now, reader.body(), reader.payload());
    }

    private boolean readVersion(ByteBuffer in) throws SshException {
        for (int at = in.position(); at < in.limit(); at++) {
            if (in.get(at) != '\n') continue;
            var line = new byte[at - in.position()];
            in.get(line);
            in.get();
            String text = new String(line, StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r")) text = text.substring(0, text.length() - 1);
            if (isVersion(text, line.length + 1)) {
                peerVersion = text;
                exchanger.peerVersion(text);
                return true;
            }
        }
        if (greeted + in.remaining() > (server ? MOST_VERSION : MOST_GREETING)) throw noVersion("a line without an end");
        return false;
    }

    private boolean isVersion(String line, int length) throws SshException {
        if (line.startsWith("SSH-2.0-") || line.startsWith("SSH-1.99-")) {
            if (length > MOST_VERSION) throw noVersion("a version line that is too long");
            return true;
        }
        greeted += length;
        // Only a server may say something before its version (RFC 4253, section 4.2).
        if (server || line.startsWith("SSH-") || greeted > MOST_GREETING) {
            throw noVersion("'" + Visible.of(line.substring(0, Math.min(40, line.length()))) + "'");
        }
        return false;
    }

    private SshException noVersion(String instead) {
        if (server) writer.raw("Protocol mismatch: this is an SSH 2 server.\r\n".getBytes(StandardCharsets.US_ASCII));
        return new SshException(0, "no version line of SSH 2 but " + instead);
    }

    private void packet(long now, byte[] packet, int count) throws IOException {
        int type = packet[1] & 0xff;
        boolean afterKeys = extensionsMayCome;
        extensionsMayCome = false;
        exchanger.admit(type);
        switch (type) {
            case TransportMessage.DISCONNECT -> throw ended(message(packet, count));
            case TransportMessage.IGNORE, TransportMessage.DEBUG, TransportMessage.UNIMPLEMENTED -> { }
            case TransportMessage.EXT_INFO -> {
                // RFC 8308, section 2.4: right behind NEWKEYS, and a server's once more before it lets a client in.
                if (!afterKeys && (server || established)) throw unexpected(type);
                if (message(packet, count) instanceof ExtInfo info) upper.extensions(info.extensions());
            }
            default -> {
                if (type < 20 && type > TransportMessage.EXT_INFO || type == 0) refuse(type);
                else if (type >= 20 && type < 50) exchange(now, packet, count);
                else upper.message(now, packet, 1, count);
            }
        }
        exchanger.rekeyIfDue(now, established);
    }

    private static TransportMessage message(byte[] packet, int count) throws ProtocolViolation {
        var payload = new byte[count];
        System.arraycopy(packet, 1, payload, 0, count);
        return TransportMessage.decode(payload);
    }

    private void exchange(long now, byte[] packet, int count) throws IOException {
        if (exchanger.dropsGuess()) return;
        boolean before = exchanger.isKeyed();
        exchanger.message(now, message(packet, count), Arrays.copyOfRange(packet, 1, 1 + count));
        extensionsMayCome = !before && exchanger.isKeyed();
        if (extensionsMayCome) upper.keyed(now);
        release();
    }

    private void release() {
        while (!exchanger.isBusy() && !held.isEmpty()) write(held.poll());
        if (held.isEmpty()) heldBytes = 0;
    }

    private static SshException ended(TransportMessage message) {
        var said = (Disconnect) message;
        return new SshException(0, "the peer ends the connection: " + Visible.of(said.description()));
    }

    static SshException unexpected(int type) {
        return new SshException(Disconnect.PROTOCOL_ERROR, "message " + type + " does not belong here");
    }

    /// Says that a message is not known (RFC 4253, section 11.4).
    void refuse(int type) throws SshException {
        if (!exchanger.isKeyed()) throw unexpected(type);
        send(new TransportMessage.Unimplemented(reader.number() & 0xffff_ffffL).encode());
    }

    /// Sends a message of above; while keys are exchanged it waits.
    ///
    /// @throws SshException when too much waits: a peer that goes on asking instead of exchanging keys
    void send(byte[] payload) throws SshException {
        if (!exchanger.isBusy()) {
            write(payload);
            return;
        }
        heldBytes += payload.length;
        if (heldBytes > MOST_HELD)
                throw new SshException(Disconnect.PROTOCOL_ERROR, "too much was asked during a key exchange");
        held.add(payload);
    }

    /// Whether data may be sent now: not while keys are exchanged.
    boolean maySend() {
        return !exchanger.isBusy() && exchanger.isKeyed();
    }

    /// Sends data of above, when it may.
    void send(long now, byte[] head, byte[] body, int from, int count) {
        writer.packet(head, body, from, count);
        exchanger.rekeyIfDue(now, established);
    }

    private void write(byte[] payload) {
        writer.packet(payload, payload, 0, 0);
    }

    /// Says why the connection ends; whatever is exchanged, this may be said.
    void disconnect(int reason, String why) {
        if (peerVersion != null && reason != 0) write(new Disconnect(reason, why).encode());
    }

    /// The peer is somebody now: from here on keys are made anew.
    void established(long now) {
        established = true;
        reader.trust();
        exchanger.rekeyIfDue(now, true);
    }

    /// Makes new keys now, if that is not under way.
    void rekey(long now) {
        if (!exchanger.isExchanging()) exchanger.begin(now, VERSION);
    }

    void tick(long now) {
        exchanger.rekeyIfDue(now, established);
    }

    long nextAt() {
        return established ? exchanger.nextAt() : Machine.NEVER;
    }

    byte[] session() {
        return exchanger.session();
    }

    KeyExchanger exchanger() {
        return exchanger;
    }

    /// {@return the peer's version line; `null` before it has come}
    String peerVersion() {
        return peerVersion;
    }

    void watch(SshLink.Watcher watcher) {
        reader.watch(watcher);
        writer.watch(watcher);
    }

    PacketWriter out() {
        return writer;
    }
}
