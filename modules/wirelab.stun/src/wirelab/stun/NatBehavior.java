package wirelab.stun;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import wirelab.kit.Address;

/// What kind of NAT a socket sits behind, as far as it could be found out.
///
/// @param seen its public endpoints in the order in which the NAT made them: towards the server, then, where they differ,
///        towards its other address and other port. Empty when no server answered
/// @param mapping when the public endpoint is the same
/// @param filtering from whom datagrams are let in
/// @param hairpin whether the NAT turns round what a neighbour sends to the public endpoint
public record NatBehavior(InetSocketAddress local, List<InetSocketAddress> seen, Mapping mapping, Filtering filtering,
        Hairpin hairpin) {
    /// Whether neighbours behind one NAT reach each other by public endpoints (RFC 4787, section 6).
    public enum Hairpin {
        /// They do.
        YES,
        /// They do not.
        NO,
        /// Nobody has tried, or there is no NAT.
        UNKNOWN;

        /// {@return the answer in a word: `yes`, `no` or `unknown`}
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The longest stride between two public ports that is taken for a sequence rather than for chance.
    private static final int LONGEST_STEP = 16;

    public NatBehavior {
        Objects.requireNonNull(local);
        seen = List.copyOf(seen);
        Objects.requireNonNull(mapping);
        Objects.requireNonNull(filtering);
        Objects.requireNonNull(hairpin);
    }

    /// {@return the public endpoint as the server saw it: empty when no server answered: UDP is blocked, or the server is
    /// gone}
    public Optional<InetSocketAddress> mapped() {
        return seen.isEmpty() ? Optional.empty() : Optional.of(seen.getFirst());
    }

    /// {@return whether the NAT uses the socket's own port outside: false as well when nothing is known}
    public boolean preservesPort() {
        return mapped().filter(address -> address.getPort() == local.getPort()).isPresent();
    }

    /// {@return by how much the public port grows from one destination to the next, where that looks like a rule: the port
    /// for a peer can then be guessed; the step, negative if ports fall; empty when ports stay the same or seem random}
    public OptionalInt portStep() {
        if (seen.size() < 3) return OptionalInt.empty();
        int first = seen.get(1).getPort() - seen.get(0).getPort();
        int second = seen.get(2).getPort() - seen.get(1).getPort();
        boolean rule = first != 0 && Math.abs(first) <= LONGEST_STEP && Math.abs(second) <= LONGEST_STEP
                && Integer.signum(first) == Integer.signum(second);
        return rule ? OptionalInt.of(Math.abs(first) < Math.abs(second) ? first : second) : OptionalInt.empty();
    }

    /// {@return the kind in the words of RFC 3489, section 5, which people still use: such as `full cone NAT`}
    public String kind() {
        if (seen.isEmpty()) return "UDP blocked, or no STUN server";
        return switch (mapping) {
            case NONE -> switch (filtering) {
                case ENDPOINT_INDEPENDENT -> "open Internet";
                case UNKNOWN -> "no NAT, perhaps a firewall";
                default -> "symmetric UDP firewall";
            };
            case ENDPOINT_INDEPENDENT -> switch (filtering) {
                case ENDPOINT_INDEPENDENT -> "full cone NAT";
                case ADDRESS_DEPENDENT -> "restricted cone NAT";
                case ADDRESS_AND_PORT_DEPENDENT -> "port-restricted cone NAT";
                case UNKNOWN -> "cone NAT";
            };
            case ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT -> "symmetric NAT";
            case UNKNOWN -> "NAT of unknown kind";
        };
    }

    /// {@return all of it on one line: kind, addresses, mapping, filtering, hairpin}
    @Override
    public String toString() {
        String seenAs = mapped().map(address -> " appears as " + Address.text(address)).orElse("");
        return kind() + ": " + Address.text(local) + seenAs + ", mapping " + mapping + ", filtering " + filtering
                + ", hairpin " + hairpin;
    }
}
