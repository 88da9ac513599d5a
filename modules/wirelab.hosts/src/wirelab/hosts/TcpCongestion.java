package wirelab.hosts;

import java.io.IOException;
import java.net.InetSocketAddress;

/// Which congestion controller a TCP connection of this process has (TCP_CONGESTION, tcp(7)): the JDK has no option for it,
/// and the setting of a namespace cannot name one that the system allows to root alone.
public final class TcpCongestion {
    private TcpCongestion() {}

    /// Gives a connection another controller, from now on.
    ///
    /// @param local this end of it: address and port
    /// @param remote the other end
    /// @param name as the kernel calls it: `cubic`, `bbr`, `reno`
    /// @throws IOException when the kernel does not have it, or there is no such connection
    public static void choose(InetSocketAddress local, InetSocketAddress remote, String name) throws IOException {
        SocketCalls.congestion(SocketCalls.descriptor(local, remote), name);
    }
}
