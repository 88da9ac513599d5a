package wirelab.shell;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import wirelab.hosts.Namespace;

/// Two network namespaces with a cable between them.
final class WiredHosts {
    /// Of one workbench.
    static final int MOST = 8;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private WiredHosts() {}

    /// {@return the left and the right host, each to be closed}
    static List<Namespace> make() throws IOException {
        int number = NUMBERS.getAndIncrement();
        String name = "shell-" + ProcessHandle.current().pid() + "-" + number;
        var left = Namespace.create(name + "-left");
        try {
            var right = Namespace.create(name + "-right");
            try {
                left.ip("link add eth0 type veth peer name eth0 netns " + right.name());
                up(left, number, 1);
                up(right, number, 2);
                // Whoever leaves the prompt by /exit has not closed anything.
                Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("hosts-remove").unstarted(() -> {
                    left.close();
                    right.close();
                }));
                return List.of(left, right);
            } catch (IOException | RuntimeException e) {
                right.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            left.close();
            throw e;
        }
    }

    private static void up(Namespace host, int network, int number) throws IOException {
        host.ip("addr add 10.78." + network % 256 + "." + number + "/24 dev eth0\nlink set eth0 up");
    }
}
