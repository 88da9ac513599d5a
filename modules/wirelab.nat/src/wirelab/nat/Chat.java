package wirelab.nat;

import java.nio.charset.StandardCharsets;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Visible;
import wirelab.nat.Member.Dialect;

/// One line of chat as classroom clients send it to each other, in the clear.
///
/// ```
/// tagged   id|text            shown as   id> text
/// spoken   ID@chat TEXT       shown as   From ID [TEXT]
/// ```
///
/// @param dialect [Dialect#TAGGED] or [Dialect#SPOKEN]
/// @param from who says so; nothing proves it
record Chat(Dialect dialect, String from, String text) {
    /// The longest text, in bytes of UTF-8: with the id and the seal of our own packets still one unfragmented datagram.
    static final int MAX = 1000;
    private static final String VERB = "@chat ";

    byte[] encode() {
        return (from + (dialect == Dialect.TAGGED ? "|" : VERB) + text).getBytes(StandardCharsets.UTF_8);
    }

    static Chat decode(byte[] datagram) throws ProtocolViolation {
        if (datagram.length > MAX + 200) throw new ProtocolViolation("datagram", MAX + 200, "too long for a chat");
        String line = Request.trimmed(datagram);
        int bar = line.indexOf('|');
        int at = line.indexOf('@');
        if (bar >= 0 && (at < 0 || bar < at)) {
            return new Chat(Dialect.TAGGED, Ids.check(line.substring(0, bar), 0), line.substring(bar + 1));
        }
        if (at >= 0 && line.startsWith(VERB, at)) {
            return new Chat(Dialect.SPOKEN, Ids.check(line.substring(0, at), 0), line.substring(at + VERB.length()));
        }
        throw new ProtocolViolation("chat", 0, "neither id|text nor ID@chat TEXT");
    }

    /// The line on the screen, as the classroom programs show it.
    String shown() {
        String who = Visible.name(from);
        return dialect == Dialect.TAGGED ? who + "> " + text : "From " + who + " [" + text + "]";
    }
}
