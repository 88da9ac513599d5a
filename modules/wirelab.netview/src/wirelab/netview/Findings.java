package wirelab.netview;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import wirelab.hosts.EchoProbe;
import wirelab.hosts.TcpProbe;
import wirelab.kit.Address;
import wirelab.kit.Text;

/// The steps of a diagnosis in words, in the order in which a client meets what they are about.
final class Findings {
    private final Observations seen;
    private final List<Finding> all = new ArrayList<>();

    Findings(Observations seen) {
        this.seen = seen;
    }

    List<Finding> all() {
        name();
        proxies();
        for (var attempt : seen.attempts()) {
            route(attempt);
            if (attempt.own()) listeners(attempt);
            attempt(attempt);
            if (attempt.small() != null && attempt.small() != EchoProbe.Answer.FORBIDDEN) sizes(attempt);
            stuck(attempt);
        }
        kind();
        clock();
        return List.copyOf(all);
    }

    private void add(String what, String seenHere, String means, String proof) {
        all.add(new Finding(what, seenHere, means, proof));
    }

    private void name() {
        String proof = "getent ahosts " + seen.name();
        if (seen.problem() != null) {
            add("name", seen.problem(), "nothing was sent to the server; a wrong letter, or the wrong resolver", proof);
            return;
        }
        var addresses = seen.attempts().stream().map(attempt -> Prefix.text(attempt.address())).toList();
        boolean both = seen.attempts().stream().map(Attempt::ipv6).distinct().count() == 2;
        add("name", seen.name() + " is " + String.join(", ", addresses),
                addresses.size() == 1 ? "one address to try" : "a client tries one of them first"
                        + (both ? ", mostly that of IPv6" : ""), proof);
    }

    private void proxies() {
        if (seen.proxies().isEmpty()) return;
        String variables = seen.proxies().entrySet().stream()
                .map(one -> one.getKey() + "=" + withoutPassword(one.getValue()))
                .collect(Collectors.joining(", "));
        String reached = seen.proxyReachable().map(yes -> yes ? "; the proxy accepts connections"
                : "; the proxy accepts no connections").orElse("");
        add("proxy", variables + reached, "curl, wget and others that heed it go to the proxy and not to the server",
                "env | grep -i proxy");
    }

    /// A proxy may want a user and a password, which are nobody else's business.
    static String withoutPassword(String proxy) {
        int at = proxy.lastIndexOf('@');
        int begin = proxy.indexOf("://");
        return at < 0 ? proxy : (begin < 0 || begin > at ? "" : proxy.substring(0, begin + 3)) + "..." + proxy.substring(at);
    }

    private void route(Attempt attempt) {
        String to = Prefix.text(attempt.address());
        String proof = "ip route get " + to;
        var route = attempt.route();
        if (attempt.own()) {
            add("route", to + " is an address of this machine", "nothing leaves it", proof);
        } else if (route == null) {
            add("route", "no route to " + to, "this machine does not know where to send it", proof);
        } else if (!route.leads()) {
            add("route", route.toString(), "a route that says: not there", proof);
        } else if (route.gateway() == null) {
            String whom = attempt.neighbour() == null ? "" : "; " + attempt.neighbour();
            add("route", route + whom, attempt.neighbour() != null && attempt.neighbour().failed()
                    ? "it must be on this link, and nobody there has the address" : "it is on this link", proof);
        } else {
            String whom = attempt.neighbour() == null ? "" : "; " + attempt.neighbour();
            add("route", route + whom, attempt.neighbour() != null && attempt.neighbour().failed()
                    ? "the gateway does not answer on its link" : "the gateway passes it on"
                    + (Diagnosis.isElsewhere(seen, attempt) ? "; but of a private address it need not know" : ""), proof);
        }
    }

    private void listeners(Attempt attempt) {
        String proof = "ss -tlnp 'sport = :" + seen.port() + "'";
        var listeners = seen.listeners();
        if (listeners.isEmpty()) {
            add("listening", "no socket listens at port " + seen.port(), "the server is not started, or has ended", proof);
            return;
        }
        String sockets = listeners.stream().map(Findings::listener).collect(Collectors.joining("; "));
        var there = Diagnosis.taking(listeners, attempt.address());
        add("listening", sockets, there.isEmpty() ? "none of them takes what comes to " + Prefix.text(attempt.address())
                : "the server is there", proof);
        if (!seen.halfOpen().isEmpty()) {
            String clients = seen.halfOpen().stream().map(socket -> Prefix.text(socket.remote().getAddress())).distinct()
                    .limit(5).collect(Collectors.joining(", "));
            add("half open", Text.count(seen.halfOpen().size(), "connection") + " begun by " + clients
                    + " and never completed",
                    "our answer does not arrive there, or theirs does not here", "ss -tn state syn-recv");
        }
    }

    private static String listener(SocketEntry socket) {
        String waiting = socket.received() == 0 ? ""
                : ", " + socket.received() + " wait" + (socket.unsent() == 0 ? "" : ", limit " + socket.unsent());
        return socket.localText() + (socket.owners().isEmpty() ? "" : " by " + socket.ownersText()) + waiting;
    }

    private void attempt(Attempt attempt) {
        boolean ipv6 = attempt.ipv6();
        String place = (ipv6 ? "[" + Prefix.text(attempt.address()) + "]" : Prefix.text(attempt.address())) + ":"
                + seen.port();
        String proof = "ncat -v -w 4 " + Prefix.text(attempt.address()) + " " + seen.port();
        String capture = "tcpdump -ni any 'host " + Prefix.text(attempt.address()) + " and (tcp or icmp or icmp6)'";
        switch (attempt.reply()) {
            case CONNECTED -> add("connect", place + " accepts, after " + Text.duration(attempt.time()),
                    "the way there and back is open for TCP", proof);
            case REFUSED, NO_HOST, NO_NETWORK, FORBIDDEN -> {
                if (attempt.rejected()) icmp(attempt, capture);
                else add("connect", place + ": " + words(attempt), meaning(attempt), proof);
            }
            case SILENCE -> add("connect", place + ": no answer within " + Text.duration(attempt.time()),
                    "the request or its answer is lost", capture);
        }
    }

    private static String words(Attempt attempt) {
        return switch (attempt.reply()) {
            case REFUSED -> "connection refused";
            case NO_HOST -> "no route to host";
            case NO_NETWORK -> "network is unreachable";
            default -> "not permitted";
        };
    }

    private static String meaning(Attempt attempt) {
        return switch (attempt.reply()) {
            case REFUSED -> "an RST came back, and no ICMP: that machine is there, or a firewall speaks for it";
            case NO_HOST -> attempt.route() != null && !attempt.route().leads() ? "a route of this machine says so"
                    : "nobody on the link answered the question who has the address";
            case NO_NETWORK -> "this machine has no route";
            default -> "a rule of this machine forbids it";
        };
    }

    private void icmp(Attempt attempt, String proof) {
        var icmp = attempt.icmp();
        String words = icmpWords(icmp);
        boolean way = words.startsWith("no way");
        add("connect", Prefix.text(icmp.from()) + " says by ICMP: " + words + " (type " + icmp.type() + ", code "
                + icmp.code() + ")", way
                ? "that router does not know the way" : "a firewall speaks: a closed port answers with RST",
                proof);
    }

    /// RFC 792, RFC 1812 section 5.2.7.1; RFC 4443 section 3.1.
    private static String icmpWords(TcpProbe.Icmp icmp) {
        int code = icmp.code();
        if (icmp.ipv6()) {
            return switch (code) {
                case 0 -> "no way to the network";
                case 3 -> "no way to the address";
                case 4 -> "port unreachable";
                default -> "prohibited";
            };
        }
        return switch (code) {
            case 0 -> "no way to the network";
            case 1 -> "no way to the host";
            case 3 -> "port unreachable";
            case 9, 10, 13 -> "prohibited";
            default -> "unreachable";
        };
    }

    private void sizes(Attempt attempt) {
        String to = Prefix.text(attempt.address());
        int payload = attempt.mtu() - (attempt.ipv6() ? 48 : 28);
        String proof = "ping -c 3 -M do -s " + payload + " " + to;
        if (attempt.small() != EchoProbe.Answer.ECHOED) {
            add("ping", to + ": " + word(attempt.small()), "says little: many firewalls drop pings", "ping -c 3 " + to);
            return;
        }
        String means = switch (attempt.full()) {
            case ECHOED -> "large packets pass";
            case TOO_BIG -> "the way takes less, and a router says so: TCP adapts";
            case null, default -> "large packets vanish: a link on the way takes less, and its router's word is filtered";
        };
        add("size", "a small ping to " + to + " comes back; one of "
                + Text.count(attempt.mtu(), "byte") + ": " + word(attempt.full()), means, proof);
    }

    private static String word(EchoProbe.Answer answer) {
        return answer == null ? "not tried" : answer.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private void stuck(Attempt attempt) {
        for (var socket : seen.stuck(attempt.address()).stream().limit(3).toList()) {
            add("open", socket + ": " + Text.bytes(socket.unsent()) + " sent " + (socket.tries() + 1)
                    + " times, not confirmed",
                    attempt.connected() ? "new connections work and this old one does not" : "it will fail as well",
                    "ss -tnoi dst " + Prefix.text(attempt.address()));
        }
    }

    private void kind() {
        var kind = seen.kind();
        if (seen.stunProblem() != null) {
            add("NAT", seen.stunProblem(), "not known whether somebody translates", "stun SERVER");
        } else if (seen.mapped() != null) {
            boolean same = seen.mapped().getAddress().equals(seen.local());
            add("NAT", "outside, this machine is " + Address.text(seen.mapped()), same ? "nobody translates its address"
                    : "a NAT translates: from outside nobody reaches this machine unless the NAT is told to let him",
                    "stun SERVER");
        }
        String means = switch (kind.kind()) {
            case BRIDGED -> "reachable like any machine on that link";
            case NAT -> "reaches others; a server here is not reached from outside without a forwarded port";
            case HOST_ONLY -> "reaches its host and its neighbours, nothing else";
            case NONE -> "reaches itself alone";
            case UNKNOWN -> "if NAT, a server here is not reached from outside";
        };
        add("network", kind.toString(), means, "ip -br addr; ip route");
    }

    private void clock() {
        if (seen.clockKept().isEmpty()) return;
        boolean kept = seen.clockKept().equals(Optional.of(true));
        add("clock", kept ? "some program keeps it" : "no program keeps it",
                kept ? "certificates and logs are judged by a right clock"
                        : "if it is wrong, certificates are refused and logs do not match", "timedatectl; chronyc tracking");
    }
}
