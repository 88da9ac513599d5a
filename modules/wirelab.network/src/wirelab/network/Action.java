package wirelab.network;

import java.nio.charset.StandardCharsets;
import wirelab.kit.Bytes;
import wirelab.kit.Text;
import wirelab.kit.Visible;

/// What a node does when time passes, a frame comes or its user wants something: it has no socket, so it says what is to
/// be done.
public sealed interface Action {
    /// In one line for people, as the end of a sentence that begins with the node.
    ///
    /// @return such as `hears b`
    String text();

    /// Send a frame to a neighbour.
    ///
    /// @param neighbour over the link to this node
    /// @param frame what to send
    record Transmit(String neighbour, Frame frame) implements Action {
        @Override
        public String text() {
            return "sends " + neighbour + ": " + frame.text();
        }
    }

    /// A neighbour has come up, or gone down.
    ///
    /// @param neighbour which one
    /// @param up whether both hear each other now
    record Neighbour(String neighbour, boolean up) implements Action {
        @Override
        public String text() {
            return up ? "hears " + neighbour : "hears nothing of " + neighbour + " any more";
        }
    }

    /// A datagram has reached its destination, which is this node.
    ///
    /// @param datagram the datagram as it came
    record Delivered(Datagram datagram) implements Action {
        @Override
        public String text() {
            return "gets datagram #" + datagram.id() + " of " + datagram.source() + " " + shown(datagram.payload());
        }
    }

    /// A datagram of this node could not be forwarded.
    ///
    /// @param report where and why
    record Reported(Report report) implements Action {
        @Override
        public String text() {
            return "is told by " + report.source() + " that datagram #" + report.id() + " to " + report.about()
                    + " was dropped: "
                    + report.problem().words() + (report.mtu() > 0 ? " (MTU " + report.mtu() + ")" : "");
        }
    }

    /// A circuit of this node stands.
    ///
    /// @param circuit its number at this node
    /// @param peer the other end
    /// @param incoming whether the other end has called
    /// @param hops links on the way
    /// @param mtu longest frame on the way
    record Opened(int circuit, String peer, boolean incoming, int hops, int mtu) implements Action {
        @Override
        public String text() {
            return "has circuit " + circuit + (incoming ? " from " : " to ") + peer + " over " + hops
                    + (hops == 1 ? " link" : " links");
        }
    }

    /// A packet came through a circuit.
    ///
    /// @param circuit its number at this node
    /// @param sequence which packet
    /// @param payload what it carries
    record Received(int circuit, long sequence, byte[] payload) implements Action {
        @Override
        public String text() {
            return "gets packet " + sequence + " of circuit " + circuit + " " + shown(payload);
        }

        @Override
        public String toString() {
            return "Received[circuit=" + circuit + ", sequence=" + sequence + ", payload=" + Bytes.of(payload) + "]";
        }
    }

    /// A circuit of this node is over, or could not be had.
    ///
    /// @param circuit its number at this node
    /// @param peer the other end
    /// @param reason why
    /// @param reporter the node that has ended it
    record Closed(int circuit, String peer, Clear.Reason reason, String reporter) implements Action {
        @Override
        public String text() {
            return "has no circuit " + circuit + " with " + peer + " any more: " + reason.words() + ", says " + reporter;
        }
    }

    private static String shown(byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        boolean readable = payload.length <= 200 && text.indexOf(0xFFFD) < 0 && Visible.of(text).equals(text);
        return readable ? "\"" + text + "\"" : "(" + Text.count(payload.length, "byte") + ")";
    }
}
