package wirelab.rudp;

/// Why a connection or a stream ends: the codes of CLOSE and RESET_STREAM. From 256 upwards they are the application's.
final class RudpCodes {
    static final int NONE = 0, PROTOCOL = 1, FLOW_CONTROL = 2, IDLE = 3, RESET = 4, REFUSED = 5, HANDSHAKE = 6,
            UNREACHABLE = 7;
    static final int APPLICATION = 256;

    private RudpCodes() {}
}
