package wirelab.ntp;

/// The association modes (RFC 5905, figure 10). Only two of them are spoken here: [#CLIENT] asks, [#SERVER] answers.
///
/// The order is that of the codes on the wire.
public enum Mode {
    /// 0: reserved.
    RESERVED,
    /// 1: two equal peers, the one that began.
    SYMMETRIC_ACTIVE,
    /// 2: two equal peers, the one that was spoken to.
    SYMMETRIC_PASSIVE,
    /// 3: a client's question.
    CLIENT,
    /// 4: a server's answer.
    SERVER,
    /// 5: a server that speaks without being asked.
    BROADCAST,
    /// 6: monitoring and control.
    CONTROL,
    /// 7: private use.
    PRIVATE;

    private static final Mode[] ALL = values();

    /// The mode with a code.
    ///
    /// @param code 0 to 7
    static Mode of(int code) {
        return ALL[code];
    }
}
