package wirelab.tap;

import java.net.InetSocketAddress;
import wirelab.kit.Tap;

/// Where a UDP datagram comes from and goes to.
///
/// @param from socket that sends it; never the wildcard address
/// @param sender who speaks at the sending socket, `null` when that is not in this process
/// @param receiver who listens at the receiving socket, `null` when that is not in this process
/// @param bound this process's own socket as it was bound, to the wildcard address perhaps
/// @param direction which way it went at that socket
public record CapturedDatagram(InetSocketAddress from, InetSocketAddress to, Tap.Party sender, Tap.Party receiver,
        InetSocketAddress bound, Tap.Direction direction) {}
