package wirelab.stun;

/// When a NAT uses the same public endpoint again for the same private endpoint (RFC 4787, section 4.1).
public enum Mapping {
    /// No translation at all: the private endpoint is the public one.
    NONE("not translated"),
    /// The same for every destination. Tell a peer your public endpoint and it will find you there.
    ENDPOINT_INDEPENDENT("endpoint-independent"),
    /// The same for all ports of one destination address, another for another address.
    ADDRESS_DEPENDENT("address-dependent"),
    /// Another for each destination address and port: what a STUN server saw says nothing about what a peer will see.
    ADDRESS_AND_PORT_DEPENDENT("address- and port-dependent"),
    /// It could not be found out: too few answers came, or the server has a single address.
    UNKNOWN("unknown");

    private final String words;

    Mapping(String words) {
        this.words = words;
    }

    /// {@return the term of RFC 4787: such as `address-dependent`}
    @Override
    public String toString() {
        return words;
    }
}
