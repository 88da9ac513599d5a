package wirelab.rtt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.SafeFile;
import wirelab.kit.UsageException;

/// The list of hosts in a file such as `IPsUDP.txt`: addresses with `;` or line ends between them; what follows a `#` in its
/// line is a remark.
public final class HostList {
    /// Hosts of one list; each has threads of its own.
    public static final int MOST = 256;
    private static final int MOST_BYTES = 65_536;

    private HostList() {}

    /// Reads a file.
    ///
    /// @throws IOException when it cannot be read
    /// @throws UsageException when it names no host or too many
    public static List<String> read(Path file) throws IOException {
        var hosts = parse(SafeFile.read(file, MOST_BYTES));
        if (hosts.isEmpty()) throw new UsageException(file + " names no host");
        return hosts;
    }

    /// {@return the hosts that a text names, in order}
    public static List<String> parse(String text) {
        var hosts = new ArrayList<String>();
        for (String line : text.lines().toList()) {
            int remark = line.indexOf('#');
            for (String host : (remark < 0 ? line : line.substring(0, remark)).split(";")) {
                if (!host.isBlank()) hosts.add(host.strip());
            }
        }
        if (hosts.size() > MOST) throw new UsageException("a list has " + MOST + " hosts at most, not " + hosts.size());
        return hosts;
    }
}
