package wirelab.ssh;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import wirelab.kit.Bytes;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Visible;
import wirelab.ssh.ConnectionMessage.ChannelOpen;
import wirelab.ssh.ConnectionMessage.ChannelRequest;
import wirelab.ssh.ConnectionMessage.GlobalRequest;
import wirelab.ssh.ConnectionMessage.OpenConfirmation;
import wirelab.ssh.ConnectionMessage.OpenFailure;
import wirelab.ssh.ConnectionMessage.WindowAdjust;
import wirelab.ssh.TransportMessage.Disconnect;

/// The connection protocol of one end (RFC 4254): numbers and windows of the channels, and who has ended or closed what.
/// Pure; what it says goes to the [Transport], what happens comes out of [#drain(Consumer)].
final class Channels {
    /// What a peer may send on a channel before it is told that it was taken: enough for 50 ms at 40 MB/s.
    static final int WINDOW = 2 * 1024 * 1024;
    /// Data of one packet, which every peer must be able to take (RFC 4253, section 6.1).
    static final int PACKET = 32 * 1024;
    /// Channels at once; one more is refused.
    static final int MOST = 100;
    private static final long MOST_WINDOW = 0xffff_ffffL;

    /// One channel as this end sees it (RFC 4254, section 5).
    static final class ChannelState {
        final int local;
        final String type;
        long remote = -1;
        /// Bytes that may still be sent, and those of one packet.
        long sendWindow;
        int sendPacket;
        /// Bytes that the peer may still send; and those that have been used up here without its having been told.
        long receiveWindow = Channels.WINDOW;
        long used;
        /// Requests with `want_reply` whose answers are not there yet.
        int unanswered;
        boolean confirmed;
        boolean endSent;
        boolean endReceived;
        boolean closeSent;
        /// Both have closed it, or it was never opened: its number may be given anew.
        boolean gone;
        /// Whose it is; the machine does not look at it.
        SshChannel owner;

        ChannelState(int local, String type) {
            this.local = local;
            this.type = type;
        }

        @Override
        public String toString() {
            return "channel " + local + " (" + Visible.of(type) + ")";
        }
    }

    private final Transport transport;
    private final Map<Integer, ChannelState> channels = new HashMap<>();
    private final ArrayDeque<ChannelEvent> events = new ArrayDeque<>();
    private int globalUnanswered;

    Channels(Transport transport) {
        this.transport = transport;
    }

    /// Takes a message: `count` bytes of an array that the caller will use again.
    void message(byte[] packet, int from, int count) throws SshException, ProtocolViolation {
        switch (ConnectionMessage.decode(ByteBuffer.wrap(packet, from, count))) {
            case GlobalRequest global -> events.add(new ChannelEvent.AskedGlobally(global.name(), global.wantsReply(),
                    global.data()));
            case ConnectionMessage.RequestSuccess success -> answeredGlobally(true, success.data());
            case ConnectionMessage.RequestFailure _ -> answeredGlobally(false, Bytes.of());
            case ChannelOpen open -> opening(open);
            case OpenConfirmation confirmation -> confirmed(confirmation);
            case OpenFailure failure -> {
                var channel = unconfirmed(failure.recipient());
                remove(channel);
                events.add(new ChannelEvent.Refused(channel, Visible.of(failure.description())));
            }
            case WindowAdjust adjust -> adjusted(channel(adjust.recipient()), adjust.bytes());
            case ConnectionMessage.Data data -> arrived(channel(data.recipient()), false, data.data());
            case ConnectionMessage.ExtendedData data -> arrived(channel(data.recipient()), true, data.data());
            case ConnectionMessage.Eof eof -> {
                var channel = channel(eof.recipient());
                if (!channel.endReceived) events.add(new ChannelEvent.Ended(channel));
                channel.endReceived = true;
            }
            case ConnectionMessage.Close close -> closed(channel(close.recipient()));
            case ChannelRequest request -> {
                var channel = channel(request.recipient());
                events.add(new ChannelEvent.Asked(channel, request.name(), request.wantsReply(), request.data()));
            }
            case ConnectionMessage.ChannelSuccess success -> answered(channel(success.recipient()), true);
            case ConnectionMessage.ChannelFailure failure -> answered(channel(failure.recipient()), false);
            case null -> transport.refuse(packet[from] & 0xff);
        }
    }

    private ChannelState channel(long number) throws SshException {
        var channel = channels.get((int) number);
        if (channel == null || !channel.confirmed) throw unknown(number);
        return channel;
    }

    private ChannelState unconfirmed(long number) throws SshException {
        var channel = channels.get((int) number);
        if (channel == null || channel.confirmed || channel.remote >= 0) throw unknown(number);
        return channel;
    }

    private static SshException unknown(long number) {
        return new SshException(Disconnect.PROTOCOL_ERROR, "there is no channel " + number);
    }

    private ChannelState fresh(String type) {
        int number = 0;
        while (channels.containsKey(number)) number++;
        var channel = new ChannelState(number, type);
        channels.put(number, channel);
        return channel;
    }

    private void opening(ChannelOpen open) throws SshException {
        if (channels.size() >= MOST || open.packet() == 0) {
            String why = open.packet() == 0 ? "packets without a byte carry nothing" : "there are too many channels";
            transport.send(new OpenFailure(open.sender(), OpenFailure.SHORTAGE, why).encode());
            return;
        }
        var channel = fresh(open.type());
        channel.remote = open.sender();
        channel.sendWindow = open.window();
        channel.sendPacket = (int) Math.min(open.packet(), PACKET);
        events.add(new ChannelEvent.Opening(channel, open.data()));
    }

    private void confirmed(OpenConfirmation confirmation) throws SshException {
        var channel = unconfirmed(confirmation.recipient());
        if (confirmation.packet() == 0) {
            throw new SshException(Disconnect.PROTOCOL_ERROR, "packets without a byte carry nothing");
        }
        channel.remote = confirmation.sender();
        channel.sendWindow = confirmation.window();
        channel.sendPacket = (int) Math.min(confirmation.packet(), PACKET);
        channel.confirmed = true;
        events.add(new ChannelEvent.Opened(channel));
    }

    private void adjusted(ChannelState channel, long bytes) throws SshException {
        if (channel.sendWindow + bytes > MOST_WINDOW) {
            throw new SshException(Disconnect.PROTOCOL_ERROR, "the window of " + channel + " is more than 2^32 - 1");
        }
        channel.sendWindow += bytes;
        events.add(new ChannelEvent.Room(channel));
    }

    private void arrived(ChannelState channel, boolean error, Bytes data) throws SshException {
        // What comes behind the end belongs to nobody.
        if (channel.endReceived || channel.closeSent || data.length() == 0) return;
        if (data.length() > channel.receiveWindow || data.length() > PACKET) {
            throw new SshException(Disconnect.PROTOCOL_ERROR, "more data than the window of " + channel + " takes");
        }
        channel.receiveWindow -= data.length();
        events.add(new ChannelEvent.Arrived(channel, error, data));
    }

    private void closed(ChannelState channel) throws SshException {
        if (!channel.closeSent) transport.send(new ConnectionMessage.Close(channel.remote).encode());
        channel.closeSent = true;
        remove(channel);
        events.add(new ChannelEvent.Closed(channel));
    }

    private void answered(ChannelState channel, boolean success) {
        // An answer that nobody waits for harms nobody.
        if (channel.unanswered == 0) return;
        channel.unanswered--;
        events.add(new ChannelEvent.Answered(channel, success));
    }

    private void answeredGlobally(boolean success, Bytes data) {
        if (globalUnanswered == 0) return;
        globalUnanswered--;
        events.add(new ChannelEvent.AnsweredGlobally(success, data));
    }

    private void remove(ChannelState channel) {
        channels.remove(channel.local);
        channel.gone = true;
    }

    /// Opens a channel; whether the peer wants it is said later.
    ChannelState open(String type, byte[] data) throws SshException {
        if (channels.size() >= MOST) throw new SshException(0, "there are " + MOST + " channels already");
        var channel = fresh(type);
        transport.send(new ChannelOpen(type, channel.local, WINDOW, PACKET, Bytes.wrap(data)).encode());
        return channel;
    }

    void confirm(ChannelState channel) throws SshException {
        channel.confirmed = true;
        transport.send(new OpenConfirmation(channel.remote, channel.local, WINDOW, PACKET).encode());
    }

    void refuse(ChannelState channel, int reason, String why) throws SshException {
        transport.send(new OpenFailure(channel.remote, reason, why).encode());
        remove(channel);
    }

    /// {@return how many bytes may be sent on a channel now; 0 when it has to wait}
    int room(ChannelState channel) {
        return transport.maySend() ? (int) Math.min(channel.sendWindow, channel.sendPacket) : 0;
    }

    /// Whether nothing may be sent on a channel any more.
    static boolean isOver(ChannelState channel) {
        return channel.gone || channel.endSent || channel.closeSent;
    }

    /// Sends data, for which there is room.
    void data(long now, ChannelState channel, boolean error, byte[] bytes, int from, int count) {
        channel.sendWindow -= count;
        byte[] head = error ? ConnectionMessage.ExtendedData.head(channel.remote, count)
                : ConnectionMessage.Data.head(channel.remote, count);
        transport.send(now, head, bytes, from, count);
    }

    /// Data was taken by whom it is for. The peer is told when half of the window is used up, since each time costs a
    /// packet.
    void used(ChannelState channel, int count) throws SshException {
        channel.used += count;
        if (channel.used < WINDOW / 2 || channel.gone || channel.closeSent || channel.endReceived) return;
        transport.send(new WindowAdjust(channel.remote, channel.used).encode());
        channel.receiveWindow += channel.used;
        channel.used = 0;
    }

    void end(ChannelState channel) throws SshException {
        if (isOver(channel) || !channel.confirmed) return;
        channel.endSent = true;
        transport.send(new ConnectionMessage.Eof(channel.remote).encode());
    }

    void close(ChannelState channel) throws SshException {
        if (channel.gone || channel.closeSent || !channel.confirmed) return;
        channel.closeSent = true;
        transport.send(new ConnectionMessage.Close(channel.remote).encode());
    }

    void ask(ChannelState channel, String request, boolean wantsReply, byte[] data) throws SshException {
        if (channel.gone || channel.closeSent) return;
        if (wantsReply) channel.unanswered++;
        transport.send(new ChannelRequest(channel.remote, request, wantsReply, Bytes.wrap(data)).encode());
    }

    void answer(ChannelState channel, boolean success) throws SshException {
        if (channel.gone || channel.closeSent) return;
        transport.send(success ? new ConnectionMessage.ChannelSuccess(channel.remote).encode()
                : new ConnectionMessage.ChannelFailure(channel.remote).encode());
    }

    void askGlobally(String request, boolean wantsReply, byte[] data) throws SshException {
        if (wantsReply) globalUnanswered++;
        transport.send(new GlobalRequest(request, wantsReply, Bytes.wrap(data)).encode());
    }

    /// @param data of a success; `null` for a failure
    void answerGlobally(byte[] data) throws SshException {
        transport.send(data == null ? new ConnectionMessage.RequestFailure().encode()
                : new ConnectionMessage.RequestSuccess(Bytes.wrap(data)).encode());
    }

    List<ChannelState> all() {
        return List.copyOf(channels.values());
    }

    /// The connection is over.
    void clear() {
        channels.values().forEach(channel -> channel.gone = true);
        channels.clear();
    }

    /// Gives out what has happened since the last call.
    void drain(Consumer<ChannelEvent> consumer) {
        for (ChannelEvent event; (event = events.poll()) != null; ) consumer.accept(event);
    }
}
