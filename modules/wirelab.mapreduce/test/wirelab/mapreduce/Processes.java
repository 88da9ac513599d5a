package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Programs whose standard output is what is wanted.
final class Processes {
    private Processes() {}

    /// Runs a program to its end, which must be a good one.
    ///
    /// @return what it printed
    static byte[] run(byte[] input, String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        var writer = Thread.ofVirtual().start(() -> {
            try (var out = process.getOutputStream()) {
                out.write(input);
            } catch (IOException _) {
                // Its exit status tells.
            }
        });
        byte[] printed = process.getInputStream().readAllBytes();
        writer.join();
        assertEquals(0, process.waitFor(), String.join(" ", command));
        return printed;
    }

    /// The command that starts one of our scripts.
    static List<String> script(String script, String... args) {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "@out/lab", "-m", "wirelab.scripts/wirelab.scripts." + script));
        command.addAll(List.of(args));
        return command;
    }
}
