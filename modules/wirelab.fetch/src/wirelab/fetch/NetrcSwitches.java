package wirelab.fetch;

import java.nio.file.Files;
import java.nio.file.Path;
import wirelab.http.ClientException;
import wirelab.http.ClientRequest;
import wirelab.kit.Visible;
import wirelab.program.CommandLine;
import wirelab.program.Program;

/// Adds the switches about the file of passwords to a program. What is known of a host goes with the requests that the user
/// makes to it, and with no redirect to another host, port or scheme.
public final class NetrcSwitches implements Program.Extra {
    private Netrc netrc;

    /// Begins without passwords.
    public NetrcSwitches() {}

    @Override
    public void declare(Program program) {
        program.text("netrc-file", "FILE", null, "names and passwords for hosts [~/.netrc]")
                .flag("no-netrc", "use no such file");
    }

    @Override
    public AutoCloseable begin(CommandLine options) throws ClientException {
        Path own = options.path("netrc-file");
        if (!options.flag("no-netrc")) read(own != null ? own : home(), own != null);
        return () -> {};
    }

    private static Path home() {
        String home = System.getenv("HOME");
        return Path.of(home == null ? System.getProperty("user.home") : home, ".netrc");
    }

    /// @param asked whether the user has named the file: then it must be there and in order
    private void read(Path file, boolean asked) throws ClientException {
        if (!asked && !Files.isRegularFile(file)) return;
        try {
            netrc = Netrc.read(file);
            if (netrc.isSecret() && Netrc.isOpenToOthers(file)) {
                System.err.println("warning: others can read the passwords in " + file + "; chmod 600 helps");
            }
        } catch (ClientException e) {
            if (asked) throw e;
            System.err.println("warning: " + Visible.of(e.getMessage()) + "; it is not used");
        }
    }

    /// {@return the request with what is known of its host, if it says nothing itself}
    public ClientRequest with(ClientRequest request) {
        if (netrc == null || request.headers().has("Authorization") || request.method().equals("TRACE")) return request;
        String authorization = netrc.authorization(request.url());
        return authorization == null ? request : request.with("Authorization", authorization);
    }
}
