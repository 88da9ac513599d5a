package wirelab.chat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Peer;

/// Our scripts on a terminal of their own: what is sent to the peer is typed, what it prints is what the terminal is sent.
/// The end of its input closes the terminal, as one closes a window.
public final class OnTerminal {
    private OnTerminal() {}

    /// Starts a script on a terminal of 80 columns, as its user would.
    ///
    /// @param script its name
    /// @param args its arguments
    /// @return the running script
    /// @throws IOException when it cannot be started
    public static Peer script(String script, String... args) throws IOException {
        return ofKind("xterm", script, args);
    }

    /// Starts a script on a terminal of a kind.
    ///
    /// @param kind what `TERM` is
    /// @param script its name
    /// @param args its arguments
    /// @return the running script
    /// @throws IOException when it cannot be started
    public static Peer ofKind(String kind, String script, String... args) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Peer.require("stty", "coreutils");
        var command = new ArrayList<>(List.of(Peer.require("python3", "python3"),
                "modules/wirelab.chat/test/python/screen.py", "80", "env", "TERM=" + kind, java, "-Xshare:auto", "@out/lab",
                "-m", "wirelab.scripts/wirelab.scripts." + script));
        command.addAll(List.of(args));
        return Peer.start(command.toArray(String[]::new));
    }

    /// Makes the terminal 40 columns wide.
    ///
    /// @param peer what runs on it
    /// @throws Exception when it cannot be told
    public static void narrow(Peer peer) throws Exception {
        new ProcessBuilder("kill", "-USR1", Long.toString(peer.pid())).inheritIO().start().waitFor();
    }
}
