package wirelab.stun;

/// From whom a NAT lets datagrams in towards a public endpoint that is in use (RFC 4787, section 5).
public enum Filtering {
    /// From anybody.
    ENDPOINT_INDEPENDENT("endpoint-independent"),
    /// From addresses that the private endpoint has sent to, whatever their port.
    ADDRESS_DEPENDENT("address-dependent"),
    /// From addresses and ports that the private endpoint has sent to.
    ADDRESS_AND_PORT_DEPENDENT("address- and port-dependent"),
    /// It could not be found out: the server does not answer from another address when asked to.
    UNKNOWN("unknown");

    private final String words;

    Filtering(String words) {
        this.words = words;
    }

    /// {@return the term of RFC 4787: such as `address-dependent`}
    @Override
    public String toString() {
        return words;
    }
}
