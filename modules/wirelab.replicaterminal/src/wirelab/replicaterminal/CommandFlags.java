package wirelab.replicaterminal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wirelab.kit.UsageException;

/// The switches of a command, and what else stands behind it.
///
/// @param letters those without a value
/// @param values of those that have one, by their name
/// @param rest paths and other words
record CommandFlags(String letters, Map<String, String> values, List<CommandWords.Word> rest) {
    /// @param known letters that the command has
    /// @param valued switches of it that take a value, without their dash
    static CommandFlags of(List<CommandWords.Word> words, String known, String... valued) {
        var letters = new StringBuilder();
        var values = new HashMap<String, String>();
        var rest = new ArrayList<CommandWords.Word>();
        String command = words.getFirst().text();
        for (int i = 1; i < words.size(); i++) {
            String text = words.get(i).text();
            if (text.equals("--")) {
                rest.addAll(words.subList(i + 1, words.size()));
                break;
            }
            if (!text.startsWith("-") || text.equals("-")) {
                rest.add(words.get(i));
            } else if (List.of(valued).contains(text.substring(1))) {
                if (++i == words.size()) throw new UsageException(command + " " + text + " takes a value");
                values.put(text.substring(1), words.get(i).text());
            } else if (text.matches("-[0-9]+") && List.of(valued).contains("n")) {
                values.put("n", text.substring(1));
            } else {
                for (char letter : text.substring(1).toCharArray()) {
                    if (known.indexOf(letter) < 0) throw new UsageException(command + " has no -" + letter);
                    letters.append(letter);
                }
            }
        }
        return new CommandFlags(letters.toString(), Map.copyOf(values), List.copyOf(rest));
    }

    boolean has(char letter) {
        return letters.indexOf(letter) >= 0;
    }

    /// {@return the words, of which there are so many}
    List<CommandWords.Word> words(String usage, int least, int most) {
        if (rest.size() >= least && rest.size() <= most) return rest;
        throw new UsageException(usage);
    }

    /// {@return the number behind a switch}
    int number(String name, int preset) {
        String text = values.get(name);
        if (text == null) return preset;
        if (text.matches("[0-9]{1,9}")) return Integer.parseInt(text);
        throw new UsageException("-" + name + ": '" + text + "' is no number");
    }
}
