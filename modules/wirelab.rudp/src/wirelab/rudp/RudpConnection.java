package wirelab.rudp;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import wirelab.kit.FieldReader;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// One end of a connection that has been made. Belongs to an [RudpEnd], which gives it its datagrams and its time.
final class RudpConnection {
    /// What both ends have agreed upon.
    ///
    /// @param peer where the other end is
    /// @param firstSent the number before that of the first packet
    /// @param firstReceived the same of the other end
    /// @param credit how many bytes the other end takes to begin with
    /// @param streams how many streams may be opened to begin with
    record Terms(long id, InetSocketAddress peer, boolean client, long firstSent, long firstReceived, int credit,
            int streams,
            PacketSeal seal) {}

    private final Terms terms;
    private final RudpOptions options;
    private final RandomGenerator random;
    private final Consumer<RudpAction> out;
    private final RudpTrace trace;
    private final ReceivedPackets received;
    private final StreamTable streams;
    private final Outgoing outgoing;
    private final PathCheck path = new PathCheck();
    private final Ending ending = new Ending();
    private long heardAt;
    private long packetsReceived, bytesReceived;

    RudpConnection(long now, Terms terms, RudpOptions options, WindowBudget budget, RandomGenerator random, RudpTrace trace,
            Consumer<RudpAction> out) {
        this.terms = terms;
        this.options = options;
        this.random = random;
        this.out = out;
        this.trace = trace;
        received = new ReceivedPackets(terms.firstReceived());
        streams = new StreamTable(terms.id(), terms.client(), options, budget, terms.credit(), terms.streams(), out);
        outgoing = new Outgoing(now, terms, options, streams, received, random.nextLong(), trace, out);
        heardAt = now;
    }

    Terms terms() {
        return terms;
    }

    StreamTable streams() {
        return streams;
    }

    InetSocketAddress peer() {
        return outgoing.peer();
    }

    boolean isGone() {
        return ending.isGone();
    }

    boolean isOpen() {
        return ending.isOpen();
    }

    /// A packet has come for this connection.
    ///
    /// @param bytes of the whole packet; it is opened in its place
    /// @throws ProtocolViolation when it is not sealed as it should be, or came before: nothing has happened then; or when
    /// what is in it breaks the protocol: the connection is over then
    void received(long now, RudpPacket packet, byte[] bytes, int length, InetSocketAddress source) throws ProtocolViolation {
        if (packet.sealed() != terms.seal().isSecret())
            throw new ProtocolViolation("flags", 12, "say otherwise of the seal");
        long number = received.extend(packet.sequence());
        int body = terms.seal().open(bytes, length, number, packet.phase());
        if (received.isOld(number)) throw new ProtocolViolation("sequence", 0, "came before");
        heardAt = now;
        bytesReceived += length;
        packetsReceived++;
        trace.received(now, number, length);
        try {
            take(now, packet, number, frames(bytes, body), length, source);
        } catch (ProtocolViolation e) {
            close(now, RudpCodes.PROTOCOL, e.getMessage());
            throw e;
        }
    }

    private static List<RudpFrame> frames(byte[] bytes, int end) throws ProtocolViolation {
        var in = new FieldReader(ByteBuffer.wrap(bytes, RudpPacket.HEADER, end - RudpPacket.HEADER));
        if (in.remaining() == 0) throw new ProtocolViolation("frame type", 0, "is missing");
        var frames = new ArrayList<RudpFrame>(2);
        while (in.remaining() > 0) frames.add(RudpFrame.read(in));
        return frames;
    }

    private void take(long now, RudpPacket packet, long number, List<RudpFrame> frames, int length, InetSocketAddress source)
            throws ProtocolViolation {
        if (!ending.isOpen()) ending.heard();
        boolean newest = number > received.largest() || !received.any();
        boolean eliciting = false;
        RudpFrame.Ack ack = null;
        for (var frame : frames) {
            eliciting |= frame.isEliciting();
            if (frame instanceof RudpFrame.Ack said) ack = said;
        }
        received.add(now, number, eliciting);
        if (packet.hasAck()) outgoing.acknowledged(now, packet, ack);
        for (var frame : frames) received(now, frame, source);
        if (newest && !terms.client() && ending.isOpen() && !source.equals(outgoing.peer())) {
            path.heard(now, source, length, random.nextLong());
        }
    }

    private void received(long now, RudpFrame frame, InetSocketAddress source) throws ProtocolViolation {
        if (!ending.isOpen() && !(frame instanceof RudpFrame.Close)) return;
        switch (frame) {
            case RudpFrame.Padding _, RudpFrame.Ping _, RudpFrame.Ack _ -> {}
            case RudpFrame.Stream stream -> streams.received(stream);
            case RudpFrame.MaxData most -> streams.received(most);
            case RudpFrame.MaxStreamData most -> streams.received(most);
            case RudpFrame.MaxStreams most -> streams.received(most);
            case RudpFrame.ResetStream reset -> streams.received(reset);
            case RudpFrame.Message message -> out.accept(new RudpAction.Heard(terms.id(), message.data()));
            case RudpFrame.PathChallenge(long number) ->
                    outgoing.sendTo(now, terms.client() ? outgoing.peer() : source, new RudpFrame.PathResponse(number));
            case RudpFrame.PathResponse(long number) -> {
                if (!path.isProof(number, source)) return;
                path.forget();
                outgoing.moveTo(now, source, random.nextLong());
            }
            case RudpFrame.Close(int code, String reason) -> {
                if (ending.closedByPeer(now, lingering())) out.accept(new RudpAction.Closed(terms.id(), code, reason));
            }
        }
    }

    /// Sends something at once, so that the other end knows that this one knows of it.
    ///
    /// @param roundTrip what the handshake took, 0 when that is not known
    void greet(long roundTrip) {
        if (roundTrip > 0) outgoing.roundTrip().guess(roundTrip);
        outgoing.greet();
    }

    /// Takes bytes of a stream to be sent.
    ///
    /// @return how many; -1 when the stream takes no more
    int write(int stream, byte[] bytes, int start, int length) {
        return ending.isOpen() ? streams.write(stream, bytes, start, length, outgoing.keep()) : -1;
    }

    /// Reads what has come of a stream.
    ///
    /// @return how many bytes; 0 when there are none yet, -1 at the end
    int read(long now, int stream, byte[] into, int start, int length) {
        return streams.read(now, outgoing.roundTrip().smoothed(), stream, into, start, length);
    }

    /// Sends a message that may be lost; of too many the oldest go.
    void message(byte[] data) {
        if (ending.isOpen()) outgoing.message(data);
    }

    /// Ends the connection as soon as all that was written has arrived.
    void finish(int code, String reason) {
        ending.finish(code, reason);
    }

    /// Ends the connection now.
    void close(long now, int code, String reason) {
        if (!ending.close(now, code, reason, lingering())) return;
        out.accept(new RudpAction.Closed(terms.id(), code, reason));
        outgoing.sendTo(now, outgoing.peer(), ending.frame());
    }

    /// The connection is over and nobody is told: the other end knows nothing of it.
    void vanish(int code, String reason) {
        if (ending.vanish()) out.accept(new RudpAction.Closed(terms.id(), code, reason));
    }

    private long lingering() {
        return 3 * outgoing.roundTrip().probeTimeout(ReceivedPackets.MOST_DELAY);
    }

    /// The system did not send a datagram of so many bytes.
    void refused(long now, int size) {
        outgoing.refused(now, size);
    }

    /// Time has passed, or something has happened: what is due is done, and what may leave leaves.
    void settle(long now) {
        if (!ending.isOpen() || !received.isDense() || Machine.isDue(received.dueAt(), now)) streams.tellReaders();
        if (ending.isDue(now)) ending.vanish();
        if (ending.isGone()) return;
        if (!ending.isOpen()) {
            if (ending.takeReply(now)) outgoing.sendTo(now, outgoing.peer(), ending.frame());
            return;
        }
        if (now - heardAt >= options.idle().toNanos()) {
            vanish(RudpCodes.IDLE, "nothing was heard for " + Text.duration(options.idle()));
            return;
        }
        outgoing.look(now);
        if (Machine.isDue(path.nextAt(), now)) challenge(now);
        if (ending.wantsToFinish() && streams.isQuiet() && !outgoing.hasMessages()) {
            close(now, ending.code(), ending.reason());
            return;
        }
        outgoing.flush(now, heardAt);
    }

    private void challenge(long now) {
        int size = RudpPacket.HEADER + 9 + terms.seal().overhead();
        var address = path.address();
        var question = path.ask(now, outgoing.roundTrip().probeTimeout(ReceivedPackets.MOST_DELAY), size);
        if (question != null) outgoing.sendTo(now, address, question);
    }

    /// {@return when [#settle(long)] is next to be called if nothing happens before}
    long nextAt() {
        if (!ending.isOpen()) return ending.nextAt();
        long at = Machine.earlier(heardAt + options.idle().toNanos(), path.nextAt());
        return Machine.earlier(at, outgoing.nextAt(heardAt));
    }

    RudpStats stats() {
        return outgoing.stats(packetsReceived, bytesReceived);
    }

    /// {@return packet numbers and streams that are remembered: what a hostile other end could make grow}
    int remembered() {
        return received.runs() + streams.count();
    }
}
