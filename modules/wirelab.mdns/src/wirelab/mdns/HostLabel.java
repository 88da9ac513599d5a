package wirelab.mdns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a host of a service is called: not as other responders on this machine call it, since they and this one may know
/// different addresses of it, and would contradict each other.
public final class HostLabel {
    private static final Path NAME = Path.of("/proc/sys/kernel/hostname");
    private static final int MOST = 40;

    private HostLabel() {}

    /// {@return the machine's name and a port, such as `laptop-8080`, as a label of a name}
    public static String of(int port) {
        return of(machine(), port);
    }

    static String of(String machine, int port) {
        String plain = machine.strip().replaceAll("\\..*", "").replaceAll("[^A-Za-z0-9-]", "-");
        return (plain.isEmpty() ? "host" : plain.substring(0, Math.min(MOST, plain.length()))) + "-" + port;
    }

    /// As the system says, without asking anybody on the network.
    private static String machine() {
        try {
            if (Files.exists(NAME)) return Files.readString(NAME);
        } catch (IOException _) {
            // Then by what the environment says.
        }
        return System.getenv().getOrDefault("COMPUTERNAME", System.getenv().getOrDefault("HOSTNAME", ""));
    }
}
