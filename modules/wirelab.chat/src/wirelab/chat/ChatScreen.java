package wirelab.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import wirelab.kit.Visible;

/// What one who chats sees: above, what others have said; below, the line that is being typed.
///
/// At a terminal that line stays whole when something is shown above it ([LineEditor]). Otherwise, and where the terminal
/// can only print, lines are copied as they are, without a prompt, so that other programs can speak through it.
///
/// ```
/// try (var screen = ChatScreen.open(System.in, System.out, 4_096); var client = ... screen::show ...) {
///     Program.whenAskedToEnd(end::countDown);
///     screen.read(line -> say(line), end::countDown);
///     end.await();
/// }
/// ```
public final class ChatScreen implements AutoCloseable {
    private static final String PROMPT = "> ";
    private static final String WIPE = "\r\033[K";

    private final InputStream in;
    private final PrintStream out;
    /// `null` where nothing is drawn.
    private final IntSupplier width;
    /// Gives the terminal back.
    private final Runnable release;
    private final UnaryOperator<String> paint;
    /// What ends a line: a terminal that is far away is told to go to the left as well.
    private final String lineEnd;
    /// `null` where nothing is drawn, and when this is closed.
    private LineEditor editor;
    private final BufferedReader lines;
    /// Lines that were ended but not asked for: several were pasted at once.
    private final Queue<String> typed = new ArrayDeque<>();
    private boolean ended;

    /// What is done with a line that was typed.
    @FunctionalInterface
    public interface Typing {
        /// Takes it; may wait, while what is shown goes on.
        ///
        /// @return whether the user goes on; what is typed after the last line is left alone
        /// @throws IOException when it cannot be taken: the user does not go on
        boolean line(String line) throws IOException, InterruptedException;
    }

    private ChatScreen(InputStream in, PrintStream out, int limit, IntSupplier width, Runnable release,
            UnaryOperator<String> paint, String lineEnd) {
        this.in = in;
        this.out = out;
        this.width = width;
        this.release = release;
        this.paint = paint;
        this.lineEnd = lineEnd;
        lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        if (width == null) return;
        editor = new LineEditor(PROMPT, width.getAsInt(), limit);
        print(editor.draw());
    }

    /// Takes over the terminal, if standard input and output are one.
    ///
    /// @param limit longest line in bytes that can be typed at a terminal
    public static ChatScreen open(InputStream in, PrintStream out, int limit) {
        var terminal = Terminal.open();
        return terminal == null ? lines(in, out) : new ChatScreen(in, out, limit, terminal::width, terminal::close,
                UnaryOperator.identity(), "\n");
    }

    /// Draws on a terminal that is somewhere else, and hands each key over as it is.
    ///
    /// @param width how many columns it has at the moment
    /// @param paint puts colours into what is shown, from which control characters were taken before
    public static ChatScreen remote(InputStream in, PrintStream out, int limit, IntSupplier width,
            UnaryOperator<String> paint) {
        return new ChatScreen(in, out, limit, width, () -> { }, paint, "\r\n");
    }

    /// Copies lines as they are.
    public static ChatScreen lines(InputStream in, PrintStream out) {
        return new ChatScreen(in, out, 0, null, () -> { }, UnaryOperator.identity(), "\n");
    }

    /// From now on Tab completes words, where lines are typed.
    ///
    /// @param words what the last word of a line may become
    public synchronized void completes(Function<String, List<String>> words) {
        if (editor != null) editor.completes(words);
    }

    /// {@return whether the line that is being typed is drawn here: this is a terminal}
    public boolean draws() {
        return width != null;
    }

    /// Shows what somebody has said, which is one line whatever is in it. Any thread may call it.
    public synchronized void show(String line) {
        print(editor == null ? paint.apply(Visible.of(line)) + "\n" : editor.message(line, paint));
    }

    /// Shows something of our own that may have several lines, or none.
    public void answer(String lines) {
        lines.lines().forEach(this::show);
    }

    /// The terminal has another size: the line is drawn again for its width.
    public synchronized void resized() {
        if (editor != null) print(editor.resize(width.getAsInt()));
    }

    /// Asks for something before all else.
    ///
    /// @param what with what to ask: `id: `
    /// @return what was typed; `null` when there is nothing more
    public String ask(String what) throws IOException {
        prompt(what);
        try {
            return next();
        } finally {
            prompt(PROMPT);
        }
    }

    private synchronized void prompt(String prompt) {
        if (editor != null) print(editor.prompt(prompt));
        else if (!prompt.equals(PROMPT)) print(prompt);
    }

    /// Hands over what is typed, on a thread of its own, since nothing can end a read from standard input: the process ends
    /// without it.
    ///
    /// @param end what follows when the user does not go on: said so, with `^D` or the end of the input, or hung up
    public void read(Typing typing, Runnable end) {
        Thread.ofPlatform().daemon().name("typed").start(() -> {
            try {
                for (String line; (line = next()) != null && typing.line(line); ) {
                    // All is in the condition.
                }
            } catch (IOException _) {
                // The terminal is gone, or nobody takes what is typed any more, which is told elsewhere.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            end.run();
        });
    }

    /// Waits for a line; `null` at the end.
    private String next() throws IOException {
        if (width == null) return lines.readLine();
        var keys = new byte[4096];
        while (typed.isEmpty() && !ended) {
            int n = in.read(keys);
            ended = n < 0 || takes(Arrays.copyOf(keys, n));
        }
        return typed.poll();
    }

    /// {@return whether the user wants to leave}
    private synchronized boolean takes(byte[] keys) {
        if (editor == null) return true;
        var done = editor.type(keys);
        print(done.output());
        typed.addAll(done.lines());
        return done.end();
    }

    private void print(String text) {
        try {
            out.print(lineEnd.equals("\n") ? text : text.replace("\n", lineEnd));
            out.flush();
        } catch (RuntimeException _) {
            // Nobody takes it any more, upon which a program is asked to end: others are still to be told that it does.
        }
    }

    /// {@return whether a line says that its author wants to leave: `exit`, `/exit` or `@exit`, in any case}
    public static boolean isExit(String line) {
        return line.strip().matches("(?i)[/@]?exit");
    }

    /// Wipes the line that is being typed and gives the terminal back; what is shown from now on is printed as it is.
    @Override
    public synchronized void close() {
        if (editor == null) return;
        editor = null;
        print(WIPE);
        release.run();
    }

    @Override
    public String toString() {
        return editor == null ? "lines, as they are" : "terminal with " + editor;
    }
}
