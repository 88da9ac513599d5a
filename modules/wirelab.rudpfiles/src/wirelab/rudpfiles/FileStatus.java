package wirelab.rudpfiles;

import java.util.Locale;
import wirelab.kit.ProtocolViolation;
import wirelab.rudp.RudpStream;

/// How a request went; the number on the wire is the place in this list.
enum FileStatus {
    OK("fine"),
    NOT_FOUND("no such file"),
    REFUSED("not allowed"),
    CHANGED("the file changed while it was sent"),
    WRONG_HASH("what arrived is not what was sent"),
    FAILED("the server could not do it"),
    MALFORMED("the request makes no sense"),
    NOT_A_FOLDER("no folder"),
    TOO_MANY("more entries than are listed"),
    BUSY("somebody else is writing that file");

    private final String words;

    FileStatus(String words) {
        this.words = words;
    }

    static FileStatus of(int number) throws ProtocolViolation {
        if (number >= values().length) throw new ProtocolViolation("status", 0, "is unknown: " + number);
        return values()[number];
    }

    /// {@return the status that a stream's end before its time stands for; `null` when nothing was said}
    static FileStatus ofReset(int code) {
        int number = code - RudpStream.Reset.APPLICATION;
        return number > 0 && number < values().length ? values()[number] : null;
    }

    /// {@return the code with which a stream is given up because of this}
    int resetCode() {
        return RudpStream.Reset.APPLICATION + ordinal();
    }

    String words() {
        return words;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
