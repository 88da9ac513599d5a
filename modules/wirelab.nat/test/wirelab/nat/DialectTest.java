package wirelab.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Both classroom dialects, datagram for datagram.
class DialectTest {
    private final Exchange exchange = new Exchange("a", "198.51.100.1:40001", "b", "203.0.113.2:40002", "c",
            "198.51.100.1:40003",
            "d", "198.51.100.1:40004", "n", "198.51.100.99:50000");

    @Test
    void taggedClientsRegisterAreListedAndLeave() {
        exchange.replay("""
            a > Ralice,192.168.1.11:10081
            a < Ralice,198.51.100.1:40001,192.168.1.11:10081
            = alice 198.51.100.1:40001 / 192.168.1.11:10081
            b > Rbob,192.168.2.22:10081
            b < Ralice,198.51.100.1:40001,192.168.1.11:10081|bob,203.0.113.2:40002,192.168.2.22:10081
            a < Rbob,203.0.113.2:40002,192.168.2.22:10081
            = bob 203.0.113.2:40002 / 192.168.2.22:10081
            a > Kalice
            b > Ubob
            a < Ubob
            = bob is unregistered 203.0.113.2:40002
            """);
    }

    @Test
    void spokenClientsRegisterAreAnnouncedAndLeave() {
        exchange.replay("""
            a > alice 192.168.1.11
            a < alice 198.51.100.1:40001
            = alice 198.51.100.1:40001
            b > bob 192.168.2.22
            b < alice 198.51.100.1:40001
            b < bob 203.0.113.2:40002
            a < bob 203.0.113.2:40002
            = bob 203.0.113.2:40002
            a > alice@keepalive
            b > bob @exit
            a < bob is unregistered 203.0.113.2:40002
            = bob is unregistered 203.0.113.2:40002
            """);
    }

    @Test
    void spokenNeighboursBehindOneNatLearnThePrivateAddress() {
        exchange.replay("""
            a > alice 192.168.1.11
            a < alice 198.51.100.1:40001
            = alice 198.51.100.1:40001
            c > carol 192.168.1.12
            c < alice 198.51.100.1:40001
            c < alice@private:192.168.1.11
            c < carol 198.51.100.1:40003
            a < carol 198.51.100.1:40003
            a < carol@private:192.168.1.12
            = carol 198.51.100.1:40003
            d > dave 192.168.9.1
            d < alice 198.51.100.1:40001
            d < carol 198.51.100.1:40003
            d < dave 198.51.100.1:40004
            a < dave 198.51.100.1:40004
            c < dave 198.51.100.1:40004
            = dave 198.51.100.1:40004
            """);
    }

    @Test
    void eachDialectSeesTheClientsOfTheOther() {
        exchange.replay("""
            a > Ralice,192.168.1.11:10081
            a < Ralice,198.51.100.1:40001,192.168.1.11:10081
            = alice 198.51.100.1:40001 / 192.168.1.11:10081
            b > bob 192.168.2.22
            b < alice 198.51.100.1:40001
            b < bob 203.0.113.2:40002
            a < Rbob,203.0.113.2:40002,192.168.2.22:10081
            = bob 203.0.113.2:40002
            c > carol 192.168.1.12
            c < alice 198.51.100.1:40001
            c < alice@private:192.168.1.11
            c < bob 203.0.113.2:40002
            c < carol 198.51.100.1:40003
            a < Rcarol,198.51.100.1:40003,192.168.1.12:10081
            b < carol 198.51.100.1:40003
            = carol 198.51.100.1:40003
            a > Ualice
            b < alice is unregistered 198.51.100.1:40001
            c < alice is unregistered 198.51.100.1:40001
            = alice is unregistered 198.51.100.1:40001
            b > bob @exit
            c < bob is unregistered 203.0.113.2:40002
            = bob is unregistered 203.0.113.2:40002
            """);
    }

    @Test
    void whoIsSilentForThirtySecondsIsOffLine() {
        exchange.replay("""
            a > Ralice,192.168.1.11:10081
            a < Ralice,198.51.100.1:40001,192.168.1.11:10081
            = alice 198.51.100.1:40001 / 192.168.1.11:10081
            b > bob 192.168.2.22
            b < alice 198.51.100.1:40001
            b < bob 203.0.113.2:40002
            a < Rbob,203.0.113.2:40002,192.168.2.22:10081
            = bob 203.0.113.2:40002
            +10
            b > bob@keepalive
            +10
            b > bob@keepalive
            +9
            b > bob@keepalive
            +3
            b < alice is off-line 198.51.100.1:40001
            = alice is off-line 198.51.100.1:40001
            """);
        var other = new Exchange("a", "198.51.100.1:40001", "b", "203.0.113.2:40002");
        other.replay("""
            a > alice 10.0.0.1
            a < alice 198.51.100.1:40001
            = alice 198.51.100.1:40001
            +20
            b > Rbob,10.0.0.2:9
            b < Ralice,198.51.100.1:40001,10.0.0.1:10081|bob,203.0.113.2:40002,10.0.0.2:9
            a < bob 203.0.113.2:40002
            = bob 203.0.113.2:40002 / 10.0.0.2:9
            +11
            b < Ualice
            = alice is off-line 198.51.100.1:40001
            """);
    }

    @Test
    void whoRegistersFromANewAddressHasMovedAndAnotherPrivateAddressIsSomebodyElse() {
        exchange.replay("""
            a > Ralice,192.168.1.11:10081
            a < Ralice,198.51.100.1:40001,192.168.1.11:10081
            = alice 198.51.100.1:40001 / 192.168.1.11:10081
            b > alice 192.168.2.22
            b < alice is taken
            b > Ralice,192.168.2.22:10081
            b < Ealice taken
            n > Ralice,192.168.1.11:10081
            n < Ralice,198.51.100.99:50000,192.168.1.11:10081
            = alice 198.51.100.99:50000 / 192.168.1.11:10081
            """);
        assertEquals(2, exchange.counters.get("refused"));
    }

    @Test
    void exitsAndKeepAlivesOfStrangersAreIgnored() {
        exchange.replay("""
            a > Ralice,192.168.1.11:10081
            a < Ralice,198.51.100.1:40001,192.168.1.11:10081
            = alice 198.51.100.1:40001 / 192.168.1.11:10081
            b > Ualice
            b > alice @exit
            b > Kalice
            +31
            = alice is off-line 198.51.100.1:40001
            """);
        assertEquals(3, exchange.counters.get("stranger"));
    }

    @Test
    void aFullServerSaysSo() {
        var small = new Exchange(new NatServer.Limits(1, 1, Duration.ofSeconds(30), 5, 1000), "a", "198.51.100.1:40001",
                "b", "203.0.113.2:2");
        small.replay("""
            a > Ralice,192.168.1.11:10081
            a < Ralice,198.51.100.1:40001,192.168.1.11:10081
            = alice 198.51.100.1:40001 / 192.168.1.11:10081
            b > Rbob,192.168.2.22:10081
            b < Ebob full
            b > bob 192.168.2.22
            b < bob is full
            """);
    }

    @Test
    void idsThatLookLikeTheOtherDialectAreReadRight() {
        exchange.replay("""
            a > Rob 192.168.1.11
            a < Rob 198.51.100.1:40001
            = Rob 198.51.100.1:40001
            a > Rob@keepalive
            a > Rob @exit
            = Rob is unregistered 198.51.100.1:40001
            b > RKarl,192.168.2.2:1
            b < RKarl,203.0.113.2:40002,192.168.2.2:1
            = Karl 203.0.113.2:40002 / 192.168.2.2:1
            b > UKarl
            = Karl is unregistered 203.0.113.2:40002
            """);
    }
}
