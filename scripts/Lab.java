/// The door: lists every script, builds what is stale and runs one: java scripts/Lab.java EchoDemo
///
/// Needs no build, no bash and no particular folder. It is the one file in the syntax of Java 17, so that an older java can
/// start it too; it then looks for a JDK 25 and goes on with that.

import static java.util.spi.ToolProvider.findFirst;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

public final class Lab {
    static final int JDK = 25;
    static final int COLUMNS = 80;
    static final Path ROOT = root();
    static final Path OUT = ROOT.resolve("out");
    static final Path CLASSES = OUT.resolve("classes");
    static final Path MODULES = OUT.resolve("modules");
    static final Path TESTS = OUT.resolve("test");
    /// Modules of the JDK that only tests need.
    static final String TEST_JDK = "jdk.jshell,java.xml,java.net.http,jdk.httpserver";
    /// What the tests of any module may use, as far as it is there: the floors below the protocols, and a folder to serve.
    static final List<String> TEST_TOOLS = List.of("wirelab.program", "wirelab.measure", "wirelab.chat", "wirelab.hosts",
            "wirelab.simulation", "wirelab.tap", "wirelab.impair", "wirelab.site", "wirelab.natlab");

    public static void main(String... args) throws Exception {
        int status;
        try {
            status = Runtime.version().feature() < JDK ? onNewerJdk(args) : lab(args);
        } catch (UncheckedIOException | IOException e) {
            Throwable why = e instanceof UncheckedIOException ? e.getCause() : e;
            System.err.println("Lab: " + why.getMessage() + (why instanceof AccessDeniedException
                    ? ": permission denied" : ""));
            status = 1;
        }
        if (System.out.checkError() && status == 0) {
            System.err.println("Lab: cannot write to standard output");
            status = 1;
        }
        System.exit(status);
    }

    static int lab(String... args) throws Exception {
        if (args.length == 0 || args[0].equals("-h") || args[0].equals("--help")) return list();
        if (args[0].equals("--build")) return build();
        if (args[0].equals("--docs")) return docs();
        if (args[0].equals("--tests")) return tests(args.length > 1 ? args[1] : "");
        String name = args[0].replaceFirst("^scripts/", "").replaceFirst("\\.java$", "");
        Path script = ROOT.resolve("scripts").resolve(name + ".java");
        if (!Files.exists(script)) {
            System.err.println("Lab: there is no scripts/" + name + ".java; without arguments Lab lists what there is");
            return 2;
        }
        if (build() != 0) return 1;
        List<String> command = new ArrayList<>(List.of(tool(Path.of(System.getProperty("java.home")), "java"),
                "@" + OUT.resolve("lab"), "-m", "wirelab.scripts/wirelab.scripts." + name));
        command.addAll(List.of(args).subList(1, args.length));
        return run(command);
    }

    /// What each script does, from the first line of its own text, on a terminal of 80 columns.
    static int list() throws IOException {
        System.out.println("java scripts/Lab.java NAME [options]    (--help behind a name shows its options)\n");
        for (Path script : scripts()) {
            String line = String.format("  %-18s ", name(script))
                    + Files.readAllLines(script).get(0).substring("/// ".length());
            while (line.length() > COLUMNS) {
                int blank = line.lastIndexOf(' ', COLUMNS);
                System.out.println(line.substring(0, blank));
                line = " ".repeat(21) + line.substring(blank + 1);
            }
            System.out.println(line);
        }
        return 0;
    }

    static List<Path> scripts() throws IOException {
        return files(ROOT.resolve("scripts"), ".java").filter(file -> !name(file).equals("Lab")).toList();
    }

    /// The files of a folder whose names end so, in order.
    static Stream<Path> files(Path folder, String end) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList().stream();
        }
    }

    static String name(Path script) {
        return script.getFileName().toString().replaceFirst("\\.java$", "");
    }

    /// Whether any source file or folder is younger than the last build. A folder is when a file in it came or went.
    static boolean stale() throws IOException {
        File built = OUT.resolve("built").toFile();
        if (!built.exists()) return true;
        List<Path> folders = new ArrayList<>(List.of(ROOT.resolve("scripts")));
        for (String module : modules()) folders.add(ROOT.resolve("modules").resolve(module).resolve("src"));
        for (Path folder : folders) {
            for (Path file : walk(folder)) if (file.toFile().lastModified() > built.lastModified()) return true;
        }
        return false;
    }

    static List<String> modules() throws IOException {
        return files(ROOT.resolve("modules"), "").filter(folder -> Files.exists(folder.resolve("src/module-info.java")))
                .map(folder -> folder.getFileName().toString()).toList();
    }

    /// Compiles all modules, and the scripts as the module wirelab.scripts, in one go, if anything changed; always whole, as
    /// javac alone does not notice that a signature changed in another module. Strings are joined by plain code, which needs
    /// nothing to be made at the start of a program.
    static int build() throws IOException {
        if (!stale()) return 0;
        long began = System.nanoTime();
        for (Path old : List.of(CLASSES, MODULES, OUT.resolve("src"), ROOT.resolve("wirelab"))) delete(old);
        Files.deleteIfExists(OUT.resolve("built"));
        Files.createDirectories(MODULES);
        // The time stamp is that of the beginning: what is edited while the compiler runs is stale afterwards.
        Path building = Files.writeString(OUT.resolve("building"), "");
        List<String> modules = modules();
        Path scripts = scriptsAsModule(modules);
        int status = javac("-Xlint:all", "-XDstringConcat=inline", "--module-source-path", ROOT + "/modules/*/src",
                "--module-source-path", "wirelab.scripts=" + scripts,
                "-d", CLASSES.toString(), "--module", String.join(",", modules) + ",wirelab.scripts");
        if (status != 0) return 1;
        for (String module : modules) copy(CLASSES.resolve(module).resolve("wirelab"), ROOT.resolve("wirelab"));
        for (String module : modules) if (pack(module) != 0) return 1;
        if (pack("wirelab.scripts") != 0) return 1;
        // What java @out/lab reads; calls to the C library (TUN devices, namespaces) are allowed to our modules. The
        // programs hold little that lives long: the serial collector starts faster, and its stores and small objects cost
        // less per request; a small nursery keeps the memory of a server with many idle connections down to what they hold.
        Files.writeString(OUT.resolve("lab"), "-XX:+UseSerialGC\n-XX:+UseCompactObjectHeaders\n-XX:MaxNewSize=16m\n"
                + "-p " + quoted(MODULES.toString()) + "\n--add-modules ALL-MODULE-PATH\n"
                + "--enable-native-access=wirelab.hosts\n");
        Files.move(building, OUT.resolve("built"));
        System.err.printf("built %d modules and %d scripts in %.1f s%n", modules.size(), scripts().size(),
                (System.nanoTime() - began) / 1e9);
        return 0;
    }

    /// As it stands in a file of options, where a space would end it and a backslash is no letter.
    static String quoted(String option) {
        return "\"" + option.replace("\\", "\\\\") + "\"";
    }

    static int javac(String... options) {
        List<String> all = new ArrayList<>(List.of("-Werror", "-encoding", "UTF-8"));
        all.addAll(List.of(options));
        // There is a compiler where a source file was started.
        return ToolProvider.getSystemJavaCompiler().run(null, null, null, all.toArray(String[]::new));
    }

    /// Compiles tests against the modules as they were built: those of one module and of all that require it, since they may
    /// break with it, and whatever helpers these use; or all. Into out/tests go the options of a Java that runs them: each
    /// module then holds its tests, and may read the test libraries.
    static int tests(String selected) throws IOException {
        if (build() != 0) return 1;
        delete(TESTS);
        List<String> modules = modules();
        String all = String.join(",", modules);
        String tools = TEST_TOOLS.stream().filter(modules::contains).collect(Collectors.joining(","));
        String libraries = files(OUT.resolve("lib"), ".jar").map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        List<String> run = new ArrayList<>(List.of("-cp", libraries, "--add-modules", all + "," + TEST_JDK));
        for (String module : modules) run.add("--add-reads=" + module + "=ALL-UNNAMED," + TEST_JDK + "," + tools);
        // The source path holds no test; it makes the compiler take several modules at once.
        List<String> compile = new ArrayList<>(run);
        compile.addAll(List.of("-Xlint:all,-requires-automatic,-exports,-try", "-p", CLASSES.toString(),
                "--module-source-path", "wirelab.scripts=" + OUT.resolve("src"), "-d", TESTS.toString()));
        for (String module : modules) {
            Path folder = ROOT.resolve("modules").resolve(module).resolve("test");
            if (!Files.exists(folder)) continue;
            compile.addAll(List.of("--patch-module", module + "=" + folder));
            if (!selected.isEmpty() && !requires(ModuleFinder.of(CLASSES), module, selected)) continue;
            for (Path file : walk(folder)) if (file.toString().endsWith(".java")) compile.add(file.toString());
        }
        if (javac(compile.toArray(String[]::new)) != 0) return 1;
        run.addAll(List.of("-p", MODULES.toString(), "--enable-native-access=wirelab.hosts"));
        for (String module : modules) {
            Path patch = TESTS.resolve(module);
            if (Files.exists(patch)) run.addAll(List.of("--patch-module", module + "=" + patch));
            ModuleFinder.of(CLASSES).find(module).orElseThrow().descriptor().packages()
                    .forEach(name -> run.add("--add-opens=" + module + "/" + name + "=ALL-UNNAMED"));
        }
        Files.write(OUT.resolve("tests"), run.stream().map(Lab::quoted).toList());
        return 0;
    }

    /// Whether a module is another or requires it, directly or not.
    static boolean requires(ModuleFinder modules, String module, String other) {
        return module.equals(other) || modules.find(module).stream().flatMap(found -> found.descriptor().requires().stream())
                .anyMatch(required -> requires(modules, required.name(), other));
    }

    static int docs() throws IOException {
        delete(OUT.resolve("docs"));
        return findFirst("javadoc").orElseThrow().run(System.out, System.err, "-quiet",
                "-Xdoclint:all,-missing", "-Werror", "--snippet-path", ROOT + "/scripts", "--module-source-path",
                ROOT + "/modules/*/src", "-d", OUT + "/docs", "--module", String.join(",", modules()));
    }

    /// Makes the jar of a module, not compressed. Java starts a third faster from jars than from folders, which
    /// it searches for packages first.
    static int pack(String module) {
        return findFirst("jar").orElseThrow().run(System.out, System.err,
                "--create", "--no-compress", "--file", MODULES.resolve(module + ".jar").toString(),
                "-C", CLASSES.resolve(module).toString(), ".");
    }

    /// Writes each script as an ordinary class of the module wirelab.scripts, line by line the same: a compact source file
    /// cannot be in a module, and outside a module it cannot be started in 0.1 s or put into an image.
    static Path scriptsAsModule(List<String> modules) throws IOException {
        Path folder = Files.createDirectories(OUT.resolve("src/wirelab/scripts")).getParent().getParent();
        String moduleInfo = modules.stream().map(module -> "    requires " + module + ";\n")
                .collect(Collectors.joining("", "/// All scripts, compiled.\nmodule wirelab.scripts {\n", "}\n"));
        Files.writeString(folder.resolve("module-info.java"), moduleInfo);
        for (Path script : scripts()) {
            List<String> lines = new ArrayList<>(Files.readAllLines(script));
            int last = 0;
            for (int i = 0; i < lines.size(); i++) if (lines.get(i).startsWith("import ")) last = i;
            // The text at the head documents the file; here it would be a documentation comment of nothing.
            for (int i = 0; i < last; i++) lines.set(i, lines.get(i).replaceFirst("^///", "//"));
            lines.set(last, lines.get(last) + " final class " + name(script) + " {");
            String text = "package wirelab.scripts; import module java.base; " + String.join("\n", lines) + "\n}\n";
            Files.writeString(folder.resolve("wirelab/scripts").resolve(script.getFileName()), text);
        }
        return folder;
    }

    /// A folder and all that is in it, each folder before what it holds.
    static List<Path> walk(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    static void delete(Path folder) throws IOException {
        List<Path> files = Files.exists(folder) ? walk(folder) : List.of();
        for (int i = files.size() - 1; i >= 0; i--) Files.delete(files.get(i));
    }

    static void copy(Path from, Path to) throws IOException {
        for (Path file : walk(from)) {
            Path target = to.resolve(from.relativize(file).toString());
            if (Files.isDirectory(file)) Files.createDirectories(target);
            else Files.copy(file, target);
        }
    }

    /// Starts this file again on a JDK that is new enough.
    static int onNewerJdk(String... args) throws Exception {
        Path home = findJdk();
        if (home == null) {
            System.err.println("Lab: this is Java " + Runtime.version().feature() + " and no JDK " + JDK
                    + " was found; install one (Debian: temurin-25-jdk, SDKMAN: sdk install java 25-tem) or set JAVA_HOME");
            return 1;
        }
        List<String> command = new ArrayList<>(List.of(tool(home, "java"), ROOT.resolve("scripts/Lab.java").toString()));
        command.addAll(List.of(args));
        return run(command);
    }

    static Path findJdk() throws IOException {
        List<Path> homes = new ArrayList<>();
        String javaHome = System.getenv("JAVA_HOME");
        if (javaHome != null && !javaHome.isEmpty()) homes.add(Path.of(javaHome));
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path javac = Path.of(folder, "javac");
            if (!folder.isEmpty() && Files.exists(javac)) homes.add(javac.toRealPath().getParent().getParent());
        }
        String user = System.getProperty("user.home");
        for (String folder : List.of("/usr/lib/jvm", user + "/.sdkman/candidates/java", user + "/.jdks", "/opt",
                "/Library/Java/JavaVirtualMachines", "C:/Program Files/Java", "C:/Program Files/Eclipse Adoptium")) {
            if (Files.isDirectory(Path.of(folder))) files(Path.of(folder), "").forEach(homes::add);
        }
        for (Path home : homes) {
            for (Path candidate : List.of(home, home.resolve("Contents/Home"))) {
                Path release = candidate.resolve("release");
                if (!Files.exists(Path.of(tool(candidate, "javac"))) || !Files.exists(release)) continue;
                var version = Pattern.compile("JAVA_VERSION=\"(\\d+)").matcher(Files.readString(release));
                if (version.find() && Integer.parseInt(version.group(1)) >= JDK) return candidate;
            }
        }
        return null;
    }

    static String tool(Path home, String name) {
        return home.resolve("bin").resolve(File.separatorChar == '\\' ? name + ".exe" : name).toString();
    }

    /// Runs a command in this terminal; when this process is asked to end, so is the command.
    static int run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            process.destroy();
            process.onExit().join();
        }));
        return process.waitFor();
    }

    /// The project's folder: above the folder of this file, which the launcher names in one of two properties.
    static Path root() {
        String file = System.getProperty("jdk.launcher.sourcefile");
        if (file == null) file = System.getProperty("sun.java.command").replaceFirst("^\\S+ (.*?Lab\\.java).*$", "$1");
        return Path.of(file).toAbsolutePath().normalize().getParent().getParent();
    }
}
