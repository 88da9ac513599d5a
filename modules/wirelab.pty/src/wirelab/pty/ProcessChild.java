package wirelab.pty;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A program that the JDK has started, where the C library may not be called: `setsid` gives it its session, `script` its
/// terminal, and what else is to be done, `stty` and `kill` do.
final class ProcessChild implements Child {
    /// Says where it runs and on what, before it becomes the program.
    private static final String ANNOUNCE = "echo $$ \"$(tty)\" >\"$1.new\" && mv \"$1.new\" \"$1\"; SSH_TTY=$(tty); "
            + "export SSH_TTY; shift; exec \"$@\"";

    private final Process process;
    /// Where the program on a terminal says who it is; `null` for pipes.
    private final Path announced;

    private ProcessChild(Process process, Path announced) {
        this.process = process;
        this.announced = announced;
    }

    static Child piped(List<String> program, Map<String, String> environment, Path folder) throws IOException {
        var line = new ArrayList<>(List.of("setsid"));
        line.addAll(program);
        return new ProcessChild(start(line, environment, folder), null);
    }

    static Child onTerminal(List<String> program, Map<String, String> environment, Path folder, Tty tty)
            throws IOException {
        var announced = Files.createTempDirectory("pty-").resolve("who");
        var inner = new ArrayList<>(List.of("/bin/sh", "-c", ANNOUNCE, "sh", announced.toString()));
        inner.addAll(withModes(program, tty));
        var command = new StringBuilder("stty echo " + size(tty.size()) + "; exec");
        for (String word : inner) command.append(' ').append(quoted(word));
        var all = new TreeMap<>(environment);
        all.put("TERM", tty.kind());
        // It takes the shell of the environment to run its command.
        var line = List.of("env", "SHELL=/bin/sh", "script", "-qfec", command.toString(), "/dev/null");
        try {
            var child = new ProcessChild(start(line, all, folder), announced);
            child.process.onExit().thenRun(child::forget);
            return child;
        } catch (IOException e) {
            Files.delete(announced.getParent());
            throw e;
        }
    }

    /// {@return what switches the terminal that it finds itself on, and then becomes the program}
    static List<String> withModes(List<String> program, Tty tty) {
        // Rubbing out a character takes all of its bytes with it, unless the client says otherwise.
        var words = new ArrayList<>(List.of("iutf8"));
        words.addAll(tty.modes().words());
        var line = new ArrayList<>(List.of("/bin/sh", "-c", "stty " + String.join(" ", words)
                + " 2>/dev/null; exec \"$@\"", "sh"));
        line.addAll(program);
        return line;
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static String size(WindowSize size) {
        return String.format("cols %d rows %d", size.columns() & 0xffff, size.rows() & 0xffff);
    }

    private static Process start(List<String> line, Map<String, String> environment, Path folder) throws IOException {
        var builder = new ProcessBuilder(line).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    @Override
    public InputStream output() {
        return process.getInputStream();
    }

    @Override
    public InputStream error() {
        return announced == null ? process.getErrorStream() : null;
    }

    @Override
    public OutputStream input() {
        return process.getOutputStream();
    }

    @Override
    public End await() throws InterruptedException {
        return new End(process.waitFor(), null, false);
    }

    @Override
    public void signal(String name) {
        if (SignalName.number(name) == null || !process.isAlive()) return;
        // Behind `setsid` the number of the process is that of its group.
        String group = announced == null ? Long.toString(process.pid()) : who()[0];
        if (!group.isEmpty()) run(List.of("sh", "-c", "kill -s \"$1\" -- \"-$2\"", "sh", name, group));
    }

    @Override
    public void resize(WindowSize size) {
        if (announced == null) return;
        String file = who()[1];
        if (!file.isEmpty()) run(List.of("sh", "-c", "exec stty " + size(size) + " <\"$1\"", "sh", file));
    }

    /// {@return number and terminal of the program; two empty texts while it has not said so}
    private String[] who() {
        try {
            var words = Files.readString(announced).strip().split(" ");
            return words.length == 2 ? words : new String[] {"", ""};
        } catch (IOException _) {
            return new String[] {"", ""};
        }
    }

    private static void run(List<String> line) {
        try {
            new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start().waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("there is no shell", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void forget() {
        try {
            Files.deleteIfExists(announced);
            Files.deleteIfExists(announced.getParent());
        } catch (IOException _) {
            // A small file stays behind.
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    /// `script` ends with its standard input and hangs its terminal up; pipes are closed by those who read and write them.
    @Override
    public void close() {
        if (announced != null && process.isAlive()) process.destroy();
    }

    @Override
    public String toString() {
        return "program " + process.pid() + (process.isAlive() ? ", running" : ", status " + process.exitValue());
    }
}
