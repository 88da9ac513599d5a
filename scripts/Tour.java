/// The tour: runs every demo there is, one after the other, and ends with a table of what was shown.

import wirelab.kit.Text;
import wirelab.program.*;

record Result(String scenario, String shown, int checked, int failed, Duration took) {}

static final Pattern LAST_LINE = Pattern.compile("^\\w+: (\\d+) checked, (\\d+) failed$");
static final Duration LIMIT = Duration.ofSeconds(60);

void main(String... args) {
    Program.of("Tour", "runs every demo, one after the other, with a table at the end")
            .flag("quiet", "show the table alone")
            .arguments("[DEMO...]", "demos to run; without any, all")
            .run(args, options -> {
                var results = new ArrayList<Result>();
                for (Path demo : demos(options.arguments())) results.add(run(demo, !options.flag("quiet")));
                table(results);
                long failed = results.stream().filter(result -> result.failed > 0).count();
                if (failed > 0) throw new IOException("failed: " + failed + " of " + Text.count(results.size(), "scenario"));
            });
}

/// The folder of the scripts: that of this file if it was started as a file, else the one beside the compiled modules.
Path scripts() {
    String source = System.getProperty("jdk.launcher.sourcefile");
    if (source != null) return Path.of(source).toAbsolutePath().getParent();
    Path modules = Path.of(System.getProperty("jdk.module.path", "out/modules")).toAbsolutePath();
    return modules.getParent().resolveSibling("scripts");
}

List<Path> demos(List<String> chosen) throws IOException {
    try (var files = Files.list(scripts())) {
        return files.filter(file -> name(file).endsWith("Demo")).sorted()
                .filter(file -> chosen.isEmpty() || chosen.contains(name(file))).toList();
    }
}

String name(Path script) {
    return script.getFileName().toString().replaceFirst("\\.java$", "");
}

/// Runs one demo in a virtual machine of its own, so that none can disturb another.
Result run(Path demo, boolean show) throws Exception {
    String name = name(demo);
    Path lab = scripts().resolveSibling("out").resolve("lab");
    var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + lab,
            "-m", "wirelab.scripts/wirelab.scripts." + name).redirectErrorStream(true).start();
    process.getOutputStream().close();
    long began = System.nanoTime();
    var watchdog = Thread.ofPlatform().daemon().start(() -> endLate(process));
    int checked = 0;
    int failed = 1;
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line; (line = lines.readLine()) != null; ) {
            if (show) System.out.println(line);
            var last = LAST_LINE.matcher(line);
            if (!last.matches()) continue;
            checked = Integer.parseInt(last.group(1));
            failed = Integer.parseInt(last.group(2));
        }
    }
    if (process.waitFor() != 0) failed = Math.max(1, failed);
    watchdog.interrupt();
    if (show) System.out.println();
    try (var text = Files.lines(demo)) {
        String shown = text.findFirst().orElse("").replaceFirst("^///\\s*", "").replaceFirst("\\.$", "");
        return new Result(name, shown, checked, failed, Duration.ofNanos(System.nanoTime() - began));
    }
}

void endLate(Process process) {
    try {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException _) {
        // The demo has ended by itself.
    }
}

void table(List<Result> results) {
    System.out.printf("%-16s %-8s %6s  %s%n", "scenario", "checked", "time", "what was shown");
    for (var result : results) {
        System.out.printf("%-16s %-8s %6s  %s%n", result.scenario, result.failed == 0 ? result.checked + " ok" : "FAILED",
                String.format(Locale.ROOT, "%.1f s", result.took.toMillis() / 1e3), result.shown);
    }
    System.out.printf("%d scenarios, %d checks, %d scenarios failed%n", results.size(),
            results.stream().mapToInt(Result::checked).sum(), results.stream().filter(result -> result.failed > 0).count());
}
