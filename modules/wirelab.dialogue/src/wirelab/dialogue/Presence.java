package wirelab.dialogue;

import java.util.Locale;
import wirelab.kit.Fields;
import wirelab.kit.LineFields;
import wirelab.kit.ProtocolException;

/// One user in the answer to `WHO`, such as `bob:free`.
///
/// @param name the user's name
/// @param state what the user does
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

    /// Checks the name.
    public Presence {
        LineFields.requireName(name);
    }

    /// Reads one.
    static Presence decode(Fields fields) throws ProtocolException {
        int at = fields.offset();
        String word = fields.until("presence", ' ');
        int colon = word.indexOf(':');
        if (colon >= 0 && LineFields.isName(word.substring(0, colon))) {
            for (var state : State.values()) {
                if (word(state).equals(word.substring(colon + 1))) return new Presence(word.substring(0, colon), state);
            }
        }
        throw new ProtocolException("presence", at, "not NAME:free, NAME:busy or NAME:away");
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /// As it stands in a line.
    ///
    /// @return `name:state`
    @Override
    public String toString() {
        return name + ":" + word(state);
    }
}
