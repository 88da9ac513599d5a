package wirelab.room;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The terminal of this process, switched so that each key is handed over at once and is not shown by the system.
///
/// `stty` does it, as the JDK cannot. However the process ends, short of being killed, the terminal is put back as it was.
final class Terminal implements AutoCloseable {
    /// `^Z` is switched off, since a stopped client would leave the terminal as it is; `^C` still ends the client.
    private static final String[] KEY_BY_KEY = {"-icanon", "-echo", "min", "1", "time", "0", "susp", "undef"};
    private static final int USUAL_WIDTH = 80;

    private final String saved;
    private final Thread atExit = Thread.ofPlatform().unstarted(this::restore);

    private Terminal(String saved) throws IOException {
        this.saved = saved;
        Runtime.getRuntime().addShutdownHook(atExit);
        stty(KEY_BY_KEY);
    }

    /// Takes the terminal over.
    ///
    /// @return the terminal, or `null` when standard input or output is none, or there is no `stty`
    static Terminal open() {
        var console = System.console();
        if (console == null || !console.isTerminal()) return null;
        try {
            return new Terminal(stty("-g"));
        } catch (IOException _) {
            // Without stty, as on Windows, whole lines must do.
            return null;
        }
    }

    /// How many columns it has.
    int width() {
        try {
            return Math.max(USUAL_WIDTH / 4, Integer.parseInt(stty("size").split(" ")[1]));
        } catch (IOException | RuntimeException _) {
            // It does not say.
            return USUAL_WIDTH;
        }
    }

    @Override
    public void close() {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // The process is ending already.
        }
    }

    private void restore() {
        try {
            stty(saved);
        } catch (IOException e) {
            System.getLogger(Terminal.class.getName())
                    .log(System.Logger.Level.WARNING, "the terminal stays as it is; type: stty sane", e);
        }
    }

    private static String stty(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) throw new IOException(String.join(" ", command) + " failed");
            return text;
        } catch (InterruptedException e) {
            throw new IOException("interrupted while stty ran", e);
        }
    }
}
