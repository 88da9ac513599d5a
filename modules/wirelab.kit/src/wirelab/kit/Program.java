package wirelab.kit;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

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
///            .run(args, options -> { ... options.address() ... });
/// }
/// ```
public final class Program {
    /// What the program does once its options are read.
    @FunctionalInterface
    public interface Body {
        /// Runs the program.
        ///
        /// @param options what the user chose
        /// @throws Exception whatever goes wrong; it ends the program with one line and status 1, a [UsageException] with 2
        void run(Options options) throws Exception;
    }

    /// What a demo does once its options are read.
    @FunctionalInterface
    public interface DemoBody {
        /// Runs the demo.
        ///
        /// @param options what the user chose
        /// @param demo tells the story and keeps count of what was checked
        /// @throws Exception whatever goes wrong; it ends the demo with status 1
        void run(Options options, Demo demo) throws Exception;
    }

    /// Options that several programs share, with what they switch on: a capture, for instance.
    public interface Extra {
        /// Adds its options to a program.
        ///
        /// @param program the program
        void declare(Program program);

        /// Begins what the user asked for.
        ///
        /// @param options what the user chose
        /// @return what ends it again when the program ends
        /// @throws IOException when it cannot begin
        AutoCloseable begin(Options options) throws IOException;
    }

    /// An exception whose kind of failure has an exit status of its own, where the program's users know such numbers.
    public interface ExitStatus {
        /// With what the process ends.
        ///
        /// @return 3 or more, or 1 for no particular kind; 2 is for mistakes of the user
        int exitStatus();
    }

    /// How the process ends; replaced where tests run programs inside their own process.
    static IntConsumer exit = System::exit;

    final String name;
    final String about;
    final Map<String, Options.Rule> rules = new LinkedHashMap<>();
    final Map<Character, String> letters = new LinkedHashMap<>();
    final List<String> examples = new ArrayList<>();
    Options.Rule arguments;
    private final List<Extra> extras = new ArrayList<>();

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

    /// Its name, as the user knows it.
    ///
    /// @return the name
    public String name() {
        return name;
    }

    /// Adds `--host` and `--port` for a program that listens; [Options#address()] gives both.
    ///
    /// @param port its usual port
    /// @return this
    public Program server(int port) {
        return text("host", "ADDRESS", "127.0.0.1", "address to listen on; 0.0.0.0 for all")
                .number("port", port, 0, 65_535, "port to listen on; 0 takes a free one");
    }

    /// Adds `--host` and `--port` for a program that connects; [Options#address()] gives both.
    ///
    /// @param port the usual port of its server
    /// @return this
    public Program client(int port) {
        return text("host", "HOST", "127.0.0.1", "host of the server")
                .number("port", port, 1, 65_535, "port of the server");
    }

    /// Adds an option with any text for its value.
    ///
    /// @param option its name without the hyphens
    /// @param value what stands for the value in the help
    /// @param preset the value when the user gives none, may be `null`
    /// @param help what it does, in a few words
    /// @return this
    public Program text(String option, String value, String preset, String help) {
        return add(new Options.Rule(option, value, preset, help, Options.Kind.VALUE, Options.Rule.ANY));
    }

    /// Adds an option with a whole number for its value.
    ///
    /// @param option its name without the hyphens
    /// @param preset the value when the user gives none
    /// @param least smallest value allowed
    /// @param most greatest value allowed
    /// @param help what it does, in a few words
    /// @return this
    public Program number(String option, long preset, long least, long most, String help) {
        return add(new Options.Rule(option, "N", Long.toString(preset), help, Options.Kind.VALUE, text -> {
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
    /// @param option its name without the hyphens
    /// @param preset the value when the user gives none, such as `30s`; may be `null`
    /// @param help what it does, in a few words
    /// @return this
    public Program duration(String option, String preset, String help) {
        return add(new Options.Rule(option, "TIME", preset, help, Options.Kind.VALUE, Text::parseDuration));
    }

    /// Adds an option with a number of bytes for its value.
    ///
    /// @param option its name without the hyphens
    /// @param preset the value when the user gives none, such as `64K`; may be `null`
    /// @param help what it does, in a few words
    /// @return this
    public Program size(String option, String preset, String help) {
        return add(new Options.Rule(option, "SIZE", preset, help, Options.Kind.VALUE, Text::parseBytes));
    }

    /// Adds an option whose value is one of a few words.
    ///
    /// @param option its name without the hyphens
    /// @param words the words; the first is what is taken when the user gives none
    /// @param help what it does, in a few words
    /// @return this
    public Program choice(String option, List<String> words, String help) {
        return add(new Options.Rule(option, String.join("|", words), words.getFirst(), help, Options.Kind.VALUE, text -> {
            if (!words.contains(text)) throw new UsageException("'" + text + "' is none of " + String.join(", ", words));
        }));
    }

    /// Adds an option that is either there or not.
    ///
    /// @param option its name without the hyphens
    /// @param help what it does, in a few words
    /// @return this
    public Program flag(String option, String help) {
        return add(new Options.Rule(option, "", null, help, Options.Kind.FLAG, Options.Rule.ANY));
    }

    /// Adds an option that may stand alone or name a file: `--option`, `--option FILE.svg` or `--option=FILE.svg`.
    ///
    /// @param option its name without the hyphens
    /// @param suffix how the file's name ends, such as `.svg`; a next argument that does not is not its value
    /// @param help what it does, in a few words
    /// @return this
    public Program optionalFile(String option, String suffix, String help) {
        return add(new Options.Rule(option, "[FILE" + suffix + "]", null, help, Options.Kind.OPTIONAL, text -> {
            if (!text.endsWith(suffix)) throw new UsageException("'" + text + "' does not end in " + suffix);
        }));
    }

    /// Adds an option that may be given several times.
    ///
    /// @param option its name without the hyphens
    /// @param value what stands for a value in the help
    /// @param help what it does, in a few words
    /// @return this
    public Program repeated(String option, String value, String help) {
        return add(new Options.Rule(option, value, null, help, Options.Kind.REPEATED, Options.Rule.ANY));
    }

    /// Gives the option that was added last a letter as well, where another program has made that letter known: `-O` for
    /// `--output`.
    ///
    /// @param letter one letter; `h` is taken by `--help`
    /// @return this
    public Program letter(char letter) {
        String last = null;
        for (String option : rules.keySet()) last = option;
        if (last == null || letter == 'h' || letters.put(letter, last) != null) {
            throw new IllegalArgumentException("letter " + letter);
        }
        return this;
    }

    /// Allows arguments behind the options; without this none are allowed.
    ///
    /// @param value what stands for them in the help, such as `URL...`
    /// @param help what they are, in a few words
    /// @return this
    public Program arguments(String value, String help) {
        arguments = new Options.Rule("", value, null, help, Options.Kind.REPEATED, Options.Rule.ANY);
        return this;
    }

    /// Shows an example in the help.
    ///
    /// @param arguments what to type behind the program's name
    /// @return this
    public Program example(String arguments) {
        examples.add(arguments);
        return this;
    }

    /// Adds options that several programs share.
    ///
    /// @param extra the options and what they switch on
    /// @return this
    public Program with(Extra extra) {
        extras.add(extra);
        extra.declare(this);
        return this;
    }

    private Program add(Options.Rule rule) {
        if (rules.put(rule.name(), rule) != null) throw new IllegalArgumentException("option " + rule.name() + " twice");
        return this;
    }

    /// Reads the options, runs the program and ends the process with the right status if anything went wrong.
    ///
    /// @param args what the user typed
    /// @param body what to do
    public void run(String[] args, Body body) {
        speakUtf8();
        int status = status(args, body);
        System.out.flush();
        endStatus = status;
        finished.countDown();
        if (status != 0) exit.accept(status);
    }

    /// Runs a demo: as [#run(String[], Body)], with a story that ends in a count of what was checked;
    /// status 1 if a check failed.
    ///
    /// @param args what the user typed
    /// @param body what to show
    public void demo(String[] args, DemoBody body) {
        run(args, options -> {
            var demo = new Demo(name, about, System.out);
            body.run(options, demo);
            if (!demo.finish()) throw new Failed();
        });
    }

    /// A demo that has said itself what failed.
    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private int status(String[] args, Body body) {
        Options options = null;
        try {
            options = Options.parse(this, args);
            if (options.flag("help")) {
                System.out.print(Help.of(this));
                return 0;
            }
            runWithExtras(options, body, 0);
            return 0;
        } catch (UsageException e) {
            System.err.println(name + ": " + e.getMessage() + " (--help shows the options)");
            if (options != null && options.flag("verbose")) e.printStackTrace();
            return 2;
        } catch (Failed _) {
            return 1;
        } catch (Exception e) {
            System.err.println(name + ": " + explain(e));
            if (options != null && options.flag("verbose")) e.printStackTrace();
            return e instanceof ExitStatus known ? known.exitStatus() : 1;
        }
    }

    private void runWithExtras(Options options, Body body, int from) throws Exception {
        if (from == extras.size()) {
            body.run(options);
            return;
        }
        try (var _ = extras.get(from).begin(options)) {
            runWithExtras(options, body, from + 1);
        }
    }

    /// One line for what went wrong; a bare class name only where the JDK gives no words.
    static String explain(Throwable e) {
        return switch (e) {
            case NoSuchFileException missing -> missing.getFile() + ": no such file";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case UncheckedIOException wrapped -> explain(wrapped.getCause());
            case IOException io when io.getMessage() != null -> io.getMessage();
            default -> e.toString();
        };
    }

    private static final CountDownLatch stopRequested = new CountDownLatch(1);
    private static final CountDownLatch finished = new CountDownLatch(1);
    /// What the process ends with, also where it was asked to end: a signal alone would say 143.
    private static volatile int endStatus;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static boolean endsCleanly;

    /// Says where servers listen and waits until the process is asked to end (SIGINT, SIGTERM); then the caller closes the
    /// servers, and the process exits with status 0.
    ///
    /// @param addresses where they listen, one line each
    /// @throws InterruptedException when the waiting thread is interrupted
    public static void serve(InetSocketAddress... addresses) throws InterruptedException {
        for (var address : addresses) listening(address, "");
        awaitStop();
    }

    /// Says where one server listens: a line that begins `listening on HOST:PORT`.
    ///
    /// @param address where it listens
    /// @param note what to add in brackets, `tcp` for instance; nothing when empty
    public static void listening(InetSocketAddress address, String note) {
        endCleanly();
        System.out.println("listening on " + Address.text(address) + (note.isEmpty() ? "" : " (" + note + ")"));
        System.out.flush();
    }

    /// Waits until the process is asked to end (SIGINT, SIGTERM); then the caller closes what it has opened, and the process
    /// exits with status 0.
    ///
    /// @throws InterruptedException when the waiting thread is interrupted
    public static void awaitStop() throws InterruptedException {
        endCleanly();
        stopRequested.await();
    }

    /// Waits until the process is asked to end, but not for ever; otherwise as [#awaitStop()].
    ///
    /// @param limit how long to wait
    /// @return whether the process was asked to end
    /// @throws InterruptedException when the waiting thread is interrupted
    public static boolean awaitStop(Duration limit) throws InterruptedException {
        endCleanly();
        return stopRequested.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Lets the main thread close everything before the process ends.
    private static synchronized void endCleanly() {
        if (endsCleanly) return;
        endsCleanly = true;
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            stopRequested.countDown();
            try {
                if (finished.await(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) Runtime.getRuntime().halt(endStatus);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /// Prints UTF-8 even where the locale is POSIX, as most terminals understand it whatever the locale says.
    private static void speakUtf8() {
        if (!System.out.charset().equals(StandardCharsets.US_ASCII)) return;
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    }

    /// For each rule, in the order in which they were added, then those that every program has.
    void eachRule(Consumer<Options.Rule> action) {
        rules.values().forEach(action);
        Options.COMMON.forEach(action);
    }
}
