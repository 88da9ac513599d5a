package wirelab.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import wirelab.kit.Eventually;
import wirelab.kit.Fuzz;

/// The room over real sockets.
@Tag("socket")
@Timeout(60)
class RoomServerTest {
    private static final Rules NO_FLOOD_LIMIT = Rules.DEFAULTS.withFlood(0, 1, 1);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (var one : open.reversed()) one.close();
    }

    private RoomServer server(RoomServer.Options options) throws IOException {
        var server = RoomServer.start(options.withTcp(options.tcp().withDrain(Duration.ofMillis(500))));
        open.add(server);
        return server;
    }

    private RoomServer server(Rules rules) throws IOException {
        return server(RoomServer.Options.DEFAULTS.withRules(rules));
    }

    /// A newcomer who has read as far as its own join.
    private RoomClient join(RoomServer server) throws IOException {
        var client = RoomClient.connect(server.address());
        open.add(client);
        int id = assertInstanceOf(RoomLine.Welcome.class, client.read()).id();
        while (!(client.read() instanceof RoomLine.Joined joined && joined.who().id() == id)) {
            // Earlier lines.
        }
        return client;
    }

    /// The next line that somebody has said.
    private static RoomLine.Said said(RoomClient client) throws IOException {
        while (true) {
            var line = client.read();
            if (line == null) throw new IOException("the server hung up");
            if (line instanceof RoomLine.Said said) return said;
        }
    }

    private static String next(RoomClient client) throws IOException {
        return client.read().encode();
    }

    @Test
    void allOthersHearWhatOneSays() throws Exception {
        var server = server(Rules.DEFAULTS);
        var alice = join(server);
        var bob = join(server);
        assertEquals("2 -- <#2> joined", next(alice));
        alice.send("/nick alice");
        assertEquals("3 -- <#1> is now <#1 alice>", next(bob));
        alice.send("grüße, 世界 🙂");
        assertEquals("4 <#1 alice> grüße, 世界 🙂", next(bob));
        bob.send("/msg alice psst");
        bob.send("/me nods");
        bob.send("/who");
        assertEquals("3 -- <#1> is now <#1 alice>", next(alice));
        assertEquals("@ <#2> psst", next(alice));
        assertEquals("5 * <#2> nods", next(alice));
        for (String line : List.of("= passed on to #1 alice", "= 2 of 5 are here:", "= #1 alice", "= #2 (you)")) {
            assertEquals(line, next(bob));
        }
        bob.send("exit");
        assertEquals("= bye", next(bob));
        assertNull(bob.read());
        assertEquals("6 -- <#2> left: exit", next(alice));
    }

    @Test
    void theSixthIsToldWhyAndComesInWhenSomebodyLeaves() throws Exception {
        var server = server(Rules.DEFAULTS);
        var first = join(server);
        for (int i = 2; i <= 5; i++) join(server);
        var sixth = RoomClient.connect(server.address());
        open.add(sixth);
        assertEquals("! the room is full: 5 of 5 places are taken, try again later", next(sixth));
        assertNull(sixth.read());
        first.send("exit");
        assertEquals(5, countUntilEnd(first));
        assertEquals(5, server.members().size() + 1);
        join(server);
        assertEquals(1, server.counters().get("full"));
    }

    private static int countUntilEnd(RoomClient client) throws IOException {
        int lines = 0;
        while (client.read() != null) lines++;
        return lines;
    }

    /// Five at once, 10,000 lines each. Those who are sent their own lines too must all see one and the same text; the
    /// others that text without their own lines.
    @Test
    void allSeeTheSameOrderWhenFiveSendTenThousandLinesAtOnce() throws Exception {
        int each = 10_000;
        var server = server(RoomServer.Options.DEFAULTS.withRules(NO_FLOOD_LIMIT)
                .withSlow(64 * 1024 * 1024, Duration.ofSeconds(30)));
        var members = new ArrayList<RoomClient>();
        for (int i = 0; i < 5; i++) members.add(join(server));
        for (int i = 0; i < 3; i++) members.get(i).send("/echo on");
        var seen = new ArrayList<List<RoomLine.Said>>();
        var threads = new ArrayList<Thread>();
        var failures = new CopyOnWriteArrayList<Throwable>();
        for (int i = 0; i < 5; i++) {
            var member = members.get(i);
            int me = i + 1;
            var mine = new ArrayList<RoomLine.Said>();
            seen.add(mine);
            threads.add(run(failures, () -> {
                for (int n = i(me) ? 5 * each : 4 * each; n > 0; n--) mine.add(said(member));
            }));
            threads.add(run(failures, () -> {
                for (int n = 0; n < each; n++) member.send("line " + n + " of " + me);
            }));
        }
        for (var thread : threads) thread.join();
        assertEquals(List.of(), failures);

        var all = seen.getFirst();
        for (int i = 1; i < all.size(); i++) assertEquals(all.get(i - 1).number() + 1, all.get(i).number());
        int[] next = new int[6];
        for (var line : all) assertEquals("line " + next[line.from().id()]++ + " of " + line.from().id(), line.text());
        for (int i = 0; i < 5; i++) {
            int me = i + 1;
            assertEquals(i(me) ? all : all.stream().filter(line -> line.from().id() != me).toList(), seen.get(i));
        }
    }

    /// Whether this member is sent its own lines, too.
    private static boolean i(int member) {
        return member <= 3;
    }

    private interface Part {
        void run() throws Exception;
    }

    private static Thread run(List<Throwable> failures, Part part) {
        return Thread.startVirtualThread(() -> {
            try {
                part.run();
            } catch (Throwable e) {
                failures.add(e);
            }
        });
    }

    @Test
    void whoStopsReadingIsDroppedWithinTheLimitAndTheOthersLoseNothing() throws Exception {
        long queue = 512 * 1024;
        var server = server(RoomServer.Options.DEFAULTS.withRules(NO_FLOOD_LIMIT).withSlow(queue, Duration.ofSeconds(30)));
        var sender = join(server);
        var reader = join(server);
        var stuck = join(server);
        String padding = "x".repeat(990);
        int sent = 0;
        // In step with the reader, so that it is never slow itself.
        while (server.counters().get("slow") == 0) {
            sender.send(sent + " " + padding.substring(Integer.toString(sent).length()));
            assertTrue(said(reader).text().startsWith(sent + " "));
            sent++;
            assertTrue(sent < 50_000, "50 MB, and the member that does not read is still there");
        }
        assertEquals(2, server.members().size());
        sender.send("after");
        var line = reader.read();
        var left = assertInstanceOf(RoomLine.Left.class, line);
        assertEquals("#3 left: did not read", left.who() + " left: " + left.reason());
        assertEquals("after", said(reader).text());
        assertEquals(1, server.counters().get("slow"));
        Eventually.that("its connection is gone", () -> server.tcp().connections() == 2);
        assertTrue(stuck.connection().received() < sent * 1000L);
    }

    /// More of them than processors, so that a server that lets them hold up its threads stands still.
    @Test
    void manyWhoDoNotReadHoldUpNobodyAndMissNothingOnceTheyReadAgain() throws Exception {
        var server = server(RoomServer.Options.DEFAULTS.withRules(NO_FLOOD_LIMIT.withMax(100))
                .withSlow(1L << 40, Duration.ofSeconds(50)));
        var sender = join(server);
        var stuck = new ArrayList<Socket>();
        for (int i = 0; i < 8 + 2 * Runtime.getRuntime().availableProcessors(); i++) {
            var socket = new Socket();
            open.add(socket);
            socket.setReceiveBufferSize(4096);
            socket.connect(server.address());
            stuck.add(socket);
        }
        Eventually.that("all have come", () -> server.members().size() == 1 + stuck.size());
        var reader = join(server);

        int lines = 7000;
        String padding = "x".repeat(990);
        for (int i = 0; i < lines; i++) {
            sender.send(i + " " + padding);
            assertEquals(i + " " + padding, said(reader).text());
        }
        assertEquals(0, server.counters().get("slow"));
        sender.send("exit");
        for (var socket : stuck) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            int next = 0;
            for (String line; !(line = in.readLine()).endsWith("left: exit"); ) {
                if (RoomLine.decode(line) instanceof RoomLine.Said(long _, RoomMember _, String text)) {
                    assertEquals(next++ + " " + padding, text);
                }
            }
            assertEquals(lines, next);
            socket.close();
        }
    }

    @Test
    void whoStopsReadingIsAlsoDroppedWhenItTakesTooLong() throws Exception {
        var server = server(RoomServer.Options.DEFAULTS.withRules(NO_FLOOD_LIMIT)
                .withSlow(1L << 40, Duration.ofMillis(200)));
        var sender = join(server);
        var reader = join(server);
        join(server);
        String text = "x".repeat(1000);
        while (server.counters().get("slow") == 0) {
            sender.send(text);
            said(reader);
        }
        assertEquals(2, server.members().size());
    }

    @Test
    void whoLeavesWithoutReadingHoldsNothing() throws Exception {
        var server = server(RoomServer.Options.DEFAULTS.withRules(NO_FLOOD_LIMIT)
                .withSlow(1L << 40, Duration.ofMillis(200)));
        var sender = join(server);
        var stuck = join(server);
        String text = "x".repeat(1000);
        for (int i = 0; i < 8000; i++) sender.send(text);
        stuck.send("exit");
        Eventually.that("its place is free", () -> server.members().size() == 1);
        Eventually.that("its connection is gone", () -> server.tcp().connections() == 1);
    }

    /// Raw bytes in, what the server answered out.
    private static String exchange(InetSocketAddress server, byte[] bytes) throws IOException {
        try (var socket = new Socket(server.getAddress(), server.getPort())) {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] bytes(Object... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part instanceof byte[] raw ? raw : part.toString().getBytes(StandardCharsets.UTF_8));
        }
        return all.toByteArray();
    }

    @Test
    void linesThatCannotBePassedOnAreAnsweredAndTheMemberStays() throws Exception {
        var server = server(Rules.DEFAULTS);
        var alice = join(server);
        byte[] broken = {(byte) 0xc3, '('};
        String answer = exchange(server.address(), bytes("one\r\n", "x".repeat(1001), "\n", "x".repeat(100_000), "\n",
                broken, "\n\n\033[2Jtwo\n", "cut"));
        assertTrue(answer.endsWith("""
                2 -- <#2> joined
                ! line at byte 1000: longer than 1000 bytes, not passed on
                ! line at byte 1000: longer than 1000 bytes, not passed on
                ! line at byte 0: not UTF-8
                """), answer);
        assertEquals("2 -- <#2> joined", next(alice));
        assertEquals("3 <#2> one", next(alice));
        assertEquals("4 <#2> \\u001b[2Jtwo", next(alice));
        assertEquals("5 -- <#2> left: hung up", next(alice), "a line that was cut off is not passed on");
    }

    @Test
    void whoFloodsIsWarnedThenOut() throws Exception {
        var server = server(Rules.DEFAULTS.withFlood(1, 3, 5));
        var alice = join(server);
        String answer = exchange(server.address(), "x\n".repeat(100).getBytes());
        assertTrue(answer.contains("\n! too fast: "), answer);
        assertTrue(answer.endsWith("\n! you are out: too many lines\n"), answer);
        int heard = 0;
        for (RoomLine line; !((line = alice.read()) instanceof RoomLine.Left); ) if (line instanceof RoomLine.Said) heard++;
        assertEquals(3, heard);
    }

    @Test
    void aNewcomerSeesTheLastFiftyLines() throws Exception {
        var server = server(NO_FLOOD_LIMIT);
        var alice = join(server);
        for (int i = 0; i < 60; i++) alice.send("line " + i);
        Eventually.that("all are published", () -> server.counters().get("lines") == 61);
        var bob = RoomClient.connect(server.address());
        open.add(bob);
        assertInstanceOf(RoomLine.Welcome.class, bob.read());
        for (int i = 10; i < 60; i++) assertEquals((i + 2) + " <#1> line " + i, next(bob));
        assertEquals("62 -- <#2> joined", next(bob));
    }

    @Test
    void mutatedLinesOfEveryKindNeverStopTheRoom() throws Exception {
        var server = server(NO_FLOOD_LIMIT);
        var watching = join(server);
        var failures = new CopyOnWriteArrayList<Throwable>();
        var watcher = run(failures, () -> {
            while (watching.read() != null) {
                // Every line must be one of a room: anything else throws.
            }
        });
        byte[][] messages = MessagesTest.commands().stream()
                .map(command -> bytes(command.encode(), "\n")).toArray(byte[][]::new);
        var damaged = Fuzz.mutations(23, 12 * 10_000, messages).iterator();
        while (damaged.hasNext()) {
            try (var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
                var reader = Thread.startVirtualThread(() -> discard(socket));
                for (int i = 0; i < 400 && damaged.hasNext(); i++) socket.getOutputStream().write(damaged.next());
                socket.shutdownOutput();
                reader.join();
            } catch (IOException _) {
                // One of the mutations was `exit`, and the server has hung up.
            }
        }
        Eventually.that("all but the watcher have left", () -> server.members().size() == 1);
        assertTrue(watcher.isAlive());
        assertEquals(List.of(), failures);
        assertEquals(0, server.tcp().counters().get("failed"));
        assertEquals("done", heardAfter(server));
    }

    private static void discard(Socket socket) {
        try {
            socket.getInputStream().skip(Long.MAX_VALUE);
        } catch (IOException _) {
            // The server hung up on what was still under way.
        }
    }

    /// Whether the room still works.
    private String heardAfter(RoomServer server) throws IOException {
        var one = join(server);
        var other = join(server);
        one.send("done");
        return said(other).text();
    }

    @Test
    void connectionsCutAnywhereNeverStopTheRoom() throws Exception {
        var server = server(NO_FLOOD_LIMIT.withMax(500));
        var random = new Random(3);
        byte[] talk = bytes("/nick cut", "me\n/msg 1 hello\n", "x".repeat(300), "\n/who\n/me waves\nexit\n");
        for (int i = 0; i < 300; i++) {
            try (var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
                socket.getOutputStream().write(talk, 0, random.nextInt(talk.length));
                // Half of them are reset, the others end in order.
                if (i % 2 == 0) socket.setSoLinger(true, 0);
            } catch (IOException _) {
                // The server was quicker.
            }
        }
        // Some were cut before the server had looked at them.
        Eventually.that("all have come", () -> server.tcp().counters().get("accepted") == 300);
        Eventually.that("all have left", () -> server.members().isEmpty() && server.tcp().connections() == 0);
        assertEquals(0, server.tcp().counters().get("failed"));
        assertEquals("done", heardAfter(server));
    }

    @Test
    void whenTheServerStopsAllAreToldAndNothingIsLost() throws Exception {
        var server = server(Rules.DEFAULTS);
        var alice = join(server);
        var bob = join(server);
        alice.send("last words");
        assertEquals("last words", said(bob).text());
        server.close();
        assertEquals("! the room closes", next(bob));
        assertNull(bob.read());
    }

    @Test
    void twoHundredMembersComeTalkAndLeaveAtOnce() throws Exception {
        var server = server(NO_FLOOD_LIMIT.withMax(200));
        var failures = new CopyOnWriteArrayList<Throwable>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 200; i++) {
            threads.add(run(failures, () -> {
                try (var client = RoomClient.connect(server.address())) {
                    long last = 0;
                    for (int n = 0; n < 20; n++) client.send("line");
                    client.send("exit");
                    // Numbers only grow, but for the history that is shown at first, which is in order itself.
                    for (RoomLine line; (line = client.read()) != null; ) {
                        if (!(line instanceof RoomLine.Numbered numbered)) continue;
                        assertTrue(numbered.number() > last);
                        last = numbered.number();
                    }
                }
            }));
        }
        for (var thread : threads) thread.join();
        assertEquals(List.of(), failures);
        Eventually.that("all have left", () -> server.members().isEmpty());
        assertEquals(200 * 22, server.counters().get("lines"));
    }
}
