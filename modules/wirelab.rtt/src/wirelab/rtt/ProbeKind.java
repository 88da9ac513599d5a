package wirelab.rtt;

import java.util.Locale;

/// What is sent to measure a round trip, and what answers.
public enum ProbeKind {
    /// A datagram to an echo service (RFC 862).
    UDP("UDP echo", 7007, true),
    /// A STAMP test packet (RFC 8762); STAMP's own port is 862, for which a reflector needs the rights of an administrator.
    STAMP("STAMP", 8620, true),
    /// A question to a time server (RFC 5905).
    NTP("NTP", 123, true),
    /// A question to a name server (RFC 1035).
    DNS("DNS", 53, true),
    /// An ICMP echo request (RFC 792).
    PING("ICMP echo", 0, true),
    /// A TCP connection that is opened and closed again.
    TCP("TCP connect", 7007, false),
    /// Bytes on one TCP connection to an echo service (RFC 862).
    TCP_ECHO("TCP echo", 7007, false);

    private final String words;
    private final int port;
    private final boolean datagrams;

    ProbeKind(String words, int port, boolean datagrams) {
        this.words = words;
        this.port = port;
        this.datagrams = datagrams;
    }

    /// {@return the port that is asked where none is named; 0 for what has no ports}
    public int port() {
        return port;
    }

    /// {@return whether it is the network that loses it, or TCP that sends it again}
    public boolean isDatagrams() {
        return datagrams;
    }

    /// {@return the option that asks for it, without its hyphens}
    public String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// {@return the kind for people}
    @Override
    public String toString() {
        return words;
    }
}
