package wirelab.program;

/// The help of a program, made from the description of its options, for a terminal of 80 columns.
final class Help {
    private static final int COLUMNS = 80;
    private static final int WIDEST_OPTION = 26;

    private Help() {}

    static String of(Program program) {
        var text = new StringBuilder();
        wrap(text, program.name + ": " + program.about, "", "    ");
        text.append("\nusage: java scripts/").append(program.name).append(".java [options]");
        if (program.arguments != null) {
            text.append(' ').append(program.arguments.value()).append('\n');
            wrap(text, "  " + program.arguments.value() + "  " + program.arguments.help(), "", "    ");
        } else {
            text.append('\n');
        }
        text.append('\n');
        program.eachRule(rule -> rule(text, letter(program, rule), rule));
        if (!program.examples.isEmpty()) text.append('\n');
        for (String example : program.examples) {
            wrap(text, "  java scripts/" + program.name + ".java " + example, " \\", "      ");
        }
        return text.toString();
    }

    private static void rule(StringBuilder text, String letter, Rule rule) {
        String option = "  " + letter + "--" + rule.name() + (rule.value().isEmpty() ? "" : " " + rule.value());
        String behind = " ".repeat(WIDEST_OPTION + 4);
        if (option.length() > WIDEST_OPTION + 2) {
            text.append(option).append('\n');
            option = "";
        }
        String preset = rule.preset() == null ? "" : " [" + rule.preset() + "]";
        String again = rule.kind() == Rule.Kind.REPEATED ? " (may be repeated)" : "";
        wrap(text, option + behind.substring(option.length()) + rule.help() + preset + again, "", behind);
    }

    /// Adds a line, in several where it is too long: at a blank, outside of quotes where it is to be typed.
    ///
    /// @param broken what a line ends with that goes on in the next one
    /// @param indent what that begins with
    private static void wrap(StringBuilder text, String line, String broken, String indent) {
        int room = COLUMNS - broken.length();
        while (line.length() > COLUMNS) {
            int blank = line.lastIndexOf(' ', room);
            while (!broken.isEmpty() && blank > 0 && quotes(line.substring(0, blank)) % 2 == 1) {
                blank = line.lastIndexOf(' ', blank - 1);
            }
            if (line.substring(0, Math.max(blank, 0)).isBlank() || blank <= indent.length()) break;
            text.append(line, 0, blank).append(broken).append('\n');
            line = indent + line.substring(blank + 1);
        }
        text.append(line).append('\n');
    }

    private static long quotes(String text) {
        return text.chars().filter(c -> c == '\'').count();
    }

    private static String letter(Program program, Rule rule) {
        for (var letter : program.letters.entrySet()) {
            if (letter.getValue().equals(rule.name())) return "-" + letter.getKey() + ", ";
        }
        return "";
    }
}
