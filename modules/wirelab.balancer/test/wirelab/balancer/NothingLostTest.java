package wirelab.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.http.Raw;
import wirelab.http.WebServer;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.kit.SafeFile;

/// Nodes are killed, stopped, started again and drained, the file is written again each second: while one node is well, no
/// idempotent request fails that had no answer yet, no POST is carried out twice, and no connection is dropped.
///
/// It runs for some seconds; for longer with JAVA_TOOL_OPTIONS=-Dwirelab.lost=60.
@Tag("interop")
class NothingLostTest {
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("wirelab.lost", 12));
    private static final int CLIENTS = 64;
    private static final long PAUSE = Duration.ofMillis(20).toNanos();
    private static final String CONTENT = "0123456789abcdef".repeat(64);
    /// Writes down each POST before it answers.
    private static final String NODE = """
            import asyncio, os, sys
            log = os.open(sys.argv[2], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            async def serve(reader, writer):
                try:
                    while True:
                        head = (await reader.readuntil(b'\\r\\n\\r\\n')).decode()
                        if head.startswith('POST'):
                            os.write(log, (await reader.readexactly(8)) + b'\\n')
                        writer.write(b'HTTP/1.1 200 OK\\r\\nContent-Length: 1024\\r\\n\\r\\n' + b'0123456789abcdef' * 64)
                        await writer.drain()
                except (asyncio.IncompleteReadError, ConnectionError):
                    pass
                writer.close()
            async def main():
                server = await asyncio.start_server(serve, '127.0.0.1', int(sys.argv[1]), backlog=500)
                print('ready', flush=True)
                await server.serve_forever()
            asyncio.run(main())
            """;

    @TempDir
    Path folder;
    private final String python = Peer.require("python3", "python3");
    private final Map<String, Peer> nodes = new HashMap<>();
    private final Map<String, Integer> ports = new HashMap<>();
    private final LongAdder answered = new LongAdder();
    private final LongAdder brokenOff = new LongAdder();
    private final LongAdder posts = new LongAdder();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    private void start(String name) throws IOException {
        if (!ports.containsKey(name)) ports.put(name, Peer.freePort());
        var peer = Peer.start(python, folder.resolve("node.py").toString(), Integer.toString(ports.get(name)),
                folder.resolve("posts-" + name).toString());
        nodes.put(name, peer);
        peer.awaitOutput("ready");
    }

    private void signal(String name, String signal) throws IOException {
        try (var kill = Peer.start("kill", "-" + signal, Long.toString(nodes.get(name).pid()))) {
            assertEquals(0, kill.awaitExit());
        }
    }

    private void kill(String name) throws IOException {
        signal(name, "KILL");
        nodes.get(name).awaitExit();
        nodes.get(name).close();
    }

    private String text(Random random, String drained) {
        var text = new StringBuilder("[balancer]\nfailures = 3\neject = 300ms\nconnect = 10s\nanswer = 30s\nretry-budget = 100\n"
                + "check = /health\ncheck-interval = 200ms\ncheck-timeout = 20s\nrise = 1\nfall = 2\n");
        for (String name : List.of("n1", "n2", "n3")) {
            text.append('[').append(name).append("]\nhost = 127.0.0.1\nport = ").append(ports.get(name))
                    .append("\nweight = ")
                    .append(1 + random.nextInt(3)).append(name.equals(drained) ? "\ndrain = yes\n" : "\n");
        }
        return text.toString();
    }

    /// One client: it goes on over the same connection as long as that holds.
    private void ask(InetSocketAddress server, int number) throws IOException {
        Raw client = new Raw(server);
        for (int i = 0; !over; i++) {
            boolean post = i % 10 == 9;
            String id = String.format("%02d%06d", number, i);
            client.send(post ? "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n" + id
                    : "GET /" + id + " HTTP/1.1\r\nHost: a\r\n\r\n");
            if (post) posts.increment();
            long before = client.connection.received();
            try {
                var answer = client.response(post ? "POST" : "GET");
                boolean right = answer.status() == 200 && answer.body().equals(CONTENT);
                if (right) answered.increment();
                else if (!post) lost.add(id + ": " + answer.status() + " " + answer.body());
            } catch (IOException e) {
                // Behind the head it may break off, but visibly.
                if (client.connection.received() > before) brokenOff.increment();
                else lost.add(id + ": " + e);
                client.close();
                client = new Raw(server);
            }
            LockSupport.parkNanos(PAUSE);
        }
        client.close();
    }

    @Test
    void nothingIsLostWhileOneNodeIsWell() throws Exception {
        Files.writeString(folder.resolve("node.py"), NODE);
        for (String name : List.of("n1", "n2", "n3")) start(name);
        var random = new Random(14);
        Path file = Files.writeString(folder.resolve("config.ini"), text(random, ""));
        try (var fleet = Fleet.start(Host.HERE, BalancerConfig.read(file), _ -> {});
                var _ = ConfigWatch.start(file, fleet, _ -> {}, _ -> {});
                var front = WebServer.start(HttpBalancer.SERVER, new HttpBalancer(fleet));
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                all.add(clients.submit(() -> {
                    ask(front.address(), number);
                    return null;
                }));
            }
            try {
                disturb(file, random);
            } finally {
                over = true;
            }
            for (var one : all) one.get();
            System.out.println(answered + " answers, " + posts + " POSTs, " + brokenOff + " broken off; "
                    + fleet.counters());
            assertEquals(List.of(), List.copyOf(lost).subList(0, Math.min(5, lost.size())));
            assertEquals(front.counters().get("accepted"), CLIENTS + brokenOff.sum(), "connections that were dropped");
            assertTrue(fleet.counters().get("reloads") > 1 && fleet.counters().get("retries") > 0, fleet.counters()
                    .toString());
        } finally {
            nodes.values().forEach(Peer::close);
        }
        var carriedOut = new HashMap<String, Integer>();
        for (String name : ports.keySet()) {
            Path log = folder.resolve("posts-" + name);
            if (Files.exists(log)) Files.readAllLines(log).forEach(id -> carriedOut.merge(id, 1, Integer::sum));
        }
        assertEquals(List.of(), carriedOut.entrySet().stream().filter(one -> one.getValue() > 1).toList(),
                "POSTs done twice");
        assertTrue(carriedOut.size() > CLIENTS, "POSTs were carried out: " + carriedOut.size());
    }

    /// Once a second something happens to a node that is not the first.
    private void disturb(Path file, Random random) throws IOException {
        long end = System.nanoTime() + LENGTH.toNanos();
        for (int i = 0; System.nanoTime() - end < 0; i++) {
            String name = random.nextBoolean() ? "n2" : "n3";
            switch (i % 4) {
                case 0 -> kill(name);
                case 1 -> signal(name, "STOP");
                case 2 -> {
                    signal(name, "STOP");
                    second();
                    kill(name);
                }
                default -> SafeFile.replace(file, text(random, name).getBytes());
            }
            second();
            if (!nodes.get(name).process().isAlive()) start(name);
            else signal(name, "CONT");
            SafeFile.replace(file, text(random, "").getBytes());
            second();
        }
    }

    /// What is tested is what happens while time passes.
    private static void second() {
        LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }
}
