package wirelab.netview;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wirelab.hosts.Namespace;
import wirelab.kit.Host;

/// The tables of this machine, with the sockets of all networks that processes stand in: those of each of them in
/// `/proc/PID`, which whoever may see the process may read.
public final class EverySource implements NetSource {
    private static final int MOST = 256;

    private final LinuxSource here = new LinuxSource(Host.HERE);
    private final Map<String, LinuxSource> kept = new HashMap<>();

    public EverySource() {}

    /// A process for each network, by the link that names it: `net:[4026531840]`.
    private static Map<String, Long> networks() throws IOException {
        var networks = new LinkedHashMap<String, Long>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                try {
                    String link = Files.readSymbolicLink(process.resolve("ns/net")).toString();
                    if (networks.size() < MOST) networks.putIfAbsent(link, Long.parseLong(process.getFileName().toString()));
                } catch (IOException _) {
                    // Not ours to see, or ended meanwhile.
                }
            }
        }
        networks.remove(Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString());
        return networks;
    }

    /// {@return the name that `ip netns` knows a network by, else the process}
    private static String name(String link, long pid) throws IOException {
        for (String name : Namespace.all()) {
            Object inode = Files.getAttribute(Path.of("/run/netns", name), "unix:ino");
            if (link.equals("net:[" + inode + "]")) return name;
        }
        return "process " + pid;
    }

    @Override
    public List<SocketEntry> sockets() throws IOException {
        var all = new ArrayList<>(here.sockets());
        var networks = networks();
        kept.keySet().retainAll(networks.keySet());
        for (var network : networks.entrySet()) {
            try {
                var source = kept.get(network.getKey());
                if (source == null) source = LinuxSource.ofProcess(network.getValue());
                kept.put(network.getKey(), source);
                String name = name(network.getKey(), network.getValue());
                source.sockets().forEach(socket -> all.add(socket.in(name)));
            } catch (IOException | IllegalStateException e) {
                // The process has ended meanwhile, and its network perhaps with it; the next reading finds another one.
                kept.remove(network.getKey());
                System.getLogger(EverySource.class.getName()).log(System.Logger.Level.DEBUG, "a network is gone", e);
            }
        }
        return List.copyOf(all);
    }

    @Override
    public List<NetInterface> interfaces() throws IOException {
        return here.interfaces();
    }

    @Override
    public List<NetRoute> routes() throws IOException {
        return here.routes();
    }

    @Override
    public List<Neighbour> neighbours() throws IOException {
        return here.neighbours();
    }

    @Override
    public List<GroupMember> groups() throws IOException {
        return here.groups();
    }

    @Override
    public void end(SocketEntry socket) throws IOException {
        if (!socket.namespace().isEmpty()) throw new IOException("only connections of this network can be ended from here");
        here.end(socket);
    }

    @Override
    public String toString() {
        return "the tables of all networks of this machine";
    }
}
