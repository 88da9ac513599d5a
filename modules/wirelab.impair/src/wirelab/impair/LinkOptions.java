package wirelab.impair;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import wirelab.kit.Options;
import wirelab.kit.Program;
import wirelab.kit.UsageException;

/// The option `--link LINE` of a client: its conversation goes over a bad link, which is a relay in the client's own
/// process.
///
/// ```
/// var link = new LinkOptions();
/// Program.of(...).client(7007).with(link).run(args, options -> {
///     var server = link.through(options.address());
/// ```
public final class LinkOptions implements Program.Extra {
    private final Map<InetSocketAddress, Relay> relays = new LinkedHashMap<>();
    private LinkSpec spec;

    /// Makes the option for one program.
    public LinkOptions() {}

    @Override
    public void declare(Program program) {
        program.text("link", "LINE", null, "go over a bad link, such as 'delay=20ms±2ms loss=1% rate=50mbit seed=7'");
    }

    @Override
    public AutoCloseable begin(Options options) throws IOException {
        try {
            spec = options.text("link") == null ? null : LinkSpec.parse(options.text("link"));
        } catch (UsageException e) {
            throw new UsageException("--link: " + e.getMessage());
        }
        return this::close;
    }

    /// Where the client finds its server: at the end of a link if the user asked for one, else where it is. All that goes to
    /// one server goes over one link.
    ///
    /// @param server address of the server, for TCP and UDP
    /// @return the address to use instead
    /// @throws IOException when the relay cannot listen
    public synchronized InetSocketAddress through(InetSocketAddress server) throws IOException {
        if (spec == null) return server;
        var relay = relays.get(server);
        if (relay == null) relays.put(server, relay = Relay.start(server, spec));
        return relay.address();
    }

    /// What the user asked for.
    ///
    /// @return the link, or `null` for none
    public LinkSpec spec() {
        return spec;
    }

    private synchronized void close() {
        relays.values().forEach(Relay::close);
        relays.clear();
    }
}
