package wirelab.netview;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What a command of the system prints.
@FunctionalInterface
interface CommandOutput {
    int MOST_BYTES = 64 << 20;
    Duration LIMIT = Duration.ofSeconds(20);
    /// Starts it.
    CommandOutput RUN = CommandOutput::run;

    /// @throws IOException when it cannot be had
    List<String> lines(String... command) throws IOException;

    private static List<String> run(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var limit = CompletableFuture.runAsync(process::destroyForcibly,
                CompletableFuture.delayedExecutor(LIMIT.toSeconds(), TimeUnit.SECONDS));
        try (var output = process.getInputStream()) {
            process.getOutputStream().close();
            byte[] bytes = output.readNBytes(MOST_BYTES);
            return Stream.of(new String(bytes, StandardCharsets.UTF_8).split("\\R")).toList();
        } finally {
            limit.cancel(false);
            process.destroyForcibly();
        }
    }
}
