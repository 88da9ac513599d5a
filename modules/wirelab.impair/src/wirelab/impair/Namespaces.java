package wirelab.impair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Network namespaces through the program `ip` (Debian package iproute2).
final class Namespaces {
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_ADMIN = 21;

    private Namespaces() {}

    /// Why no link between namespaces can be made here.
    ///
    /// @return the reason in a few words, or `null` when nothing stands in the way
    static String missing() {
        if (!System.getProperty("os.name").equals("Linux")) return "network namespaces exist on Linux alone";
        if (!Files.exists(Path.of("/dev/net/tun"))) return "/dev/net/tun is missing: the kernel has no TUN devices";
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            String line = lines.filter(text -> text.startsWith("CapEff:")).findFirst().orElse("CapEff: 0");
            long capabilities = Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16);
            long needed = 1L << CAP_NET_ADMIN | 1L << CAP_SYS_ADMIN;
            return (capabilities & needed) == needed ? null : "making network namespaces needs root";
        } catch (IOException e) {
            return "cannot read /proc/self/status: " + e.getMessage();
        }
    }

    /// Runs several commands of `ip` in one go.
    ///
    /// @param namespace in which they hold, or `null` for that of this process
    /// @param commands one each, without the word `ip`
    /// @throws IOException when one fails, with its words
    static void ip(String namespace, List<String> commands) throws IOException {
        var command = new ArrayList<>(List.of("ip"));
        if (namespace != null) command.addAll(List.of("-n", namespace));
        command.addAll(List.of("-batch", "-"));
        run(command, String.join("\n", commands) + "\n");
    }

    /// Runs one command in a namespace.
    static void in(String namespace, String... command) throws IOException {
        var whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        whole.addAll(List.of(command));
        run(whole, "");
    }

    private static void run(List<String> command, String input) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IOException("cannot run ip; its Debian package is iproute2", e);
        }
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) throw new IOException(String.join(" ", command) + ": " + said.lines().findFirst().orElse(""));
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
