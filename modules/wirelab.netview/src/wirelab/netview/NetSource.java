package wirelab.netview;

import java.io.IOException;
import java.util.List;
import wirelab.kit.Host;

/// Where tables of the network come from. Each call reads anew.
public interface NetSource {
    List<NetInterface> interfaces() throws IOException;

    /// Of the main tables of both families.
    List<NetRoute> routes() throws IOException;

    List<Neighbour> neighbours() throws IOException;

    List<GroupMember> groups() throws IOException;

    /// Of TCP, UDP and raw IP, with the processes that hold them.
    List<SocketEntry> sockets() throws IOException;

    /// Ends a connection as if it had failed: the program that has it gets an error, the peer a reset.
    ///
    /// @throws IOException when it may not, or the system cannot
    default void end(SocketEntry socket) throws IOException {
        throw new IOException("this system has no way to end another program's connection");
    }

    /// {@return the tables of this machine, from what its system has}
    static NetSource here() {
        return of(Host.HERE);
    }

    /// {@return the tables of a host of this machine}
    static NetSource of(Host host) {
        String system = System.getProperty("os.name");
        if (system.startsWith("Mac")) return new MacSource(CommandOutput.RUN);
        if (system.startsWith("Windows")) return new WindowsSource(CommandOutput.RUN);
        return new LinuxSource(host);
    }
}
