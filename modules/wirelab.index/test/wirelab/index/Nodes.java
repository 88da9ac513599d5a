package wirelab.index;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Eventually;
import wirelab.kit.Hmac;

/// Nodes on loopback that nobody else hears, since they speak to a port that was free.
final class Nodes implements AutoCloseable {
    /// As the usual times, but five times as quick.
    static final MembershipOptions QUICK = new MembershipOptions(Duration.ofSeconds(6), Duration.ofMillis(300),
            Duration.ofMillis(270), Duration.ofMillis(1_500), 100);

    final List<IndexService> all = new ArrayList<>();
    final Path folder;
    final List<Integer> ports;

    Nodes(Path folder) throws IOException {
        this.folder = folder;
        try (var socket = new DatagramSocket()) {
            ports = List.of(socket.getLocalPort());
        }
    }

    /// A node with files of these names, whose content is the name.
    IndexService add(String name, Hmac key, String... files) throws IOException {
        var own = Files.createDirectories(folder.resolve(name));
        for (String file : files) Files.writeString(own.resolve(file), file);
        var node = IndexService.start(IndexOptions.of(own).withPorts(ports).withMembership(QUICK), key);
        all.add(node);
        return node;
    }

    void agree(IndexService... nodes) {
        for (var node : nodes) {
            Eventually.that("it knows the others", () -> node.awaitOthers(nodes.length - 1, Duration.ofMillis(100)),
                    () -> ", but " + node.nodes());
        }
    }

    static List<String> names(IndexService node) {
        return node.holdings().stream().map(holding -> String.join("+", holding.document().names()) + " "
                + holding.holders().size()).sorted().toList();
    }

    static void holds(IndexService node, String... names) {
        Eventually.that(List.of(names) + " are there", () -> names(node).equals(List.of(names)),
                () -> ", but " + names(node));
    }

    static IndexReply.Holding holding(IndexService node, String name) {
        var found = node.holdings().stream().filter(holding -> holding.document().names().contains(name)).toList();
        assertTrue(found.size() == 1, name + ": " + found);
        return found.getFirst();
    }

    @Override
    public void close() {
        all.forEach(IndexService::close);
    }
}
