package wirelab.tap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import wirelab.kit.Tap;

/// Who records what, among the programs whose capture files lie in the same folder: so that each conversation is recorded
/// once, and `mergecap` joins the files into one trace without duplicates.
///
/// A claim is a small file `.wirelab-tap/TRANSPORT-PORT/PID-CAPTURE-N` beside the captures. Its three lines are the network
/// namespace, the capture's file, and the addresses separated by commas. It is made before anybody can have heard from the
/// port, and is worth nothing once its process is gone. A TCP server claims its port when it listens, so a client that
/// records too leaves the conversation to it; a UDP socket claims its port before its first datagram leaves, so whoever
/// receives leaves that datagram to it.
final class Claims implements AutoCloseable {
    private static final String FOLDER = ".wirelab-tap";
    /// A program that uses more ports than this records the rest whatever others do.
    static final int MOST = 4096;
    private static final int TRIES = 5;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Path folder;
    private final String captureFile;
    private final String namespace = Network.namespace();
    private final String own;
    private final Set<Path> made = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /// Looks for claims beside a capture file.
    ///
    /// @param file the capture; where it is no ordinary file, as /dev/full or a pipe, nothing is claimed
    Claims(Path file) {
        folder = Files.isRegularFile(file) ? file.toAbsolutePath().getParent().resolve(FOLDER) : null;
        captureFile = file.toAbsolutePath().toString();
        own = ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet() + "-";
    }

    /// {@return the capture beside which is claimed}
    String captureFile() {
        return captureFile;
    }

    /// Claims what is said at a port of this process.
    ///
    /// @param transport TCP: conversations accepted there; UDP: datagrams sent from there
    /// @param local address, which may be the wildcard, and port
    Tap.Bound claim(Tap.Transport transport, InetSocketAddress local) {
        if (folder == null || closed || made.size() >= MOST) return () -> {};
        Path port = folder.resolve(transport + "-" + local.getPort());
        Path file = port.resolve(own + NUMBERS.incrementAndGet());
        var addresses = Network.reachableAt(local.getAddress()).stream().map(Claims::text).collect(Collectors.joining(","));
        String text = namespace + "\n" + captureFile + "\n" + addresses + "\n";
        for (int tries = TRIES; tries > 0; tries--) {
            try {
                Files.createDirectories(port);
                // Written beside and renamed, so that nobody reads half of it.
                Files.move(Files.writeString(folder.resolve(own + NUMBERS.incrementAndGet()), text), file);
                made.add(file);
                return () -> remove(file);
            } catch (NoSuchFileException _) {
                // Another program has just given up the last claim there, and the folder with it: once more.
            } catch (IOException _) {
                // A folder that cannot be written to: then the others record too, and each file by itself is still right.
                break;
            }
        }
        return () -> {};
    }

    /// Which capture another program, or another tap of this one, records a port into.
    ///
    /// @param address TCP: of the server; UDP: of the sender
    /// @return the capture's file, if somebody has claimed it
    Optional<String> elsewhere(Tap.Transport transport, InetSocketAddress address) {
        if (folder == null || closed) return Optional.empty();
        try (DirectoryStream<Path> claims = Files.newDirectoryStream(folder.resolve(transport + "-" + address.getPort()))) {
            for (Path claim : claims) {
                String name = claim.getFileName().toString();
                if (name.startsWith(own)) continue;
                if (!isAlive(name)) {
                    Files.deleteIfExists(claim);
                    continue;
                }
                String[] lines = Files.readString(claim).split("\n");
                if (covers(lines, address.getAddress())) return Optional.of(lines[1]);
            }
        } catch (IOException _) {
            // Nobody has claimed that port, or a claim was given up while it was read.
        }
        return Optional.empty();
    }

    private boolean covers(String[] lines, InetAddress address) {
        if (lines.length != 3 || address.isLoopbackAddress() && !lines[0].equals(namespace)) return false;
        return Set.of(lines[2].split(",")).contains(text(address));
    }

    private static String text(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }

    private static boolean isAlive(String claim) {
        String pid = claim.split("-")[0];
        return pid.matches("\\d{1,10}") && ProcessHandle.of(Long.parseLong(pid)).isPresent();
    }

    private void remove(Path file) {
        if (!made.remove(file)) return;
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.getParent());
        } catch (IOException _) {
            // The port has other claims, or this one is left behind and worth nothing once this process is gone.
        }
    }

    /// Gives up all claims.
    @Override
    public void close() {
        closed = true;
        made.forEach(this::remove);
        if (folder == null) return;
        try {
            Files.deleteIfExists(folder);
        } catch (IOException _) {
            // Others still have claims there.
        }
    }
}
