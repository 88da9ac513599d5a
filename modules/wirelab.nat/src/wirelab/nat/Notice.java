package wirelab.nat;

import wirelab.kit.Address;

/// Something that a client tells its user.
public sealed interface Notice {
    /// The line on the screen.
    ///
    /// @return one line
    String text();

    /// The server knows us now, or knows us at another address.
    ///
    /// @param address where the server sees us
    record Registered(java.net.InetSocketAddress address) implements Notice {
        @Override
        public String text() {
            return "* registered; the server sees you at " + Address.text(address);
        }
    }

    /// Another client is here.
    ///
    /// @param id its id
    /// @param dialect how it speaks
    /// @param listed its line of the list
    record Joined(String id, Dialect dialect, String listed) implements Notice {
        @Override
        public String text() {
            return "* " + listed + (dialect == Dialect.OURS ? "" : " (classroom client, in the clear)");
        }
    }

    /// Another client is gone.
    ///
    /// @param id its id
    /// @param left whether it said so; else it fell silent
    record Gone(String id, boolean left) implements Notice {
        @Override
        public String text() {
            return "* " + id + (left ? " is unregistered" : " is off-line");
        }
    }

    /// Somebody says something.
    ///
    /// @param from who
    /// @param message what
    /// @param sealed whether it was encrypted and authenticated; if not, nobody knows who really said it
    /// @param text how it is shown
    record Message(String from, String message, boolean sealed, String text) implements Notice {}

    /// What we said has been shown at the other end.
    ///
    /// @param to to whom
    /// @param message what
    record Delivered(String to, String message) implements Notice {
        @Override
        public String text() {
            return "* delivered to " + to;
        }
    }

    /// Another way to a peer is used from now on.
    ///
    /// @param peer the peer
    /// @param path the way in words, as `@path` shows it
    /// @param kind its kind: private, public, peer-reflexive, predicted, birthday, relay, none
    record Path(String peer, String kind, String path) implements Notice {
        @Override
        public String text() {
            return "* " + peer + ": " + path;
        }
    }

    /// Anything else that the user should know.
    ///
    /// @param line the line
    record Info(String line) implements Notice {
        @Override
        public String text() {
            return "* " + line;
        }
    }
}
