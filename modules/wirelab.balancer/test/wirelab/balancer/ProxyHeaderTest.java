package wirelab.balancer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Fuzz;
import wirelab.kit.MemoryStream;
import wirelab.kit.ProtocolViolation;

/// The PROXY protocol, read and written.
class ProxyHeaderTest {
    private static final String V2 = "0d0a0d0a000d0a515549540a";
    private static final ProxyHeader IPV4 = new ProxyHeader(new InetSocketAddress("192.0.2.1", 56324),
            new InetSocketAddress("192.0.2.2", 443));
    private static final ProxyHeader IPV6 = new ProxyHeader(new InetSocketAddress("2001:db8::1", 1),
            new InetSocketAddress("2001:db8::2", 65535));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void version1IsALine() throws Exception {
        assertEquals("PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n", new String(IPV4.encode(1), StandardCharsets.US_ASCII));
        assertEquals(IPV4, ProxyHeader.read(new MemoryStream(IPV4.encode(1))));
        assertEquals(IPV6, ProxyHeader.read(new MemoryStream(IPV6.encode(1))));
        assertEquals("PROXY UNKNOWN\r\n", new String(ProxyHeader.LOCAL.encode(1), StandardCharsets.US_ASCII));
    }

    @Test
    void version2IsBinary() throws Exception {
        assertArrayEquals(HexFormat.of().parseHex(V2 + "2111000cc0000201c0000202dc0401bb"), IPV4.encode(2));
        assertEquals(IPV4, ProxyHeader.read(new MemoryStream(IPV4.encode(2))));
        assertEquals(IPV6, ProxyHeader.read(new MemoryStream(IPV6.encode(2))));
        assertArrayEquals(HexFormat.of().parseHex(V2 + "20000000"), ProxyHeader.LOCAL.encode(2));
    }

    @Test
    void whatStandsBehindTheAddressesIsSkippedAndWhatFollowsIsLeft() throws Exception {
        var stream = new MemoryStream(HexFormat.of().parseHex(V2 + "21110010c0000201c0000202dc0401bb04000141" + "474554"));
        assertEquals(IPV4, ProxyHeader.read(stream));
        assertEquals(3, stream.unread());
        var line = new MemoryStream(bytes("PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\nGET"), () -> 1);
        assertEquals(IPV4, ProxyHeader.read(line));
        assertEquals(3, line.unread());
    }

    @ParameterizedTest
    @ValueSource(strings = {"20110000", "2131000461626364", "2100000161", "21120000"})
    void whoSpeaksForItselfOrOfNoTcpHasTheAddressOfTheConnection(String rest) throws Exception {
        assertNull(ProxyHeader.read(new MemoryStream(HexFormat.of().parseHex(V2 + rest))).source());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN\r\n", "PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n"})
    void nothingIsKnownOfAnUnknownOne(String line) throws Exception {
        assertNull(ProxyHeader.read(new MemoryStream(bytes(line))).source());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n",
            "PROXY TCP4 a.example b.example 1 2\r\n",
        "PROXY TCP4 ::1 ::1 1 2\r\n", "PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n", "PROXY TCP4 192.0.2.1 192.0.2.2 01 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 65536\r\n", "PROXY TCP4 192.0.2.256 192.0.2.2 1 2\r\n",
                "PROXY UDP4 1.1.1.1 1.1.1.1 1 2\r\n",
        "PROXY TCP4  192.0.2.1 192.0.2.2 1 2\r\n", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n",
                "proxy TCP4 192.0.2.1 192.0.2.2 1 2\r\n"})
    void whatIsNoSuchLineIsRefused(String line) {
        assertThrows(ProtocolViolation.class, () -> ProxyHeader.read(new MemoryStream(bytes(line))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"22110000", "11110000", "21110008c0000201c0000202", "2111ffff"})
    void whatIsNoVersion2IsRefused(String rest) {
        assertThrows(ProtocolViolation.class, () -> ProxyHeader.read(new MemoryStream(HexFormat.of().parseHex(V2 + rest))));
    }

    @Test
    void aLineWithoutAnEndIsNotReadForEver() {
        var stream = new MemoryStream(bytes("PROXY TCP4 " + "1".repeat(1000)));
        assertThrows(ProtocolViolation.class, () -> ProxyHeader.read(stream));
        assertTrue(stream.unread() > 900, "at most 107 bytes are looked at");
    }

    @Test
    void anyBytesGiveAHeaderOrARefusal() {
        var messages = List.of(IPV4.encode(1), IPV6.encode(1), IPV4.encode(2), IPV6.encode(2)).toArray(byte[][]::new);
        for (byte[] message : messages) {
            Fuzz.truncations(message).forEach(part -> assertThrows(IOException.class,
                    () -> ProxyHeader.read(new MemoryStream(part))));
        }
        Fuzz.mutations(3, 10_000, messages).forEach(bytes -> {
            try {
                var header = ProxyHeader.read(new MemoryStream(bytes));
                if (header.source() != null) assertEquals(header, ProxyHeader.read(new MemoryStream(header.encode(2))));
            } catch (IOException e) {
                assertTrue(!e.getMessage().isEmpty());
            }
        });
    }
}
