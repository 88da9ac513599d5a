package wirelab.rudp;

import java.time.Duration;
import wirelab.congestion.ControlName;
import wirelab.kit.UsageException;

/// The limits of a connection and of an end with many of them.
///
/// @param control how much is sent how fast
/// @param plain whether packets are not sealed: everybody on the way can read and change them
/// @param window bytes that may come before they are read, of a connection: to begin with
/// @param mostWindow what that may grow to, a power of two
/// @param memory what all windows of an end may add up to beyond their beginning
/// @param streams streams of a connection at once
/// @param connections connections of a server at once
/// @param mtu the largest UDP payload that is tried
/// @param idle silence after which the other end is taken for gone
/// @param keepAlive silence after which it is asked whether it is there
/// @param offload whether many packets leave, and come, with one call of the system, where it can do that
public record RudpOptions(ControlName control, boolean plain, int window, int mostWindow, long memory, int streams,
        int connections, int mtu, Duration idle, Duration keepAlive,
        boolean offload) {
    /// Every path carries so much (RFC 9000, section 14).
    public static final int LEAST_MTU = 1_200;
    /// What is left of 1,500 bytes behind the headers of IPv4 and UDP.
    public static final int ETHERNET = 1_472;

    public static final RudpOptions DEFAULTS = new RudpOptions(ControlName.TOLERANT, false, 512 * 1024, 64 << 20, 512L << 20,
            64, 4_096, ETHERNET, Duration.ofSeconds(30), Duration.ofSeconds(10), false);

    public RudpOptions {
        if (window < 1 << 14 || mostWindow < window || Integer.bitCount(mostWindow) != 1 || mostWindow > 1 << 28) {
            throw new UsageException("a window lies between 16 KiB and 256 MiB, the largest a power of two");
        }
        if (streams < 1 || streams > 1_024) throw new UsageException("1 to 1,024 streams, not " + streams);
        if (connections < 1 || connections > 100_000) throw new UsageException("1 to 100,000 connections");
        if (mtu < LEAST_MTU || mtu > 8_972) throw new UsageException("the MTU lies between 1,200 and 8,972 bytes of UDP");
        if (idle.toMillis() < 100 || idle.compareTo(Duration.ofHours(1)) > 0) {
            throw new UsageException("the silence lies between 100 ms and an hour");
        }
    }

    public RudpOptions withControl(ControlName control) {
        return new RudpOptions(control, plain, window, mostWindow, memory, streams, connections, mtu, idle, keepAlive,
                offload);
    }

    public RudpOptions withPlain(boolean plain) {
        return new RudpOptions(control, plain, window, mostWindow, memory, streams, connections, mtu, idle, keepAlive,
                offload);
    }

    public RudpOptions withWindow(int window, int mostWindow) {
        return new RudpOptions(control, plain, window, mostWindow, memory, streams, connections, mtu, idle, keepAlive,
                offload);
    }

    public RudpOptions withStreams(int streams) {
        return new RudpOptions(control, plain, window, mostWindow, memory, streams, connections, mtu, idle, keepAlive,
                offload);
    }

    public RudpOptions withConnections(int connections) {
        return new RudpOptions(control, plain, window, mostWindow, memory, streams, connections, mtu, idle, keepAlive,
                offload);
    }

    public RudpOptions withMtu(int mtu) {
        return new RudpOptions(control, plain, window, mostWindow, memory, streams, connections, mtu, idle, keepAlive,
                offload);
    }

    public RudpOptions withIdle(Duration idle) {
        return new RudpOptions(control, plain, window, mostWindow, memory, streams, connections, mtu, idle,
                keepAlive.compareTo(idle.dividedBy(3)) < 0 ? keepAlive : idle.dividedBy(3),
                offload);
    }

    public RudpOptions withOffload(boolean offload) {
        return new RudpOptions(control, plain, window, mostWindow, memory, streams, connections, mtu, idle, keepAlive,
                offload);
    }
}
