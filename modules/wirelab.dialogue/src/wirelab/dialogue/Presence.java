package wirelab.dialogue;

import java.util.Locale;
import wirelab.chat.LineFields;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;

/// One user in the answer to `WHO`, such as `bob:free`.
public record Presence(String name, State state) {
    /// What a user does.
    public enum State {
        /// Can be invited.
        FREE,
        /// Talks, invites or is being invited.
        BUSY,
        /// Has lost the connection and may come back.
        AWAY
    }

    public Presence {
        LineFields.requireName(name);
    }

    /// Reads one.
    static Presence decode(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        String word = fields.until("presence", ' ');
        int colon = word.indexOf(':');
        if (colon >= 0 && LineFields.isName(word.substring(0, colon))) {
            for (var state : State.values()) {
                if (word(state).equals(word.substring(colon + 1))) return new Presence(word.substring(0, colon), state);
            }
        }
        throw new ProtocolViolation("presence", at, "not NAME:free, NAME:busy or NAME:away");
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /// {@return as it stands in a line: `name:state`}
    @Override
    public String toString() {
        return name + ":" + word(state);
    }
}
