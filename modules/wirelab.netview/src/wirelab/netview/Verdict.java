package wirelab.netview;

/// Why a client does not reach its server, or that it does; with the exit status of the class that it belongs to.
public enum Verdict {
    REACHABLE(0, "the server can be reached from here"),
    NO_NAME(3, "the name is not known: the client never came as far as the network"),
    NO_ROUTE(4, "there is no way to that address from here"),
    NO_HOST(4, "nobody has that address on the link where it must be"),
    NOTHING_LISTENS(5, "no program listens at that port here"),
    LOOPBACK_ONLY(5, "the server listens on loopback alone: other machines, and other addresses of this one, are refused"),
    OTHER_ADDRESS(5, "the server listens at another address of this machine"),
    WRONG_FAMILY(5, "the server is there in the other family alone: IPv4 where IPv6 is asked for, or the other way round"),
    OTHER_PROCESS(5, "the port is taken by another program than the one that is expected"),
    REFUSED(5, "either nothing listens at that port there, or on loopback alone, or a firewall answers with RST"),
    REJECTED(6, "a firewall rejects it: it says so by ICMP, which no server does"),
    FILTERED(6, "either a firewall drops it, there or on the way, in one direction or both, or the backlog is full"),
    SILENT(6, "either that machine is not there or is off, or a firewall drops all, there or on the way"),
    ELSEWHERE(6, "the address is a private one of some other network: from here it means nothing, or another machine"),
    BACKLOG_FULL(7, "the server does not accept: as many connections wait as may"),
    HALF_OPEN(7, "requests arrive and are answered, but the answers do not: a firewall lets one direction through alone"),
    MTU_BLACK_HOLE(8, "large packets vanish on the way and nobody says so: small requests work, long ones hang"),
    FORGOTTEN(9, "a connection that is open here is dead on the way: a NAT or firewall forgot it, as after a long silence"),
    PROXY(10, "the server can be reached, but who heeds the proxy variables goes to a proxy that cannot be");

    private final int status;
    private final String words;

    Verdict(int status, String words) {
        this.status = status;
        this.words = words;
    }

    /// {@return the exit status of its class}
    public int status() {
        return status;
    }

    @Override
    public String toString() {
        return words;
    }
}
