package wirelab.program;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wirelab.kit.Host;
import wirelab.kit.SafeFile;
import wirelab.kit.Text;
import wirelab.kit.UsageException;
import wirelab.program.Rule.Kind;

/// What the user chose on the command line of a [Program]: checked, and complete with the presets.
///
/// Long options, as `--port 7007` or `--port=7007`, and `-h` for `--help`. Where a program gives letters to options, these
/// do as well: `-O file`, `-Ofile`, and `-rc` for `-r -c`; some have two letters, `-np`. `--` ends the options; `-` alone
/// is an argument.
public final class CommandLine {
    /// A place in what the user typed.
    private static final class Cursor {
        private final String[] args;
        private int next;

        Cursor(String... args) {
            this.args = args;
        }

        boolean hasNext() {
            return next < args.length;
        }

        String next() {
            return args[next++];
        }

        String peek() {
            return args[next];
        }
    }

    /// Bytes of a file with values of an option.
    private static final int MOST_LINES = 1_000_000;

    private final Map<String, List<String>> given = new HashMap<>();
    private final Map<String, Rule> rules = new HashMap<>();
    private final List<String> arguments = new ArrayList<>();
    private Host host = Host.HERE;

    private CommandLine(Program program) {
        program.eachRule(rule -> rules.put(rule.name(), rule));
    }

    /// Reads a command line.
    ///
    /// @throws UsageException when it makes no sense, with one line that names the option
    static CommandLine parse(Program program, String... args) {
        var options = new CommandLine(program);
        var cursor = new Cursor(args);
        while (cursor.hasNext()) {
            String arg = cursor.next();
            if (arg.equals("--")) {
                while (cursor.hasNext()) options.argument(program, cursor.next());
            } else if (arg.equals("-h")) {
                options.given.put("help", List.of(""));
            } else if (arg.startsWith("--")) {
                int equals = arg.indexOf('=');
                var rule = options.known(equals < 0 ? arg.substring(2) : arg.substring(2, equals));
                options.named("--" + rule.name(), rule, equals < 0 ? null : arg.substring(equals + 1), cursor);
            } else if (arg.startsWith("-") && arg.length() > 1 && !program.letters.isEmpty()) {
                options.lettered(program, arg, cursor);
            } else {
                options.argument(program, arg);
            }
        }
        return options;
    }

    /// Takes an option by its name.
    ///
    /// @param shown how the user wrote it
    /// @param attached the value that stands in the same argument, or `null`
    private void named(String shown, Rule rule, String attached, Cursor cursor) {
        String value = "";
        if (rule.kind() == Kind.FLAG) {
            if (attached != null) throw new UsageException(shown + " takes no value");
        } else if (attached != null) {
            value = attached;
        } else if (rule.kind() == Kind.OPTIONAL) {
            if (cursor.hasNext() && accepts(rule, cursor.peek())) value = cursor.next();
        } else {
            if (!cursor.hasNext()) throw new UsageException(shown + " needs a value: " + rule.value());
            value = cursor.next();
        }
        give(rule, value);
    }

    /// Takes letters: flags side by side, of which the last may be an option with its value.
    private void lettered(Program program, String arg, Cursor cursor) {
        for (int i = 1, next; i < arg.length(); i = next) {
            next = i + 1;
            String name = program.letters.get(arg.substring(i, next));
            if (name == null && next < arg.length()) name = program.letters.get(arg.substring(i, ++next));
            if (name == null) throw new UsageException("unknown option -" + arg.charAt(i));
            var rule = rules.get(name);
            String attached = rule.kind() == Kind.FLAG || next == arg.length() ? null : arg.substring(next);
            named("-" + arg.substring(i, next), rule, attached, cursor);
            if (rule.kind() != Kind.FLAG) return;
        }
    }

    private Rule known(String name) {
        var rule = rules.get(name);
        if (rule != null) return rule;
        throw new UsageException("unknown option --" + name
                + Text.nearest(name, rules.keySet()).map(near -> "; did you mean --" + near + "?").orElse(""));
    }

    private static boolean accepts(Rule rule, String value) {
        try {
            rule.check().accept(value);
            return true;
        } catch (UsageException _) {
            return false;
        }
    }

    private void give(Rule rule, String value) {
        boolean alone = rule.kind() == Kind.OPTIONAL && value.isEmpty();
        try {
            if (!alone) rule.check().accept(value);
        } catch (UsageException e) {
            throw new UsageException("--" + rule.name() + ": " + e.getMessage());
        }
        var values = given.computeIfAbsent(rule.name(), _ -> new ArrayList<>());
        if (rule.kind() != Kind.REPEATED) values.clear();
        values.add(value);
    }

    private void argument(Program program, String text) {
        if (program.arguments == null) throw new UsageException("unexpected argument '" + text + "'");
        arguments.add(text);
    }

    /// {@return what the user gave (nothing when the option may stand alone and does), else the preset, else `null`}
    public String text(String option) {
        var values = given.get(option);
        return values != null ? values.getLast() : rule(option).preset();
    }

    /// {@return what the user gave, else the preset}
    ///
    /// @throws UsageException when there is neither
    public String required(String option) {
        String value = text(option);
        if (value == null) throw new UsageException("--" + option + " is missing");
        return value;
    }

    /// {@return the number, within the limits of the option}
    public int number(String option) {
        return Math.toIntExact(Long.parseLong(required(option)));
    }

    /// {@return the time, `null` when there is neither a value nor a preset}
    public Duration duration(String option) {
        String value = text(option);
        return value == null ? null : Text.parseDuration(value);
    }

    /// {@return bytes}
    public long size(String option) {
        return Text.parseBytes(required(option));
    }

    /// {@return the path, `null` when there is neither a value nor a preset}
    public Path path(String option) {
        String value = text(option);
        return value == null ? null : path(option, value);
    }

    private static Path path(String option, String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new UsageException("--" + option + ": '" + name + "' cannot be the name of a file: " + e.getReason());
        }
    }

    /// {@return whether the user gave it}
    public boolean flag(String option) {
        rule(option);
        return given.containsKey(option);
    }

    /// {@return all values of an option that may be given several times, in order}
    public List<String> all(String option) {
        rule(option);
        return List.copyOf(given.getOrDefault(option, List.of()));
    }

    /// All values of an option that may be given several times; `@FILE` stands for the lines of a file, since what is typed
    /// can be read by everybody on the machine.
    ///
    /// @throws IOException when a file cannot be read
    public List<String> lines(String option) throws IOException {
        var lines = new ArrayList<String>();
        for (String value : all(option)) {
            if (!value.startsWith("@")) lines.add(value);
            else SafeFile.read(path(option, value.substring(1)), MOST_LINES).lines().filter(line -> !line.isBlank())
                    .forEach(lines::add);
        }
        return lines;
    }

    /// {@return what stands behind the options, in order}
    public List<String> arguments() {
        return List.copyOf(arguments);
    }

    /// The address that `--host` and `--port` name; the host's name has been looked up.
    ///
    /// @throws UsageException when the host's name is unknown
    public InetSocketAddress address() {
        var address = new InetSocketAddress(required("host"), number("port"));
        if (address.isUnresolved()) throw new UsageException("--host: unknown host " + text("host"));
        return address;
    }

    /// {@return the address of loopback with the port that an option names, `null` when it names none}
    public InetSocketAddress loopback(String option) {
        String port = text(option);
        if (port.isEmpty()) return null;
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new UsageException("--" + option + ": '" + port + "' is no port");
        }
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(port));
    }

    /// {@return where the program stands: what its servers and clients are started on, so that a capture and a ladder show
    /// them and a bad link carries what they say}
    public Host host() {
        return host;
    }

    void host(Host host) {
        this.host = host;
    }

    private Rule rule(String option) {
        var rule = rules.get(option);
        if (rule == null) throw new IllegalArgumentException("the program has no option " + option);
        return rule;
    }

    @Override
    public String toString() {
        return "command line with " + arguments();
    }
}
