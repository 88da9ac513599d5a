package wirelab.nat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import wirelab.kit.Address;
import wirelab.kit.FieldReader;
import wirelab.kit.ProtocolViolation;
import wirelab.nat.Member.Dialect;

/// What a classroom client says to the server, in either dialect.
///
/// ```
///              tagged                  spoken
/// register     Rid,privateIP:port      ID PRIVATE_IP
/// keep alive   Kid                     ID@keepalive
/// leave        Uid                     ID @exit
/// ```
///
/// An id holds neither comma, space nor `@`, so no datagram can be read in both: with a space or an `@` it is spoken,
/// without it is tagged (`Uwe @exit` is spoken, and `Uwe` alone says that one called `we` leaves). Line ends, blanks and
/// zero bytes at the end are cut off, since many a classroom program sends its whole buffer.
sealed interface Request {
    /// The longest datagram that is looked at: the longest id, the longest address, and padding.
    int MAX = 256;

    /// The port that a spoken client is taken to have at its private address, which it does not say.
    int SPOKEN_PORT = 10_081;

    String EXIT = " @exit";
    String KEEP_ALIVE = "@keepalive";

    Dialect dialect();

    String id();

    String text();

    default byte[] encode() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    /// A client is here, or somewhere else than before.
    record Register(Dialect dialect, String id, InetSocketAddress local) implements Request {
        @Override
        public String text() {
            return dialect == Dialect.TAGGED ? "R" + id + "," + Address.text(local) : id + " "
                    + Address.text(local.getAddress());
        }
    }

    /// A client is still here.
    record KeepAlive(Dialect dialect, String id) implements Request {
        @Override
        public String text() {
            return dialect == Dialect.TAGGED ? "K" + id : id + KEEP_ALIVE;
        }
    }

    /// A client leaves.
    record Leave(Dialect dialect, String id) implements Request {
        @Override
        public String text() {
            return dialect == Dialect.TAGGED ? "U" + id : id + EXIT;
        }
    }

    static Request decode(byte[] datagram) throws ProtocolViolation {
        if (datagram.length > MAX) throw new ProtocolViolation("datagram", MAX, "longer than " + MAX + " bytes");
        String text = trimmed(datagram);
        int at = text.indexOf('@');
        int space = text.indexOf(' ');
        if (at >= 0) {
            if (text.endsWith(EXIT)) return new Leave(Dialect.SPOKEN, Ids.check(before(text, EXIT), 0));
            if (text.endsWith(KEEP_ALIVE)) return new KeepAlive(Dialect.SPOKEN, Ids.check(before(text, KEEP_ALIVE), 0));
            throw new ProtocolViolation("verb", at, "neither @keepalive nor @exit");
        }
        if (space >= 0) {
            var local = new InetSocketAddress(Ids.address(text.substring(space + 1), space + 1), SPOKEN_PORT);
            return new Register(Dialect.SPOKEN, Ids.check(text.substring(0, space), 0), local);
        }
        if (text.isEmpty()) throw new ProtocolViolation("header", 0, "the datagram is empty");
        String rest = text.substring(1);
        return switch (text.charAt(0)) {
            case 'R' -> {
                int comma = rest.indexOf(',');
                if (comma < 0) throw new ProtocolViolation("private address", text.length(), "missing");
                yield new Register(Dialect.TAGGED, Ids.check(rest.substring(0, comma), 1),
                        Ids.endpoint(rest.substring(comma + 1), comma + 2));
            }
            case 'K' -> new KeepAlive(Dialect.TAGGED, Ids.check(rest, 1));
            case 'U' -> new Leave(Dialect.TAGGED, Ids.check(rest, 1));
            default -> throw new ProtocolViolation("header", 0, "none of R, K and U");
        };
    }

    private static String before(String text, String end) {
        return text.substring(0, text.length() - end.length());
    }

    /// Strict UTF-8 without what programs leave at the end.
    static String trimmed(byte[] datagram) throws ProtocolViolation {
        int end = datagram.length;
        while (end > 0 && (datagram[end - 1] == 0 || datagram[end - 1] == '\n' || datagram[end - 1] == '\r'
                || datagram[end - 1] == ' ')) end--;
        return new FieldReader(datagram).text("text", end);
    }
}
