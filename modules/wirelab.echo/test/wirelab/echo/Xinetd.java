package wirelab.echo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Peer;

/// Debian's xinetd with its built-in echo service, TCP and UDP, on a free port of loopback.
final class Xinetd implements AutoCloseable {
    private final Path folder;
    private final Peer process;
    final int port;

    private Xinetd(Path folder, int port, Peer process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    static Xinetd start() throws IOException {
        String program = Peer.require("xinetd", "xinetd");
        int port = Peer.freePort();
        Path folder = Files.createTempDirectory("xinetd");
        Path configuration = Files.writeString(folder.resolve("xinetd.conf"), service("stream", "tcp", "no", port)
                + service("dgram", "udp", "yes", port));
        var process = Peer.start(program, "-dontfork", "-f", configuration.toString(),
                "-pidfile", folder.resolve("pid").toString(), "-filelog", folder.resolve("log").toString());
        process.awaitPort(port);
        return new Xinetd(folder, port, process);
    }

    private static String service(String socket, String protocol, String wait, int port) {
        return """
                service echo
                {
                    type = INTERNAL UNLISTED
                    id = echo-%s
                    socket_type = %s
                    protocol = %s
                    user = %s
                    wait = %s
                    port = %d
                    bind = 127.0.0.1
                    instances = UNLIMITED
                    per_source = UNLIMITED
                    cps = 100000 1
                }
                """.formatted(socket, socket, protocol, System.getProperty("user.name"), wait, port);
    }

    @Override
    public void close() throws IOException {
        process.close();
        var left = new ArrayList<>(List.of("xinetd.conf", "pid", "log"));
        for (String file : left) Files.deleteIfExists(folder.resolve(file));
        Files.delete(folder);
    }
}
