package wirelab.multicast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Address;
import wirelab.kit.Eventually;
import wirelab.kit.Fuzz;
import wirelab.kit.Host;
import wirelab.kit.Tap;

@Tag("socket")
class ReceiverTest {
    private static final String GROUP = "239.3.3.3";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private NetworkInterface lo;

    @BeforeEach
    void findLoopback() throws Exception {
        lo = Interfaces.loopback();
    }

    private Sender toGroup(int port) throws IOException {
        return Sender.open(Target.of(Kind.MULTICAST, GROUP, port, lo), Sender.Options.DEFAULTS);
    }

    private Sender toAll(int port) throws IOException {
        return Sender.open(Target.of(Kind.BROADCAST, null, port, lo), Sender.Options.DEFAULTS);
    }

    @Test
    void twoReceiversOnOneHostBothGetWhatIsSentToTheirGroupAndAThirdDoesNot() throws Exception {
        try (var a = Heard.at("0.0.0.0", 0).join(GROUP, lo); var b = Heard.at("0.0.0.0", a.port()).join(GROUP, lo);
                var stranger = Heard.at("0.0.0.0", a.port()); var group = toGroup(a.port()); var all = toAll(a.port())) {
            group.send("to the group");
            all.send("to all");
            for (var each : List.of(a, b)) {
                each.await("to all");
                assertEquals(List.of("to the group", "to all"), each.texts);
            }
            stranger.await("to all");
            assertEquals(List.of("to all"), stranger.texts);
        }
    }

    @Test
    void whoHasLeftGetsNothingMoreAlthoughAnotherOnTheHostStays() throws Exception {
        try (var a = Heard.at("0.0.0.0", 0).join(GROUP, lo); var b = Heard.at("0.0.0.0", a.port()).join(GROUP, lo);
                var group = toGroup(a.port()); var all = toAll(a.port())) {
            group.send("one");
            a.await("one");
            var membership = new Membership(InetAddress.ofLiteral(GROUP), lo, null);
            assertTrue(a.receiver.leave(membership));
            assertFalse(a.receiver.leave(membership));
            group.send("two");
            all.send("end");
            a.await("end");
            assertEquals(List.of("one", "end"), a.texts);
            b.await("end");
            assertEquals(List.of("one", "two", "end"), b.texts);
            a.join(GROUP, lo);
            group.send("again");
            a.await("again");
        }
    }

    @Test
    void aSourceSpecificMemberHearsThatSourceAlone() throws Exception {
        try (var picky = Heard.at("0.0.0.0", 0); var all = toAll(picky.port());
                var wanted = Host.HERE.bind(new InetSocketAddress("127.0.0.2", 0), Tap.Party.UNKNOWN);
                var other = Host.HERE.bind(new InetSocketAddress("127.0.0.3", 0), Tap.Party.UNKNOWN)) {
            picky.receiver.join(new Membership(InetAddress.ofLiteral("232.3.3.3"), lo, InetAddress.ofLiteral("127.0.0.2")));
            for (var socket : List.of(other, wanted)) {
                socket.option(StandardSocketOptions.IP_MULTICAST_IF, lo);
                socket.send(("from " + socket.local().getHostString()).getBytes(),
                        new InetSocketAddress("232.3.3.3", picky.port()));
            }
            all.send("end");
            picky.await("end");
            assertEquals(List.of("from 127.0.0.2", "end"), picky.texts);
            var e = assertThrows(IOException.class, () -> picky.join("232.3.3.3", lo));
            assertEquals("cannot join 232.3.3.3 on lo: it belongs to this group from chosen senders already",
                    e.getMessage());
        }
    }

    @Test
    void oneGroupTooManyIsRefusedInOneLineAndTheOthersStay() throws Exception {
        try (var heard = Heard.at("0.0.0.0", 0); var group = toGroup(heard.port())) {
            heard.join(GROUP, lo);
            var e = assertThrows(IOException.class, () -> {
                for (int i = 1; i <= Receiver.MAX_MEMBERSHIPS; i++) heard.join("239.4.4." + i, lo);
            });
            assertTrue(e.getMessage().startsWith("cannot join 239.4.4.") || e.getMessage().startsWith("more than 100"),
                    e.getMessage());
            if (e.getMessage().contains("No buffer space")) assertTrue(e.getMessage().contains("igmp_max_memberships"),
                    e.getMessage());
            group.send("still here");
            heard.await("still here");
        }
    }

    @Test
    void aPortThatIsNotSharedCanBeHadOnce() throws Exception {
        var options = Receiver.Options.DEFAULTS.withBind(new InetSocketAddress("127.0.0.1", 0)).withShared(false);
        try (var first = new Heard(options)) {
            var e = assertThrows(IOException.class, () -> new Heard(options.withBind(first.receiver.address())));
            assertTrue(e.getMessage().startsWith("cannot listen on 127.0.0.1:" + first.port()), e.getMessage());
        }
    }

    @Test
    void tenThousandDamagedDatagramsAreCountedAndTheNextGoodOneIsRead() throws Exception {
        byte[][] messages = CastMessageTest.MESSAGES.stream().map(message -> message.encode().array())
                .toArray(byte[][]::new);
        try (var heard = new Heard(Receiver.Options.DEFAULTS.withBind(new InetSocketAddress("127.0.0.1", 0))
                .withAnswers(true));
                var socket = Host.HERE.towards(heard.receiver.address(), Tap.Party.UNKNOWN)) {
            var counters = heard.receiver.counters();
            long sent = 0;
            for (byte[] mutation : (Iterable<byte[]>) Fuzz.mutations(7, 10_000, messages)::iterator) {
                socket.send(mutation, heard.receiver.address());
                // No faster than it reads, or the system throws some away.
                long all = ++sent;
                if (sent % 50 == 0) Eventually.that(all + " received", () -> counters.get("received") == all);
            }
            assertTrue(counters.get("malformed") > 1000, counters.toString());
            assertEquals(0, counters.get("failed"));
            socket.send(new CastMessage.Data(1, 1, 0, false, "good", 0).encode(), heard.receiver.address());
            heard.await("good");
            assertTrue(heard.receiver.ledger().reports().size() <= 256);
        }
    }

    @Test
    void onlyAMemberOfASetAnswersAndOnlyWhenAsked() throws Exception {
        try (var member = new Heard(Receiver.Options.DEFAULTS.withBind(new InetSocketAddress("127.0.0.1", 0))
                .withAnswers(true));
                var other = Heard.at("127.0.0.1", 0); var socket = Host.HERE.towards(member.receiver.address(),
                        Tap.Party.UNKNOWN)) {
            socket.send(new CastMessage.Data(5, 1, 11, true, "", 0).encode(), other.receiver.address());
            socket.send(new CastMessage.Data(5, 2, 12, false, "", 0).encode(), member.receiver.address());
            socket.send(new CastMessage.Data(5, 3, 13, true, "", 0).encode(), member.receiver.address());
            var answer = ByteBuffer.allocate(100);
            assertEquals(member.receiver.address(), socket.receive(answer, LIMIT));
            assertEquals(new CastMessage.Answer(5, 3, 13), Payload.decode(answer.flip()));
            Eventually.that("the other has heard, too", () -> other.receiver.counters().get("received") == 1);
            assertEquals(0, other.receiver.counters().get("answered"));
        }
    }

    @Test
    void whenAMemberOfASetDiesTheNextTakesOverAndNothingIsLost() throws Exception {
        var options = Receiver.Options.DEFAULTS.withBind(new InetSocketAddress("127.0.0.1", 0)).withShared(false)
                .withAnswers(true);
        var actions = new CopyOnWriteArrayList<Failover.Action>();
        try (var first = new Heard(options); var second = new Heard(options)) {
            var set = Target.of(Kind.ANYCAST, Address.text(first.receiver.address()) + ","
                    + Address.text(second.receiver.address()), 0, null);
            try (var sender = AnycastSender.open(set, Sender.Options.DEFAULTS, Duration.ofSeconds(1), LIMIT, actions::add)) {
                for (int i = 1; i <= 50; i++) sender.send("a" + i);
                assertTrue(sender.drain(LIMIT));
                assertArrayEquals(new long[] {50, 0}, sender.answered());
                first.close();
                for (int i = 1; i <= 50; i++) sender.send("b" + i);
                assertTrue(sender.drain(LIMIT));
                assertArrayEquals(new long[] {50, 50}, sender.answered());
                assertEquals(0, sender.givenUp());
                assertEquals(List.of(new Failover.Action.Down(0)), actions.stream()
                        .filter(Failover.Action.Down.class::isInstance).toList());
                var expected = new ArrayList<String>();
                for (int i = 1; i <= 50; i++) expected.add("b" + i);
                assertEquals(expected, second.texts);
            }
        }
    }

    @Test
    void answersOfStrangersAreNoAnswers() throws Exception {
        try (var silent = Host.HERE.bind(new InetSocketAddress("127.0.0.1", 0), Tap.Party.UNKNOWN)) {
            var set = new Target(Kind.ANYCAST, List.of(silent.local()), null);
            try (var sender = AnycastSender.open(set, Sender.Options.DEFAULTS, Duration.ofMillis(300), LIMIT, _ -> {})) {
                sender.send("hello");
                var in = ByteBuffer.allocate(100);
                var from = silent.receive(in);
                silent.send(new CastMessage.Answer(99, 1, 0).encode(), from);
                silent.send("nonsense".getBytes(), from);
                silent.send(new byte[] {0x57, 0x4c, 0x4d, 0x43, 9}, from);
                assertTrue(sender.drain(LIMIT));
                assertEquals(1, sender.givenUp());
                assertEquals(0, sender.answered()[0]);
            }
        }
    }

    @Test
    void sizeAndTextAreAsAsked() throws Exception {
        try (var heard = Heard.at("127.0.0.1", 0);
                var sender = Sender.open(new Target(Kind.UNICAST, List.of(heard.receiver.address()), null),
                        Sender.Options.DEFAULTS.withSize(1400).withText("padded"))) {
            sender.send();
            sender.end();
            Eventually.that("the end is heard", () -> heard.receiver.ledger().reports().values().stream()
                    .anyMatch(ReceptionReport::ended));
            var report = heard.receiver.ledger().reports().get(new Ledger.Source(
                    new InetSocketAddress("127.0.0.1", sender.local().getPort()), sender.id()));
            assertEquals(1400, report.bytes());
            assertEquals(List.of("padded"), heard.texts);
        }
    }
}
