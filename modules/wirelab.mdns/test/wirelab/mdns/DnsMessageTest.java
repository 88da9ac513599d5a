package wirelab.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import wirelab.kit.Bytes;
import wirelab.kit.Fuzz;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.UsageException;

class DnsMessageTest {
    /// How many mutations of each message are read.
    private static final int MUTATIONS = Integer.getInteger("wirelab.mdns.mutations", 100_000);
    private static final DnsName HOST = DnsName.of("ada.local");

    static DnsMessage decode(byte... bytes) throws ProtocolViolation {
        return DnsMessage.decode(ByteBuffer.wrap(bytes));
    }

    static List<DnsMessage> samples() {
        var service = ServiceInstance.of("Ada's plans, no. 1", "_wirelab-index._tcp", "ada", 8000, Map.of("root", "ab"));
        var zone = new Zone(service, List.of(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("fe80::1")));
        var all = new DnsQuestion(service.instance(), DnsType.ANY, DnsType.INTERNET, true);
        var odd = new DnsRecord(DnsName.ROOT, 1_232, false, 0, new DnsData.Other(41, Bytes.of((byte) 1, (byte) 2)));
        return List.of(
                DnsMessage.query(List.of(new DnsQuestion(ServiceInstance.typeName(service.type()), DnsType.PTR)),
                        List.of(zone.all().getFirst())),
                DnsMessage.probe(List.of(all), zone.unique().stream().map(DnsRecord::plain).toList()),
                DnsMessage.response(zone.all(), List.of()),
                DnsMessage.response(zone.answers(new DnsQuestion(HOST, 13)), zone.unique()),
                DnsMessage.response(zone.all().stream().map(each -> each.withTtl(0)).toList(), List.of()),
                new DnsMessage(7, DnsMessage.ANSWER, List.of(all), zone.all(), List.of(odd), List.of(odd)).withMore());
    }

    @Test
    void everyMessageComesBack() throws Exception {
        for (var message : samples()) assertEquals(message, decode(message.encode()));
        var types = new TreeSet<>(List.of(1, 28, 255, 256, 65_535));
        var next = new DnsRecord(HOST, true, 9, new DnsData.Next(HOST, types));
        var back = decode(DnsMessage.response(List.of(next), List.of()).encode());
        assertEquals(types, ((DnsData.Next) back.answers().getFirst().data()).types());
    }

    @Test
    void whatIsCutShortIsRefusedWithTheFieldAndMutationsAreReadOrRefused() {
        var all = samples().stream().map(DnsMessage::encode).toArray(byte[][]::new);
        for (byte[] bytes : all) {
            Fuzz.truncations(bytes).forEach(part -> assertThrows(ProtocolViolation.class, () -> decode(part)));
        }
        var read = new int[1];
        Fuzz.mutations(1, MUTATIONS * all.length, all).forEach(bytes -> {
            try {
                var message = decode(bytes);
                assertEquals(message, decode(message.encode()), "what was read can be said again");
                read[0]++;
            } catch (ProtocolViolation e) {
                assertTrue(!e.field().isEmpty());
            }
        });
        assertTrue(read[0] > MUTATIONS / 10, "only " + read[0] + " were read");
    }

    /// The first message of RFC 1035, section 4.1.4, as names: F.ISI.ARPA, FOO.F.ISI.ARPA, ARPA and the root.
    @Test
    void namesPointToNamesBeforeThem() throws Exception {
        String header = "000000000004000000000000";
        String names = "0146034953490441525041" + "00" + "000c0001" // F.ISI.ARPA at 12
                + "03464f4f" + "c00c" + "000c0001" + "c012" + "000c0001" + "00" + "000c0001";
        var message = decode(HexFormat.of().parseHex(header + names));
        assertEquals(List.of("F.ISI.ARPA", "FOO.F.ISI.ARPA", "ARPA", "."),
                message.questions().stream().map(each -> each.name().toString()).toList());
        var again = decode(message.encode());
        assertEquals(message, again);
        assertEquals((header + names).length() / 2, message.encode().length, "as short as there");
    }

    @Test
    void aNameThatPointsToItselfOrForwardOrInCirclesIsRefused() {
        for (String name : List.of("c00c", "c00e", "0161c00c", "c0ff", "ffff", "80", "40", "c0")) {
            var bytes = HexFormat.of().parseHex("000000000001000000000000" + name + "000c0001");
            assertThrows(ProtocolViolation.class, () -> decode(bytes), name);
        }
        // Two that point to each other: the second may point to the first, which then leads nowhere.
        var circle = HexFormat.of().parseHex("000000000002000000000000" + "c012000c0001" + "c00c000c0001");
        assertThrows(ProtocolViolation.class, () -> decode(circle));
    }

    @Test
    void aNameMayNotGrowBeyond255BytesByPointing() {
        // Each question's name is a label of 63 bytes before the name that came last.
        var bytes = ByteBuffer.allocate(600).putShort((short) 0).putShort((short) 0).putShort((short) 5).putShort((short) 0)
                .putInt(0);
        int last = 0;
        for (int i = 0; i < 5; i++) {
            int at = bytes.position();
            bytes.put((byte) 63).put("a".repeat(63).getBytes());
            if (i == 0) bytes.put((byte) 0);
            else bytes.putShort((short) (0xc000 | last));
            bytes.putInt(0x000c0001);
            last = at;
        }
        var failure = assertThrows(ProtocolViolation.class, () -> DnsMessage.decode(bytes.flip()));
        assertTrue(failure.getMessage().contains("255"), failure.getMessage());
    }

    @Test
    void namesDifferNotByTheCaseOfAsciiLettersAndADotInALabelIsPartOfIt() {
        assertEquals(DnsName.of("ADA.Local."), HOST);
        assertEquals(DnsName.of("ADA.Local.").hashCode(), HOST.hashCode());
        assertNotEquals(DnsName.of("\u00c4.local"), DnsName.of("\u00e4.local"));
        var dotted = DnsName.of(List.of("no. 1", "local"));
        assertEquals("no\\. 1.local", dotted.toString());
        assertEquals(dotted, DnsName.of(dotted.toString()));
        assertNotEquals(dotted, DnsName.of("no. 1.local"));
        for (String wrong : List.of("a..b", ".a", "a".repeat(64), "a.".repeat(128) + "b")) {
            assertThrows(UsageException.class, () -> DnsName.of(wrong), wrong);
        }
    }

    @Test
    void theTextOfAServiceIsKeysWithValuesOfWhichTheFirstCounts() {
        var text = new DnsData.Strings(List.of(Bytes.of("a=1".getBytes()), Bytes.of("a=2".getBytes()),
                Bytes.of("flag".getBytes()), Bytes.of("=no".getBytes()), Bytes.of("b=c=d".getBytes())));
        assertEquals(Map.of("a", "1", "flag", "", "b", "c=d"), text.pairs());
        assertThrows(UsageException.class, () -> DnsData.Strings.of(Map.of("a=b", "")));
        assertThrows(UsageException.class, () -> DnsData.Strings.of(Map.of("a", "x".repeat(254))));
    }

    @Test
    void aNameThatIsTakenGetsANumberAndStaysALabel() {
        assertEquals("Plans (2)", DnsName.next("Plans", " (", ")"));
        assertEquals("Plans (10)", DnsName.next("Plans (9)", " (", ")"));
        assertEquals("Plans (x) (2)", DnsName.next("Plans (x)", " (", ")"));
        assertEquals("ada-2", DnsName.next("ada", "-", ""));
        assertEquals("ada-8000-x-2", DnsName.next("ada-8000-x", "-", ""));
        assertEquals("\u00e4".repeat(29) + " (2)", DnsName.next("\u00e4".repeat(31), " (", ")"));
    }
}
