package wirelab.natlab;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.Objects;
import java.util.stream.IntStream;
import wirelab.kit.UsageException;
import wirelab.nat.*;

/// How one NAT of the lab behaves, and the nftables rules that make it so.
///
/// The kernel's own NAT keeps a state per flow (source *and* destination), so a mapping that is the same for all
/// destinations has to be remembered beside it. Four tables do that; each datagram that leaves refreshes its entries:
///
/// | table | maps | used by |
/// | --- | --- | --- |
/// | `inner` | public port → private endpoint | full cone, restricted cone, hairpin |
/// | `outer` | private endpoint → public endpoint | all with endpoint-independent mapping |
/// | `pairs` | private endpoint and remote address → public endpoint | address-dependent mapping |
/// | `spoken` | set of public port and remote address | restricted cone |
///
/// @param kind mapping and filtering
/// @param hairpin whether a host behind the NAT reaches its neighbour by the public endpoint
/// @param preservePorts whether the public port is the private one wherever that is free (endpoint-independent mapping
///        alone)
/// @param input what becomes of a datagram from outside that belongs to nobody
/// @param lifetime how long a mapping lasts, one second or more, without a datagram that leaves
public record NatRules(NatKind kind, boolean hairpin, boolean preservePorts, Input input, Duration lifetime, boolean udp) {
    /// Ports that a sequential NAT goes through. They stand in a map, since this arithmetic of nftables has the host's
    /// byte order.
    private static final int SEQUENCE = 2000;
    private static final int FIRST_PORT = 40_000;

    /// What becomes of a datagram from outside that belongs to nobody.
    public enum Input {
        /// It vanishes.
        DROP,
        /// It is refused with an ICMP error.
        REJECT,
        /// It goes to the box itself, where nobody listens; but the kernel now knows that flow.
        ACCEPT
    }

    public NatRules {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(input);
        if (lifetime.toSeconds() < 1) throw new UsageException("a mapping lasts a second at least");
    }

    /// The usual NAT of a kind: no hairpin, ports kept, strangers dropped (Linux: let in), mappings of two minutes (RFC
    /// 4787, section 4.3).
    public static NatRules of(NatKind kind) {
        var input = kind == NatKind.LINUX ? Input.ACCEPT : Input.DROP;
        return new NatRules(kind, false, true, input, Duration.ofMinutes(2), true);
    }

    public NatRules withHairpin(boolean hairpin) {
        return new NatRules(kind, hairpin, preservePorts, input, lifetime, udp);
    }

    /// The rules in the language of `nft -f`; they replace all others of their namespace. The interface `wan` looks
    /// outwards, `lan` inwards.
    ///
    /// @param outside the public address of the NAT
    /// @param inside its private network, as `192.168.1.0/24`
    String nft(String outside, String inside) {
        String memory = "flags dynamic,timeout; timeout " + lifetime.toSeconds() + "s; size 65535";
        return """
            flush ruleset
            table ip natlab {
              map inner { type inet_service : ipv4_addr . inet_service
                %1$s
              }
              map outer { type ipv4_addr . inet_service : ipv4_addr . inet_service
                %1$s
              }
              map pairs { type ipv4_addr . inet_service . ipv4_addr : ipv4_addr . inet_service
                %1$s
              }
              set spoken { type inet_service . ipv4_addr
                %1$s
              }
              chain inwards { type nat hook prerouting priority dstnat
            %2$s  }
              chain outwards { type nat hook postrouting priority srcnat
            %3$s  }
              chain remember { type filter hook postrouting priority srcnat + 10
            %4$s  }
              chain began_inside {
                meta l4proto udp update @inner { ct reply proto-dst : ct original ip saddr . ct original proto-src }
                meta l4proto udp update @outer \
                    { ct original ip saddr . ct original proto-src : ct reply ip daddr . ct reply proto-dst }
                meta l4proto udp update @pairs \
                    { ct original ip saddr . ct original proto-src . ip daddr : ct reply ip daddr . ct reply proto-dst }
                meta l4proto udp update @spoken { ct reply proto-dst . ip daddr }
              }
              chain let_in {
                meta l4proto udp update @inner { ct original proto-dst : ct reply ip saddr . ct reply proto-src }
                meta l4proto udp update @outer \
                    { ct reply ip saddr . ct reply proto-src : ct original ip daddr . ct original proto-dst }
                meta l4proto udp update @spoken { ct original proto-dst . ip daddr }
              }
              chain here { type filter hook input priority filter
                iifname lo accept
                ct state established,related accept
            %5$s  }
            }
            table inet natlab {
              chain through { type filter hook forward priority filter; policy drop
            %6$s    ct state established,related accept
                iifname lan accept
                ct status dnat accept
                meta l4proto ipv6-icmp accept
            %7$s  }
            }
            """.formatted(memory, indent(inwards(outside)), indent(outwards(outside, inside)), indent(remember()),
                indent(here()), indent(udp ? "" : "meta l4proto udp drop"),
                indent(kind == NatKind.OPEN ? "iifname wan accept" : ""));
    }

    private static String indent(String rules) {
        return rules.isEmpty() ? "" : rules.strip().indent(4);
    }

    /// Where datagrams from outside go, and those from inside to the public address.
    private String inwards(String outside) {
        String rules = switch (kind) {
            case FULL_CONE -> "iifname wan ip daddr " + outside + " dnat ip to udp dport map @inner\n";
            case RESTRICTED_CONE -> "iifname wan ip daddr " + outside
                    + " udp dport . ip saddr @spoken dnat ip to udp dport map @inner\n";
            default -> "";
        };
        if (!hairpin || !kind.translates()) return rules;
        return rules + "iifname lan ip daddr " + outside + " dnat ip to udp dport map @inner\n";
    }

    /// Which public endpoint a flow gets that leaves, or that turns round and comes back in.
    private String outwards(String outside, String inside) {
        String random = "oifname wan meta l4proto udp masquerade to :20000-60000 fully-random\n";
        // A port that is the public port of another private endpoint is not free, though the kernel would share it.
        String fresh = preservePorts ? random.replace("meta l4proto udp", "udp sport @inner") : random;
        String leaving = switch (kind) {
            case FULL_CONE, RESTRICTED_CONE, PORT_RESTRICTED ->
                "oifname wan meta l4proto udp snat ip to ip saddr . udp sport map @outer\n" + fresh;
            case ADDRESS_MAPPED ->
                "oifname wan meta l4proto udp snat ip to ip saddr . udp sport . ip daddr map @pairs\n" + random;
            case SEQUENTIAL -> "oifname wan meta l4proto udp masquerade to :numgen inc mod " + SEQUENCE + " map { "
                    + IntStream.range(0, SEQUENCE).mapToObj(i -> i + " : " + (FIRST_PORT + i)).collect(joining(", "))
                    + " }\n";
            case SYMMETRIC -> random;
            case OPEN, FIREWALL, LINUX -> "";
        };
        if (!kind.translates()) return "";
        leaving += "oifname wan masquerade\n";
        if (!hairpin) return leaving;
        String turning = "iifname lan oifname lan ip saddr " + inside + " ct status dnat snat ";
        return leaving + turning + "ip to ip saddr . udp sport map @outer\n" + turning + "to " + outside;
    }

    /// Reads the endpoints of a flow from what the kernel knows of it: `original` as its first datagram was, `reply` as an
    /// answer is. A flow that began inside has its private endpoint in `original`, one that was let in has it in `reply`.
    private String remember() {
        if (!kind.translates()) return "";
        return """
            oifname wan meta l4proto udp ct direction original ip saddr != 0.0.0.0 jump began_inside
            oifname wan meta l4proto udp ct direction reply jump let_in
            """;
    }

    private String here() {
        return switch (input) {
            case DROP -> "meta l4proto { udp, tcp } drop\n";
            case REJECT -> "meta l4proto udp reject\n";
            case ACCEPT -> "";
        };
    }
}
