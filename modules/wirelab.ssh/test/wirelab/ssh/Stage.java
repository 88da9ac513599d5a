package wirelab.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import wirelab.keys.AuthorizedKeys;
import wirelab.keys.KeyFile;
import wirelab.keys.SshKeyPair;
import wirelab.kit.Peer;
import wirelab.login.Slowdown;
import wirelab.login.UserFile;
import wirelab.login.UserFileWriter;
import wirelab.login.Verifier;

/// A server of ours with one user, `alice` with the password `secret`, and whoever has the key in `id`.
final class Stage implements AutoCloseable {
    static final String PASSWORD = "secret";
    private static final int LIMIT = 60;

    final Path folder;
    final Path key;
    final SshService server;

    /// What a program has said, and how it ended.
    record Said(int status, String out, String err) {}

    /// @param more keys of the server besides the one that the client knows
    Stage(Path folder, UnaryOperator<SshOptions> options, SshKeyPair... more) throws IOException {
        this.folder = folder;
        key = folder.resolve("id");
        var pair = SshKeyPair.ed25519(new Random(7), "alice@test");
        write(key, KeyFile.encode(pair));
        write(folder.resolve("id.pub"), pair.publicKey().line() + " alice@test\n");
        var keys = write(folder.resolve("authorized_keys"), pair.publicKey().line() + " alice@test\n");
        var users = folder.resolve("users.ini");
        new UserFileWriter(users, new Random(8)).put("alice", Verifier.of(PASSWORD, Verifier.MIN_ITERATIONS, new Random(9)));
        var accounts = new Accounts(UserFile.open(users), new AuthorizedKeys(keys.toString()), Slowdown.Limits.DEFAULTS);
        var host = KeyFile.hostKey(folder.resolve("host_key"));
        var hosts = new ArrayList<>(List.of(host));
        hosts.addAll(List.of(more));
        server = SshService.start(options.apply(SshOptions.DEFAULTS), hosts, accounts);
        write(folder.resolve("known_hosts"), "[127.0.0.1]:" + port() + " " + host.publicKey().line() + "\n");
    }

    static Path write(Path file, String text) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    int port() {
        return server.address().getPort();
    }

    /// {@return what makes a client of OpenSSH use this folder and nothing of the person who runs the test}
    List<String> switches() {
        return List.of("-F", "none", "-i", key.toString(), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o",
                "UserKnownHostsFile=" + folder.resolve("known_hosts"), "-o", "GlobalKnownHostsFile=/dev/null", "-o",
                "IdentityAgent=none");
    }

    /// Runs `ssh` with what stands before and behind the address.
    Said ssh(List<String> before, String... command) throws Exception {
        return run(new byte[0], line(before, command));
    }

    List<String> line(List<String> before, String... command) {
        var line = new ArrayList<>(List.of(Peer.require("ssh", "openssh-client")));
        line.addAll(switches());
        line.addAll(List.of("-p", Integer.toString(port())));
        line.addAll(before);
        line.add("alice@127.0.0.1");
        line.addAll(List.of(command));
        return line;
    }

    static Said run(byte[] input, List<String> line) throws Exception {
        var process = new ProcessBuilder(line).start();
        try (var out = new Reading(process.getInputStream()); var err = new Reading(process.getErrorStream())) {
            try (var in = process.getOutputStream()) {
                in.write(input);
            } catch (IOException _) {
                // It does not read its input.
            }
            if (!process.waitFor(LIMIT, TimeUnit.SECONDS))
                    throw new AssertionError(line + " has not ended: " + out.text() + err.text());
            return new Said(process.exitValue(), out.text(), err.text());
        } finally {
            process.destroyForcibly();
        }
    }

    /// Reads a stream to its end on a thread of its own.
    private static final class Reading implements AutoCloseable {
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final Thread thread;

        Reading(InputStream in) {
            thread = Thread.ofPlatform().daemon().start(() -> {
                try (in) {
                    in.transferTo(read);
                } catch (IOException _) {
                    // The program was ended.
                }
            });
        }

        String text() throws InterruptedException {
            thread.join(LIMIT * 1000L);
            return read.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            // The thread ends with the program.
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
