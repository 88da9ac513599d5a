package wirelab.kit;

/// The help of a program, made from the description of its options.
final class Help {
    private static final int WIDEST_OPTION = 26;

    private Help() {}

    static String of(Program program) {
        var text = new StringBuilder();
        text.append(program.name).append(": ").append(program.about).append("\n\nusage: java scripts/")
                .append(program.name).append(".java [options]");
        if (program.arguments != null) {
            text.append(' ').append(program.arguments.value()).append("\n  ")
                    .append(program.arguments.value()).append("  ").append(program.arguments.help());
        }
        text.append("\n\n");
        program.eachRule(rule -> {
            String option = letter(program, rule) + "--" + rule.name() + (rule.value().isEmpty() ? "" : " " + rule.value());
            text.append("  ").append(option);
            if (option.length() > WIDEST_OPTION) text.append('\n').append(" ".repeat(WIDEST_OPTION + 2));
            else text.append(" ".repeat(WIDEST_OPTION - option.length()));
            text.append("  ").append(rule.help());
            if (rule.preset() != null) text.append(" [").append(rule.preset()).append(']');
            if (rule.kind() == Options.Kind.REPEATED) text.append(" (may be repeated)");
            text.append('\n');
        });
        if (!program.examples.isEmpty()) text.append('\n');
        for (String example : program.examples) {
            text.append("  java scripts/").append(program.name).append(".java ").append(example).append('\n');
        }
        return text.toString();
    }

    private static String letter(Program program, Options.Rule rule) {
        for (var letter : program.letters.entrySet()) {
            if (letter.getValue().equals(rule.name())) return "-" + letter.getKey() + ", ";
        }
        return "";
    }
}
