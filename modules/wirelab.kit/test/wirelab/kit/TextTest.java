package wirelab.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    @ParameterizedTest
    @CsvSource({"850,850 ns", "41300,41.3 µs", "2500000,2.50 ms", "30000000000,30 s", "1500000000,1.50 s", "999999,1000 µs",
            "1050000,1.05 ms", "9996000,10.0 ms", "10050000,10.1 ms", "99960000,100 ms"})
    void timesHaveThreeDigitsAndAUnit(long nanos, String text) {
        assertEquals(text, Text.duration(Duration.ofNanos(nanos)));
    }

    @ParameterizedTest
    @CsvSource({"250ms,250000000", "30s,30000000000", "5 min,300000000000", "1.5,1500000000", "20us,20000", "3ns,3"})
    void timesAreRead(String text, long nanos) {
        assertEquals(Duration.ofNanos(nanos), Text.parseDuration(text));
    }

    @ParameterizedTest
    @CsvSource({"1500,1500", "64K,65536", "1.5MiB,1572864", "1GB,1073741824"})
    void sizesAreRead(String text, long bytes) {
        assertEquals(bytes, Text.parseBytes(text));
    }

    @Test
    void sizesAreWritten() {
        assertEquals("512 B", Text.bytes(512));
        assertEquals("1.50 KiB", Text.bytes(1536));
        assertEquals("100 MiB", Text.bytes(100 << 20));
    }

    @Test
    void nonsenseIsRefused() {
        for (String text : List.of("", "ms", "-1s", "1 fortnight", "1.2.3s")) {
            assertThrows(UsageException.class, () -> Text.parseDuration(text), text);
        }
    }

    @Test
    void theNearestWordIsFoundOnlyIfItIsNear() {
        assertEquals(Optional.of("Europe/Madrid"), Text.nearest("Europe/Madird", List.of("Europe/Paris", "Europe/Madrid")));
        assertEquals(Optional.empty(), Text.nearest("banana", List.of("port", "host")));
        assertEquals(Optional.of("port"), Text.nearest("prot", List.of("port", "host")));
        assertEquals(Optional.of("la"), Text.nearest("ls", List.of("la", "a")));
        for (String word : List.of("zz", "z", "xyz")) assertEquals(Optional.empty(),
                Text.nearest(word, List.of("a", "bc")), word);
    }

    @Test
    void oneIsNotSeveral() {
        assertEquals("0 datagrams", Text.count(0, "datagram"));
        assertEquals("1 datagram", Text.count(1, "datagram"));
        assertEquals("2 datagrams", Text.count(2, "datagram"));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:80,127.0.0.1:80", "[::1]:80,[::1]:80", "::1,[::1]:9", "[2001:db8::1],[2001:db8::1]:9",
            ":80,127.0.0.1:80", "127.0.0.1,127.0.0.1:9"})
    void addressesAreReadAndWritten(String text, String shown) {
        assertEquals(shown, Address.text(Address.parse(text, "127.0.0.1", 9)));
    }

    @Test
    void ipv6IsWrittenShort() throws Exception {
        var shortest = List.of("[::]", "[::1]", "[1::]", "[2001:db8::1:0:0:1]", "[1:2:3:4:5:6:7:8]", "[1:0:2:3:4:5:6:7]");
        for (String text : shortest) {
            assertEquals(text, Address.text(InetAddress.getByName(text)));
        }
    }

    @Test
    void aWrongPortIsRefused() {
        for (String text : List.of("a:b", "a:70000", "a:-1")) {
            assertThrows(UsageException.class, () -> Address.parse(text, "127.0.0.1", 9), text);
        }
        assertThrows(UsageException.class, () -> Address.parse("a", "127.0.0.1", -1));
        assertEquals("nowhere.invalid:1", Address.text(InetSocketAddress.createUnresolved("nowhere.invalid", 1)));
    }
}
