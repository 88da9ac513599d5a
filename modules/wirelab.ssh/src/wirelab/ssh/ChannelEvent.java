package wirelab.ssh;

import wirelab.kit.Bytes;
import wirelab.ssh.Channels.ChannelState;

/// What happens to the channels of a connection, in order; the machine says it, and whoever drives it sees to it.
sealed interface ChannelEvent {
    /// Whether anybody may be waiting for it: not for more room where there was plenty.
    default boolean isNews() {
        return true;
    }

    /// The peer wants a channel: it is to be confirmed or refused.
    record Opening(ChannelState channel, Bytes data) implements ChannelEvent {}

    /// The peer has confirmed a channel that this end has opened.
    record Opened(ChannelState channel) implements ChannelEvent {}

    /// The peer has refused a channel; it is gone.
    record Refused(ChannelState channel, String why) implements ChannelEvent {}

    record Arrived(ChannelState channel, boolean error, Bytes data) implements ChannelEvent {}

    /// The peer's window has room again.
    record Room(ChannelState channel) implements ChannelEvent {
        @Override
        public boolean isNews() {
            return channel.sendWindow < Channels.WINDOW / 2;
        }
    }

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
