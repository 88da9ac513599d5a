package wirelab.sshclient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import wirelab.keys.KnownHosts;
import wirelab.kit.SafeFile;
import wirelab.kit.Text;
import wirelab.kit.UsageException;

/// What `~/.ssh/config` says of hosts (ssh_config(5)):
///
/// ```
/// Host lab lab?.example.org !lab9.example.org     names as they are typed, with * and ?, and ! to leave one out
///     HostName 192.0.2.7
///     Port 2222                                   or Port=2222
///     User alice
///     IdentityFile "~/.ssh/lab key"
/// ```
///
/// The first value that is found counts, so what is special stands above what is general; of files with keys all count.
public final class SshConfig {
    private static final int MOST_BYTES = 1_000_000;
    private static final int MOST_LINES = 10_000;

    /// An option with its value, and for whom it is; `null` for nobody.
    private record Line(List<String> hosts, String option, String value) {}

    /// What is said of one host.
    ///
    /// @param hostName where to connect; as it was typed, where nothing is said
    /// @param port 0 where nothing is said
    /// @param user `null` where nothing is said
    public record About(String hostName, int port, String user, List<Path> identities) {}

    private final List<Line> lines;

    private SshConfig(List<Line> lines) {
        this.lines = lines;
    }

    /// Reads a file; one that is not there says nothing.
    ///
    /// @throws UsageException when a line of it cannot be read; it names file and line
    public static SshConfig read(Path file) throws IOException {
        return Files.exists(file) ? parse(SafeFile.read(file, MOST_BYTES), file.toString()) : new SshConfig(List.of());
    }

    static SshConfig parse(String text, String source) {
        var all = text.split("\r?\n", -1);
        if (all.length > MOST_LINES) throw new UsageException(source + " has more than " + MOST_LINES + " lines");
        var lines = new ArrayList<Line>();
        var hosts = List.of("*");
        for (int i = 0; i < all.length; i++) {
            String line = all[i].strip();
            if (line.isEmpty() || line.startsWith("#")) continue;
            String place = source + ", line " + (i + 1);
            var words = line.split("[ \t]*=[ \t]*|[ \t]+", 2);
            String option = words[0].toLowerCase(Locale.ROOT);
            if (words.length < 2) throw new UsageException(place + ": " + words[0] + " has no value");
            switch (option) {
                case "host" -> hosts = List.of(words[1].strip().split("[ \t]+"));
                case "match" -> hosts = null;
                case "hostname", "port", "user", "identityfile" -> {
                    if (hosts != null) lines.add(new Line(hosts, option, value(words[1].strip(), option, place)));
                }
                default -> {
                    // Of no meaning here.
                }
            }
        }
        return new SshConfig(List.copyOf(lines));
    }

    private static String value(String text, String option, String place) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        String value = quoted ? text.substring(1, text.length() - 1) : text;
        if (value.chars().anyMatch(c -> c < ' ')) throw new UsageException(place + ": the value has control characters");
        boolean port = value.matches("[0-9]{1,5}") && Integer.parseInt(value) >= 1 && Integer.parseInt(value) <= 65_535;
        if (option.equals("port") && !port) throw new UsageException(place + ": '" + value + "' is no port");
        return value;
    }

    /// {@return what is said of a host}
    ///
    /// @param host as it was typed
    public About about(String host) {
        String hostName = null, user = null;
        int port = 0;
        var identities = new ArrayList<Path>();
        for (var line : lines) {
            if (!KnownHosts.matches(String.join(",", line.hosts), host.toLowerCase(Locale.ROOT))) continue;
            switch (line.option) {
                case "hostname" -> hostName = hostName == null ? line.value.replace("%h", host) : hostName;
                case "port" -> port = port == 0 ? Integer.parseInt(line.value) : port;
                case "user" -> user = user == null ? line.value : user;
                default -> identities.add(home(line.value));
            }
        }
        return new About(hostName == null ? host : hostName, port, user, List.copyOf(identities));
    }

    /// {@return a path whose `~/` is the home of whoever runs this}
    static Path home(String file) {
        return Path.of(file.startsWith("~/") ? System.getProperty("user.home") + file.substring(1) : file);
    }

    @Override
    public String toString() {
        return "config of " + Text.count(lines.size(), "line");
    }
}
