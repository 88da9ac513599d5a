package wirelab.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Address;
import wirelab.kit.Eventually;
import wirelab.kit.Failure;
import wirelab.kit.Hmac;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;

@Tag("socket")
@Tag("once")
class IndexServiceTest {
    @TempDir
    private Path folder;

    @Test
    void nodesFindEachOtherAndEachListsForEveryDocumentWhereItIs() throws Exception {
        try (var nodes = new Nodes(folder)) {
            var one = nodes.add("one", null, "a", "b");
            var two = nodes.add("two", null, "b", "c");
            nodes.agree(one, two);
            Nodes.holds(one, "a 1", "b 2", "c 1");
            Nodes.holds(two, "a 1", "b 2", "c 1");
            var late = nodes.add("late", null, "a");
            nodes.agree(one, two, late);
            Nodes.holds(late, "a 2", "b 2", "c 1");
            var holders = Set.of(Address.text(one.address()), Address.text(late.address()));
            Eventually.that("two knows both holders", () -> Set.copyOf(Nodes.holding(two, "a").holders()).equals(holders));
            two.close();
            nodes.agree(one, late);
            Nodes.holds(one, "a 2", "b 1");
        }
    }

    @Test
    void whatIsAddedRenamedAndDeletedIsKnownToOthers() throws Exception {
        try (var nodes = new Nodes(folder)) {
            var one = nodes.add("one", null, "a");
            var two = nodes.add("two", null);
            nodes.agree(one, two);
            Nodes.holds(two, "a 1");
            var own = folder.resolve("one");
            Files.writeString(Files.createDirectories(own.resolve("below/deep")).resolve("new"), "new");
            Nodes.holds(two, "a 1", "below/deep/new 1");
            Files.move(own.resolve("a"), own.resolve("z"));
            Nodes.holds(two, "below/deep/new 1", "z 1");
            Files.copy(own.resolve("z"), own.resolve("copy"));
            Nodes.holds(two, "below/deep/new 1", "copy+z 1");
            Files.delete(own.resolve("z"));
            Files.delete(own.resolve("copy"));
            Nodes.holds(two, "below/deep/new 1");
        }
    }

    @Test
    void aNodeThatFellSilentIsGoneAndOneThatIsBackIsTheSame() throws Exception {
        try (var nodes = new Nodes(folder)) {
            var one = nodes.add("one", null, "a");
            var own = Files.createDirectories(folder.resolve("two"));
            var options = IndexOptions.of(own).withPorts(nodes.ports).withMembership(Nodes.QUICK)
                    .withIdentity(folder.resolve("identity"));
            var two = IndexService.start(options, null);
            nodes.all.add(two);
            nodes.agree(one, two);
            var id = two.nodes().getFirst().id();
            two.kill();
            Eventually.that("it is gone", () -> one.nodes().size() == 1);
            var again = IndexService.start(options, null);
            nodes.all.add(again);
            nodes.agree(one, again);
            assertEquals(id, again.nodes().getFirst().id());
            assertTrue(Files.readString(folder.resolve("identity")).startsWith("id " + id.digits() + "\nincarnation "));
            // Its identity is held: one more is somebody else.
            var other = IndexService.start(options, null);
            nodes.all.add(other);
            nodes.agree(one, again, other);
        }
    }

    @Test
    void whoHasNotTheKeyIsNotHeardAndHearsNothing() throws Exception {
        try (var nodes = new Nodes(folder)) {
            var key = Hmac.sha256(new byte[16]);
            var one = nodes.add("one", key, "a");
            var without = nodes.add("without", null, "b");
            var wrong = nodes.add("wrong", Hmac.sha256(new byte[] {9}), "c");
            var two = nodes.add("two", key, "d");
            nodes.agree(one, two);
            Nodes.holds(one, "a 1", "d 1");
            Eventually.that("others were heard", () -> one.counters().get("malformed") > 3);
            assertEquals(1, without.nodes().size() + wrong.nodes().size() - 1);
            assertThrows(IOException.class, () -> IndexLink.connect(Host.HERE, one.address(), null).nodes());
            var other = Hmac.sha256(new byte[] {3});
            assertThrows(IOException.class, () -> IndexLink.connect(Host.HERE, one.address(), other).nodes());
            try (var link = IndexLink.connect(Host.HERE, one.address(), key)) {
                Eventually.that("both are listed", () -> link.nodes().size() == 2 && link.holdings().size() == 2);
            }
        }
    }

    @Test
    void inAFloodOfForgedAnnouncesMemoryIsBoundedAndAChangeIsHeard() throws Exception {
        try (var nodes = new Nodes(folder)) {
            var one = nodes.add("one", null, "a");
            var two = nodes.add("two", null);
            nodes.agree(one, two);
            var random = new Random(7);
            var ids = new ArrayList<NodeId>();
            for (int i = 0; i < 10_000; i++) ids.add(NodeId.draw(random));
            try (var socket = Host.HERE.bind(new InetSocketAddress("127.0.0.1", 0), Tap.Party.UNKNOWN)) {
                var flood = Thread.ofPlatform().daemon().start(() -> {
                    try {
                        for (int i = 0; i < 200_000 && socket.isOpen(); i++) {
                            var state = new NodeState(ids.get(i % 10_000), 1, i, 9, 5, SimulatedSegment.root(i));
                            socket.send(SegmentMessage.of(SegmentMessage.Kind.ANNOUNCE, state).encode(null), two.address());
                        }
                    } catch (IOException _) {
                        // The test is over.
                    }
                });
                Files.writeString(folder.resolve("one/new"), "new");
                Nodes.holds(two, "a 1", "new 1");
                Eventually.that("nobody else is known", () -> two.nodes().size() == 2);
                assertTrue(two.membership().get("challenged") <= 1_000 + 1_000 * 60, two.membership().toString());
            }
        }
    }

    private static Path content(Path file, int megabytes) throws IOException {
        var bytes = new byte[megabytes << 20];
        new Random(megabytes).nextBytes(bytes);
        // Whole from the first moment: what a node finds half written is another document.
        var aside = Files.write(Files.createTempFile(file.getParent().getParent(), "content", null), bytes);
        return Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<InetSocketAddress> addresses(IndexReply.Holding holding) {
        return holding.holders().stream().map(text -> Address.parse(text, "", -1)).toList();
    }

    @Test
    void aDocumentComesFromSeveralHoldersAtOnceAndGoesOnWhereItBrokeOff() throws Exception {
        try (var nodes = new Nodes(folder)) {
            var one = nodes.add("one", null);
            var two = nodes.add("two", null);
            var big = content(folder.resolve("one/big"), 9);
            Files.copy(big, folder.resolve("two/same"));
            nodes.agree(one, two);
            Nodes.holds(one, "big+same 2");
            var holding = Nodes.holding(one, "big");
            var file = folder.resolve("got");
            var result = Retrieval.get(Host.HERE, null, holding.document(), addresses(holding), file, _ -> {});
            assertEquals(-1, Files.mismatch(big, file));
            assertEquals(9 << 20, result.fetched());
            assertEquals(List.of(), result.liars());
            // Five pieces are there, and some bytes that are wrong.
            var part = Files.readAllBytes(big);
            part = Arrays.copyOf(part, (5 << 20) + 100);
            part[(5 << 20) + 50] ^= 1;
            Files.write(folder.resolve("got.part"), part);
            result = Retrieval.get(Host.HERE, null, holding.document(), addresses(holding), file, _ -> {});
            assertEquals(4 << 20, result.fetched());
            Files.write(folder.resolve("alone.part"), Arrays.copyOf(part, 5 << 20));
            var alone = folder.resolve("alone");
            result = Retrieval.get(Host.HERE, null, holding.document(), List.of(one.address()), alone, _ -> {});
            assertEquals(4 << 20, result.fetched());
            assertEquals(-1, Files.mismatch(big, alone));
        }
    }

    @Test
    void aFolderDoesNotGiveWayToADocument() throws Exception {
        try (var nodes = new Nodes(folder)) {
            var one = nodes.add("one", null);
            content(folder.resolve("one/small"), 1);
            Nodes.holds(one, "small 1");
            var holding = Nodes.holding(one, "small");
            var place = Files.createDirectory(folder.resolve("place"));
            var e = assertThrows(IOException.class, () -> Retrieval.get(Host.HERE, null, holding.document(), addresses(holding),
                    place, _ -> {}));
            assertEquals(place + ": it is no ordinary file", Failure.line(e));
        }
    }

    @Test
    void whenAHolderIsKilledInTheMiddleTheOthersGiveTheRest() throws Exception {
        try (var nodes = new Nodes(folder)) {
            var one = nodes.add("one", null);
            var two = nodes.add("two", null);
            var big = content(folder.resolve("one/big"), 48);
            Files.copy(big, folder.resolve("two/same"));
            nodes.agree(one, two);
            Nodes.holds(one, "big+same 2");
            var holding = Nodes.holding(one, "big");
            var killed = new AtomicBoolean();
            var file = folder.resolve("got");
            var result = Retrieval.get(Host.HERE, null, holding.document(), addresses(holding), file, there -> {
                // Whoever comes meanwhile waits, so that there is a rest.
                synchronized (killed) {
                    if (there > 16 << 20 && killed.compareAndSet(false, true)) two.kill();
                }
            });
            assertTrue(killed.get());
            assertEquals(-1, Files.mismatch(big, file));
            assertEquals(List.of(), result.liars());
            assertTrue(result.holders().contains(one.address()), result.toString());
        }
    }

    @Test
    void moreLiarsThanAreAskedAtOnceKeepNobodyFromTheOneWhoHasIt() throws Exception {
        var liars = new ArrayList<TcpServer>();
        try (var nodes = new Nodes(folder)) {
            var one = nodes.add("one", null, "a");
            Nodes.holds(one, "a 1");
            var document = Nodes.holding(one, "a").document();
            for (int i = 0; i < Retrieval.MOST_HOLDERS + 1; i++) liars.add(Mischief.liar(Host.HERE, document));
            var holders = new ArrayList<>(liars.stream().map(TcpServer::address).toList());
            holders.add(one.address());
            var result = Retrieval.get(Host.HERE, null, document, holders, folder.resolve("got"), _ -> {});
            assertEquals(List.of(one.address()), result.holders());
            assertEquals(liars.size(), result.liars().size());
        } finally {
            liars.forEach(TcpServer::close);
        }
    }

    @Test
    void whoGivesSomethingElseIsNamedWhetherHeAgreesAboutThePiecesOrNot() throws Exception {
        try (var nodes = new Nodes(folder)) {
            var one = nodes.add("one", null);
            var big = content(folder.resolve("one/big"), 3);
            Nodes.holds(one, "big 1");
            var document = Nodes.holding(one, "big").document();
            var right = one.folder().find(document.hash()).pieces();
            var wrong = List.of(right.get(0), right.get(0), right.get(0));
            for (var pieces : List.of(right, wrong)) {
                try (var liar = Mischief.liar(Host.HERE, document, pieces)) {
                    var file = folder.resolve("got" + pieces.size());
                    var holders = List.of(liar.address(), one.address());
                    var result = Retrieval.get(Host.HERE, null, document, holders, file, _ -> {});
                    assertEquals(-1, Files.mismatch(big, file));
                    // Where they agree, the other may have given all before he was asked.
                    if (pieces == wrong || !result.liars().isEmpty()) {
                        assertEquals(List.of(liar.address()), result.liars());
                    }
                    var failed = assertThrows(IOException.class, () -> Retrieval.get(Host.HERE, null, document,
                            List.of(liar.address()), folder.resolve("never"), _ -> {}));
                    assertTrue(failed.getMessage().contains(Address.text(liar.address()) + ": gave something else"),
                            failed.getMessage());
                }
            }
        }
    }

    @Test
    void nonsenseOverTcpEndsOneConnectionAndNoNode() throws Exception {
        try (var nodes = new Nodes(folder)) {
            var one = nodes.add("one", null, "a");
            Nodes.holds(one, "a 1");
            for (String said : new String[] {"GET / HTTP/1.1\r\n\r\n", "\0\0\0\5WLIT\2", "\0\0\0\1\0"}) {
                try (var connection = Host.HERE.connect(one.address(), Tap.Party.UNKNOWN)) {
                    connection.write(said.getBytes(StandardCharsets.ISO_8859_1));
                    connection.endOutput();
                    var buffer = ByteBuffer.allocate(4_096);
                    Eventually.that("it is closed", () -> {
                        try {
                            return connection.read(buffer.clear()) < 0;
                        } catch (IOException _) {
                            return true;
                        }
                    });
                }
            }
            try (var link = IndexLink.connect(Host.HERE, one.address(), null)) {
                var nothing = new IndexRequest.Content(SimulatedSegment.root(1), 0, 1);
                assertThrows(IndexLink.RefusedException.class, () -> link.ask(nothing, IndexReply.Content.class));
                assertThrows(ProtocolViolation.class, () -> link.ask(new IndexRequest.Nodes(), IndexReply.Content.class));
                assertEquals(1, link.holdings().size());
            }
        }
    }
}
