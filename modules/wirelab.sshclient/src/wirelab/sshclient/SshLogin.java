package wirelab.sshclient;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import wirelab.keys.KnownHosts;
import wirelab.keys.SshAgent;
import wirelab.keys.SshPublicKey;
import wirelab.kit.UsageException;
import wirelab.program.CommandLine;
import wirelab.program.Password;
import wirelab.ssh.SshException;
import wirelab.ssh.SshLink;

/// A login at a server as a person asks for it: by the options of [SshSwitches], perhaps through other servers.
public final class SshLogin implements AutoCloseable {
    private static final int MOST_JUMPS = 8;
    /// RFC 4253, section 11.1: the host key cannot be verified.
    private static final int HOST_KEY = 9;

    private final CommandLine options;
    private final SshConfig config;
    private final KnownHosts known;
    private final SshAgent agent;
    /// The first one connects from here, each further one through the one before.
    private final List<SshLink> links = new ArrayList<>();

    private SshLogin(CommandLine options) throws IOException {
        this.options = options;
        config = SshConfig.read(SshConfig.home(options.text("config")));
        known = new KnownHosts(SshConfig.home(options.text("known-hosts")));
        agent = agent(options);
    }

    /// The agent, where there is one and no key was named.
    private static SshAgent agent(CommandLine options) throws IOException {
        String socket = System.getenv("SSH_AUTH_SOCK");
        // One that has ended leaves its name behind.
        return socket == null || socket.isEmpty() || !options.all("identity").isEmpty() || !Files.exists(Path.of(socket))
                ? null : SshAgent.connect(Path.of(socket));
    }

    /// Logs in; somebody may be asked meanwhile.
    ///
    /// @param where `[USER@]HOST`, as it was typed
    /// @throws IOException when a server on the way cannot be reached, is not the right one, or does not let the user in
    public static SshLogin open(CommandLine options, String where) throws IOException {
        var login = new SshLogin(options);
        try {
            String jump = options.text("jump");
            var hops = jump == null ? new String[0] : jump.split(",", -1);
            if (hops.length > MOST_JUMPS) throw new UsageException("--jump: more than " + MOST_JUMPS + " servers");
            for (String hop : hops) login.enter(SshTarget.parse(hop), 0, null);
            String port = options.text("port");
            login.enter(SshTarget.parse(where), port == null ? 0 : SshTarget.port(port), options.path("password-file"));
            return login;
        } catch (IOException | RuntimeException e) {
            login.close();
            throw e;
        }
    }

    private void enter(SshTarget target, int port, Path password) throws IOException {
        var about = config.about(target.host());
        if (port == 0) port = target.port() != 0 ? target.port() : about.port() != 0 ? about.port() : 22;
        String user = Objects.requireNonNullElse(target.user(), Objects.requireNonNullElse(about.user(),
                System.getProperty("user.name")));
        var identities = options.all("identity").stream().map(SshConfig::home).toList();
        var person = new SshPerson(identities.isEmpty() ? about.identities() : identities, agent, password);
        String name = KnownHosts.name(about.hostName(), port);
        var chosen = SshLink.Options.DEFAULTS;
        chosen = chosen.withAlgorithms(chosen.algorithms().preferring(known.types(name)));
        if (!links.isEmpty()) {
            links.add(link().jump(about.hostName(), port, user, person, key -> check(name, key), chosen));
            return;
        }
        var address = new InetSocketAddress(about.hostName(), port);
        if (address.isUnresolved()) throw new UsageException("unknown host " + about.hostName());
        links.add(SshLink.connect(options.host(), address, user, person, key -> check(name, key), chosen));
    }

    private void check(String name, SshPublicKey key) throws IOException {
        switch (known.verdict(name, key)) {
            case KNOWN -> { }
            case CHANGED -> throw refused("the key of " + name + " is not the one that it had: somebody may stand "
                    + "between; now it is " + key + ", in " + known + " there is another");
            case REVOKED -> throw refused("the key of " + name + " is one that was stolen (@revoked)");
            case UNKNOWN -> {
                if (!Password.canAsk()) throw refused(name + " is not known, and there is nobody to ask");
                System.err.println(name + " is not known. Its key is " + key + "\n" + key.randomart());
                String answer = System.console().readLine("Is that the key of the machine you mean (yes/no)? ");
                if (answer == null || !answer.strip().equals("yes")) throw refused("the key was not accepted");
                known.add(name, key);
            }
        }
    }

    private static SshException refused(String why) {
        return new SshException(HOST_KEY, why);
    }

    /// {@return the link to the server that was asked for}
    public SshLink link() {
        return links.getLast();
    }

    /// Hangs up, at the last server first.
    @Override
    public void close() throws IOException {
        for (var link : links.reversed()) link.close();
        if (agent != null) agent.close();
    }

    @Override
    public String toString() {
        return "login " + links;
    }
}
