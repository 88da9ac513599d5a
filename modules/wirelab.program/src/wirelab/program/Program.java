package wirelab.program;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import wirelab.kit.Address;
import wirelab.kit.DualServer;
import wirelab.kit.Host;
import wirelab.kit.Text;
import wirelab.kit.UsageException;
import wirelab.program.Rule.Kind;

/// A command-line program: its options, its help, and the one way in which it ends.
///
/// Every program has `--help` and `--verbose`. It exits with status 0 when all went well, 1 after a failure at run time (or
/// with the [ExitStatus] of its kind) and 2 after a mistake of its user;
/// then one line on standard error says what is wrong (`--verbose` adds the stack trace).
///
/// ```
/// void main(String... args) {
///     Program.of("EchoClient", "sends lines to an echo server").client(7007)
///            .text("data", "TEXT", null, "what to send instead of standard input")
///            .run(args, options -> { ... options.host() ... options.address() ... });
/// }
/// ```
///
/// What adds an option takes its name without the hyphens, and for the help what it does in a few words.
public final class Program {
    /// What the program does once its options are read.
    @FunctionalInterface
    public interface Body {
        /// Runs the program.
        ///
        /// @throws Exception whatever goes wrong; it ends the program with one line and status 1, a [UsageException] with 2
        void run(CommandLine options) throws Exception;
    }

    /// What a demo does once its options are read.
    @FunctionalInterface
    public interface DemoBody {
        /// Runs the demo.
        ///
        /// @param demo tells the story and keeps count of what was checked
        /// @throws Exception whatever goes wrong; it ends the demo with status 1
        void run(CommandLine options, Demo demo) throws Exception;
    }

    /// Options that several programs share, with what they switch on: a capture, for instance.
    public interface Extra {
        /// Adds its options to a program.
        void declare(Program program);

        /// Begins what the user asked for.
        ///
        /// @return what ends it again when the program ends
        /// @throws IOException when it cannot begin
        AutoCloseable begin(CommandLine options) throws IOException;

        /// The host on which the program shall stand, now that this has begun: the one given, watched by a tap for instance.
        default Host host(Host host) {
            return host;
        }

        /// The program is done, and none of the extras has ended yet: what is still on its way may arrive, and be watched.
        /// Must not take long.
        default void settle() {}
    }

    /// An exception whose kind of failure has an exit status of its own, where the program's users know such numbers.
    public interface ExitStatus {
        /// {@return 3 or more, or 1 for no particular kind; 2 is for mistakes of the user}
        int exitStatus();
    }

    final String name;
    final String about;
    final Map<String, Rule> rules = new LinkedHashMap<>();
    final Map<String, String> letters = new LinkedHashMap<>();
    final List<String> examples = new ArrayList<>();
    Rule arguments;
    final List<Extra> extras = new ArrayList<>();

    private Program(String name, String about) {
        this.name = name;
        this.about = about;
    }

    /// Begins the description of a program.
    ///
    /// @param name its name, as the script's file
    /// @param about what it does, in one line without a full stop
    /// @return the description, to be completed
    public static Program of(String name, String about) {
        return new Program(name, about);
    }

    /// {@return its name, as the user knows it}
    public String name() {
        return name;
    }

    /// Adds `--host` and `--port` for a program that listens; [CommandLine#address()] gives both.
    public Program server(int port) {
        return text("host", "ADDRESS", "127.0.0.1", "address to listen on; 0.0.0.0 for all")
                .number("port", port, 0, 65_535, "port to listen on; 0 takes a free one");
    }

    /// Adds `--host` and `--port` for a program that connects; [CommandLine#address()] gives both.
    public Program client(int port) {
        return text("host", "HOST", "127.0.0.1", "host of the server")
                .number("port", port, 1, 65_535, "port of the server");
    }

    /// Adds an option with any text for its value.
    ///
    /// @param value what stands for the value in the help
    /// @param preset the value when the user gives none, may be `null`
    public Program text(String option, String value, String preset, String help) {
        return add(new Rule(option, value, preset, help, Kind.VALUE, Rule.ANY));
    }

    /// Adds an option with a whole number for its value.
    ///
    /// @param preset the value when the user gives none
    /// @param least smallest value allowed
    /// @param most greatest value allowed
    public Program number(String option, long preset, long least, long most, String help) {
        return add(new Rule(option, "N", Long.toString(preset), help, Kind.VALUE, text -> {
            long n;
            try {
                n = Long.parseLong(text);
            } catch (NumberFormatException _) {
                throw new UsageException("'" + text + "' is not a whole number");
            }
            if (n < least || n > most) throw new UsageException(text + " is not between " + least + " and " + most);
        }));
    }

    /// Adds an option with a length of time for its value.
    ///
    /// @param preset the value when the user gives none, such as `30s`; may be `null`
    public Program duration(String option, String preset, String help) {
        return add(new Rule(option, "TIME", preset, help, Kind.VALUE, Text::parseDuration));
    }

    /// Adds an option with a number of bytes for its value.
    ///
    /// @param preset the value when the user gives none, such as `64K`; may be `null`
    public Program size(String option, String preset, String help) {
        return add(new Rule(option, "SIZE", preset, help, Kind.VALUE, Text::parseBytes));
    }

    /// Adds an option whose value is one of a few words.
    ///
    /// @param words the words; the first is what is taken when the user gives none
    public Program choice(String option, List<String> words, String help) {
        return add(new Rule(option, String.join("|", words), words.getFirst(), help, Kind.VALUE, text -> {
            if (!words.contains(text)) throw new UsageException("'" + text + "' is none of " + String.join(", ", words));
        }));
    }

    /// Adds an option that is either there or not.
    public Program flag(String option, String help) {
        return add(new Rule(option, "", null, help, Kind.FLAG, Rule.ANY));
    }

    /// Adds an option that may stand alone or name a file: `--option`, `--option FILE.svg` or `--option=FILE.svg`.
    ///
    /// @param suffix how the file's name ends, such as `.svg`; a next argument that does not is not its value
    public Program optionalFile(String option, String suffix, String help) {
        return add(new Rule(option, "[FILE" + suffix + "]", null, help, Kind.OPTIONAL, text -> {
            if (!text.endsWith(suffix)) throw new UsageException("'" + text + "' does not end in " + suffix);
        }));
    }

    /// Adds an option that may be given several times.
    ///
    /// @param value what stands for a value in the help
    public Program repeated(String option, String value, String help) {
        return add(new Rule(option, value, null, help, Kind.REPEATED, Rule.ANY));
    }

    /// Gives the option that was added last a letter as well, where another program has made that letter known: `-O` for
    /// `--output`.
    ///
    /// @param letter one letter; `h` is taken by `--help`
    public Program letter(char letter) {
        return letters(Character.toString(letter));
    }

    /// As [#letter(char)], with two letters of which the first is none alone: `np` for `-np`, and `-rnp` for `-r -np`.
    public Program letters(String two) {
        String last = null;
        for (String option : rules.keySet()) last = option;
        boolean free = two.length() == 1 || !letters.containsKey(two.substring(0, 1));
        if (last == null || two.startsWith("h") || !free || letters.put(two, last) != null) {
            throw new IllegalArgumentException("letter " + two);
        }
        return this;
    }

    /// Allows arguments behind the options; without this none are allowed.
    ///
    /// @param value what stands for them in the help, such as `URL...`
    public Program arguments(String value, String help) {
        arguments = new Rule("", value, null, help, Kind.REPEATED, Rule.ANY);
        return this;
    }

    /// Shows an example in the help.
    ///
    /// @param arguments what to type behind the program's name
    public Program example(String arguments) {
        examples.add(arguments);
        return this;
    }

    /// Adds options that several programs share.
    public Program with(Extra extra) {
        extras.add(extra);
        extra.declare(this);
        return this;
    }

    private Program add(Rule rule) {
        if (rules.put(rule.name(), rule) != null) throw new IllegalArgumentException("option " + rule.name() + " twice");
        return this;
    }

    /// Reads the options, runs the program and ends the process with the right status if anything went wrong.
    public void run(String[] args, Body body) {
        new Running().run(name, () -> Launch.status(this, args, body));
    }

    /// Runs a demo: as [#run(String[], Body)], with a story that ends in a count of what was checked;
    /// status 1 if a check failed.
    public void demo(String[] args, DemoBody body) {
        run(args, options -> {
            var demo = new Demo(name, about, System.out);
            body.run(options, demo);
            if (!demo.finish()) throw new Launch.Failed();
        });
    }

    /// Says where servers listen and waits until the process is asked to end (SIGINT, SIGTERM); then the caller closes the
    /// servers, and the process exits with status 0.
    public static void serve(InetSocketAddress... addresses) throws InterruptedException {
        for (var address : addresses) listening(address, "");
        awaitStop();
    }

    /// Says where one server listens: a line that begins `listening on HOST:PORT`.
    ///
    /// @param note what to add in brackets, `tcp` for instance; nothing when empty
    public static void listening(InetSocketAddress address, String note) {
        Running.current().endCleanly();
        System.out.println("listening on " + Address.text(address) + (note.isEmpty() ? "" : " (" + note + ")"));
        System.out.flush();
    }

    /// Says where the sides of a server listen, in a line each, `listening on HOST:PORT (tcp)`.
    public static void listening(DualServer server) {
        if (server.tcp() != null) listening(server.tcp().address(), "tcp");
        if (server.udp() != null) listening(server.udp().address(), "udp");
    }

    /// Does something when the process is asked to end (SIGINT, SIGTERM, a closed terminal), so that a client can say
    /// goodbye: the main thread then has to return, and gets 30 s for it. No client needs a shutdown hook of its own.
    public static void whenAskedToEnd(Runnable what) {
        Running.current().whenAskedToEnd(what);
    }

    /// Waits until the process is asked to end (SIGINT, SIGTERM); then the caller closes what it has opened, and the process
    /// exits with status 0.
    public static void awaitStop() throws InterruptedException {
        Running.current().awaitStop();
    }

    /// Waits until the process is asked to end, but not for ever; otherwise as [#awaitStop()].
    public static boolean awaitStop(Duration limit) throws InterruptedException {
        return Running.current().awaitStop(limit);
    }

    /// For each rule, in the order in which they were added, then those that every program has.
    void eachRule(Consumer<Rule> action) {
        rules.values().forEach(action);
        Rule.COMMON.forEach(action);
    }

    @Override
    public String toString() {
        return name();
    }
}
