package wirelab.login;

import java.util.Arrays;
import java.util.List;
import wirelab.kit.ProtocolViolation;

/// A line of the dialogue that comes before the echo: a verb, a space and the rest, UTF-8, ended by `\n` (`\r\n` will do).
///
/// ```
/// S: HELLO SCRAM-SHA-256                          the mechanisms that the server offers
/// C: AUTH SCRAM-SHA-256 n,,n=user,r=…             the mechanism chosen, and its first message
/// S: CHALLENGE r=…,s=…,i=4096
/// C: RESPONSE c=biws,r=…,p=…
/// S: OK v=…                                       behind this line the echo begins
/// ```
///
/// Instead of `CHALLENGE` or `OK`, and instead of `HELLO` when it is full, the server may say `NO e=…` and hang up. There is
/// one attempt per connection; whoever wants to give up hangs up. The verbs are those of SASL (RFC 4422, section 4), and the
/// messages in the lines stand as they are, without base64, so that a person can watch.
public sealed interface LoginLine {
    /// Longest line in bytes: a message of full length with the longest verb and mechanism before it.
    int MAX_BYTES = ScramMessage.MAX_BYTES + 64;

    /// {@return the line as it stands on the wire: its text, without the line end}
    String text();

    /// The server's greeting.
    ///
    /// @param mechanisms what it offers: 1 to 20 capital letters, digits, `-` and `_` each (RFC 4422, section 3.1)
    record Hello(List<String> mechanisms) implements LoginLine {
        public Hello {
            mechanisms = List.copyOf(mechanisms);
            require(!mechanisms.isEmpty() && mechanisms.size() <= MOST
                    && mechanisms.stream().allMatch(LoginLine::isMechanism));
        }

        private static final int MOST = 16;

        @Override
        public String text() {
            return "HELLO " + String.join(" ", mechanisms);
        }
    }

    /// The client chooses a mechanism and begins with it.
    ///
    /// @param message the first message, whose form is up to the mechanism
    record Auth(String mechanism, String message) implements LoginLine {
        public Auth {
            require(isMechanism(mechanism) && isMessage(message));
        }

        @Override
        public String text() {
            return "AUTH " + mechanism + " " + message;
        }
    }

    /// The server's message in the middle.
    ///
    /// @param message whose form is up to the mechanism
    record Challenge(String message) implements LoginLine {
        public Challenge {
            require(isMessage(message));
        }

        @Override
        public String text() {
            return "CHALLENGE " + message;
        }
    }

    /// The client's answer to it.
    ///
    /// @param message whose form is up to the mechanism
    record Response(String message) implements LoginLine {
        public Response {
            require(isMessage(message));
        }

        @Override
        public String text() {
            return "RESPONSE " + message;
        }
    }

    /// The login succeeded.
    ///
    /// @param message the server's own proof
    record Ok(String message) implements LoginLine {
        public Ok {
            require(isMessage(message));
        }

        @Override
        public String text() {
            return "OK " + message;
        }
    }

    /// The login did not succeed; the server hangs up.
    record No(String message) implements LoginLine {
        public No {
            require(isMessage(message));
        }

        @Override
        public String text() {
            return "NO " + message;
        }
    }

    /// Reads a line.
    ///
    /// @param line its text without the line end
    /// @throws ProtocolViolation when it is none
    static LoginLine decode(String line) throws ProtocolViolation {
        int space = line.indexOf(' ');
        if (space < 0) throw new ProtocolViolation("verb", 0, "a line is a verb, a space and more");
        String verb = line.substring(0, space);
        String rest = line.substring(space + 1);
        try {
            return switch (verb) {
                case "HELLO" -> new Hello(Arrays.asList(rest.split(" ", -1)));
                case "AUTH" -> auth(rest);
                case "CHALLENGE" -> new Challenge(rest);
                case "RESPONSE" -> new Response(rest);
                case "OK" -> new Ok(rest);
                case "NO" -> new No(rest);
                default -> throw new ProtocolViolation("verb", 0, "none of HELLO, AUTH, CHALLENGE, RESPONSE, OK, NO");
            };
        } catch (IllegalArgumentException _) {
            throw new ProtocolViolation("rest of the line", space + 1, "not what belongs behind " + verb);
        }
    }

    private static Auth auth(String rest) {
        int space = rest.indexOf(' ');
        require(space > 0);
        return new Auth(rest.substring(0, space), rest.substring(space + 1));
    }

    private static boolean isMechanism(String text) {
        return text.matches("[A-Z0-9_-]{1,20}");
    }

    private static boolean isMessage(String text) {
        return !text.isEmpty() && text.length() <= ScramMessage.MAX_BYTES
                && text.chars().allMatch(c -> c >= ' ' && c != 0x7f);
    }

    private static void require(boolean holds) {
        if (!holds) throw new IllegalArgumentException("not a line of the login");
    }
}
