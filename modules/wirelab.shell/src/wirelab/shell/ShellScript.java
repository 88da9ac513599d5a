package wirelab.shell;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import jdk.jshell.SourceCodeAnalysis;
import wirelab.kit.UsageException;

/// A file `jshell/NAME.jsh`: comments, and the snippets below each. Commands of the tool, such as `/exit`, are no snippets.
///
/// Each snippet that jshell runs costs a tenth of a second and more before its prompt is there, and what it shows is not
/// seen. So it runs those that make what is to be there; the others stand behind `//> `, to be typed at the prompt. Here
/// both are snippets, in the order of the file.
///
/// @param name without folder and ending
/// @param steps in order
public record ShellScript(String name, List<Step> steps) {
    /// Of what is said of a script in a list that fits a terminal.
    private static final int WIDTH = 66;
    private static final String END = ".jsh";
    /// How a line begins that jshell passes over.
    private static final String TYPED = "//> ";
    /// How each file begins to look whether it can go on.
    private static final String GUARD = "try { Class.forName(";

    /// Some text, and what is typed then.
    ///
    /// @param comment lines without `//`, empty when nothing is said
    /// @param snippet as one types it, empty when there is only text
    /// @param isTyped whether jshell passes over it: it stands behind `//> `
    public record Step(String comment, String snippet, boolean isTyped) {}

    /// Where the house stands: the folder that holds `jshell/` and the merged view of the packages.
    static Path root() {
        try {
            var at = Path.of(ShellScript.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            for (Path folder = at; folder != null; folder = folder.getParent()) {
                if (Files.isDirectory(folder.resolve("jshell"))) return folder;
            }
        } catch (URISyntaxException | IllegalArgumentException | SecurityException _) {
            // In a runtime image classes have no place on the disk: then the scripts are those of the working folder.
        }
        return Path.of("").toAbsolutePath();
    }

    /// {@return the names of all scripts, with the first line of each}
    ///
    /// @throws IOException when the folder cannot be read
    public static List<String> list() throws IOException {
        Path folder = root().resolve("jshell");
        if (!Files.isDirectory(folder)) throw new IOException("there is no folder " + folder);
        var lines = new ArrayList<String>();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(END)).sorted().toList()) {
                try (var text = Files.lines(file)) {
                    String first = text.findFirst().orElse("").replaceFirst("^//\\s*", "");
                    String said = first.length() > WIDTH ? first.substring(0, WIDTH - 1) + "…" : first;
                    lines.add("%-10s %s".formatted(file.getFileName().toString().replace(END, ""), said));
                }
            }
        }
        return lines;
    }

    /// Reads one.
    ///
    /// @param name such as `echo`
    /// @param analysis tells where a snippet ends
    /// @throws UsageException when there is none of that name
    public static ShellScript read(String name, SourceCodeAnalysis analysis) throws IOException {
        String plain = Path.of(name).getFileName().toString().replaceFirst("\\.jsh$", "");
        Path file = root().resolve("jshell").resolve(plain + END);
        if (!Files.isRegularFile(file)) {
            throw new UsageException("there is no script " + plain + "; without a name Shell lists them");
        }
        return parse(plain, Files.readAllLines(file), analysis);
    }

    static ShellScript parse(String name, List<String> lines, SourceCodeAnalysis analysis) {
        var steps = new ArrayList<Step>();
        var comment = new ArrayList<String>();
        String begun = "";
        for (String line : lines) {
            boolean typed = line.startsWith(TYPED);
            if (begun.isEmpty() && !typed) {
                if (line.startsWith("//")) comment.add(line.replaceFirst("^// ?", ""));
                if (line.startsWith("/")) continue;
                if (line.isBlank()) {
                    if (!comment.isEmpty()) steps.add(new Step(String.join("\n", comment), "", false));
                    comment.clear();
                    continue;
                }
            }
            begun += (typed ? line.substring(TYPED.length()) : line) + "\n";
            while (!begun.isBlank()) {
                var part = analysis.analyzeCompletion(begun);
                boolean more = part.completeness() == SourceCodeAnalysis.Completeness.DEFINITELY_INCOMPLETE
                        || part.completeness() == SourceCodeAnalysis.Completeness.CONSIDERED_INCOMPLETE;
                if (more) break;
                int length = part.source() == null ? begun.length() : begun.length() - part.remaining().length();
                var step = new Step(String.join("\n", comment), begun.substring(0, length).strip(), typed);
                // Whether the packages can be seen is the question of those who start the file alone.
                if (!step.snippet().startsWith(GUARD)) steps.add(step);
                comment.clear();
                begun = begun.substring(length);
            }
            if (begun.isBlank()) begun = "";
        }
        if (!begun.isBlank()) throw new UsageException("the last snippet of " + name + " is not complete: " + begun.strip());
        if (!comment.isEmpty()) steps.add(new Step(String.join("\n", comment), "", false));
        return new ShellScript(name, List.copyOf(steps));
    }

    /// {@return the same as one meets it at the prompt of jshell: what is to be typed comes when all else is there}
    ShellScript asAtThePrompt() {
        return new ShellScript(name, steps.stream().sorted(Comparator.comparing(Step::isTyped)).toList());
    }

    /// {@return how many snippets jshell compiles before its prompt is there, without imports, which are quick}
    long compiled() {
        return steps.stream().filter(step -> !step.isTyped() && !step.snippet().isEmpty())
                .filter(step -> !step.snippet().startsWith("import ")).count();
    }
}
