package wirelab.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.kit.Address;
import wirelab.kit.Peer;

@Tag("scripts")
class CastScriptsTest {
    private static final Pattern TOTAL = Pattern.compile(
            "total .*: received (\\d+), lost (\\d+)/(\\d+) .*, duplicates (\\d+), reordered (\\d+), .*ended");

    private static Peer receiver(String... args) throws Exception {
        return Peer.script("MulticastReceiver", args);
    }

    private static String sent(String... args) throws Exception {
        try (var sender = Peer.script("MulticastSender", args)) {
            assertEquals(0, sender.awaitExit(), sender.output());
            return sender.output();
        }
    }

    @Test
    void aGroupOnLoopbackHasTwoReceiversOfWhichOneLeavesAndBothEndCleanly() throws Exception {
        try (var first = receiver("--interface", "lo", "--port", "0", "--interval", "0")) {
            String port = "" + first.awaitListening().getPort();
            try (var second = receiver("--interface", "lo", "--port", port, "--interval", "0")) {
                second.awaitListening();
                sent("--interface", "lo", "--port", port, "--count", "2", "--rate", "1000", "--text", "for both");
                first.awaitOutput("#2> for both");
                second.awaitOutput("#2> for both");
                first.send("leave 224.1.1.1\n");
                first.awaitOutput("left 224.1.1.1 on lo");
                sent("--interface", "lo", "--port", port, "--count", "1", "--text", "for one");
                second.awaitOutput("#1> for one");
                first.send("leave 224.1.1.1\nhello\njoin 224.9.9.9\n");
                first.awaitOutput("not a member of 224.1.1.1 on lo");
                first.awaitOutput("join GROUP or leave GROUP");
                first.awaitOutput("joined 224.9.9.9 on lo");
                sent("--interface", "lo", "--to", "224.9.9.9:" + port, "--count", "1", "--text", "elsewhere");
                first.awaitOutput("#1> elsewhere");
                assertEquals(0, second.terminate());
                assertTrue(second.output().contains("received 2, lost 0/2 (0.0 %)"), second.output());
                assertEquals(0, first.terminate());
                assertTrue(!first.output().contains("for one"), first.output());
            }
        }
    }

    /// The link's seed decides what is lost and doubled, so two runs tell the same.
    @Test
    void theSameSeedLosesTheSameDatagramsAndTheReceiverCountsThem() throws Exception {
        var totals = new ArrayList<String>();
        for (int run = 0; run < 2; run++) {
            try (var receiver = receiver("--unicast", "--port", "0", "--interval", "20ms")) {
                String address = Address.text(receiver.awaitListening());
                sent("--to", address, "--link", "loss=10% duplicate=5% seed=7", "--count", "300", "--rate", "2000");
                // The sender has ended, and the receiver may have much to read still.
                receiver.awaitOutput("ended");
                assertEquals(0, receiver.terminate());
                var total = TOTAL.matcher(receiver.output());
                assertTrue(total.find(), receiver.output());
                assertEquals("300", total.group(3), "what was lost at the end is known, too");
                assertTrue(Integer.parseInt(total.group(2)) > 10 && Integer.parseInt(total.group(4)) > 3, total.group());
                totals.add(total.group(1) + " " + total.group(2) + " " + total.group(4));
            }
        }
        assertEquals(totals.get(0), totals.get(1));
    }

    @Test
    void broadcastReachesAReceiverThatJoinedNothing() throws Exception {
        try (var receiver = receiver("--broadcast", "--port", "0", "--count", "3")) {
            String port = "" + receiver.awaitListening().getPort();
            assertTrue(sent("--broadcast", "--interface", "lo", "--port", port, "--count", "3", "--rate", "1000", "--text",
                    "to all")
                    .contains("broadcast to 127.255.255.255:" + port + " on lo"));
            assertEquals(0, receiver.awaitExit(), receiver.output());
            assertTrue(receiver.output().contains("#3> to all"), receiver.output());
        }
    }

    @Test
    void anycastTellsWhoIsSilentAndGoesOnWithTheNext() throws Exception {
        String dead = "127.0.0.1:" + Peer.freePort();
        try (var alive = receiver("--anycast", "--port", "0")) {
            String address = Address.text(alive.awaitListening());
            String said = sent("--to", dead + "," + address, "--count", "5", "--rate", "100", "--patience", "300ms",
                    "--text", "x");
            assertTrue(said.contains(dead + " is silent"), said);
            assertTrue(said.contains(dead + " answered 0"), said);
            assertTrue(said.contains(address + " answered 5"), said);
            assertEquals(0, alive.terminate());
        }
        try (var sender = Peer.script("MulticastSender", "--anycast", "--to", dead, "--count", "2", "--rate", "100",
                "--patience", "100ms")) {
            assertEquals(1, sender.awaitExit(), sender.output());
            assertTrue(sender.output().contains("MulticastSender: nobody answered 2 of 2 datagrams"), sender.output());
        }
    }

    @Test
    void mistakesAreOneLineAndStatus2() throws Exception {
        for (var args : List.of(List.of("--multicast", "--to", "10.0.0.1"), List.of("--unicast", "--broadcast"),
                List.of("--rate", "0"),
                List.of("--size", "65508"), List.of("--ttl", "256"), List.of("--port", "0"),
                        List.of("--interface", "nosuch0"),
                List.of("--to", "224.1.1.1", "--interface", "lo", "--link", "loss=1%"), List.of("--anycast"))) {
            try (var sender = Peer.script("MulticastSender", args.toArray(String[]::new))) {
                assertEquals(2, sender.awaitExit(), args + sender.output());
                assertEquals(1, sender.output().lines().count(), sender.output());
            }
        }
        try (var receiver = receiver("--unicast", "--group", "224.1.1.1")) {
            assertEquals(2, receiver.awaitExit(), receiver.output());
        }
    }

    @Test
    void oneBadNameOfSeveralGroupsEndsNothingAndOneIsNotSeveral() throws Exception {
        try (var receiver = receiver("--interface", "lo", "--port", "0", "--interval", "0", "--group", "nosuch.invalid",
                "--group", "224.9.9.9")) {
            String port = "" + receiver.awaitListening().getPort();
            assertTrue(receiver.output().startsWith("MulticastReceiver: unknown host nosuch.invalid\n"), receiver.output());
            String said = sent("--interface", "lo", "--to", "224.9.9.9:" + port, "--count", "1", "--text", "alone");
            assertTrue(said.contains("\nsent 1 datagram in "), said);
            receiver.awaitOutput("#1> alone");
            receiver.send("LEAVE 224.9.9.9\n");
            receiver.awaitOutput("left 224.9.9.9 on lo");
            assertEquals(0, receiver.terminate(), receiver.output());
        }
        try (var receiver = receiver("--group", "nosuch.invalid", "--group", "nosuch2.invalid")) {
            assertEquals(1, receiver.awaitExit());
            assertTrue(receiver.output().endsWith("MulticastReceiver: no group could be joined\n"), receiver.output());
        }
    }
}
