package wirelab.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import wirelab.program.SheetTerminal.Running;

/// Plays a lab sheet from top to bottom: a project's folder, a network and terminals of its own, everything typed as it
/// stands, what is printed compared with what is shown.
final class SheetPlayer implements AutoCloseable {
    /// Long enough for a loaded machine; a sheet that is right never waits so long.
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /// What servers say when they can be asked.
    private static final Pattern READY = Pattern.compile("(?i).*listening on.*");

    /// A program that went on when the next command was typed.
    private record Later(Running running, Sheet.Step step) {}

    private final Sheet sheet;
    private final SheetNetwork network;
    private final Path scratch;
    private final Path project;
    private final Map<String, SheetTerminal> named = new LinkedHashMap<>();
    private final List<SheetTerminal> plain = new ArrayList<>();
    private final List<Later> later = new ArrayList<>();
    private final Map<SheetTerminal, List<String>> said = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int number;

    SheetPlayer(Sheet sheet) throws IOException {
        this.sheet = sheet;
        scratch = Files.createTempDirectory("sheet-" + sheet.name() + "-");
        project = SheetFolder.copy(scratch.resolve("wirelab"));
        network = SheetNetwork.open();
    }

    /// Types all of it.
    ///
    /// @return what was not as the sheet says, in words
    List<String> play() throws IOException {
        for (var block : sheet.blocks()) {
            if (!block.file().isEmpty()) Files.write(project.resolve(block.file()), block.text());
            for (var step : block.steps()) {
                if (!step.command().isEmpty() && !SheetMarks.typed(step)) continue;
                if (!type(block, step)) return wrong;
            }
        }
        end();
        return wrong;
    }

    private SheetTerminal terminal(Sheet.Block block) throws IOException {
        var there = block.terminal().isEmpty() ? plain.stream().filter(SheetTerminal::idle).findFirst().orElse(null)
                : named.get(block.terminal());
        if (there != null) return there;
        Path folder = Files.createDirectory(scratch.resolve("terminal-" + (plain.size() + named.size())));
        var made = new SheetTerminal(network.enter(), project, folder);
        if (block.terminal().isEmpty()) plain.add(made);
        else named.put(block.terminal(), made);
        return made;
    }

    /// Types a command, and waits until it is over or can be used.
    ///
    /// @return whether the sheet can go on
    private boolean type(Sheet.Block block, Sheet.Step step) throws IOException {
        var terminal = terminal(block);
        boolean last = block.steps().getLast() == step;
        boolean typed = last || step.shown().stream().anyMatch(SheetPlayer::key);
        if (typed && !block.terminal().isEmpty()) return converse(terminal, step, last);
        var running = terminal.type(number++, step.typed(), step.background(), false);
        if (step.background()) {
            later.add(new Later(running, step));
            return await(step, "has started", running, running::started) && ready(running, step);
        }
        int interrupt = step.shown().indexOf("^C");
        if (interrupt >= 0) {
            if (!shows(running, step.upTo(interrupt))) return false;
            terminal.interrupt();
            return over(running, step);
        }
        if (last && step.shown().stream().anyMatch(line -> READY.matcher(line).matches())) {
            later.add(new Later(running, step));
            return ready(running, step);
        }
        return over(running, step);
    }

    private static boolean key(String line) {
        return line.startsWith("> ") || line.equals("^C") || line.equals("^D");
    }

    private boolean over(Running running, Sheet.Step step) throws IOException {
        return await(step, "ends", running, running::over) && compare(running, step, false);
    }

    /// Waits until a server has said where it listens, as far as the sheet shows it.
    private boolean ready(Running running, Sheet.Step step) throws IOException {
        int lines = 0;
        for (int i = 0; i < step.shown().size(); i++) if (READY.matcher(step.shown().get(i)).matches()) lines = i + 1;
        return shows(running, step.upTo(lines));
    }

    /// Types into a program, each time after what is shown before. The last one of its block may go on.
    private boolean converse(SheetTerminal terminal, Sheet.Step step, boolean last) throws IOException {
        boolean begins = !step.command().isEmpty();
        var running = begins ? terminal.type(number++, step.typed(), false, true) : terminal.foreground();
        if (!await(step, "has started", running, running::started)) return false;
        // A block that goes on shows what comes behind the one before.
        var shown = begins ? new ArrayList<String>() : said.get(terminal);
        said.put(terminal, shown);
        for (String line : step.shown()) {
            if (!key(line)) {
                shown.add(line);
                continue;
            }
            if (!shows(running, new Sheet.Step(step.line(), step.command(), List.copyOf(shown)))) return false;
            if (line.equals("^C")) terminal.interrupt();
            else terminal.keys(line.equals("^D") ? "\004" : line.substring(2) + "\n");
        }
        var whole = new Sheet.Step(step.line(), step.command(), List.copyOf(shown));
        later.removeIf(each -> each.running() == running);
        if (!last || step.shown().contains("^C")) return over(running, whole);
        later.add(new Later(running, whole));
        return shows(running, whole);
    }

    private boolean shows(Running running, Sheet.Step step) throws IOException {
        var text = new ShownText(step.shown());
        return await(step, "shows all of it", running, () -> text.missing(running.printed(), true) < 0 || running.over())
                && compare(running, step, true);
    }

    private boolean compare(Running running, Sheet.Step step, boolean more) throws IOException {
        var shown = step.shown().stream().filter(line -> !line.equals("^C")).toList();
        var printed = running.printed();
        int missing = new ShownText(shown).missing(printed, more);
        if (missing >= 0) {
            String what = missing < shown.size() ? "this was not printed: " + shown.get(missing) : "more was printed";
            wrong.add(where(step) + "\n  " + what + "\n  printed:\n    " + String.join("\n    ", printed));
        } else if (printed.stream().anyMatch(line -> line.startsWith("\tat ") || line.startsWith("Exception in"))) {
            wrong.add(where(step) + "\n  " + String.join("\n  ", printed));
        }
        return true;
    }

    private String where(Sheet.Step step) {
        return sheet.name() + ", line " + step.line() + ": $ " + step.command();
    }

    private boolean await(Sheet.Step step, String what, Running running, Callable<Boolean> holds) throws IOException {
        if (within(PATIENCE, holds)) return true;
        wrong.add(where(step) + "\n  not within " + PATIENCE.toSeconds() + " s: " + what + "; printed:\n    "
                + String.join("\n    ", running.printed()));
        return false;
    }

    private static boolean within(Duration patience, Callable<Boolean> holds) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (!holds.call()) {
                if (System.nanoTime() - deadline > 0) return false;
                LockSupport.parkNanos(10_000_000);
            }
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return true;
    }

    /// What was left running has shown what the sheet says, and then ends when it is asked to.
    private void end() throws IOException {
        for (var each : later) {
            // Of what runs beside the sheet and is not shown, nothing is said.
            if (each.running().over()) compare(each.running(), each.step(), each.step().shown().isEmpty());
            else shows(each.running(), each.step());
        }
        var terminals = terminals();
        for (var terminal : terminals) terminal.signal("INT");
        if (!within(Duration.ofSeconds(10), () -> terminals.stream().allMatch(terminal -> terminal.alive().isEmpty()))) {
            for (var terminal : terminals) terminal.signal("TERM");
        }
        if (!within(PATIENCE, () -> terminals.stream().allMatch(terminal -> terminal.alive().isEmpty()))) {
            terminals.forEach(terminal -> terminal.alive().forEach(each ->
                    wrong.add(sheet.name() + ": does not end: " + each)));
        }
    }

    private List<SheetTerminal> terminals() {
        var all = new ArrayList<>(plain);
        all.addAll(named.values());
        return all;
    }

    @Override
    public void close() throws IOException {
        terminals().forEach(SheetTerminal::close);
        network.close();
        Folders.delete(scratch);
    }
}
