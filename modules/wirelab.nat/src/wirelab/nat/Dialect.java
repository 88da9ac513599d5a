package wirelab.nat;

/// The language in which a client speaks with the server and with other clients.
public enum Dialect {
    /// Classroom dialect with a one-letter header: `Rid,IP:port`, `Kid`, `Uid`, chat `id|text`.
    TAGGED,
    /// Classroom dialect in words: `ID IP`, `ID@keepalive`, `ID @exit`, chat `ID@chat TEXT`.
    SPOKEN,
    /// The binary language of the clients of this module, encrypted end to end.
    OURS
}
