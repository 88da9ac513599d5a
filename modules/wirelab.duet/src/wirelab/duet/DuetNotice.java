package wirelab.duet;

import java.net.InetSocketAddress;
import wirelab.kit.Address;
import wirelab.kit.Visible;

/// What a member's user should see.
public sealed interface DuetNotice {
    /// Nobody else is there yet.
    record Waiting() implements DuetNotice {}

    /// A partner is found; it has to prove itself yet.
    record Paired(String name, InetSocketAddress address) implements DuetNotice {}

    /// The partner has proved to be the one.
    record Proven(String name) implements DuetNotice {}

    /// What was said here waits for a partner.
    ///
    /// @param number of the message, from 1
    record Kept(long number) implements DuetNotice {}

    /// What was said here has never been sent, since no partner came.
    ///
    /// @param number of the message, from 1
    record Unsaid(long number) implements DuetNotice {}

    /// The partner has said something.
    ///
    /// @param number of the message, from 1
    record Said(String name, long number, String words) implements DuetNotice {}

    /// What was said here has arrived.
    ///
    /// @param number of the message, from 1
    record Delivered(long number) implements DuetNotice {}

    /// What was said here has not arrived, as far as is known.
    ///
    /// @param number of the message, from 1
    record Failed(long number) implements DuetNotice {}

    /// Both conversations are over.
    record Over(Ending ending, String why) implements DuetNotice {}

    /// Why it is over.
    enum Ending {
        LEFT,
        PARTNER_LEFT,
        PARTNER_VANISHED,
        /// The partner has never proved to be the one, or cannot be reached over UDP.
        UNPROVEN,
        /// The server stops, has vanished or has broken the protocol.
        SERVER,
        /// The server did not let this end in.
        REFUSED
    }

    /// Puts it into words.
    default String text() {
        return Visible.of(switch (this) {
            case Waiting _ -> "* nobody else is here yet";
            case Paired(String name, InetSocketAddress address) -> "* your partner is " + name + " at UDP "
                    + Address.text(address);
            case Proven(String name) -> "* " + name + " has proved to be the one";
            case Said(String name, _, String words) -> name + "> " + words;
            case Kept(long number) -> "* message " + number + " waits for a partner";
            case Unsaid(long number) -> "* message " + number + " was NOT sent: no partner came";
            case Delivered(long number) -> "* message " + number + " has arrived";
            case Failed(long number) -> "* message " + number + " has NOT arrived, as far as is known";
            case Over(_, String why) -> "* it is over: " + why;
        });
    }
}
