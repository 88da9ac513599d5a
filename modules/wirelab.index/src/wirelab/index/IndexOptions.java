package wirelab.index;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import wirelab.kit.UsageException;

/// How a node behaves.
///
/// @param bind its address and port, UDP and TCP; port 0 takes a free one, the wildcard address all segments of the host
/// @param ports at which nodes listen for what is said to everybody; a node with another port of its own listens at the
///     first of them
/// @param folder what it shares
/// @param identity where its id is kept, `null` for nowhere: then it is somebody new each time
/// @param membership its times
public record IndexOptions(InetSocketAddress bind, List<Integer> ports, FolderOptions folder, Path identity,
                           MembershipOptions membership) {
    /// The ports of the course.
    public static final List<Integer> PORTS = List.of(8000, 8001, 8002, 8003, 8004, 8005);
    private static final int MOST_PORTS = 16;

    public IndexOptions {
        ports = List.copyOf(ports);
        if (ports.isEmpty() || ports.size() > MOST_PORTS) {
            throw new UsageException("1 to 16 ports to speak to, not " + ports.size());
        }
    }

    /// A node on loopback that shares a folder, at a free port.
    public static IndexOptions of(Path folder) {
        return new IndexOptions(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), PORTS,
                FolderOptions.of(folder), null, MembershipOptions.DEFAULTS);
    }

    public IndexOptions withBind(InetSocketAddress bind) {
        return new IndexOptions(bind, ports, folder, identity, membership);
    }

    public IndexOptions withPorts(List<Integer> ports) {
        return new IndexOptions(bind, ports, folder, identity, membership);
    }

    public IndexOptions withFolder(FolderOptions folder) {
        return new IndexOptions(bind, ports, folder, identity, membership);
    }

    public IndexOptions withIdentity(Path identity) {
        return new IndexOptions(bind, ports, folder, identity, membership);
    }

    public IndexOptions withMembership(MembershipOptions membership) {
        return new IndexOptions(bind, ports, folder, identity, membership);
    }
}
