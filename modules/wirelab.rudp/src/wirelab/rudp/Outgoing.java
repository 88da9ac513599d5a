package wirelab.rudp;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import wirelab.congestion.AckSample;
import wirelab.congestion.CongestionControl;
import wirelab.kit.Bytes;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;

/// What a connection sends: packets as the controller and the pacer allow, with what is due in them, and again what was
/// lost.
final class Outgoing implements SentPackets.Outcome {
    /// Packets that leave in one go.
    private static final int MOST_AT_ONCE = 32;
    /// Messages that wait to be sent; the oldest goes first when there are more.
    private static final int MOST_MESSAGES = 256;
    private static final int KEPT_BEYOND_WINDOW = 256 * 1024;

    private final long connection;
    private final RudpOptions options;
    private final RudpTrace trace;
    private final Consumer<RudpAction> out;
    private final StreamTable streams;
    private final ReceivedPackets received;
    private final RttEstimator rtt = new RttEstimator();
    private final SentPackets sent;
    private final AckSample sample = new AckSample();
    private final Pacer pacer = new Pacer();
    private final MtuSearch mtu;
    private final PacketWriter writer;
    private final ProbeTimer probe = new ProbeTimer(rtt);
    private final ArrayDeque<RudpFrame.Message> messages = new ArrayDeque<>();
    private CongestionControl control;
    private InetSocketAddress peer;
    private long elicitedAt;
    private boolean greeting;
    private long packets, bytes;

    Outgoing(long now, RudpConnection.Terms terms, RudpOptions options, StreamTable streams, ReceivedPackets received,
            long seed, RudpTrace trace, Consumer<RudpAction> out) {
        this.options = options;
        this.trace = trace;
        this.out = out;
        this.streams = streams;
        this.received = received;
        peer = terms.peer();
        connection = terms.id();
        sent = new SentPackets(terms.firstSent() + 1, rtt, this);
        mtu = new MtuSearch(now, options.mtu());
        writer = new PacketWriter(terms.id(), terms.seal(), options.mtu());
        control = options.control().make(seed);
        elicitedAt = now;
    }

    InetSocketAddress peer() {
        return peer;
    }

    RttEstimator roundTrip() {
        return rtt;
    }

    /// An acknowledgement has come.
    ///
    /// @param frame what it says beyond its bit field, or `null`
    void acknowledged(long now, RudpPacket packet, RudpFrame.Ack frame) throws ProtocolViolation {
        long top = Serial.extend(sent.next() - 1, packet.ack());
        if (top >= sent.next()) throw new ProtocolViolation("ack", 4, "is of what was never sent");
        sample.begin(now);
        sent.acknowledged(top, top + 1, sample);
        for (int bits = packet.bits(); bits != 0; bits &= bits - 1) {
            long number = top - 1 - Integer.numberOfTrailingZeros(bits);
            sent.acknowledged(number, number + 1, sample);
        }
        if (frame != null) {
            long end = top + 1 - frame.first();
            sent.acknowledged(end, top + 1, sample);
            for (int i = 0; i < frame.runs().length; i += 2) {
                end -= frame.runs()[i];
                sent.acknowledged(end - frame.runs()[i + 1], end, sample);
                end -= frame.runs()[i + 1];
            }
        }
        if (sample.acked() > 0) probe.reset();
        // Without a frame nobody knows how long ago the packet came that is acknowledged.
        sent.settle(sample, frame == null ? Long.MAX_VALUE : 1000 * frame.delay());
        if (rtt.isKnown()) received.roundTrip(rtt.least());
        tell();
    }

    private void tell() {
        if (!sample.isNews()) return;
        control.acked(sample);
        if (trace != RudpTrace.NONE) trace.metrics(sample.now(), stats(0, 0));
    }

    /// The other end is somewhere else: what is on the way is as good as lost, and what was known of the path is of no use.
    void moveTo(long now, InetSocketAddress address, long seed) {
        peer = address;
        sample.begin(now);
        sent.forgetAll();
        rtt.reset();
        mtu.reset(now);
        control = options.control().make(seed);
        trace.state(now, "moved");
    }

    @Override
    public void arrived(SentPacket packet) {
        if (packet.sizeProbe) mtu.arrived(sample.now(), packet.size);
        for (var piece : packet.pieces) {
            if (piece instanceof SentPacket.StreamPiece stream) streams.arrived(stream, keep());
        }
    }

    @Override
    public void lost(SentPacket packet) {
        trace.lost(sample.now(), packet.number, packet.size, packet.late);
        if (packet.sizeProbe) mtu.lost(sample.now(), packet.size);
        again(packet);
    }

    private void again(SentPacket packet) {
        for (var piece : packet.pieces) {
            switch (piece) {
                case SentPacket.StreamPiece stream -> stream.stream().lost(stream);
                case SentPacket.FramePiece(RudpFrame frame) -> streams.again(frame);
            }
        }
    }

    /// {@return bytes of a stream that are kept until they have arrived: four times what may be under way, since what was
    /// lost once or twice holds all back that came after it}
    long keep() {
        return Math.min(options.mostWindow(), (long) (4 * control.window() * mtu.current()) + KEPT_BEYOND_WINDOW);
    }

    /// Sends a message that may be lost; of too many the oldest go.
    void message(byte[] data) {
        if (data.length > RudpFrame.MAX_MESSAGE) throw new IllegalArgumentException("a message has up to 1,100 bytes");
        if (messages.size() == MOST_MESSAGES) messages.remove();
        messages.add(new RudpFrame.Message(Bytes.of(data)));
    }

    boolean hasMessages() {
        return !messages.isEmpty();
    }

    /// Sends something that must be answered.
    void greet() {
        greeting = true;
    }

    /// The system did not send a datagram of so many bytes.
    void refused(long now, int size) {
        mtu.refused(now, size);
    }

    /// What is late is lost, and what was not answered is asked after.
    void look(long now) {
        if (Machine.isDue(sent.lossAt(), now)) {
            sample.begin(now);
            sent.findLost(now, sample);
            tell();
        }
        if (!Machine.isDue(probe.at(sent), now)) return;
        // Nothing came back in time: what is oldest is sent again; with the third time the path is taken for gone.
        probe.fired();
        for (var packet : sent.oldest(2)) if (!packet.sizeProbe) again(packet);
        if (probe.count() == 2) mtu.blackHole(now);
        if (probe.count() != 3) return;
        control.collapsed(now, sent.next());
        trace.state(now, "collapsed");
    }

    /// Sends what may leave.
    ///
    /// @param heardAt when anything came last
    void flush(long now, long heardAt) {
        pacer.rate(control.rate(rtt.smoothed()));
        // Between the others, so that a transfer that never pauses finds the size of its packets, too.
        if (Machine.isDue(mtu.nextAt(), now) && sent.inFlight() < control.window() && pacer.isOpen(now)) {
            ping(now, mtu.probe(), true);
        }
        boolean burst = pacer.isBurstDue(now);
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            boolean probing = probe.isPending();
            boolean open = probing || burst && sent.inFlight() < control.window() && pacer.isOpen(now);
            writer.begin(mtu.current());
            if (Machine.isDue(received.dueAt(), now)) writer.add(received.frame(now), false);
            addControl();
            if (open) fill();
            if ((probing || greeting) && !writer.isEliciting()) writer.add(new RudpFrame.Ping(), false);
            if (writer.isEmpty()) {
                if (open) idle(now, heardAt);
                pacer.waits(!open && sent.inFlight() < control.window() && streams.isDue());
                return;
            }
            probe.sent();
            greeting &= !writer.isEliciting();
            send(now, false);
        }
    }

    private void addControl() {
        for (RudpFrame frame; (frame = streams.peekControl()) != null && frame.size() <= writer.room(); ) {
            writer.add(frame, true);
            streams.takeControl();
        }
    }

    private void fill() {
        while (!messages.isEmpty() && messages.peek().data().length() + 3 <= writer.room()) {
            writer.add(messages.remove(), false);
        }
        while (writer.room() > RudpFrame.STREAM_OVERHEAD + 32) {
            var taken = streams.take(writer.room() - RudpFrame.STREAM_OVERHEAD);
            if (taken == null) return;
            writer.add(taken);
        }
    }

    /// There is nothing to send although it might leave.
    private void idle(long now, long heardAt) {
        sent.applicationLimited();
        if (sent.inFlight() == 0 && now - quietSince(heardAt) >= options.keepAlive().toNanos()) {
            ping(now, mtu.current(), false);
        }
    }

    private void ping(long now, int size, boolean sizeProbe) {
        writer.begin(size);
        writer.add(new RudpFrame.Ping(), false);
        if (sizeProbe) writer.add(new RudpFrame.Padding(writer.room()), false);
        send(now, sizeProbe);
    }

    private long quietSince(long heardAt) {
        return heardAt - elicitedAt > 0 ? heardAt : elicitedAt;
    }

    private void send(long now, boolean sizeProbe) {
        long number = sent.take();
        byte[] datagram = writer.done(number, received);
        // Every packet acknowledges; only one with a frame says all.
        if (Machine.isDue(received.dueAt(), now)) received.told(now);
        if (writer.isEliciting()) {
            sent.sent(new SentPacket(number, now, datagram.length, writer.pieces(), sizeProbe));
            elicitedAt = now;
            probe.elicited(now);
            pacer.sent(now);
        }
        emit(now, number, peer, datagram);
    }

    /// Sends one frame of which nobody keeps account.
    void sendTo(long now, InetSocketAddress address, RudpFrame frame) {
        writer.begin(RudpOptions.LEAST_MTU);
        writer.add(frame, false);
        long number = sent.take();
        emit(now, number, address, writer.done(number, received));
    }

    private void emit(long now, long number, InetSocketAddress address, byte[] datagram) {
        packets++;
        bytes += datagram.length;
        trace.sent(now, number, datagram.length, writer.payload());
        out.accept(new RudpAction.Send(connection, address, datagram));
    }

    /// {@return when there is something to do if nothing happens before}
    long nextAt(long heardAt) {
        long at = Machine.earlier(sent.lossAt(), received.wakeAt());
        at = Machine.earlier(at, probe.at(sent));
        if (sent.inFlight() == 0) at = Machine.earlier(at, quietSince(heardAt) + options.keepAlive().toNanos());
        if (sent.inFlight() >= control.window()) return at;
        long opens = pacer.opensAt();
        if (streams.isDue() || !messages.isEmpty()) return Machine.earlier(at, opens);
        long size = mtu.nextAt();
        return size == Machine.NEVER ? at : Machine.earlier(at, size - opens > 0 ? size : opens);
    }

    RudpStats stats(long packetsReceived, long bytesReceived) {
        return new RudpStats(control.window(), control.rate(rtt.smoothed()), sent.inFlight(), rtt.smoothed(), rtt.least(),
                packets, packetsReceived, sent.lostTotal(), sent.spuriousTotal(), bytes, bytesReceived, mtu.current(),
                control.state());
    }
}
