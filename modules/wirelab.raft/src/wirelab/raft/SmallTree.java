package wirelab.raft;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// A tree of small files, for the laboratory: text in, text out.
///
/// `put P TEXT`, `append P TEXT`, `get P`, `rm P`, `mv P Q`, `cp P Q`, `rm-r D` (all that begins with `D/`), `ls`.
public final class SmallTree implements StateMachine {
    /// What a command makes of a tree, and says.
    public record Step(SortedMap<String, String> tree, String result) {}

    private SortedMap<String, String> tree = new TreeMap<>();

    /// An empty one.
    public SmallTree() {}

    /// {@return what one command makes of a tree, which itself does not change}
    public static Step step(SortedMap<String, String> tree, String command) {
        var words = command.split(" ", 3);
        String path = words.length > 1 ? words[1] : "";
        String last = words.length > 2 ? words[2] : "";
        String found = tree.get(path);
        return switch (words[0]) {
            case "put" -> new Step(with(tree, path, last), "ok");
            case "append" -> new Step(with(tree, path, found == null ? last : found + last), "ok");
            case "get" -> new Step(tree, found == null ? "no such file" : found);
            case "rm" -> found == null ? new Step(tree, "no such file") : new Step(with(tree, path, null), "ok");
            case "cp" -> found == null ? new Step(tree, "no such file") : new Step(with(tree, last, found), "ok");
            case "mv" -> found == null ? new Step(tree, "no such file")
                    : new Step(with(with(tree, path, null), last, found), "ok");
            case "rm-r" -> {
                var fewer = new TreeMap<>(tree);
                fewer.keySet().removeIf(name -> name.startsWith(path + "/"));
                yield new Step(Collections.unmodifiableSortedMap(fewer), tree.size() - fewer.size() + " gone");
            }
            case "ls" -> new Step(tree, tree.toString());
            default -> new Step(tree, "no such command: " + words[0]);
        };
    }

    private static SortedMap<String, String> with(SortedMap<String, String> tree, String path, String text) {
        var changed = new TreeMap<>(tree);
        if (text == null) changed.remove(path);
        else changed.put(path, text);
        return Collections.unmodifiableSortedMap(changed);
    }

    /// {@return whether a command changes nothing}
    public static boolean isQuestion(String command) {
        return command.startsWith("get ") || command.equals("ls");
    }

    /// {@return the names that a command has to do with; none means all}
    static List<String> paths(String command) {
        var words = command.split(" ", 3);
        return switch (words[0]) {
            case "put", "append", "get", "rm" -> List.of(words[1]);
            case "mv", "cp" -> List.of(words[1], words[2]);
            default -> List.of();
        };
    }

    /// {@return what a command writes; empty when it writes nothing of its own}
    static String text(String command) {
        var words = command.split(" ", 3);
        return words.length == 3 && (words[0].equals("put") || words[0].equals("append")) ? words[2] : "";
    }

    public Map<String, String> files() {
        return tree;
    }

    @Override
    public Bytes apply(Bytes command) {
        var step = step(tree, command.text());
        tree = step.tree;
        return Bytes.wrap(step.result.getBytes(UTF_8));
    }

    @Override
    public Bytes query(Bytes question) {
        return Bytes.wrap(step(tree, question.text()).result.getBytes(UTF_8));
    }

    @Override
    public Bytes save() {
        var out = new FieldWriter().u32(tree.size());
        tree.forEach((path, text) -> out.sizedText(2, path).sizedText(4, text));
        return Bytes.wrap(out.done());
    }

    @Override
    public void load(Bytes image) throws ProtocolViolation {
        var loaded = new TreeMap<String, String>();
        var in = new FieldReader(image.array());
        long count = in.u32("files");
        for (long i = 0; i < count; i++) loaded.put(in.sizedText("path", 2, 0xffff), in.sizedText("text", 4, 1 << 20));
        in.end();
        tree = Collections.unmodifiableSortedMap(loaded);
    }

    @Override
    public String toString() {
        return tree.toString();
    }
}
