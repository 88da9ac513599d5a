package wirelab.mdns;

/// Types and classes of records, by their numbers (RFC 1035, section 3.2; RFC 2782; RFC 3596; RFC 4034).
public final class DnsType {
    public static final int A = 1;
    public static final int PTR = 12;
    public static final int TXT = 16;
    public static final int AAAA = 28;
    public static final int SRV = 33;
    public static final int NSEC = 47;
    public static final int ANY = 255;
    /// The class of the Internet; that of any in a question is [#ANY].
    public static final int INTERNET = 1;

    private DnsType() {}

    /// {@return its name, or `TYPE` and its number}
    public static String name(int type) {
        return switch (type) {
            case A -> "A";
            case PTR -> "PTR";
            case TXT -> "TXT";
            case AAAA -> "AAAA";
            case SRV -> "SRV";
            case NSEC -> "NSEC";
            case ANY -> "ANY";
            default -> "TYPE" + type;
        };
    }
}
