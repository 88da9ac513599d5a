package wirelab.rudp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wirelab.congestion.AckSample;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;

/// The parts of a connection, each alone.
class PartsTest {
    private static final long MS = 1_000_000;

    @Test
    void numbersOf32BitsAreThoseNearestToOneThatIsKnown() {
        assertEquals(0x1_0000_0001L, Serial.extend(0xffff_fff0L, 1));
        assertEquals(0xffff_fff0L, Serial.extend(0x1_0000_0001L, 0xffff_fff0));
        assertEquals(7, Serial.extend(6, 7));
        assertEquals(0x5_8000_0000L, Serial.extend(0x5_7fff_ffffL, 0x8000_0000));
    }

    @Test
    void rangesAreWhatASetOfBitsIs() {
        var random = new Random(5);
        var ranges = new Ranges();
        var bits = new BitSet();
        for (int i = 0; i < 20_000; i++) {
            int from = random.nextInt(300);
            int to = from + random.nextInt(20);
            if (random.nextInt(3) > 0) {
                ranges.add(from, to);
                bits.set(from, to);
            } else {
                ranges.remove(from, to);
                bits.clear(from, to);
            }
            int asked = random.nextInt(320);
            assertEquals(bits.get(asked), ranges.contains(asked));
            assertEquals(bits.isEmpty(), ranges.isEmpty());
            if (!bits.isEmpty()) {
                assertEquals(bits.nextSetBit(0), ranges.first());
                assertEquals(bits.nextClearBit(bits.nextSetBit(0)), ranges.firstEnd());
            }
            boolean all = bits.nextClearBit(from) >= to;
            assertEquals(all, ranges.containsAll(from, to));
            long end = -1;
            for (var range : ranges.inOrder()) {
                assertTrue(range.getKey() > end, "ranges do not touch");
                end = range.getValue();
            }
        }
    }

    @Test
    void aRingGrowsAndKeepsWhatItHolds() {
        var ring = new ByteRing(1 << 16);
        byte[] data = new byte[60_000];
        new Random(1).nextBytes(data);
        long base = (1L << 40) - 100;
        for (int at = 0; at < data.length; at += 1_000) {
            ring.reserve(base, base + at, base + at + 1_000);
            ring.put(base + at, data, at, 1_000);
        }
        byte[] back = new byte[data.length];
        ring.get(base, back, 0, back.length);
        assertArrayEquals(data, back);
        assertThrows(IllegalStateException.class, () -> ring.reserve(0, 0, (1 << 16) + 1));
    }

    /// Packets of 100 bytes, one each ms from time 0 on.
    private static final class Sent implements SentPackets.Outcome {
        final RttEstimator rtt = new RttEstimator();
        final SentPackets packets = new SentPackets(0, rtt, this);
        final AckSample sample = new AckSample();
        final List<Long> arrived = new ArrayList<>();
        final List<Long> lost = new ArrayList<>();

        Sent(int count) {
            for (int i = 0; i < count; i++) send(i * MS);
        }

        void send(long now) {
            packets.sent(new SentPacket(packets.take(), now, 100, new SentPacket.Piece[0], false));
        }

        void ack(long now, long from, long to) {
            sample.begin(now);
            packets.acknowledged(from, to, sample);
            packets.settle(sample, 0);
        }

        @Override
        public void arrived(SentPacket packet) {
            arrived.add(packet.number);
        }

        @Override
        public void lost(SentPacket packet) {
            lost.add(packet.number);
        }
    }

    @Test
    void threePacketsLaterOneIsLost() {
        var sent = new Sent(10);
        sent.ack(20 * MS, 1, 3);
        assertEquals(List.of(), sent.lost);
        sent.ack(21 * MS, 3, 4);
        assertEquals(List.of(0L), sent.lost);
        assertEquals(6, sent.packets.inFlight());
        assertEquals(600, sent.packets.bytesInFlight());
    }

    @Test
    void aRoundTripAndAnEighthLaterOneIsLostToo() {
        var sent = new Sent(3);
        sent.ack(21 * MS, 1, 2);
        assertEquals(List.of(), sent.lost);
        // A round trip of 20 ms: packet 0, sent at 0, is lost at 22.5 ms.
        assertEquals(22_500_000, sent.packets.lossAt());
        sent.sample.begin(22_500_000);
        sent.packets.findLost(22_500_000, sent.sample);
        assertEquals(List.of(0L), sent.lost);
        assertEquals(Machine.NEVER, sent.packets.lossAt());
    }

    @Test
    void aPacketThatWasLateMakesForMorePatience() {
        var sent = new Sent(30);
        sent.ack(40 * MS, 10, 11);
        assertEquals(8, sent.lost.size());
        sent.ack(41 * MS, 2, 10);
        assertEquals(6, sent.packets.spuriousTotal());
        sent.lost.clear();
        sent.ack(42 * MS, 14, 15);
        assertEquals(List.of(), sent.lost, "ten packets of reordering are known by now");
        sent.ack(43 * MS, 22, 23);
        assertFalse(sent.lost.isEmpty());
    }

    @Test
    void theRateOfDeliveryIsThatOfTheSlowerOfSendingAndArriving() {
        var sent = new Sent(20);
        for (int i = 0; i < 20; i++) sent.ack((20 + 2 * i) * MS, i, i + 1);
        sent.send(60 * MS);
        for (int i = 0; i < 10; i++) sent.send((61 + i) * MS);
        for (int i = 20; i < 31; i++) sent.ack((80 + 2 * (i - 20)) * MS, i, i + 1);
        assertEquals(31, sent.arrived.size());
    }

    @Test
    void whatIsRememberedHasALimitEvenIfOnlyAcknowledgementsAreSent() {
        var sent = new Sent(1);
        for (int i = 0; i < 3 * SentPackets.LIMIT; i++) sent.packets.take();
        sent.send(9 * MS);
        assertEquals(List.of(0L), sent.lost);
        assertEquals(1, sent.packets.inFlight());
        sent.ack(30 * MS, 3L * SentPackets.LIMIT + 1, 3L * SentPackets.LIMIT + 2);
        assertEquals(0, sent.packets.inFlight());
    }

    @Test
    void anAcknowledgementSaysWhatTheBitsCannot() {
        var received = new ReceivedPackets(99);
        for (long number = 100; number < 200; number++) if (number != 110 && number != 190) received.add(0, number, true);
        assertEquals(199, received.largest());
        assertEquals(~(1 << 8), received.bits());
        var frame = received.frame(5_000);
        assertEquals(9, frame.first());
        assertArrayEquals(new long[] {1, 79, 1, 10}, frame.runs());
        assertTrue(received.isOld(150) && !received.isOld(110) && received.isOld(50));
    }

    @Test
    void runsOfNumbersAreForgottenFromBelowAndThenCountAsReceived() {
        var received = new ReceivedPackets(0);
        for (long number = 1; number < 2_000; number += 2) received.add(0, number, true);
        assertEquals(256, received.runs());
        assertTrue(received.isOld(2), "of that nobody knows any more");
        assertFalse(received.isOld(1_998));
    }

    @Test
    void anAcknowledgementIsDueWithTheSecondPacketOrAfterTwoMilliseconds() {
        var received = new ReceivedPackets(0);
        received.add(0, 1, true);
        assertEquals(2 * MS, received.dueAt());
        received.add(10, 2, true);
        assertEquals(10, received.dueAt());
        received.told(10);
        received.add(MS, 4, true);
        assertEquals(MS, received.dueAt(), "a gap is told at once");
        received.told(MS);
        received.add(MS + 1, 5, false);
        assertEquals(Machine.NEVER, received.dueAt());
    }

    @Test
    void wherePacketsAreDenseTheClockLeavesTheAcknowledgementToTheNextOfThem() {
        var received = new ReceivedPackets(0);
        for (long number = 1; number <= 4; number++) received.add(0, number, true);
        assertEquals(0, received.wakeAt(), "at first, at once");
        received.told(0);
        received.add(10_000, 5, true);
        assertTrue(received.isDense());
        assertEquals(100_000, received.dueAt(), "no second packet is waited for");
        assertEquals(400_000, received.wakeAt(), "the clock comes late");
        received.told(100_000);
        received.add(150_000, 6, true);
        assertFalse(received.isDense(), "the last one was about one packet");
        assertEquals(received.dueAt(), received.wakeAt());
    }

    @Test
    void aPauseEndsTheDensity() {
        var received = new ReceivedPackets(0);
        for (long number = 1; number <= 4; number++) received.add(0, number, true);
        received.told(0);
        received.add(MS, 5, true);
        assertFalse(received.isDense());
        assertEquals(3 * MS, received.dueAt());
    }

    /// A reader who asks for many streams and reads none.
    @Test
    void streamsShareWhatIsKeptOfThem() {
        var budget = new WindowBudget(7 << 19);
        long kept = keepMuch(budget);
        assertTrue(kept > 4 << 20 && kept < 20 << 20, "kept: " + kept);
        assertFalse(budget.take(1), "all of it is taken");
        kept = keepMuch(budget);
        assertTrue(kept > 512 * 1024 && kept < 4 << 20, "kept without a budget: " + kept);
    }

    private static long keepMuch(WindowBudget budget) {
        var streams = new StreamTable(1, true, RudpOptions.DEFAULTS, budget, 1, 64, _ -> {});
        byte[] much = new byte[8 << 20];
        long kept = 0;
        for (int i = 0; i < 64; i++) kept += streams.write(streams.open(), much, 0, much.length, 4 << 20);
        return kept;
    }

    @Test
    void aWindowThatIsExceededIsAnError() throws Exception {
        var stream = new ReceiveStream(new ReceiveWindow(100, 1 << 14));
        assertEquals(60, stream.receive(40, new byte[20], false));
        assertThrows(ProtocolViolation.class, () -> stream.receive(90, new byte[11], false));
        assertEquals(0, stream.receive(0, new byte[40], false));
        assertEquals(60, stream.available());
        stream.receive(60, new byte[10], true);
        assertThrows(ProtocolViolation.class, () -> stream.receive(60, new byte[11], false), "behind the end");
        assertThrows(ProtocolViolation.class, () -> stream.receive(60, new byte[9], true), "another end");
        assertEquals(70, stream.read(new byte[100], 0, 100));
        assertEquals(-1, stream.read(new byte[100], 0, 100));
    }

    @Test
    void theSizeOfAPacketIsFoundFromAboveAndLostAgain() {
        var search = new MtuSearch(0, 1_472);
        assertEquals(1_200, search.current());
        for (int size : new int[] {1_472, 1_472, 1_472, 1_452, 1_452, 1_452}) {
            assertEquals(size, search.probe());
            search.lost(1, size);
        }
        assertEquals(1_400, search.probe());
        search.arrived(2, 1_400);
        assertEquals(1_400, search.current());
        assertTrue(search.nextAt() > 500_000 * MS, "and then not for minutes");
        search.blackHole(3);
        assertEquals(1_200, search.current());
        search.refused(6_000 * MS, search.probe());
        assertEquals(1_452, search.probe());
    }
}
