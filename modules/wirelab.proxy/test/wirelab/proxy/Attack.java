package wirelab.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// One row of smuggling.rows or splitting.rows.
///
/// @param name what is tried
/// @param bytes what is sent: by a client, or by a server
/// @param expected what comes of it
record Attack(String name, byte[] bytes, List<String> expected) {
    private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|.)");

    static List<Attack> of(String file) throws IOException {
        var all = new ArrayList<Attack>();
        String name = null;
        byte[] bytes = null;
        for (String line : Files.readAllLines(Path.of("modules/wirelab.proxy/test/wirelab/proxy", file))) {
            if (line.isBlank() || line.startsWith("#")) continue;
            if (line.startsWith("> ")) bytes = bytes(line.substring(2));
            else if (line.startsWith("=")) {
                String[] expected = line.substring(1).strip().split(" ; ");
                all.add(new Attack(name, bytes, expected[0].isEmpty() ? List.of() : List.of(expected)));
            } else name = line;
        }
        return all;
    }

    private static byte[] bytes(String text) {
        String raw = ESCAPE.matcher(text.replace("|", "\r\n")).replaceAll(match -> switch (match.group(1).charAt(0)) {
            case 'r' -> "\r";
            case 'n' -> "\n";
            case 't' -> "\t";
            case '0' -> "\0";
            case 'x' -> Character.toString(Integer.parseInt(match.group(1).substring(1), 16));
            default -> throw new IllegalArgumentException(text);
        });
        return raw.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return name;
    }
}
