package wirelab.dialogue;

import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;

/// Why an invitation or a message came to nothing.
public enum Reason {
    /// The other does not want to.
    NO("no", "does not want to talk"),
    /// The other talks to somebody else, or is just being invited.
    BUSY("busy", "is busy"),
    /// There is no such user.
    UNKNOWN("unknown", "is not there"),
    /// Nobody can invite himself.
    YOURSELF("yourself", "is yourself"),
    /// The other's connection is broken; it may come back.
    AWAY("away", "is away for the moment"),
    /// The other has not answered the invitation in time.
    NO_ANSWER("no-answer", "did not answer"),
    /// The other has vanished for good.
    GONE("gone", "is gone"),
    /// You talk to nobody.
    NOT_LINKED("not-linked", "you talk to nobody"),
    /// Too many messages wait for the other already.
    FULL("full", "too much waits for the other already"),
    /// Your own connection ended for good before the server's word came: nobody knows.
    UNCONFIRMED("unconfirmed", "the connection ended before the server confirmed it"),
    /// You have never been logged in, so it did not even reach the server.
    UNSENT("unsent", "it was never sent");

    private final String word;
    private final String text;

    Reason(String word, String text) {
        this.word = word;
        this.text = text;
    }

    /// As it stands in a line.
    public String word() {
        return word;
    }

    /// For people.
    ///
    /// @return the rest of a sentence
    public String text() {
        return text;
    }

    static Reason decode(FieldReader fields) throws ProtocolViolation {
        int at = fields.offset();
        String word = fields.until("reason", ' ');
        for (var reason : values()) {
            if (reason.word.equals(word)) return reason;
        }
        throw new ProtocolViolation("reason", at, "unknown");
    }
}
