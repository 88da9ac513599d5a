package wirelab.rtt;

import wirelab.hosts.TcpInfo;

/// What a kernel or a reflector says about a whole run.
///
/// @param tcp the kernel's own view of the connection, `null` without
/// @param retransmitted segments that TCP sent again, on all connections of the run; -1 when nobody knows
/// @param reached probes that have reached the reflector, -1 when it does not count
/// @param ttl hops that the last probe had left there, 0 when the reflector does not know, -1 without a reflector
public record Remarks(TcpInfo tcp, long retransmitted, long reached, int ttl) {
    static final Remarks NONE = new Remarks(null, -1, -1, -1);
}
