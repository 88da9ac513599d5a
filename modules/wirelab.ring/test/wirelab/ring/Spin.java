package wirelab.ring;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import wirelab.kit.Peer;

/// Runs the model checker SPIN on a model of the module. Several may run at once, each in a folder of its own.
record Spin(int errors, String output, Map<Integer, Integer> unreached, Map<Integer, Integer> states) {
    private static final Path MODELS = Path.of("modules/wirelab.ring/model");
    private static final Pattern UNREACHED = Pattern.compile("\tring\\.pml:(\\d+), state (\\d+), ");
    /// The lines of the states of the first process, which is the node, in what SPIN generates.
    private static final Pattern LINES = Pattern.compile("short src_ln0 \\[] = \\{([^}]*)}");

    static void require() {
        Peer.require("spin", "spin");
        Peer.require("gcc", "gcc");
    }

    /// Checks a model exhaustively.
    ///
    /// @param folder where to work
    /// @param speed for the compiler: a long search wants a fast program, a short one is over before that is compiled
    /// @param liveness whether it has a formula, checked under weak fairness
    /// @param defines `NAME` or `NAME=value`
    static Spin check(Path folder, String model, String speed, boolean liveness, String... defines)
            throws IOException, InterruptedException {
        copyModels(folder);
        var verifier = compile(folder, model, speed, liveness, defines);
        return search(folder, verifier, liveness ? List.of("-a", "-f") : List.of(), Map.of());
    }

    static void copyModels(Path folder) throws IOException {
        try (var files = Files.list(MODELS)) {
            for (var file : files.toList()) {
                Files.writeString(folder.resolve(file.getFileName()), Files.readString(file));
            }
        }
    }

    /// Makes the verifier of a model.
    static Path compile(Path folder, String model, String speed, boolean liveness, String... defines)
            throws IOException, InterruptedException {
        var spin = new ArrayList<>(List.of("spin", "-a"));
        for (String define : defines) spin.add("-D" + define);
        spin.add(model + ".pml");
        shell(folder, spin, Map.of());
        var compile = new ArrayList<>(List.of("gcc", speed, "-w", "-DMEMLIM=4000", "-DVECTORSZ=2048", "-DNOREDUCE",
                "-DCOLLAPSE"));
        if (!liveness) compile.add("-DSAFETY");
        compile.addAll(List.of("-o", "pan", "pan.c"));
        shell(folder, compile, Map.of());
        return folder.resolve("pan").toAbsolutePath();
    }

    /// Runs a verifier.
    ///
    /// @param folder where it leaves its trail
    /// @param environment what the C code in the model asks for
    static Spin search(Path folder, Path verifier, List<String> options, Map<String, String> environment)
            throws IOException, InterruptedException {
        var pan = new ArrayList<>(List.of(verifier.toString(), "-m2000000", "-c1"));
        pan.addAll(options);
        String output = shell(folder, pan, environment);
        assertTrue(!output.contains("MEMLIM bound") && !output.contains("max search depth too small"), output);
        var errors = Pattern.compile("errors: (\\d+)").matcher(output);
        assertTrue(errors.find(), output);
        return new Spin(Integer.parseInt(errors.group(1)), output, unreached(output),
                states(Files.readString(verifier.resolveSibling("pan.c"))));
    }

    private static Map<Integer, Integer> unreached(String output) {
        var lines = new HashMap<Integer, Set<String>>();
        var match = UNREACHED.matcher(output);
        while (match.find()) {
            lines.computeIfAbsent(Integer.parseInt(match.group(1)), _ -> new TreeSet<>()).add(match.group(2));
        }
        var counts = new TreeMap<Integer, Integer>();
        lines.forEach((line, states) -> counts.put(line, states.size()));
        return counts;
    }

    /// How many states of the process stand for each line: an inline stands for many.
    private static Map<Integer, Integer> states(String generated) {
        var counts = new TreeMap<Integer, Integer>();
        var match = LINES.matcher(generated);
        assertTrue(match.find(), "pan.c names the lines of its states");
        for (String number : match.group(1).split(",")) {
            if (number.isBlank()) continue;
            counts.merge(Integer.parseInt(number.strip()), 1, Integer::sum);
        }
        counts.remove(0);
        return counts;
    }

    private static String shell(Path folder, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var log = folder.resolve("log");
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        try {
            process.waitFor(15, TimeUnit.MINUTES);
        } finally {
            process.destroyForcibly();
        }
        String output = Files.readString(log);
        assertTrue(!output.contains("Error") || output.contains("errors:"), output);
        return output;
    }
}
