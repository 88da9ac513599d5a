package wirelab.natlab;

import wirelab.nat.*;
import wirelab.stun.Filtering;
import wirelab.stun.Mapping;

/// Nine kinds of box between a private network and the public one, in the terms of RFC 4787, with the names that RFC 3489
/// gave them.
public enum NatKind {
    /// A router: no translation, no filter. Private hosts have an address that everybody can reach.
    OPEN("open", Mapping.NONE, Filtering.ENDPOINT_INDEPENDENT),
    /// A router with a firewall that lets in only answers.
    FIREWALL("firewall", Mapping.NONE, Filtering.ADDRESS_AND_PORT_DEPENDENT),
    /// Full cone: one public port per private port, open to all.
    FULL_CONE("full cone", Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT),
    /// Restricted cone: one public port per private port, open to the addresses that were spoken to.
    RESTRICTED_CONE("restricted cone", Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_DEPENDENT),
    /// Port-restricted cone: one public port per private port, open to the addresses and ports that were spoken to.
    PORT_RESTRICTED("port-restricted", Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT),
    /// One public port per private port and destination address.
    ADDRESS_MAPPED("address-mapped", Mapping.ADDRESS_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT),
    /// Symmetric, with the next public port for each new destination: the port can be guessed.
    SEQUENTIAL("symmetric, sequential", Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT),
    /// Symmetric, with a random public port for each new destination.
    SYMMETRIC("symmetric, random", Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT),
    /// A plain Linux `masquerade` rule: it keeps the port and so looks port-restricted, until a datagram from outside
    /// arrives before the first to that peer has left. That one takes the place, and the private host gets another port.
    LINUX("Linux masquerade", Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT);

    private final String words;
    private final Mapping mapping;
    private final Filtering filtering;

    NatKind(String words, Mapping mapping, Filtering filtering) {
        this.words = words;
        this.mapping = mapping;
        this.filtering = filtering;
    }

    /// {@return when the public endpoint is the same: the mapping that discovery should find}
    public Mapping mapping() {
        return mapping;
    }

    /// {@return from whom datagrams are let in: the filtering that discovery should find}
    public Filtering filtering() {
        return filtering;
    }

    /// {@return whether addresses are translated: false for a mere router}
    public boolean translates() {
        return mapping != Mapping.NONE;
    }

    /// {@return the kind as people call it: such as `full cone`}
    @Override
    public String toString() {
        return words;
    }
}
