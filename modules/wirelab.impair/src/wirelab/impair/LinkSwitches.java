package wirelab.impair;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Predicate;
import wirelab.kit.Host;
import wirelab.kit.UsageException;
import wirelab.program.CommandLine;
import wirelab.program.Program;

/// The option `--link LINE` of a client: the host on which its program stands is behind a [BadLink].
///
/// ```
/// Program.of(...).client(7007).with(new LinkSwitches()).run(args, options -> {
///     ... EchoClient.connect(options.host(), options.address(), patience) ...
/// ```
public final class LinkSwitches implements Program.Extra {
    /// How long a program stays for what it has sent over a slow link: its goodbye, perhaps.
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final Relay.Options limits;
    private final Predicate<InetSocketAddress> leads;
    private BadLink link;

    /// A link that carries all that the program's clients say.
    public LinkSwitches() {
        this(Relay.Options.DEFAULTS, _ -> true);
    }

    /// A link for some of it.
    ///
    /// @param limits with whether it carries TCP, UDP or both
    /// @param leads whether the link leads to an address; the others are reached without it
    public LinkSwitches(Relay.Options limits, Predicate<InetSocketAddress> leads) {
        this.limits = limits;
        this.leads = leads;
    }

    @Override
    public void declare(Program program) {
        program.text("link", "LINE", null, "go over a bad link, such as 'delay=20ms±2ms loss=1% rate=50mbit seed=7'");
    }

    @Override
    public AutoCloseable begin(CommandLine options) {
        if (options.text("link") == null) return () -> {};
        try {
            link = BadLink.of(LinkSpec.parse(options.text("link")), limits, leads);
        } catch (UsageException e) {
            throw new UsageException("--link: " + e.getMessage());
        }
        return link;
    }

    @Override
    public Host host(Host host) {
        return link == null ? host : host.behind(link);
    }

    @Override
    public void settle() {
        if (link != null) link.drain(DRAIN);
    }
}
