package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

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
}
