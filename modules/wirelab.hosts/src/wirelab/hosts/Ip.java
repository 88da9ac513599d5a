package wirelab.hosts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Programs that are run to their end, `ip` (Debian package iproute2) before all. None of it needs native access.
public final class Ip {
    /// How long a program may take that is run to its end.
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /// The exit status of a program that got SIGKILL.
    private static final int KILLED = 137;

    private Ip() {}

    /// Runs commands of `ip` in one go.
    ///
    /// @param namespace in which they hold, or `null` for that of this process
    /// @param lines one command each, without the word `ip`
    /// @throws IOException when one is refused, with its words
    static void batch(String namespace, String lines) throws IOException {
        var command = new ArrayList<>(List.of("ip"));
        if (namespace != null) command.addAll(List.of("-n", namespace));
        command.addAll(List.of("-batch", "-"));
        execute(lines.endsWith("\n") ? lines : lines + "\n", command);
    }

    /// Configures this machine's own network.
    ///
    /// @param lines commands of `ip`, one each, without the word `ip`
    /// @throws IOException when one is refused, with its words
    public static void batch(String lines) throws IOException {
        batch(null, lines);
    }

    /// Runs a program to its end.
    ///
    /// @return what it printed, errors included
    /// @throws IOException when it cannot be started, fails or takes longer than 20 s
    static String execute(String input, List<String> command) throws IOException {
        String what = String.join(" ", command);
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            if (!command.getFirst().equals("ip")) throw e;
            throw new IOException("cannot run ip; its Debian package is iproute2", e);
        }
        var limit = CompletableFuture.runAsync(process::destroyForcibly,
                CompletableFuture.delayedExecutor(LIMIT.toSeconds(), TimeUnit.SECONDS));
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // The program has ended without reading; its output says why.
        }
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int status = process.waitFor();
            if (status != 0) throw new IOException(what + (status == KILLED ? ": too slow, " : ": ") + output);
            return output;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(what + ": interrupted", e);
        } finally {
            limit.cancel(false);
        }
    }
}
