package wirelab.duet;

import java.net.InetSocketAddress;
import wirelab.kit.Address;

/// What a member's user should see.
public sealed interface Notice {
    /// Nobody else is there yet.
    record Waiting() implements Notice {}

    /// A partner is found; it has to prove itself yet.
    ///
    /// @param name the partner's name
    /// @param address the partner's UDP address
    record Paired(String name, InetSocketAddress address) implements Notice {}

    /// The partner has proved to be the one.
    ///
    /// @param name the partner's name
    record Proven(String name) implements Notice {}

    /// The partner has said something.
    ///
    /// @param name the partner's name
    /// @param number of the message, from 1
    /// @param words what
    record Said(String name, long number, String words) implements Notice {}

    /// What was said here has arrived.
    ///
    /// @param number of the message, from 1
    record Delivered(long number) implements Notice {}

    /// What was said here has not arrived, as far as is known.
    ///
    /// @param number of the message, from 1
    record Failed(long number) implements Notice {}

    /// Both conversations are over.
    ///
    /// @param ending why, in a word
    /// @param why for people
    record Over(Ending ending, String why) implements Notice {}

    /// Why it is over.
    enum Ending {
        /// This end has left.
        LEFT,
        /// The partner has left.
        PARTNER_LEFT,
        /// The partner has vanished.
        PARTNER_VANISHED,
        /// The partner has never proved to be the one, or cannot be reached over UDP.
        UNPROVEN,
        /// The server stops, has vanished or has broken the protocol.
        SERVER,
        /// The server did not let this end in.
        REFUSED
    }

    /// Puts it into words.
    ///
    /// @return one line
    default String text() {
        return switch (this) {
            case Waiting _ -> "* nobody else is here yet";
            case Paired(String name, InetSocketAddress address) -> "* your partner is " + name + " at UDP "
                    + Address.text(address);
            case Proven(String name) -> "* " + name + " has proved to be the one";
            case Said(String name, _, String words) -> name + "> " + words;
            case Delivered(long number) -> "* message " + number + " has arrived";
            case Failed(long number) -> "* message " + number + " has NOT arrived, as far as is known";
            case Over(_, String why) -> "* it is over: " + why;
        };
    }
}
