package wirelab.ring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import wirelab.kit.SafeFile;
import wirelab.kit.UsageException;

/// The messages of a node: each line the destination's id, a space, the text. `*` is everybody; `3!7 text` is a message to 3
/// of priority 7 (0 is the least, and the default).
public final class MessageFile {
    /// Longest file that is read.
    static final int MOST_BYTES = 64 << 20;
    private static final Pattern LINE = Pattern.compile("(\\d{1,10}|\\*)(?:!([0-7]))? (.*)", Pattern.DOTALL);

    private MessageFile() {}

    public static List<Outgoing> read(Path file) throws IOException {
        return parse(file.toString(), SafeFile.read(file, MOST_BYTES));
    }

    static List<Outgoing> parse(String file, String text) {
        var messages = new ArrayList<Outgoing>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (line.endsWith("\r")) line = line.substring(0, line.length() - 1);
            if (line.isBlank()) continue;
            String at = file + ":" + number + ": ";
            var match = LINE.matcher(line);
            if (!match.matches()) throw new UsageException(at + "a message is the destination's id, a space, and the text");
            long to = match.group(1).equals("*") ? RingFrame.ALL : Long.parseLong(match.group(1));
            if (to > RingFrame.ALL) throw new UsageException(at + "an id has 32 bits, " + to + " has more");
            byte[] bytes = match.group(3).getBytes(StandardCharsets.UTF_8);
            if (bytes.length > Outgoing.MOST_TEXT) {
                throw new UsageException(at + "longer than " + Outgoing.MOST_TEXT + " bytes");
            }
            messages.add(new Outgoing(number, to, match.group(2) == null ? 0 : Integer.parseInt(match.group(2)), bytes));
        }
        return messages;
    }
}
