package wirelab.daytime;

/// How a server of zoned daytime answers. The order is that of the codes on the wire.
public enum ZoneStatus {
    /// 0: here is the time.
    OK,
    /// 1: the server does not know the zone; the text holds the names that it may have been, one per line.
    UNKNOWN_ZONE,
    /// 2: the question is of a version that the server does not speak; the answer is of one that it does.
    UNSUPPORTED_VERSION,
    /// 3: the question cannot be read; the text says which field and why.
    MALFORMED;

    private static final ZoneStatus[] ALL = values();

    /// {@return the status, `null` if there is none with that code}
    static ZoneStatus of(int code) {
        return code < ALL.length ? ALL[code] : null;
    }
}
