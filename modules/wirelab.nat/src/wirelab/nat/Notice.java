package wirelab.nat;

import wirelab.kit.Address;
import wirelab.kit.Visible;
import wirelab.nat.Member.Dialect;

/// Something that a client tells its user.
public sealed interface Notice {
    /// The line on the screen.
    String text();

    /// The server knows us now, or knows us at another address.
    record Registered(java.net.InetSocketAddress address) implements Notice {
        @Override
        public String text() {
            return "* registered; the server sees you at " + Address.text(address);
        }
    }

    /// Another client is here.
    record Joined(String id, Dialect dialect, String listed) implements Notice {
        @Override
        public String text() {
            return "* " + Visible.of(listed) + (dialect == Dialect.OURS ? "" : " (classroom client, in the clear)");
        }
    }

    /// Another client is gone.
    ///
    /// @param left whether it said so; else it fell silent
    record Gone(String id, boolean left) implements Notice {
        @Override
        public String text() {
            return "* " + Visible.name(id) + (left ? " is unregistered" : " is off-line");
        }
    }

    /// Somebody says something.
    ///
    /// @param sealed whether it was encrypted and authenticated; if not, nobody knows who really said it
    record Message(String from, String message, boolean sealed, String text) implements Notice {
        /// Whoever says it cannot make more of it than one line.
        public Message {
            text = Visible.of(text);
        }
    }

    /// What we said has been shown at the other end.
    record Delivered(String to, String message) implements Notice {
        @Override
        public String text() {
            return "* delivered to " + Visible.name(to);
        }
    }

    /// Another way to a peer is used from now on.
    ///
    /// @param path the way in words, as `@path` shows it
    /// @param kind its kind: private, public, peer-reflexive, predicted, birthday, relay, none
    record Path(String peer, String kind, String path) implements Notice {
        @Override
        public String text() {
            return "* " + Visible.name(peer) + ": " + path;
        }
    }

    /// Anything else that the user should know.
    record Info(String line) implements Notice {
        @Override
        public String text() {
            return "* " + Visible.of(line);
        }
    }
}
