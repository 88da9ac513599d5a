package wirelab.netview;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import wirelab.hosts.EchoProbe;
import wirelab.kit.Text;

/// Why a client does not reach its server, decided over what was seen and nothing else. What cannot be told apart from afar
/// is named so: either this or that.
///
/// @param findings step by step, what was seen and what it means
public record Diagnosis(Observations seen, List<Finding> findings, Verdict verdict) {
    /// Decides.
    public static Diagnosis of(Observations seen) {
        return new Diagnosis(seen, new Findings(seen).all(), verdict(seen));
    }

    /// An address that can be used decides, unless a client may well try another one first. Where none can, that an address
    /// has no way at all says least: of two families one is often not there.
    private static Verdict verdict(Observations seen) {
        if (seen.attempts().isEmpty()) return Verdict.NO_NAME;
        if (seen.attempts().stream().anyMatch(attempt -> !attempt.connected() && isFamily(seen, attempt))) {
            return Verdict.WRONG_FAMILY;
        }
        boolean some = seen.attempts().stream().anyMatch(Attempt::connected);
        var troubles = seen.attempts().stream().filter(attempt -> attempt.connected() == some)
                .map(attempt -> of(seen, attempt)).filter(verdict -> verdict != Verdict.REACHABLE).toList();
        if (troubles.isEmpty()) return seen.proxyReachable().equals(Optional.of(false)) ? Verdict.PROXY : Verdict.REACHABLE;
        return troubles.stream().filter(verdict -> verdict.status() != Verdict.NO_ROUTE.status()).findFirst()
                .orElse(troubles.getFirst());
    }

    /// Whether an address is refused while one of the other family is not.
    private static boolean isFamily(Observations seen, Attempt attempt) {
        return attempt.reply() == Attempt.Reply.REFUSED && !attempt.rejected()
                && seen.attempts().stream().anyMatch(other -> other.connected() && other.ipv6() != attempt.ipv6());
    }

    static Verdict of(Observations seen, Attempt attempt) {
        if (attempt.own()) return own(seen, attempt);
        return switch (attempt.reply()) {
            case CONNECTED -> connected(seen, attempt);
            case NO_NETWORK -> attempt.rejected() ? unreachable(seen, attempt) : Verdict.NO_ROUTE;
            case NO_HOST -> unreachable(seen, attempt);
            case FORBIDDEN -> attempt.route() == null || !attempt.route().leads() ? Verdict.NO_ROUTE : Verdict.REJECTED;
            case REFUSED -> attempt.rejected() ? Verdict.REJECTED : Verdict.REFUSED;
            case SILENCE -> silence(seen, attempt);
        };
    }

    private static Verdict connected(Observations seen, Attempt attempt) {
        if (isBlackHole(attempt)) return Verdict.MTU_BLACK_HOLE;
        return seen.stuck(attempt.address()).isEmpty() ? Verdict.REACHABLE : Verdict.FORGOTTEN;
    }

    private static boolean isBlackHole(Attempt attempt) {
        return attempt.small() == EchoProbe.Answer.ECHOED && attempt.full() == EchoProbe.Answer.SILENCE;
    }

    /// A router that knows no way says so by ICMP too; with other codes it is a firewall that speaks (RFC 1812, section
    /// 5.2.7.1; RFC 4443, section 3.1).
    private static Verdict unreachable(Observations seen, Attempt attempt) {
        if (!attempt.rejected()) {
            return attempt.route() != null && !attempt.route().leads() ? Verdict.NO_ROUTE : Verdict.NO_HOST;
        }
        int code = attempt.icmp().code();
        boolean noWay = attempt.icmp().ipv6() ? code == 0 || code == 3 : code == 0 || code == 1;
        if (!noWay) return Verdict.REJECTED;
        return isElsewhere(seen, attempt) ? Verdict.ELSEWHERE : Verdict.NO_ROUTE;
    }

    private static Verdict silence(Observations seen, Attempt attempt) {
        if (attempt.neighbour() != null && attempt.neighbour().failed()) return Verdict.NO_HOST;
        if (isElsewhere(seen, attempt)) return Verdict.ELSEWHERE;
        return attempt.small() == EchoProbe.Answer.ECHOED ? Verdict.FILTERED : Verdict.SILENT;
    }

    /// A private address to which no other way leads than the one to all the world, and nobody there answers.
    static boolean isElsewhere(Observations seen, Attempt attempt) {
        boolean byDefault = attempt.route() != null && attempt.route().gateway() != null && seen.routes().stream()
                .noneMatch(route -> !route.destination().isDefault() && route.destination().contains(attempt.address()));
        return byDefault && NetworkKind.isPrivate(attempt.address()) && attempt.small() != EchoProbe.Answer.ECHOED;
    }

    /// Here all sockets can be seen.
    private static Verdict own(Observations seen, Attempt attempt) {
        var listeners = seen.listeners();
        var there = taking(listeners, attempt.address());
        if (there.isEmpty() && !attempt.connected()) return notThere(listeners, attempt.address());
        if (isOther(seen, there)) return Verdict.OTHER_PROCESS;
        boolean full = there.stream().anyMatch(socket -> socket.unsent() > 0 && socket.received() > socket.unsent());
        if (full) return Verdict.BACKLOG_FULL;
        if (attempt.connected()) return seen.halfOpen().isEmpty() ? Verdict.REACHABLE : Verdict.HALF_OPEN;
        return attempt.reply() == Attempt.Reply.SILENCE ? Verdict.FILTERED : Verdict.REJECTED;
    }

    private static Verdict notThere(List<SocketEntry> listeners, InetAddress address) {
        if (listeners.isEmpty()) return Verdict.NOTHING_LISTENS;
        boolean loopback = listeners.stream().allMatch(socket -> socket.local().getAddress().isLoopbackAddress());
        if (loopback && !address.isLoopbackAddress()) return Verdict.LOOPBACK_ONLY;
        boolean other = listeners.stream().noneMatch(socket -> socket.local().getAddress().getClass() == address.getClass());
        return other ? Verdict.WRONG_FAMILY : Verdict.OTHER_ADDRESS;
    }

    private static boolean isOther(Observations seen, List<SocketEntry> there) {
        var owners = there.stream().flatMap(socket -> socket.owners().stream()).toList();
        return !seen.expected().isEmpty() && !owners.isEmpty()
                && owners.stream().noneMatch(owner -> owner.name().contains(seen.expected()));
    }

    /// The sockets that take what is sent to an address. One at `::` takes IPv4 as well, unless it says otherwise.
    static List<SocketEntry> taking(List<SocketEntry> listeners, InetAddress address) {
        return listeners.stream().filter(socket -> {
            var at = socket.local().getAddress();
            boolean ipv6 = address.getAddress().length == 16;
            if (!at.isAnyLocalAddress()) return at.equals(address);
            return socket.ipv6() == ipv6 || socket.ipv6() && !socket.onlyIpv6();
        }).toList();
    }

    /// {@return all of it for a terminal, the verdict last}
    public String text() {
        return findings.stream().map(Finding::text).collect(Collectors.joining())
                + new Finding("verdict", verdict.name().toLowerCase(Locale.ROOT).replace('_', ' '), verdict.toString(),
                        "echo $?     # " + verdict.status()).text();
    }

    @Override
    public String toString() {
        return verdict + ", " + Text.count(findings.size(), "step");
    }
}
