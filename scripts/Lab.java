/// The door: lists every script, builds what is stale and runs one: java scripts/Lab.java EchoDemo
///
/// Needs no build, no bash and no particular folder. It is the one file in the syntax of Java 17, so that an older java can
/// start it too; it then looks for a JDK 25 and goes on with that.

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

public final class Lab {
    static final int JDK = 25;
    static final Path ROOT = root();
    static final Path OUT = ROOT.resolve("out");
    static final Path CLASSES = OUT.resolve("classes");
    static final Path MODULES = OUT.resolve("modules");

    public static void main(String... args) throws Exception {
        int status;
        try {
            status = Runtime.version().feature() < JDK ? onNewerJdk(args) : lab(args);
        } catch (UncheckedIOException | IOException e) {
            System.err.println("Lab: " + e.getMessage());
            status = 1;
        }
        System.exit(status);
    }

    static int lab(String... args) throws Exception {
        if (args.length == 0 || args[0].equals("-h") || args[0].equals("--help")) {
            list();
            return 0;
        }
        if (args[0].equals("--build")) return stale() ? build() : 0;
        String name = args[0].replaceFirst("^scripts/", "").replaceFirst("\\.java$", "");
        Path script = ROOT.resolve("scripts").resolve(name + ".java");
        if (!Files.exists(script)) {
            System.err.println("Lab: there is no scripts/" + name + ".java; without arguments Lab lists what there is");
            return 2;
        }
        if (stale() && build() != 0) return 1;
        String java = java(Path.of(System.getProperty("java.home")));
        List<String> command = new ArrayList<>(List.of(java, "@" + OUT.resolve("lab"),
                "-m", "wirelab.scripts/wirelab.scripts." + name));
        command.addAll(List.of(args).subList(1, args.length));
        return run(command);
    }

    /// One line per script, from the first line of its own text.
    static void list() throws IOException {
        System.out.println("java scripts/Lab.java NAME [options]    (--help behind a name shows its options)\n");
        for (Path script : scripts()) {
            String name = name(script);
            if (!name.equals("Lab")) System.out.printf("  %-18s %s%n", name, firstLine(script));
        }
    }

    static String firstLine(Path script) throws IOException {
        try (Stream<String> lines = Files.lines(script)) {
            return lines.filter(line -> line.startsWith("///")).findFirst()
                    .map(line -> line.substring(3).strip()).orElse("");
        }
    }

    static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("scripts"))) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().collect(Collectors.toList());
        }
    }

    static String name(Path script) {
        return script.getFileName().toString().replaceFirst("\\.java$", "");
    }

    /// Whether any source file or folder is younger than the last build. A folder is when a file in it came or went.
    static boolean stale() throws IOException {
        Path built = OUT.resolve("built");
        if (!Files.exists(built)) return true;
        FileTime last = Files.getLastModifiedTime(built);
        List<Path> folders = new ArrayList<>(List.of(ROOT.resolve("scripts")));
        for (String module : modules()) folders.add(ROOT.resolve("modules").resolve(module).resolve("src"));
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                if (files.anyMatch(file -> younger(file, last))) return true;
            }
        }
        return false;
    }

    static boolean younger(Path file, FileTime last) {
        try {
            return Files.getLastModifiedTime(file).compareTo(last) > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> modules() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT.resolve("modules"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("src/module-info.java")))
                    .map(folder -> folder.getFileName().toString()).sorted().collect(Collectors.toList());
        }
    }

    /// Compiles all modules, and the scripts as the module wirelab.scripts, in one go; always whole, since javac alone does
    /// not notice that a signature changed in another module. Strings are joined by plain code, which needs nothing to be
    /// made at the start of a program.
    static int build() throws IOException {
        long began = System.nanoTime();
        delete(CLASSES);
        delete(MODULES);
        delete(OUT.resolve("src"));
        delete(ROOT.resolve("wirelab"));
        Files.deleteIfExists(OUT.resolve("built"));
        Files.createDirectories(MODULES);
        // The time stamp is that of the beginning: what is edited while the compiler runs is stale afterwards.
        Path building = Files.writeString(OUT.resolve("building"), "");
        List<String> modules = modules();
        Path scripts = scriptsAsModule(modules);
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        if (javac == null) {
            System.err.println("Lab: this Java has no compiler; a JDK " + JDK + " is needed, not a JRE");
            return 1;
        }
        int status = javac.run(null, null, null, "-Xlint:all", "-Werror", "-encoding", "UTF-8", "-XDstringConcat=inline",
                "--module-source-path", ROOT + "/modules/*/src",
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
                + "-p \"" + MODULES.toString().replace("\\", "\\\\") + "\"\n--add-modules ALL-MODULE-PATH\n"
                + "--enable-native-access=" + String.join(",", modules) + "\n");
        Files.move(building, OUT.resolve("built"));
        System.err.printf("built %d modules and %d scripts in %.1f s%n", modules.size(), scripts().size() - 1,
                (System.nanoTime() - began) / 1e9);
        return 0;
    }

    /// Makes the jar of a module, not compressed. Java starts a third faster from jars than from folders, which
    /// it searches for packages first.
    static int pack(String module) {
        return java.util.spi.ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err,
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
            if (name(script).equals("Lab")) continue;
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

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) Files.delete(file);
        }
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.collect(Collectors.toList())) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) Files.createDirectories(target);
                else Files.copy(file, target);
            }
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
        List<String> command = new ArrayList<>(List.of(java(home), ROOT.resolve("scripts/Lab.java").toString()));
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
            if (!Files.isDirectory(Path.of(folder))) continue;
            try (Stream<Path> entries = Files.list(Path.of(folder))) {
                entries.sorted().forEach(homes::add);
            }
        }
        for (Path home : homes) {
            for (Path candidate : List.of(home, home.resolve("Contents/Home"))) {
                Path release = candidate.resolve("release");
                boolean compiles = Files.exists(candidate.resolve("bin/javac"))
                        || Files.exists(candidate.resolve("bin/javac.exe"));
                if (compiles && Files.exists(release) && feature(Files.readString(release)) >= JDK) return candidate;
            }
        }
        return null;
    }

    static int feature(String release) {
        var version = java.util.regex.Pattern.compile("JAVA_VERSION=\"(\\d+)").matcher(release);
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }

    static String java(Path home) {
        return home.resolve("bin").resolve(File.separatorChar == '\\' ? "java.exe" : "java").toString();
    }

    /// Runs a command in this terminal; when this process is asked to end, so is the command.
    static int run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            process.destroy();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
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
