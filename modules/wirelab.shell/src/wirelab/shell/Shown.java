package wirelab.shell;

import java.lang.reflect.Array;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import wirelab.kit.Address;
import wirelab.kit.Bytes;
import wirelab.kit.HexDump;
import wirelab.kit.Text;

/// What `show` prints of a value.
final class Shown {
    private static final int MOST_LINES = 100;

    private Shown() {}

    static String of(Object value) {
        return switch (value) {
            case null -> "null";
            case byte[] bytes -> HexDump.of(bytes);
            case ByteBuffer bytes -> HexDump.of(bytes);
            case InetSocketAddress address -> Address.text(address);
            case Map<?, ?> map -> lines(map.entrySet().stream().map(e -> e.getKey() + ": " + one(e.getValue())).toList());
            case Collection<?> many -> lines(many.stream().map(Shown::one).toList());
            case Record fields -> record(fields);
            case Object array when array.getClass().isArray() -> lines(elements(array));
            default -> value.toString();
        };
    }

    /// In one line, whatever it is.
    private static String one(Object value) {
        return switch (value) {
            case null -> "null";
            case byte[] bytes -> Bytes.of(bytes).toString();
            case ByteBuffer buffer -> {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                yield Bytes.wrap(bytes).toString();
            }
            case InetSocketAddress address -> Address.text(address);
            case Duration time -> Text.duration(time);
            case Object array when array.getClass().isArray() -> elements(array).toString();
            default -> value.toString();
        };
    }

    private static List<String> elements(Object array) {
        var all = new ArrayList<String>();
        for (int i = 0; i < Array.getLength(array); i++) all.add(one(Array.get(array, i)));
        return all;
    }

    private static String record(Record fields) {
        var text = new ArrayList<String>();
        var type = fields.getClass();
        // The name as one would import it: that of the message, and what it is a message of.
        text.add(type.getName().substring(type.getPackageName().length() + 1).replace('$', '.'));
        for (var part : type.getRecordComponents()) {
            try {
                text.add("  %-16s %s".formatted(part.getName(), one(part.getAccessor().invoke(fields))));
            } catch (ReflectiveOperationException _) {
                // A record that is not public is shown as it shows itself.
                return fields.toString();
            }
        }
        return lines(text);
    }

    private static String lines(List<String> lines) {
        if (lines.isEmpty()) return "nothing";
        String text = String.join("\n", lines.subList(0, Math.min(MOST_LINES, lines.size())));
        return lines.size() <= MOST_LINES ? text : text + "\n… and " + (lines.size() - MOST_LINES) + " more";
    }
}
