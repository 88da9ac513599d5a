package wirelab.chat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Visible;

/// The terminal of this process, switched so that each key is handed over at once and is not shown by the system.
///
/// `stty` does it, as the JDK cannot. However the process ends, short of being killed, the terminal is put back as it was.
public final class Terminal implements AutoCloseable {
    /// `^Z` is switched off, since a stopped client would leave the terminal as it is; `^C` still ends the client.
    private static final String[] KEY_BY_KEY = {"-icanon", "-echo", "min", "1", "time", "0", "susp", "undef"};
    private static final int USUAL_WIDTH = 80;
    private static final int USUAL_HEIGHT = 24;

    private final String saved;
    private final Thread atExit = Thread.ofPlatform().name("terminal-restore").unstarted(this::restore);

    private Terminal(String saved) throws IOException {
        this.saved = saved;
        Runtime.getRuntime().addShutdownHook(atExit);
        stty(KEY_BY_KEY);
    }

    /// Takes the terminal over.
    ///
    /// @return the terminal, or `null` when standard input or output is none, or can only print, or there is no `stty`
    public static Terminal open() {
        var console = System.console();
        if (console == null || !console.isTerminal() || !Visible.obeys(System.getenv("TERM"))) return null;
        try {
            return new Terminal(stty("-g"));
        } catch (IOException _) {
            // Without stty, as on Windows, whole lines must do.
            return null;
        }
    }

    /// {@return how many columns it has}
    public int width() {
        return Math.max(USUAL_WIDTH / 4, size(1, USUAL_WIDTH));
    }

    /// {@return how many lines it has}
    public int height() {
        return Math.max(1, size(0, USUAL_HEIGHT));
    }

    private static int size(int which, int usual) {
        try {
            int size = Integer.parseInt(stty("size").split(" ")[which]);
            // Some do not know, and say 0.
            return size > 0 ? size : usual;
        } catch (IOException | RuntimeException _) {
            return usual;
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
