/// How long it takes until the first prompt of jshell, on a terminal: bare, and with each script of jshell/.

import wirelab.kit.*;
import wirelab.measure.*;
import wirelab.program.*;

static final String BARE = "(bare)";
static final byte[] PROMPT = "jshell> ".getBytes();
static final Duration PATIENCE = Duration.ofMinutes(1);

void main(String... args) {
    Program.of("ShellBench", "how long it takes until the first prompt of jshell")
            .number("rounds", 3, 1, 50, "rounds, all of them in turns; the median counts")
            .arguments("NAME...", "scripts of jshell/; without one, all")
            .run(args, this::measure);
}

void measure(CommandLine options) throws Exception {
    if (!Contender.isInstalled("script")) throw new IOException(Contender.missing("script", "bsdutils"));
    var subjects = new ArrayList<>(List.of(BARE));
    subjects.addAll(options.arguments().isEmpty() ? all() : options.arguments());
    for (String name : subjects) {
        if (!name.equals(BARE) && !Files.isRegularFile(file(name))) throw new UsageException("there is no " + file(name));
    }
    var table = new Table().text("script", "script", 10).number("first prompt s", "seconds", 14, 2)
            .number("more than bare s", "more", 16, 2);
    System.out.println(table.head());
    var times = new LinkedHashMap<String, Samples>();
    Rounds.of(options.number("rounds")).run(subjects, this::seconds)
            .forEach((name, list) -> times.put(name, Samples.of(list, Double::doubleValue)));
    double bare = times.get(BARE).median();
    times.forEach((name, list) -> System.out.println(table.add(name, list.median(), list.median() - bare)));
    Results.write("shell", Map.of("rounds", options.number("rounds"), "scripts", table.rows()), table);
}

List<String> all() throws IOException {
    try (var files = Files.list(Path.of("jshell"))) {
        return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".jsh")).sorted()
                .map(name -> name.substring(0, name.length() - ".jsh".length())).toList();
    }
}

Path file(String name) {
    return Path.of("jshell", name + ".jsh");
}

/// Starts jshell once, and leaves it by `/exit` when it has shown its prompt.
double seconds(String name) throws Exception {
    Path jshell = Path.of(System.getProperty("java.home"), "bin", "jshell");
    String line = "stty rows 24 cols 80; exec " + jshell + (name.equals(BARE) ? "" : " " + file(name));
    // script(1) gives it a terminal: without one jshell shows no prompt.
    var builder = new ProcessBuilder("script", "-qec", line, "/dev/null").redirectErrorStream(true);
    builder.environment().put("TERM", "xterm");
    long began = System.nanoTime();
    var process = builder.start();
    var watch = Thread.ofVirtual().start(() -> endAfter(process));
    try (var typed = process.getOutputStream(); var shown = process.getInputStream()) {
        int matched = 0;
        for (int next; matched < PROMPT.length; ) {
            if ((next = shown.read()) < 0) throw new IOException(name + " ended without a prompt");
            matched = next == PROMPT[matched] ? matched + 1 : next == PROMPT[0] ? 1 : 0;
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        typed.write("/exit\n".getBytes());
        typed.flush();
        shown.transferTo(OutputStream.nullOutputStream());
        return seconds;
    } finally {
        watch.interrupt();
        process.destroyForcibly();
    }
}

/// A prompt that does not come ends the bench with a word.
void endAfter(Process process) {
    try {
        if (!process.waitFor(PATIENCE)) process.destroyForcibly();
    } catch (InterruptedException _) {
        // It came.
    }
}
