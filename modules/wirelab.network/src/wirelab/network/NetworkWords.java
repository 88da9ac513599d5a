package wirelab.network;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;

/// How frames are shown to those who watch.
public final class NetworkWords {
    private static final Tap.Words WORDS = (_, bytes) -> describe(bytes);

    private NetworkWords() {}

    static Tap.Party party(String node) {
        return new Tap.Party(node, WORDS);
    }

    private static String describe(ByteBuffer bytes) {
        try {
            return Frame.decode(bytes).text();
        } catch (ProtocolViolation e) {
            return "malformed: " + e.getMessage();
        }
    }

    /// Lets a tap see the two services alone, without the hellos and the routing that would fill every ladder.
    ///
    /// @param tap what watches, as [wirelab.kit.Host#tap()] gives it; may be `null`
    /// @return what is to be installed instead; `null` for `null`
    public static Tap servicesAlone(Tap tap) {
        return tap == null ? null : new Services(tap);
    }

    private record Services(Tap tap) implements Tap {
        @Override
        public Bound bound(Party party, Transport transport, InetSocketAddress local) {
            return tap.bound(party, transport, local);
        }

        @Override
        public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
            return tap.opened(party, local, remote, initiated);
        }

        @Override
        public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
                ByteBuffer payload) {
            // The type is the second byte; 1 to 3 are hellos and routing.
            boolean routing = payload.remaining() > 1
                    && payload.get(payload.position() + 1) <= Frame.Type.ADVERTISEMENT.code();
            if (!routing) tap.datagram(party, direction, local, remote, payload);
        }
    }
}
