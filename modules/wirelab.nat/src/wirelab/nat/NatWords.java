package wirelab.nat;

import java.nio.ByteBuffer;
import wirelab.kit.ProtocolException;
import wirelab.kit.Tap;

/// Puts datagrams of this module into words, for the ladder of a tap.
final class NatWords {
    static final Tap.Words WORDS = (_, bytes) -> describe(bytes);

    private NatWords() {}

    private static String describe(ByteBuffer bytes) {
        var datagram = new byte[bytes.remaining()];
        bytes.get(bytes.position(), datagram);
        try {
            if (Session.sender(datagram) != 0) return "sealed packet, " + datagram.length + " bytes";
            if (!Signal.is(datagram)) return Request.trimmed(datagram);
            return switch (Signal.decode(datagram)) {
                case Signal.Members members -> "Members " + members.events().stream().map(Event::id).toList();
                case Signal.Connect connect -> "Connect " + connect.peer();
                case Signal.Invite invite -> "Invite " + invite.peer();
                case Signal.Ready ready -> "Ready " + ready.peer() + " " + ready.profile().mapping();
                case Signal.Go go -> "Go " + go.peer() + " at " + go.clock() + " µs";
                case Signal.Relay relay -> "Relay to " + relay.peer();
                case Signal.Relayed relayed -> "Relayed from " + relayed.peer();
                case Signal signal -> signal.getClass().getSimpleName();
            };
        } catch (ProtocolException _) {
            // Nothing of this module: the watcher shows the bytes.
            return null;
        }
    }
}
