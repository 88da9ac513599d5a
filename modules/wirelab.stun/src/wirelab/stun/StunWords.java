package wirelab.stun;

import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;

/// Says in a line what a STUN message is, for those who watch a conversation.
public final class StunWords {
    /// The words for a [Tap.Party].
    public static final Tap.Words WORDS = (_, bytes) -> {
        try {
            return StunMessage.decode(bytes).toString();
        } catch (ProtocolViolation _) {
            // Part of a message, or something else: whoever watches shows the bytes.
            return null;
        }
    };

    private StunWords() {}
}
