package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A program in a process of its own: a stock one that nobody here wrote, or one of our own scripts.
///
/// What it prints on standard output and standard error is kept together; closing it ends it.
public final class Peer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /// Of two virtual machines that test side by side each has ports of its own; one by itself has those of either.
    private static final int HALF = Integer.getInteger("wirelab.half", ThreadLocalRandom.current().nextInt(2));
    private static final int PORTS = 10_000;
    private static final int FIRST_PORT = 12_000 + HALF * PORTS;
    /// Has no divisor in common with their number, so that all come before one comes again, and not one beside the other.
    private static final int STEP = 7_919;
    private static final AtomicLong PORT = new AtomicLong(ThreadLocalRandom.current().nextInt(PORTS));

    private final String name;
    private final Process process;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final Thread reader;

    private Peer(List<String> command) throws IOException {
        name = String.join(" ", command);
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        reader = Thread.ofPlatform().daemon().name("reads " + command.getFirst()).start(this::read);
    }

    /// Skips the test when a stock program is missing, naming the Debian package that has it.
    ///
    /// @param program what must be on the path, or in a folder for administrators
    /// @param debianPackage the package that has it
    /// @return where it is
    public static String require(String program, String debianPackage) {
        for (String folder : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) return Path.of(folder, program).toString();
        }
        assumeTrue(false, program + " is missing: apt-get install " + debianPackage);
        throw new AssertionError("not reached");
    }

    /// Starts a program.
    ///
    /// @param command program and arguments
    /// @return the running program
    /// @throws IOException when it cannot be started
    public static Peer start(String... command) throws IOException {
        return new Peer(List.of(command));
    }

    /// Starts one of our own scripts as its user would, in a virtual machine of its own.
    ///
    /// @param script its name
    /// @param args its arguments
    /// @return the running script
    /// @throws IOException when it cannot be started
    public static Peer script(String script, String... args) throws IOException {
        return start(command(List.of(), script, args));
    }

    /// What starts one of our own scripts in a virtual machine of its own.
    ///
    /// @param before what stands before it, such as `env TERM=dumb`, or nothing
    /// @param script its name
    /// @param args its arguments
    /// @return program and arguments
    public static String[] command(List<String> before, String script, String... args) {
        assertTrue(Files.exists(Path.of("out/modules/wirelab.scripts.jar")), "tests of scripts need a build first");
        var command = new ArrayList<>(before);
        // It lives for seconds, and many of them at once: the quick half of the JIT compiler alone.
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
                "-XX:TieredStopAtLevel=1", "@out/lab", "-m", "wirelab.scripts/wirelab.scripts." + script));
        command.addAll(List.of(args));
        return command.toArray(String[]::new);
    }

    /// A port that was free a moment ago, on TCP and UDP. It is below those that systems give to clients: until it is used,
    /// no connection of anybody can take it. Tests that run at once get different ones.
    ///
    /// @return the port
    /// @throws IOException when there is none
    public static int freePort() throws IOException {
        while (true) {
            int port = FIRST_PORT + (int) (PORT.getAndIncrement() * STEP % PORTS);
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    var _ = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (BindException _) {
                // Taken: try another.
            }
        }
    }

    /// Waits until somebody listens on a TCP port of loopback.
    ///
    /// @param port the port
    public void awaitPort(int port) {
        Eventually.that(name + " listens on " + port, () -> {
            if (!process.isAlive()) fail(name + " ended with status " + process.exitValue() + "\n" + output());
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                return true;
            } catch (IOException _) {
                return false;
            }
        }, () -> ", but:\n" + output());
    }

    /// Waits until the program has printed a text.
    ///
    /// @param text what it must print
    public void awaitOutput(String text) {
        Eventually.that(name + " prints '" + text + "'", () -> {
            if (output().contains(text)) return true;
            if (!process.isAlive() && !reader.isAlive() && !output().contains(text)) {
                fail(name + " ended with status " + process.exitValue() + " without '" + text + "':\n" + output());
            }
            return false;
        }, () -> ", but:\n" + output());
    }

    /// Waits until one of our servers says where it listens.
    ///
    /// @return the first address that it printed
    public InetSocketAddress awaitListening() {
        awaitOutput("listening on ");
        Eventually.that("the line is complete", () -> output().substring(output().indexOf("listening on ")).contains("\n"));
        String line = output().substring(output().indexOf("listening on ")).lines().findFirst().orElseThrow();
        return Address.parse(line.substring("listening on ".length()).split(" ")[0], "127.0.0.1", -1);
    }

    /// Writes to the program's standard input.
    ///
    /// @param bytes what to write
    /// @return this
    /// @throws IOException when the program no longer reads
    public Peer send(byte[] bytes) throws IOException {
        process.getOutputStream().write(bytes);
        process.getOutputStream().flush();
        return this;
    }

    /// Writes text to the program's standard input.
    ///
    /// @param text what to write
    /// @return this
    /// @throws IOException when the program no longer reads
    public Peer send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Ends the program's standard input.
    ///
    /// @return this
    /// @throws IOException when that fails
    public Peer endInput() throws IOException {
        process.getOutputStream().close();
        return this;
    }

    /// {@return the number of its process, to send it a signal}
    public long pid() {
        return process.pid();
    }

    /// Waits for the program to end by itself.
    ///
    /// @return its exit status
    public int awaitExit() {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                fail(name + " did not end:\n" + output());
            }
            reader.join(LIMIT);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return process.exitValue();
    }

    /// Asks the program to end (SIGTERM) and waits for it.
    ///
    /// @return its exit status
    public int terminate() {
        // Through the handle: the process object would close the pipes and lose what is printed at the end.
        process.toHandle().destroy();
        return awaitExit();
    }

    /// What it has printed so far.
    ///
    /// @return the text
    public String output() {
        return new String(outputBytes(), StandardCharsets.UTF_8);
    }

    /// What it has printed so far.
    ///
    /// @return the bytes
    public byte[] outputBytes() {
        synchronized (output) {
            return output.toByteArray();
        }
    }

    /// Its process.
    ///
    /// @return the process
    public Process process() {
        return process;
    }

    /// Ends the program and those it started, at once.
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        var chunk = new byte[65_536];
        try (var in = process.getInputStream()) {
            for (int n; (n = in.read(chunk)) >= 0; ) {
                synchronized (output) {
                    output.write(chunk, 0, n);
                }
            }
        } catch (IOException _) {
            // The program was ended while it printed.
        }
    }
}
