package wirelab.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import wirelab.kit.UsageException;

class SmallPartsTest {
    private static final InetSocketAddress ALICE = new InetSocketAddress("127.0.0.1", 1001);
    private static final InetSocketAddress BOB = new InetSocketAddress("127.0.0.1", 1002);

    private static String refused(Kind kind, String to) {
        return assertThrows(UsageException.class, () -> Target.of(kind, to, 11_000, Interfaces.loopback())).getMessage();
    }

    @Test
    void theAddressSaysTheKind() throws Exception {
        var lo = Interfaces.loopback();
        assertEquals(Kind.MULTICAST, Target.of(null, null, 11_000, lo).kind());
        assertEquals(Kind.MULTICAST, Target.of(null, "239.1.2.3", 11_000, lo).kind());
        assertEquals(Kind.MULTICAST, Target.of(null, "ff02::1234", 11_000, lo).kind());
        assertEquals(Kind.BROADCAST, Target.of(null, "255.255.255.255", 11_000, null).kind());
        assertEquals(Kind.BROADCAST, Target.of(null, "127.255.255.255", 11_000, null).kind());
        assertEquals(Kind.UNICAST, Target.of(null, "127.0.0.1", 11_000, null).kind());
        assertEquals(Kind.ANYCAST, Target.of(null, "127.0.0.1:1,127.0.0.1:2", 11_000, null).kind());
        assertEquals("multicast to 224.1.1.1:11000 on lo", Target.of(Kind.MULTICAST, null, 11_000, lo).toString());
        assertEquals("broadcast to 127.255.255.255:5 on lo", Target.of(Kind.BROADCAST, null, 5, lo).toString());
    }

    @Test
    void whatDoesNotFitIsRefusedInOneLine() {
        assertEquals("10.0.0.1 is not a group: those are in 224.0.0.0/4 or ff00::/8", refused(Kind.MULTICAST, "10.0.0.1"));
        assertEquals("224.1.1.1 is a group: that is multicast", refused(Kind.UNICAST, "224.1.1.1"));
        assertEquals("255.255.255.255 is the broadcast address: that is broadcast",
                refused(Kind.UNICAST, "255.255.255.255"));
        assertEquals("IPv6 has no broadcast; the group ff02::1 is all hosts on the link", refused(Kind.BROADCAST, "::1"));
        assertEquals("unicast goes to one address, not to 2", refused(Kind.UNICAST, "127.0.0.1,127.0.0.2"));
        assertEquals("127.0.0.1:0 has no port", refused(Kind.UNICAST, "127.0.0.1:0"));
        assertEquals("addresses of IPv4 and IPv6 together need two senders", refused(Kind.ANYCAST, "127.0.0.1,::1"));
        assertTrue(refused(Kind.ANYCAST, null).startsWith("anycast needs a set"));
        assertTrue(assertThrows(UsageException.class, () -> Interfaces.named("nosuch0")).getMessage()
                .startsWith("no interface 'nosuch0' here; there are"));
        assertEquals("unknown host no-such-host.invalid",
                assertThrows(IOException.class, () -> Target.of(null, "no-such-host.invalid", 1, null)).getMessage());
    }

    @Test
    void aMembershipIsOfAGroupAndFromAHost() throws Exception {
        var lo = Interfaces.loopback();
        var group = InetAddress.ofLiteral("232.1.1.1");
        assertThrows(UsageException.class, () -> new Membership(InetAddress.ofLiteral("10.0.0.1"), lo, null));
        assertThrows(UsageException.class, () -> new Membership(group, lo, InetAddress.ofLiteral("::1")));
        assertThrows(UsageException.class, () -> new Membership(group, lo, group));
        assertEquals("232.1.1.1 on lo from 10.0.0.1", new Membership(group, lo, InetAddress.ofLiteral("10.0.0.1"))
                .toString());
    }

    @Test
    void aPaceIsSteady() {
        var pace = new Pace(5_000_000, 1000);
        assertEquals(0, pace.left(5_000_000), "the first at once");
        pace.sent(5_000_000);
        assertEquals(1_000_000, pace.left(5_000_000));
        assertEquals(400_000, pace.left(5_600_000));
        for (int i = 1; i < 3000; i++) pace.sent(5_000_000 + i * 1_000_000L);
        assertEquals(0, pace.left(3_005_000_000L));
        var thirds = new Pace(0, 3);
        for (int i = 0; i < 3_000; i++) thirds.sent(i * 333_333_333L);
        assertEquals(1_000_000_000_000L, thirds.left(0), 1000, "no drift from rounding");
    }

    @Test
    void whoWasStoppedForAMinuteDoesNotFlood() {
        var pace = new Pace(0, 1000);
        long now = 60_000_000_000L;
        int atOnce = 0;
        while (pace.left(now) == 0) {
            pace.sent(now);
            atOnce++;
        }
        assertTrue(atOnce >= 100 && atOnce <= 103, atOnce + " at once");
    }

    @Test
    void eachSenderIsCountedByItself() throws Exception {
        var ledger = new Ledger(10);
        for (long n = 1; n <= 4; n++) {
            ledger.accept(new CastMessage.Data(7, n, n, false, "", 0).encode(), ALICE, n);
            if (n != 2) ledger.accept(new CastMessage.Data(7, n, n, false, "", 0).encode(), BOB, n);
            ledger.accept(new CastMessage.Data(8, 2 * n, n, false, "", 0).encode(), ALICE, n);
        }
        assertEquals(0, ledger.reports().get(new Ledger.Source(ALICE, 7)).lost());
        assertEquals(1, ledger.reports().get(new Ledger.Source(BOB, 7)).lost());
        assertEquals(3, ledger.reports().get(new Ledger.Source(ALICE, 8)).lost());
    }

    @Test
    void theLastDatagramOfIperfCountsOnceHoweverOftenItComes() throws Exception {
        var ledger = new Ledger(10);
        long time = 1_795_000_000_000_000_000L;
        for (int n = 1; n < 10; n++) if (n != 5) ledger.accept(IperfDatagram.at(n, false, time, 64).encode(), ALICE, n);
        var end = ledger.accept(IperfDatagram.at(10, true, time, 64).encode(), ALICE, 10);
        assertTrue(end.news());
        for (int n = 11; n < 20; n++) assertNull(ledger.accept(IperfDatagram.at(n, true, time, 64).encode(), ALICE, n)
                .verdict());
        var report = ledger.reports().get(new Ledger.Source(ALICE, 0));
        assertEquals(9, report.received());
        assertEquals(1, report.lost());
    }

    @Test
    void theSenderHeardLeastRecentlyIsForgotten() throws Exception {
        var ledger = new Ledger(2);
        var data = new CastMessage.Data(1, 1, 0, false, "", 0);
        ledger.accept(data.encode(), ALICE, 0);
        ledger.accept(data.encode(), BOB, 0);
        ledger.accept(data.encode(), ALICE, 0);
        ledger.accept(new CastMessage.Data(3, 1, 0, false, "", 0).encode(), BOB, 0);
        assertEquals(java.util.Set.of(new Ledger.Source(ALICE, 1), new Ledger.Source(BOB, 3)), ledger.reports().keySet());
        ledger.accept(ByteBuffer.wrap("hello".getBytes()), BOB, 0);
        assertEquals(1, ledger.foreign());
        assertEquals(5, ledger.foreignBytes());
    }

    @Test
    void oneBadNameOfASetIsLeftOut() throws Exception {
        var target = Target.of(Kind.ANYCAST, "nosuch.invalid,127.0.0.1:1,nosuch2.invalid", 11_000, null);
        assertEquals("anycast to 127.0.0.1:1", target.toString());
        var e = assertThrows(IOException.class, () -> Target.of(null, "nosuch.invalid,nosuch2.invalid", 11_000, null));
        assertEquals("unknown host nosuch.invalid, nosuch2.invalid", e.getMessage());
    }

    @Test
    void whoHasNamedAnInterfaceIsNotToldToNameOne() throws Exception {
        var lo = Interfaces.loopback();
        var target = Target.of(Kind.MULTICAST, "239.1.2.3", 11_000, lo);
        var e = SendFailure.explain(new IOException("Network is unreachable"), target, target.addresses().getFirst());
        assertEquals("cannot send to 239.1.2.3: Network is unreachable; no way leads to groups by " + lo.getName()
                + ": take another interface (--interface eth0), or add a route for 239.1.2.3", e.getMessage());
    }
}
