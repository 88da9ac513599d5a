package wirelab.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Failure;
import wirelab.kit.Host;

/// A Linux network namespace: a host of its own, with its own interfaces, routes and ports, inside this machine (as root).
///
/// A socket belongs for life to the namespace of the thread that made it, and any thread may then use it. So one process can
/// stand on several hosts at once: [#host()] is a [Host] whose sockets, names and interfaces are those of the namespace.
///
/// Making a namespace, configuring it and running programs in it is done by the program `ip`. Only [#call(Task)], and with
/// it the host's sockets, calls the C library: each call on a platform thread of its own, which enters (`setns(2)`), runs
/// the code and ends. **Make sockets and look things up in there, and do nothing else**: threads and programs that are
/// started inside inherit the namespace, and a virtual thread may make the scheduler start a carrier thread that then
/// carries others, whose sockets would belong to the wrong host.
///
/// The JDK reads the IPv6 addresses of interfaces in `/proc/net`, which is that of the process: in here it takes those of an
/// interface of the same name outside, or none. What needs them runs as a process of its own, by [#command(String...)].
public final class Namespace implements Host.Place, AutoCloseable {
    private static final Path FOLDER = Path.of("/run/netns");
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_ADMIN = 21;

    private final String name;
    private final Host host;

    private Namespace(String name) {
        this.name = name;
        host = Host.at(this);
    }

    /// {@return why no namespace can be made here, in a few words, or `null` when nothing stands in the way}
    public static String missing() {
        if (!System.getProperty("os.name").equals("Linux")) return "network namespaces exist on Linux alone";
        for (String folder : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":")) {
            if (Files.isExecutable(Path.of(folder, "ip"))) return missingRights();
        }
        return "ip is missing: apt-get install iproute2";
    }

    private static String missingRights() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            String line = lines.filter(text -> text.startsWith("CapEff:")).findFirst().orElse("CapEff: 0");
            long capabilities = Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16);
            long needed = 1L << CAP_NET_ADMIN | 1L << CAP_SYS_ADMIN;
            return (capabilities & needed) == needed ? null : "making network namespaces needs root";
        } catch (IOException e) {
            return "cannot read /proc/self/status: " + Failure.reason(e);
        }
    }

    /// Makes a namespace in which nothing but loopback is up.
    ///
    /// @param name its name, which `ip netns` shows
    /// @throws IOException when the system refuses: not root, or the name is taken
    public static Namespace create(String name) throws IOException {
        Ip.batch("netns add " + name);
        var namespace = new Namespace(name);
        try {
            namespace.ip("link set lo up");
            return namespace;
        } catch (IOException | RuntimeException e) {
            namespace.close();
            throw e;
        }
    }

    /// A namespace that somebody else has made and will remove.
    public static Namespace named(String name) {
        return new Namespace(name);
    }

    /// {@return its name, as `ip netns` shows it}
    public String name() {
        return name;
    }

    /// {@return this host, on which servers and clients may be started; nobody watches it yet}
    public Host host() {
        return host;
    }

    @Override
    public <T, E extends Exception> T call(Host.Task<T, E> task) throws E {
        return new Inside(FOLDER.resolve(name), name).call(task);
    }

    /// The host that a process stands on, whatever namespace that is and whoever made it; entering it needs root.
    public static Host ofProcess(long pid) {
        return Host.at(new Inside(Path.of("/proc/" + pid + "/ns/net"), "the network of process " + pid));
    }

    /// Runs a program on this host to its end.
    ///
    /// @return what it printed, errors included
    /// @throws IOException when it cannot be started, fails or takes longer than 20 s
    public String run(String... command) throws IOException {
        return feed("", command);
    }

    /// Runs a program on this host to its end, with something to read.
    ///
    /// @return what it printed, errors included
    /// @throws IOException when it cannot be started, fails or takes longer than 20 s
    public String feed(String input, String... command) throws IOException {
        return Ip.execute(input, List.of(command(command)));
    }

    /// Configures this host.
    ///
    /// @param lines commands of the `ip` program, one a line, without the word `ip`
    /// @throws IOException when one is refused
    public void ip(String lines) throws IOException {
        Ip.batch(name, lines);
    }

    /// Changes kernel settings of this host. One that this kernel does not have is passed over.
    ///
    /// @param settings `key=value` each, the key a path below `/proc/sys/net`
    /// @throws IOException when the system refuses
    public void settings(String... settings) throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", """
                cd /proc/sys/net || exit
                for setting; do
                  [ ! -e "${setting%%=*}" ] || echo "${setting#*=}" > "${setting%%=*}" || exit
                done""", "sh"));
        command.addAll(List.of(settings));
        run(command.toArray(String[]::new));
    }

    /// {@return what to type, or to start as a process, so that a program runs on this host: the same behind
    /// `ip netns exec`}
    public String[] command(String... command) {
        var whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
        whole.addAll(List.of(command));
        return whole.toArray(String[]::new);
    }

    /// Removes the namespace; sockets and programs that still live in it keep its network until they end.
    @Override
    public void close() {
        remove(name);
    }

    /// {@return the names of all namespaces that exist}
    public static List<String> all() throws IOException {
        if (!Files.isDirectory(FOLDER)) return List.of();
        try (var files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /// The threads of this process that stand in some other namespace; between calls there should be none, or what they do
    /// next happens on a host that perhaps no longer exists.
    ///
    /// @return their names as the kernel knows them
    /// @throws IOException when the kernel does not tell
    public static List<String> strays() throws IOException {
        Path self = Path.of("/proc/self/task");
        Path home = Files.readSymbolicLink(self.resolve(Long.toString(ProcessHandle.current().pid())).resolve("ns/net"));
        var strays = new ArrayList<String>();
        try (var threads = Files.list(self)) {
            for (var thread : threads.toList()) {
                try {
                    if (home.equals(Files.readSymbolicLink(thread.resolve("ns/net")))) continue;
                    strays.add(Files.readString(thread.resolve("comm")).strip());
                } catch (NoSuchFileException _) {
                    // The thread has ended meanwhile.
                }
            }
        }
        return strays;
    }

    /// Removes a namespace by name, whoever made it; nothing happens when there is none.
    public static void remove(String name) {
        try {
            Ip.batch("netns del " + name);
        } catch (IOException e) {
            System.getLogger(Namespace.class.getName()).log(System.Logger.Level.DEBUG, "removing " + name, e);
        }
    }

    @Override
    public String toString() {
        return "namespace " + name;
    }
}
