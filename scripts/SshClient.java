/// SSH client: logs in at any SSH server and runs a command or a shell there; forwards ports (RFC 4251 to 4254).

import java.lang.ProcessBuilder.Redirect;
import wirelab.impair.LinkSwitches;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.ssh.*;
import wirelab.sshclient.*;
import wirelab.tap.TapSwitches;

/// Options that stand before the address and have a value.
final Set<String> VALUED = Set.of("-p", "-i", "-L", "-R", "-D", "--port", "--identity", "--known-hosts", "--log",
        "--local", "--remote", "--dynamic", "--password-file", "--pcap", "--ladder", "--link", "--seed", "-J", "--jump",
        "-F", "--config");

void main(String... args) {
    Program.of("SshClient", "logs in at a server and runs a command there, or a shell (RFC 4251 to 4254)")
            .repeated("local", "PORT:HOST:PORT", "carry a port of this machine to where the server reaches").letter('L')
            .repeated("remote", "PORT:HOST:PORT", "carry a port of the server to where this machine reaches").letter('R')
            .repeated("dynamic", "PORT", "a SOCKS 5 proxy on this machine").letter('D')
            .flag("no-command", "run nothing: ports alone").letter('N')
            .flag("terminal", "a terminal for a command as well").letter('t')
            .text("log", "FILE", null, "keep what is shown: FILE.cast for asciinema, FILE.script and FILE.timing")
            .arguments("USER@HOST [COMMAND...]", "who, where and what")
            .example("-p 2222 alice@127.0.0.1 uname -a")
            .example("-J alice@gate.example.org bob@inside")
            .with(new SshSwitches())
            .with(new LinkSwitches())
            .with(new TapSwitches())
            .run(ended(args), this::run);
}

/// What stands behind the address belongs to the command, with all its hyphens.
String[] ended(String... args) {
    int at = 0;
    while (at < args.length && args[at].startsWith("-") && !args[at].equals("--")) at += VALUED.contains(args[at]) ? 2 : 1;
    var all = new ArrayList<>(List.of(args));
    if (at < args.length && !args[at].equals("--")) all.add(at, "--");
    return all.toArray(String[]::new);
}

void run(CommandLine options) throws Exception {
    if (options.arguments().isEmpty()) throw new UsageException("USER@HOST is missing");
    int status;
    try (var login = SshLogin.open(options, options.arguments().getFirst())) {
        forward(options, login.link());
        status = options.flag("no-command") ? waited() : command(options, login.link());
    }
    if (status != 0) System.exit(status);
}

void forward(CommandLine options, SshLink link) throws IOException {
    for (String wish : options.all("local")) {
        var parts = parts(wish);
        System.err.println("listening on " + Address.text(link.forwardHere(port(parts[0]), parts[1], port(parts[2]))));
    }
    for (String wish : options.all("remote")) {
        var parts = parts(wish);
        System.err.println("the server listens on its port " + link.forwardThere(port(parts[0]), parts[1], port(parts[2])));
    }
    for (String wish : options.all("dynamic")) {
        System.err.println("listening on " + Address.text(link.forwardAsAsked(port(wish))) + " (socks)");
    }
}

String[] parts(String wish) {
    var parts = wish.split(":");
    if (parts.length != 3) throw new UsageException("'" + wish + "' is not PORT:HOST:PORT");
    return parts;
}

int port(String text) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535)
            throw new UsageException("'" + text + "' is no port");
    return Integer.parseInt(text);
}

int waited() throws InterruptedException {
    Program.awaitStop();
    return 0;
}

int command(CommandLine options, SshLink link) throws Exception {
    var words = options.arguments().subList(1, options.arguments().size());
    boolean wanted = words.isEmpty() || options.flag("terminal");
    var terminal = wanted && Password.canAsk() ? size() : null;
    String title = words.isEmpty() ? "a shell" : String.join(" ", words);
    try (var log = log(options, terminal, title);
            var program = words.isEmpty() ? link.shell(terminal) : link.exec(title, terminal)) {
        String before = terminal == null ? null : stty("-g");
        if (before != null) stty("raw", "-echo");
        try {
            if (terminal != null) Signals.listen("WINCH", () -> resize(program));
            Thread.ofPlatform().daemon().name("types").start(() -> type(program, before != null));
            var errors = Thread.ofVirtual().start(() -> showErrors(program));
            show(program.output(), FileDescriptor.out, log);
            errors.join();
            int status = program.awaitExit();
            if (program.killedBy() != null) System.err.print(killed(program.killedBy(), before != null));
            return status;
        } finally {
            if (before != null) stty(before);
        }
    }
}

/// On a terminal that is still raw, a line does not begin at its left by itself.
String killed(String signal, boolean raw) {
    return "SshClient: the program was killed by signal " + Visible.of(signal) + (raw ? "\r\n" : "\n");
}

SessionLog log(CommandLine options, RemoteCommand.Terminal terminal, String title) throws IOException {
    if (options.text("log") == null) return null;
    var file = options.path("log").toAbsolutePath();
    return new SessionLog(System.nanoTime(), file.getParent(), file.getFileName().toString(),
            System.currentTimeMillis() / 1000,
            terminal == null ? 80 : terminal.columns(), terminal == null ? 24 : terminal.rows(), title);
}

/// The terminal's own program knows its size and its modes; the JDK does not.
String stty(String... words) throws IOException {
    var line = new ArrayList<>(List.of("stty"));
    line.addAll(List.of(words));
    var process = new ProcessBuilder(line).redirectInput(Redirect.from(new File("/dev/tty"))).start();
    return new String(process.getInputStream().readAllBytes()).strip();
}

RemoteCommand.Terminal size() throws IOException {
    var numbers = stty("size").split(" ");
    boolean known = numbers.length == 2 && numbers[0].matches("[0-9]+");
    String kind = Objects.requireNonNullElse(System.getenv("TERM"), "dumb");
    return new RemoteCommand.Terminal(kind, known ? Integer.parseInt(numbers[1]) : 80, known ? Integer.parseInt(numbers[0])
            : 24);
}

void resize(RemoteCommand program) {
    try {
        var now = size();
        program.resize(now.columns(), now.rows());
    } catch (IOException _) {
        // The connection has ended: there is no size to tell any more.
    }
}

/// Sends what is typed. On a terminal a line that begins with ~. hangs up, as everywhere.
void type(RemoteCommand program, boolean escapes) {
    var buffer = new byte[32 * 1024];
    boolean begun = true, tilde = false;
    try (var in = new FileInputStream(FileDescriptor.in); var out = program.input()) {
        for (int n; (n = in.read(buffer)) >= 0; ) {
            for (int i = 0; escapes && i < n; i++) {
                if (tilde && buffer[i] == '.') {
                    program.close();
                    return;
                }
                tilde = begun && buffer[i] == '~';
                begun = buffer[i] == '\r' || buffer[i] == '\n';
            }
            out.write(buffer, 0, n);
        }
    } catch (IOException _) {
        // The program over there has ended, or does not read.
    }
}

/// @throws IOException when nobody reads it here any more: then the program there is not waited for
void show(InputStream from, FileDescriptor to, SessionLog log) throws IOException {
    var buffer = new byte[32 * 1024];
    // Not closed: what is said at the end goes there too.
    var out = new FileOutputStream(to);
    try (from) {
        for (int n; (n = from.read(buffer)) >= 0; ) {
            out.write(buffer, 0, n);
            if (log != null) log.shown(System.nanoTime(), buffer, 0, n);
        }
    }
}

void showErrors(RemoteCommand program) {
    try {
        show(program.error(), FileDescriptor.err, null);
    } catch (IOException _) {
        // There is nowhere to say so.
        program.close();
    }
}
