package wirelab.rudp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import wirelab.congestion.ControlName;

/// What happens on ways, each with its seed and the line at which it passes. Virtual time, whole machines at both ends.
class ScenariosTest {
    private static final long SIZE = 20_000_000;
    private static final String FAST = "delay=10ms up:rate=100mbit up:queue=200K ";

    private static Bottleneck.Flow over(String line, long size, double limit) {
        var link = new Bottleneck(line, 7);
        var flow = link.flow(ControlName.TOLERANT, 0, size);
        link.run(limit);
        assertEquals(null, flow.closed);
        assertEquals(size, flow.received, "bytes that came");
        return flow;
    }

    @Test
    void fiveMillisecondsOfReorderingCostAtMostOnePercent() {
        var flow = over("delay=10ms up:delay=12500us±2500us up:order=free up:rate=100mbit up:queue=200K", SIZE, 10);
        var stats = flow.stats();
        assertTrue(stats.spurious() <= 0.01 * stats.sent(), stats.toString());
        assertTrue(flow.whole() > 40, flow.whole() + " Mbit/s");
    }

    @Test
    void aTwentiethTwiceCostsNothing() {
        var flow = over(FAST + "duplicate=5%", SIZE, 10);
        assertTrue(flow.client.sentBytes < 1.12 * SIZE, flow.client.sentBytes + " bytes on the wire");
        assertTrue(flow.whole() > 40, flow.whole() + " Mbit/s");
    }

    @Test
    void aBitTurnedOverInAThousandthOfThePacketsIsFound() {
        var link = new Bottleneck(FAST + "corrupt=0.1%", 7);
        var flow = link.flow(ControlName.TOLERANT, 0, SIZE);
        link.run(10);
        assertEquals(SIZE, flow.received);
        assertTrue(link.malformed > 5, link.malformed + " found");
        assertTrue(flow.whole() > 40, flow.whole() + " Mbit/s");
    }

    @Test
    void aThirdOfTheAcknowledgementsMayGetLost() {
        var flow = over(FAST + "down:loss=30%", SIZE, 10);
        assertTrue(flow.stats().spurious() < 0.01 * flow.stats().sent(), flow.stats().toString());
        assertTrue(flow.whole() > 40, flow.whole() + " Mbit/s");
    }

    @Test
    void threeSecondsOfBlackoutAreSurvivedAndSoonMadeUpFor() {
        var flow = over(FAST + "blackout=500ms..3500ms", SIZE, 20);
        // 1.6 s of sending, 3 s of darkness, and no more than 0.8 s until it is found out that the light is back, and as fast.
        assertTrue(flow.doneAt < 5_400_000_000L, flow.doneAt / 1e9 + " s");
    }

    @Test
    void aReceiverThatStallsForFiveSecondsLosesNothing() {
        var link = new Bottleneck(FAST, 7);
        var flow = link.flow(ControlName.TOLERANT, 0, SIZE);
        link.run(0.3);
        flow.stalled = true;
        link.run(5.3);
        long before = flow.received;
        assertTrue(flow.stats().inFlight() == 0, flow.stats().toString());
        long lost = flow.stats().lost();
        flow.resume();
        link.run(20);
        assertEquals(SIZE, flow.received);
        assertTrue(before < SIZE && flow.stats().lost() - lost < 500, flow.stats().toString());
    }

    @Test
    void anAddressThatChangesInMidFileIsProvedAndTaken() {
        var link = new Bottleneck(FAST, 7);
        var flow = link.flow(ControlName.TOLERANT, 0, SIZE);
        link.run(0.5);
        flow.client.address = new InetSocketAddress("198.51.100.9", 77);
        link.run(20);
        assertEquals(SIZE, flow.received);
        assertEquals(flow.client.address, flow.server.machine.connection(flow.connection).peer());
    }

    @Test
    void anAddressThatDoesNotAnswerIsNeverTaken() {
        var link = new Bottleneck(FAST, 7);
        var flow = link.flow(ControlName.TOLERANT, 0, SIZE);
        link.run(0.5);
        var forged = new InetSocketAddress("198.51.100.9", 77);
        flow.client.forgedFor = 3;
        flow.client.forged = forged;
        link.run(20);
        assertEquals(SIZE, flow.received);
        assertTrue(flow.sentTo(forged) > 0, "was asked");
        assertTrue(flow.sentTo(forged) <= 3 * flow.cameFrom(forged), flow.sentTo(forged) + " bytes to it");
        assertEquals(flow.client.address, flow.server.machine.connection(flow.connection).peer());
    }

    @Test
    void aPathThatShrinksTo1280BytesIsFoundOut() {
        var link = new Bottleneck(FAST, 7);
        var flow = link.flow(ControlName.TOLERANT, 0, SIZE);
        link.run(0.5);
        assertEquals(RudpOptions.ETHERNET, flow.stats().mtu());
        link.mtu = 1_280;
        link.run(30);
        assertEquals(SIZE, flow.received);
        assertTrue(flow.stats().mtu() <= 1_280 - Bottleneck.HEADERS, flow.stats().toString());
    }

    @Test
    void theSequenceWrapsInMidFile() {
        // Numbers begin anywhere: with this seed within 10,000 of the end of 32 bits.
        var link = new Bottleneck(FAST, 7);
        var flow = link.flowNearWrap(SIZE);
        link.run(10);
        assertEquals(SIZE, flow.received);
        assertTrue(flow.client.wrapped, "did not wrap");
    }
}
