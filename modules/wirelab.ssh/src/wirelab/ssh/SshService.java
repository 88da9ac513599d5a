package wirelab.ssh;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import wirelab.keys.SshKeyPair;
import wirelab.kit.Connection;
import wirelab.kit.Counters;
import wirelab.kit.Host;
import wirelab.kit.Secrets;
import wirelab.kit.TcpServer;
import wirelab.kit.Visible;
import wirelab.ssh.TransportMessage.Disconnect;

/// An SSH server: whoever logs in runs programs on this machine, as the user who has started it.
///
/// Its counters are those of its [TcpServer], and `logins`, `sessions` and `crowded` (connections of a source that had too
/// many open without a login).
public final class SshService implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SshService.class.getName());

    private final Host host;
    private final SshOptions options;
    private final List<SshKeyPair> hostKeys;
    private final Accounts accounts;
    /// Run in place of the user's shell; `null` for the shell.
    private final SshProgram program;
    private final Counters counters = new Counters();
    private final Map<InetAddress, Integer> unknown = new ConcurrentHashMap<>();
    private final Set<SshConnection> open = ConcurrentHashMap.newKeySet();
    private TcpServer server;

    private SshService(Host host, SshOptions options, List<SshKeyPair> hostKeys, Accounts accounts, SshProgram program) {
        this.host = host;
        this.options = options;
        this.hostKeys = List.copyOf(hostKeys);
        this.accounts = accounts;
        this.program = program;
    }

    /// Starts a server on this machine.
    public static SshService start(SshOptions options, List<SshKeyPair> hostKeys, Accounts accounts) throws IOException {
        return start(Host.HERE, options, hostKeys, accounts);
    }

    /// Starts a server; it accepts when this returns.
    ///
    /// @param hostKeys by which it proves what it is; at least one
    /// @throws IOException when it cannot listen there
    public static SshService start(Host host, SshOptions options, List<SshKeyPair> hostKeys, Accounts accounts)
            throws IOException {
        return start(host, options, hostKeys, accounts, null);
    }

    /// As above.
    ///
    /// @param program run for each session, whatever its user asks for; `null` for his shell
    public static SshService start(Host host, SshOptions options, List<SshKeyPair> hostKeys, Accounts accounts,
            SshProgram program) throws IOException {
        var service = new SshService(host, options, hostKeys, accounts, program);
        service.server = TcpServer.start(host, options.tcp(), service::serve);
        return service;
    }

    private void serve(Connection socket) throws IOException {
        var source = socket.remote().getAddress();
        if (unknown.merge(source, 1, Integer::sum) > options.unknown()) {
            leave(source);
            counters.count("crowded");
            socket.reset();
            return;
        }
        var place = new Place(source);
        try {
            socket.stage(options.grace());
            var machine = new SshMachine.Server(hostKeys, options.algorithms(), options.rekey(), Secrets.RANDOM,
                    accounts.from(source), options.banner());
            var guest = new Guest(socket, machine, place);
            var connection = new SshConnection(socket, machine, guest);
            open.add(connection);
            try (guest.forwards) {
                connection.run();
            } finally {
                open.remove(connection);
            }
        } catch (SshException e) {
            // The peer was told, or has told: for the server that is the end of one connection like any other.
            LOG.log(Level.DEBUG, "{0}: {1}", socket, e.getMessage());
        } finally {
            place.free();
        }
    }

    private void leave(InetAddress source) {
        unknown.computeIfPresent(source, (_, count) -> count == 1 ? null : count - 1);
    }

    /// One of the places that a source has for those who are not logged in.
    private final class Place {
        private final InetAddress source;
        private boolean free;

        Place(InetAddress source) {
            this.source = source;
        }

        void free() {
            if (free) return;
            free = true;
            leave(source);
        }
    }

    /// What one client may do.
    private final class Guest implements SshConnection.Owner {
        private final Connection socket;
        private final SshMachine.Server machine;
        private final Place place;
        private final Forwards forwards = new Forwards(host);
        private int sessions;
        private boolean noMore;
        private SshConnection connection;

        Guest(Connection socket, SshMachine.Server machine, Place place) {
            this.socket = socket;
            this.machine = machine;
            this.place = place;
        }

        @Override
        public void loggedIn(SshConnection connection) {
            this.connection = connection;
            socket.stage(null);
            place.free();
            counters.count("logins");
            LOG.log(Level.DEBUG, "{0}: {1} is in", socket, Visible.name(machine.user()));
        }

        @Override
        public void opening(SshChannel channel, String type, byte[] data) throws IOException {
            if (type.equals(Forward.DIRECT) && options.allow().contains("forward")) {
                var forward = Forward.decode(data);
                forwards.connect(channel, forward.host(), forward.port());
            } else if (!type.equals("session")) {
                channel.refuse(ConnectionMessage.OpenFailure.UNKNOWN_TYPE, "there is no such kind of channel here");
            } else if (noMore || sessions >= options.sessions()) {
                channel.refuse(ConnectionMessage.OpenFailure.PROHIBITED, "no more sessions");
            } else {
                sessions++;
                counters.count("sessions");
                channel.confirm(new Counted(new Session(options, program, connection, socket)));
            }
        }

        @Override
        public byte[] asked(String request, byte[] data) throws IOException {
            return switch (request) {
                case "hostkeys-prove-00@openssh.com" -> machine.proofs(data);
                case "no-more-sessions@openssh.com" -> {
                    noMore = true;
                    yield new byte[0];
                }
                case Forward.ASK, Forward.CANCEL -> options.allow().contains("forward")
                        ? forwards.asked(connection, request, data) : null;
                default -> null;
            };
        }

        @Override
        public void answered(boolean success, byte[] data) {
            // Nothing was asked but whether the client is there.
        }

        /// A session that gives its place back.
        private final class Counted implements SshChannel.Listener {
            private final Session session;

            Counted(Session session) {
                this.session = session;
            }

            @Override
            public boolean asked(SshChannel channel, String request, byte[] data) throws IOException {
                return session.asked(channel, request, data);
            }

            @Override
            public void granted(SshChannel channel) {
                session.granted(channel);
            }

            @Override
            public void closed(SshChannel channel) {
                sessions--;
                session.closed(channel);
            }
        }
    }

    /// {@return where it listens: address and true port}
    public InetSocketAddress address() {
        return server.address();
    }

    public Counters counters() {
        return counters;
    }

    /// {@return those of the connections below}
    public Counters tcpCounters() {
        return server.counters();
    }

    /// Stops: tells every client, and ends what runs for it.
    @Override
    public void close() {
        for (var connection : open) {
            Thread.ofVirtual().start(() -> connection.close(Disconnect.BY_APPLICATION, "the server stops"));
        }
        server.close();
    }

    @Override
    public String toString() {
        return "ssh " + server;
    }
}
