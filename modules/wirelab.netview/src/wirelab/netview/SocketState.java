package wirelab.netview;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// The state of a socket, with the number that the kernel has for it and the word of `ss`.
public enum SocketState {
    ESTABLISHED("ESTAB"), SYN_SENT("SYN-SENT"), SYN_RECEIVED("SYN-RECV"), FIN_WAIT_1("FIN-WAIT-1"),
    FIN_WAIT_2("FIN-WAIT-2"), TIME_WAIT("TIME-WAIT"),
    /// Not connected: a datagram socket that takes what comes from anybody.
    UNCONNECTED("UNCONN"),
    CLOSE_WAIT("CLOSE-WAIT"), LAST_ACK("LAST-ACK"), LISTEN("LISTEN"), CLOSING("CLOSING");

    private final String word;

    SocketState(String word) {
        this.word = word;
    }

    /// {@return the state with a number of the kernel (`include/net/tcp_states.h`); `null` for none}
    static SocketState of(long number) {
        // 12 is a connection that is being made, as it stands in the table before the socket is there.
        if (number == 12) return SYN_RECEIVED;
        return number < 1 || number > values().length ? null : values()[(int) number - 1];
    }

    int number() {
        return ordinal() + 1;
    }

    /// The states that a word of the filter names: one state in any spelling, or one of the groups of `ss`.
    ///
    /// @return nothing when it is no such word
    static Set<SocketState> named(String word) {
        String name = word.toUpperCase(Locale.ROOT).replace('_', '-');
        for (var state : values()) {
            if (state.word.equals(name) || state.name().replace('_', '-').equals(name)) return EnumSet.of(state);
        }
        return switch (name) {
            case "ALL" -> EnumSet.allOf(SocketState.class);
            case "CONNECTED" -> EnumSet.complementOf(EnumSet.of(LISTEN, UNCONNECTED));
            case "SYNCHRONIZED" -> EnumSet.complementOf(EnumSet.of(LISTEN, UNCONNECTED, SYN_SENT));
            case "BUCKET" -> EnumSet.of(SYN_RECEIVED, TIME_WAIT);
            case "BIG" -> EnumSet.complementOf(EnumSet.of(SYN_RECEIVED, TIME_WAIT));
            case "LISTENING" -> EnumSet.of(LISTEN);
            default -> EnumSet.noneOf(SocketState.class);
        };
    }

    @Override
    public String toString() {
        return word;
    }
}
