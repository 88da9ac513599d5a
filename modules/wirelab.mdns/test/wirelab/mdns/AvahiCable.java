package wirelab.mdns;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import wirelab.hosts.Namespace;
import wirelab.kit.Peer;

/// Two hosts on a cable, 10.79.0.1 and 10.79.0.2: we on the first, avahi on the second. The interface is called `cable` at
/// both ends.
public final class AvahiCable implements AutoCloseable {
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Namespace here;
    private final Namespace there;
    private final Avahi avahi;

    /// Skips the test where that cannot be had.
    ///
    /// @param folder where avahi's files may lie
    public AvahiCable(Path folder) throws Exception {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        Peer.require("avahi-daemon", "avahi-daemon");
        String name = "wlmd" + ProcessHandle.current().pid();
        try {
            here = opened(Namespace.create(name + "a"));
            there = opened(Namespace.create(name + "b"));
            here.ip("link add cable type veth peer name cable netns " + there.name()
                    + "\naddr add 10.79.0.1/24 brd + dev cable\nlink set cable up\n");
            there.ip("addr add 10.79.0.2/24 brd + dev cable\nlink set cable up\nroute add 224.0.0.0/4 dev cable\n");
            avahi = opened(new Avahi(there, "avahi-host", folder));
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T opened(T what) {
        open.add(what);
        return what;
    }

    public Namespace here() {
        return here;
    }

    public Namespace there() {
        return there;
    }

    public Avahi avahi() {
        return avahi;
    }

    /// Starts one of our own scripts here, as a process, since only so the JDK knows the addresses of IPv6.
    public Peer script(String name, String... args) throws Exception {
        return opened(Peer.start(Peer.command(List.of(here.command()), name, args)));
    }

    @Override
    public void close() throws Exception {
        for (var each : open.reversed()) each.close();
    }
}
