package wirelab.rudp;

/// Serial number arithmetic (RFC 1982): numbers of 32 bits on the wire, which wrap, and of 64 bits within, which do not.
final class Serial {
    private Serial() {}

    /// {@return the number with these last 32 bits that is nearest to one that is known}
    static long extend(long near, int low) {
        return near + (low - (int) near);
    }
}
