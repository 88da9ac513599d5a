package wirelab.mdns;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import wirelab.hosts.Namespace;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// avahi on a host of its own, with a bus of its own: nobody else on this machine sees it.
public final class Avahi implements AutoCloseable {
    private final Namespace host;
    private final String bus;
    private final List<Peer> peers = new ArrayList<>();

    /// Waits until avahi has its host name.
    ///
    /// @param folder where its files may lie
    Avahi(Namespace host, String name, Path folder) throws Exception {
        this.host = host;
        bus = "unix:path=" + folder.resolve("bus");
        var conf = Files.writeString(folder.resolve("avahi.conf"), """
                [server]
                host-name=%s
                use-ipv4=yes
                use-ipv6=yes
                allow-interfaces=cable
                [wide-area]
                enable-wide-area=no
                [publish]
                publish-workstation=no
                """.formatted(name));
        var busConf = Files.writeString(folder.resolve("bus.conf"), """
                <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
                 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
                <busconfig><listen>%s</listen><auth>EXTERNAL</auth><policy context="default">
                <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
                </policy></busconfig>
                """.formatted(bus));
        peers.add(Peer.start(Peer.require("dbus-daemon", "dbus-daemon"), "--nofork", "--nopidfile",
                "--config-file=" + busConf));
        Eventually.that("the bus is there", () -> Files.exists(folder.resolve("bus")));
        // A second one on this machine would find the file with the number of the first.
        var own = "mkdir -p /run/avahi-daemon && mount -t tmpfs none /run/avahi-daemon && exec \"$@\"";
        var daemon = start("unshare", "-m", "sh", "-c", own, "sh", Peer.require("avahi-daemon", "avahi-daemon"), "-f",
                conf.toString(), "--no-drop-root", "--no-chroot", "--no-rlimits", "--debug");
        daemon.awaitOutput("Server startup complete");
        daemon.awaitOutput("relevant interface cable.IPv6");
    }

    /// Runs one of avahi's programs, or another one, on its host.
    public Peer start(String... command) throws Exception {
        var whole = new ArrayList<>(List.of("env", "DBUS_SYSTEM_BUS_ADDRESS=" + bus));
        whole.addAll(Arrays.asList(host.command(command)));
        var peer = Peer.start(whole.toArray(String[]::new));
        peers.add(peer);
        return peer;
    }

    /// Publishes a service.
    public Peer publish(String name, String type, int port, String... text) throws Exception {
        var command = new ArrayList<>(List.of(Peer.require("avahi-publish", "avahi-utils"), "-s", name, type,
                Integer.toString(port)));
        command.addAll(List.of(text));
        return start(command.toArray(String[]::new));
    }

    /// Shows all that comes and goes of a type: lines of `+`, `=` and `-`, with fields between semicolons.
    public Peer browse(String type) throws Exception {
        return start("stdbuf", "-oL", Peer.require("avahi-browse", "avahi-utils"), "-rpk", type);
    }

    /// {@return whether a browser has shown a line}
    ///
    /// @param begin how it begins
    /// @param parts what it has in it
    public static boolean has(Peer browser, String begin, String... parts) {
        return browser.output().lines().anyMatch(line -> line.startsWith(begin) && List.of(parts).stream()
                .allMatch(line::contains));
    }

    /// Waits until a browser has shown a line. The address in it is not that of the line's family, but the one that came
    /// first.
    public static void awaitLine(Peer browser, String begin, String... parts) {
        Eventually.that("a line " + begin + " with " + List.of(parts), () -> has(browser, begin, parts), () -> ", but\n"
                + browser.output());
    }

    @Override
    public void close() {
        peers.reversed().forEach(Peer::close);
    }
}
