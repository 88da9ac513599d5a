package wirelab.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// A shell of bash in which a sheet's commands are typed one after the other; each command's output is kept by itself.
final class SheetTerminal {
    /// What tshark says to root, and bash about jobs.
    private static final Pattern NOISE = Pattern.compile("Running as user \"root\".*|\\[\\d+\\][ +-] +[A-Z][a-z]+ .*"
            + "|.*terminal\\.sh: line \\d+: +\\d+ Killed .*");

    /// What was typed, and how far it has come.
    ///
    /// @param number of the command in its sheet
    /// @param background whether the shell went on
    /// @param typed whether its program is typed into
    /// @param output the file that it prints to
    record Running(SheetTerminal terminal, int number, boolean background, boolean typed, Path output) {
        /// What it has printed, line by line, without what the shell says about its jobs.
        List<String> printed() throws IOException {
            var lines = lines();
            return lines.subList(typed && !lines.isEmpty() ? 1 : 0, lines.size());
        }

        private List<String> lines() throws IOException {
            if (!Files.exists(output)) return List.of();
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8).lines()
                    .map(line -> line.replace("\r", "").stripTrailing())
                    .filter(line -> !NOISE.matcher(line).matches()).toList();
        }

        /// Whether it can be typed into, or the shell has gone on without it.
        boolean started() throws IOException {
            if (typed) return !lines().isEmpty();
            synchronized (terminal.over) {
                return !background || terminal.jobs.containsKey(number);
            }
        }

        boolean over() {
            return terminal.over(number);
        }
    }

    private final Path folder;
    private final Process shell;
    private final Set<Integer> over = new HashSet<>();
    /// The process of each command that was started in the background.
    private final Map<Integer, Long> jobs = new HashMap<>();
    private Running foreground;

    /// @param enter the command that leads into the sheet's own network
    /// @param project the folder in which one types
    /// @param folder where the output is kept
    SheetTerminal(List<String> enter, Path project, Path folder) throws IOException {
        this.folder = folder;
        Path keys = folder.resolve("keys");
        run(folder, "mkfifo", keys.toString());
        var command = new ArrayList<>(enter);
        String script = Path.of("modules/wirelab.program/test/bash/terminal.sh").toAbsolutePath().toString();
        // Whoever was started in the background ignores Ctrl-C, and so would all that is typed here.
        command.addAll(List.of("env", "--default-signal=INT,QUIT", "bash", "--noprofile", "--norc", script,
                folder.toString()));
        var builder = new ProcessBuilder(command).directory(project.toFile())
                .redirectError(folder.resolve("shell").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PATH", project.resolveSibling("bin") + ":"
                + Path.of(System.getProperty("java.home"), "bin")
                + ":" + System.getenv("PATH") + ":/usr/sbin:/sbin");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("COLUMNS", "80");
        builder.environment().put("TERM", "dumb");
        shell = builder.start();
        Thread.ofPlatform().daemon().name("terminal").start(this::read);
    }

    /// Runs a helper and waits for it.
    static void run(Path folder, String... command) throws IOException {
        try {
            var process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) throw new IOException(String.join(" ", command) + ": " + said);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private void read() {
        try (var lines = shell.inputReader(StandardCharsets.UTF_8)) {
            for (String line; (line = lines.readLine()) != null; ) {
                String[] words = line.split(" ");
                synchronized (over) {
                    if (words.length == 3) jobs.put(Integer.valueOf(words[0]), Long.valueOf(words[1]));
                    else over.add(Integer.valueOf(words[0]));
                }
            }
        } catch (IOException _) {
            // The sheet is over.
        }
    }

    private boolean over(int number) {
        synchronized (over) {
            Long job = jobs.get(number);
            return over.contains(number)
                    || job != null && ProcessHandle.of(job).map(process -> !process.isAlive()).orElse(true);
        }
    }

    boolean idle() {
        return foreground == null || foreground.over();
    }

    /// Types a command.
    ///
    /// @param typed whether its program is typed into
    Running type(int number, String command, boolean background, boolean typed) throws IOException {
        String way = background ? "background" : typed ? "typed" : "foreground";
        String plain = background ? command.replaceFirst(" &$", "") : command;
        var out = shell.getOutputStream();
        out.write((number + "\0" + way + "\0" + plain + "\0").getBytes(StandardCharsets.UTF_8));
        out.flush();
        var running = new Running(this, number, background, typed, folder.resolve(Integer.toString(number)));
        if (!background) foreground = running;
        return running;
    }

    Running foreground() {
        return foreground;
    }

    /// Presses keys, for the program that reads the terminal.
    void keys(String text) throws IOException {
        Files.write(folder.resolve("keys"), text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
    }

    /// Sends what Ctrl-C sends to the program in the foreground.
    void interrupt() throws IOException {
        // A terminal of its own turns keys into signals.
        if (foreground.typed()) {
            keys("\003");
            return;
        }
        var background = new HashSet<ProcessHandle>();
        synchronized (over) {
            for (long job : jobs.values()) ProcessHandle.of(job).ifPresent(process -> {
                background.add(process);
                process.descendants().forEach(background::add);
            });
        }
        signal("INT", shell.descendants().filter(process -> !background.contains(process)).toList());
    }

    /// Sends a signal to all that was started here and still runs.
    void signal(String signal) throws IOException {
        signal(signal, shell.descendants().toList());
    }

    private void signal(String signal, List<ProcessHandle> processes) throws IOException {
        for (var process : processes) {
            // One that has ended meanwhile is no failure.
            var kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .redirectErrorStream(true).start();
            kill.getInputStream().readAllBytes();
        }
    }

    /// What still runs, but for the shell.
    List<String> alive() {
        return shell.descendants().filter(ProcessHandle::isAlive)
                .map(process -> process.pid() + " " + process.info().commandLine().orElse("(over)")).toList();
    }

    void close() {
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
    }
}
