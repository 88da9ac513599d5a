package wirelab.ssh;

import wirelab.kit.Bytes;
import wirelab.ssh.Channels.ChannelState;

/// What happens to the channels of a connection, in order; the machine says it, and whoever drives it sees to it.
sealed interface ChannelEvent {
    /// The peer wants a channel: it is to be confirmed or refused.
    record Opening(ChannelState channel, Bytes data) implements ChannelEvent {}

    /// The peer has confirmed a channel that this end has opened.
    record Opened(ChannelState channel) implements ChannelEvent {}

    /// The peer has refused a channel; it is gone.
    record Refused(ChannelState channel, String why) implements ChannelEvent {}

    /// @param data nobody else has it
    record Arrived(ChannelState channel, boolean error, byte[] data) implements ChannelEvent {}

    /// The peer's window has room again.
    record Room(ChannelState channel) implements ChannelEvent {}

    /// The peer will send nothing more.
    record Ended(ChannelState channel) implements ChannelEvent {}

    /// The peer has closed it; it is gone.
    record Closed(ChannelState channel) implements ChannelEvent {}

    record Asked(ChannelState channel, String request, boolean wantsReply, Bytes data) implements ChannelEvent {}

    /// The answer to the oldest request of this end on the channel that waits for one.
    record Answered(ChannelState channel, boolean success) implements ChannelEvent {}

    record AskedGlobally(String request, boolean wantsReply, Bytes data) implements ChannelEvent {}

    /// The answer to the oldest global request of this end that waits for one.
    record AnsweredGlobally(boolean success, Bytes data) implements ChannelEvent {}
}
