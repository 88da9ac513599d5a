package wirelab.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A lab sheet as one types it: its fenced blocks, in order.
///
/// A plain block is typed into a terminal where nothing runs: what stands behind `$ ` is a command, what follows it is what
/// it prints. A block with a name on its fence is the terminal of that name, where `> ` marks what is typed into the program
/// that runs there, `^C` a key; a later block of the same name goes on. A block with a language and a file name is that
/// file.
///
/// @param name the module, or `wirelab` for the README at the top
/// @param blocks all blocks that are typed or saved
record Sheet(String name, List<Block> blocks) {
    private static final Pattern FENCE = Pattern.compile("( *)```(.*)");
    private static final Pattern LANGUAGE = Pattern.compile("(java|python|ini|text|html)( (\\S+))?");
    private static final String COMMAND = "$ ";

    /// @param line where it begins in the sheet, from 1
    /// @param terminal whose terminal it is, empty for any
    /// @param file the file that it is, empty for what is typed
    /// @param text its lines, without the indentation of its fence
    /// @param steps what is typed, and what is to be seen then
    record Block(int line, String terminal, String file, List<String> text, List<Step> steps) {}

    /// One command. What continues a running program's block has none.
    ///
    /// @param line where it stands in the sheet, from 1
    /// @param command as it is typed, several lines where one ends in a backslash or within a text
    /// @param shown the lines that follow
    record Step(int line, String command, List<String> shown) {
        boolean background() {
            return typed().endsWith(" &");
        }

        /// Without what is said behind it.
        String typed() {
            return command.replaceFirst("\\s+# [^'\"]*$", "");
        }

        /// The same with no more than some lines of what is shown.
        Step upTo(int lines) {
            return new Step(line, command, shown.subList(0, lines));
        }

        /// Why it is not typed here, or empty.
        String mark() {
            return command.substring(typed().length()).strip().replaceFirst("^# ", "");
        }
    }

    static Sheet read(Path file) throws IOException {
        var blocks = new ArrayList<Block>();
        var lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            var fence = FENCE.matcher(lines.get(i));
            if (!fence.matches()) continue;
            String indent = fence.group(1);
            var text = new ArrayList<String>();
            int begin = i + 1;
            for (i++; !lines.get(i).strip().equals("```"); i++) text.add(lines.get(i).replaceFirst("^" + indent, ""));
            blocks.add(block(begin, fence.group(2).strip(), text));
        }
        return new Sheet(name(file), blocks);
    }

    private static String name(Path file) {
        return file.getParent() == null ? "wirelab" : file.getParent().getFileName().toString().replace("wirelab.", "");
    }

    private static Block block(int line, String info, List<String> text) {
        var language = LANGUAGE.matcher(info);
        if (language.matches()) return new Block(line, "", language.group(3) == null ? "" : language.group(3), text,
                List.of());
        var steps = new ArrayList<Step>();
        var shown = new ArrayList<String>();
        // A block that goes on in its terminal has no command to begin with.
        if (!info.isEmpty() && !text.getFirst().startsWith(COMMAND)) steps.add(new Step(line, "", shown));
        for (int i = 0; i < text.size(); i++) {
            String each = text.get(i);
            if (!each.startsWith(COMMAND)) {
                shown.add(each);
                continue;
            }
            shown = new ArrayList<>();
            int at = line + 1 + i;
            var command = new StringBuilder(each.substring(COMMAND.length()));
            while (goesOn(command.toString())) command.append('\n').append(text.get(++i));
            steps.add(new Step(at, command.toString(), shown));
        }
        return new Block(line, info, "", text, steps);
    }

    /// Whether the next line belongs to a command as well.
    private static boolean goesOn(String command) {
        return command.endsWith("\\") || command.chars().filter(c -> c == '\'').count() % 2 == 1;
    }
}
