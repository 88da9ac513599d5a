package wirelab.rudpfiles;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import wirelab.kit.SafeFile;

/// The keys of servers, in a file of lines `HOST:PORT KEY`: one that is new is believed and written down, one that differs
/// from what was written down is not (trust on first use).
public final class KnownServers {
    /// Bytes of the file.
    private static final int MOST = 1 << 20;

    private final Path file;

    public KnownServers(Path file) {
        this.file = file;
    }

    /// Looks a server up, and writes it down if it is new.
    ///
    /// @param name as the user typed it
    /// @return whether it is new
    /// @throws IOException when it had another key before
    public boolean check(String name, String key) throws IOException {
        String known = Files.exists(file) ? SafeFile.read(file, MOST) : "";
        for (String line : known.lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (words.length != 2 || !words[0].equals(name)) continue;
            if (words[1].equals(key)) return false;
            throw new IOException("the key of " + name + " is not the one in " + file
                    + ": either the server was set up anew, and its line there may go, or"
                    + " somebody is in between; now it is " + key);
        }
        String end = known.isEmpty() || known.endsWith("\n") ? "" : "\n";
        SafeFile.replace(file, (known + end + name + " " + key + "\n").getBytes(StandardCharsets.UTF_8));
        return true;
    }

    @Override
    public String toString() {
        return "known servers in " + file;
    }
}
