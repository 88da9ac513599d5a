package wirelab.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.VarSnippet;

/// Plays a script as a tutor would: what is said, what one types, a stop, and the value. At a stop Enter goes on; anything
/// else is evaluated first. Everything stays alive until this is closed.
public final class Tutor implements AutoCloseable {
    private static final int MOST_SHOWN = 2000;
    private static final String STOP = "[Enter]> ";

    private final PrintStream out;
    /// Where the learner types, or `null` when nobody is waited for.
    private final BufferedReader in;
    private final JShell shell;
    private int failed;

    /// Begins with what the JDK's tool begins with.
    ///
    /// @param in where the learner types, or `null` to wait for nobody
    public Tutor(BufferedReader in, PrintStream out) {
        this.in = in;
        this.out = out;
        shell = JShell.builder().executionEngine(new OnThisThread(), Map.of()).out(out).err(out).build();
        shell.addToClasspath(ShellScript.root().toString());
        shell.eval("import module java.base;");
    }

    /// Plays one script.
    ///
    /// @return whether it was played to its end; not when the learner typed `/exit` or nothing more comes
    public boolean play(String name) throws IOException {
        return play(read(name));
    }

    ShellScript read(String name) throws IOException {
        return ShellScript.read(name, shell.sourceCodeAnalysis());
    }

    boolean play(ShellScript script) throws IOException {
        if (in != null) out.println("Enter runs what is shown; type anything else to try it first; /exit leaves.");
        for (var step : script.steps()) {
            if (!step.comment().isEmpty()) out.println("\n" + step.comment());
            if (step.snippet().isEmpty()) continue;
            out.println(step.snippet().indent(4).stripTrailing());
            if (in != null && !stop()) return false;
            evaluateAll(step.snippet());
        }
        return true;
    }

    /// {@return how many snippets of the script were refused or threw}
    public int failed() {
        return failed;
    }

    /// Waits for Enter, and evaluates what is typed instead.
    private boolean stop() throws IOException {
        String begun = "";
        while (true) {
            out.print(begun.isEmpty() ? STOP : "   ...> ");
            out.flush();
            String line = in.readLine();
            if (line == null || begun.isEmpty() && line.strip().equals("/exit")) return false;
            if (begun.isEmpty() && line.isBlank()) return true;
            begun += line + "\n";
            begun = evaluateComplete(begun);
        }
    }

    private String evaluateComplete(String begun) {
        int before = failed;
        String rest = evaluateAll(begun);
        // What the learner tries may fail; the script may not.
        failed = before;
        return rest;
    }

    /// Evaluates what is complete, and gives back the rest.
    private String evaluateAll(String begun) {
        while (!begun.isBlank()) {
            var part = shell.sourceCodeAnalysis().analyzeCompletion(begun);
            if (part.completeness() == Completeness.DEFINITELY_INCOMPLETE
                    || part.completeness() == Completeness.CONSIDERED_INCOMPLETE) return begun;
            evaluate(part.source() == null ? begun : part.source());
            begun = part.source() == null ? "" : part.remaining();
        }
        return "";
    }

    private void evaluate(String snippet) {
        for (var event : shell.eval(snippet)) if (event.causeSnippet() == null) tell(event);
    }

    private void tell(SnippetEvent event) {
        if (event.status() == Snippet.Status.REJECTED) {
            failed++;
            shell.diagnostics(event.snippet()).forEach(problem -> out.println("|  " + problem.getMessage(null)));
        } else if (event.exception() != null) {
            failed++;
            String threw = event.exception() instanceof jdk.jshell.EvalException e ? e.getExceptionClassName() : "";
            out.println("|  " + threw + ": " + event.exception().getMessage());
        } else if (event.value() != null && !event.value().isEmpty() && event.snippet() instanceof VarSnippet variable) {
            out.println(variable.name() + " ==> " + cut(event.value()));
        } else if (event.value() != null && !event.value().isEmpty()) {
            out.println("==> " + cut(event.value()));
        }
    }

    private static String cut(String value) {
        return value.length() <= MOST_SHOWN ? value : value.substring(0, MOST_SHOWN) + "…";
    }

    /// Everything that the script and the learner have declared, as source that declares it once more elsewhere, with the
    /// same values. What has a type that the script itself declares stays behind: each shell has its own classes.
    List<String> declarations() {
        var lines = new ArrayList<String>();
        shell.imports().map(Snippet::source).forEach(lines::add);
        shell.types().map(Snippet::source).forEach(lines::add);
        var own = shell.types().map(type -> type.name()).toList();
        shell.variables().filter(variable -> shell.status(variable) == Snippet.Status.VALID).forEach(variable -> {
            String name = variable.name();
            if (own.stream().anyMatch(type -> variable.typeName().matches(".*\\b" + type + "\\b.*"))) return;
            shell.eval("wirelab.shell.Handover.put(\"" + name + "\", " + name + ");");
            lines.add("%s %s = (%s) wirelab.shell.Handover.take(\"%s\");".formatted(variable.typeName(), name,
                    variable.typeName(), name));
        });
        shell.methods().map(Snippet::source).forEach(lines::add);
        return lines;
    }

    /// Closes what the script has left open, the youngest first.
    @Override
    public void close() {
        declarations();
        var left = new ArrayList<>(Handover.all().values());
        for (var value : left.reversed()) {
            if (!(value instanceof AutoCloseable open)) continue;
            try {
                open.close();
            } catch (Exception e) {
                out.println("|  " + e.getMessage());
            }
        }
        Handover.clear();
        shell.close();
    }
}
