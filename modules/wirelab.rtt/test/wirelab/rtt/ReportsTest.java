package wirelab.rtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import wirelab.hosts.TcpInfo;
import wirelab.kit.UsageException;
import wirelab.rtt.Probe.Fate;

/// What is said about results, from results that are made by hand.
class ReportsTest {
    private static final long MS = 1_000_000;
    private static final Remarks NONE = Remarks.NONE;

    private static Probe probe(int i, double millis, int again) {
        long at = i * 100 * MS;
        return new Probe(i, at, at, millis < 0 ? Fate.LOST : Fate.ANSWERED, Math.round(millis * MS), -1, -1, Probe.UNKNOWN,
                Probe.UNKNOWN, again);
    }

    private static Summary summary(ProbeKind kind, String name, Remarks remarks, double... millis) throws Exception {
        var probes = new ArrayList<Probe>();
        for (int i = 0; i < millis.length; i++) probes.add(probe(i, millis[i], kind == ProbeKind.TCP && millis[i] > 1000 ? 1
                : 0));
        var address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 7007);
        return new Summary(new ProbeTarget(kind, name, address), ProbeOptions.DEFAULTS, 64, List.copyOf(probes), 0, 0, 0, 0,
                0, remarks,
                new Calibration(kind, 300, 60_000, 25_000));
    }

    private static Summary udp(double... millis) throws Exception {
        return summary(ProbeKind.UDP, "192.0.2.1", NONE, millis);
    }

    private static String said(Summary... streams) {
        return String.join("\n", DelayFindings.of(List.of(streams)));
    }

    @Test
    void aQuietStreamIsOneSentence() throws Exception {
        assertEquals("UDP echo 192.0.2.1:7007: no loss, nothing doubled, nothing out of order.", said(udp(20, 21, 20)));
    }

    @Test
    void lossIsToldWithItsLongestOutage() throws Exception {
        assertTrue(said(udp(20, -1, -1, 20, -1, 20, 20,
                20)).contains("3 of 8 probes were lost (37.5 %), at most 2 in a row."));
        assertTrue(said(udp(-1, -1)).contains("no answer to any of 2 probes."));
    }

    @Test
    void aReflectorThatCountsTellsOnWhichWayProbesWereLost() throws Exception {
        var stamp = summary(ProbeKind.STAMP, "192.0.2.1", new Remarks(null, -1, 7, 61), 20, -1, 20, -1, -1, 20, 20, 20, 20,
                20);
        assertTrue(said(stamp).contains("3 of them were lost on the way there, 0 on the way back"), said(stamp));
        var other = summary(ProbeKind.STAMP, "192.0.2.1", new Remarks(null, -1, 9, 61), 20, -1, 20, -1, -1, 20, 20, 20, 20,
                20);
        assertTrue(said(other).contains("1 of them were lost on the way there, 2 on the way back"), said(other));
    }

    @Test
    void aLostSynIsNamedAsTheCauseOfASecond() throws Exception {
        var tcp = summary(ProbeKind.TCP, "192.0.2.1", new Remarks(null, 2, -1, -1), 20, 1031, 20, 20, 1033);
        assertTrue(said(tcp).contains("2 of 5 connects took 1031 ms or more: a SYN was lost and sent again (retransmission),"
                + " as the kernel says."), said(tcp));
    }

    @Test
    void retransmissionIsNamedWhereTcpHidesLossAsDelay() throws Exception {
        var info = new TcpInfo(1, Duration.ofMillis(20), Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofMillis(220),
                0,
                3, 1448, 10);
        var tcp = summary(ProbeKind.TCP_ECHO, "192.0.2.1", new Remarks(info, 3, -1, -1), 20, 20, 251, 151, 20);
        assertTrue(said(tcp).contains("TCP hides loss as delay; the kernel sent 3 segments again (retransmission)."),
                said(tcp));
        assertTrue(said(tcp, udp(20, -1)).contains("TCP echo 192.0.2.1:7007 beside UDP echo: median 20.00 and lost ms"),
                said(tcp, udp(20, -1)));
    }

    @Test
    void whatIsSentLateIsSeenFromTheDueTime() throws Exception {
        var probes = new ArrayList<Probe>();
        for (int i = 0; i < 20; i++) probes.add(probe(i, 20, -1).withSent(i * 100 * MS + 500 * MS));
        var late = udp();
        var summary = new Summary(late.target(), late.options(), 64, probes, 0, 0, 0, 0, 0, NONE, null);
        assertTrue(said(summary).contains("within 520.00 ms, from that of sending within 20.00 ms: this machine sent late."),
                said(summary));
        assertTrue(String.join("\n", DelayReport.details(summary, 100 * MS))
                .contains("from due time median 520.00, 99th 520.00; from sending 20.00, 20.00"));
    }

    @Test
    void theTableHasOneLineForEachStreamAndFits80Columns() throws Exception {
        var lines = DelayReport.table(List.of(udp(20, 21, -1), summary(ProbeKind.TCP, "a".repeat(200), NONE, 1031)));
        assertEquals(3, lines.size());
        assertTrue(lines.get(1).startsWith("UDP echo 192.0.2.1:7007 "), lines.get(1));
        assertTrue(lines.get(1).contains(" 3     1 "), lines.get(1));
        for (String line : lines) assertTrue(line.length() <= 80, line.length() + ": " + line);
    }

    @Test
    void theConditionsAreThoseThatTheRfcWants() throws Exception {
        var lines = String.join("\n", DelayReport.conditions(List.of(udp(20))));
        assertTrue(lines.contains("Type-P of 192.0.2.1:7007: UDP to port 7007, 64 bytes of UDP echo, DSCP 0"), lines);
        assertTrue(lines.contains("lost after 2 s"), lines);
        assertTrue(lines.contains("UDP echo: systematic error 0.060 ms, e 0.025 ms (300 tests on loopback)"), lines);
    }

    @Test
    void theSummaryIsThereInSpanish() throws Exception {
        assertEquals(List.of("192.0.2.1:7007 (UDP): enviados 4, recibidos 3, perdidos 1 (25.0 %); RTT mínimo 20.000 ms,"
                + " medio 21.000 ms, máximo 22.000 ms, mediana 21.500 ms, desviación 1.000 ms"),
                SpanishSummary.lines(List.of(udp(20, 21, 22, -1))));
        assertTrue(SpanishSummary.lines(List.of(udp(-1))).getFirst().contains("RTT mínimo indefinido ms"));
    }

    @Test
    void whatANameHoldsCommandsNoTerminalAndNoPage() throws Exception {
        var evil = summary(ProbeKind.UDP, "\033[2J<script>alert(1)</script>", NONE, 20, 21);
        for (String line : DelayReport.table(List.of(evil))) assertFalse(line.contains("\033"), line);
        String page = DelayPage.of(List.of(evil));
        assertFalse(page.contains("<script>") || page.contains("\033"));
        assertFalse(new LiveDelays().frame(List.of(evil), 20).replaceAll("\033\\[K", "").contains("\033"));
    }

    @Test
    void thePageHoldsWellFormedDiagramsOfEveryStream() throws Exception {
        var streams = List.of(udp(20, 21, -1, 20.5), summary(ProbeKind.TCP, "192.0.2.1", NONE, 20, 1031), udp(-1), udp(5));
        String page = DelayPage.of(streams);
        var svgs = Pattern.compile("(?s)<svg.*?</svg>").matcher(page).results().toList();
        assertEquals(7, svgs.size(), "one for all, two for each that was answered");
        for (var svg : svgs) {
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg.group())));
            assertFalse(svg.group().contains("NaN") || svg.group().contains("Infinity"), svg.group());
        }
        assertTrue(page.contains("prefers-color-scheme:dark"));
        assertFalse(page.contains("http"), "the page needs nothing but itself");
    }

    @Test
    void theFilesForOtherProgramsHoldEveryProbe() throws Exception {
        String csv = DelayFiles.csv(List.of(udp(20, -1)));
        assertEquals("kind,target,sequence,fate,dueMs,sentMs,delayMs,insideMs,kernelEarlierMs,sentAgain",
                csv.lines().findFirst().orElseThrow());
        assertEquals("udp,192.0.2.1:7007,0,answered,0.000000,0.000000,20.000000,,,0", csv.lines().toList().get(1));
        assertEquals("udp,192.0.2.1:7007,1,lost,100.000000,100.000000,,,,0", csv.lines().toList().get(2));
        String json = DelayFiles.json(List.of(udp(20, -1)));
        assertTrue(json.contains("\"medianMs\": null") && json.contains("\"minMs\": 20.000000"), json);
        assertTrue(json.contains("\"lossThresholdMs\": 2000"), json);
    }

    @Test
    void theBarsShowTheLastDelaysAndWhatWasLost() throws Exception {
        assertEquals("▁×█", Sparkline.of(udp(20, -1, 40).probes(), 20));
        assertEquals("▁▁▁", Sparkline.of(udp(20, 20, 20).probes(), 20));
        assertEquals(5, Sparkline.of(udp(1, 2, 3, 4, 5, 6, 7).probes(), 5).length());
        assertEquals("", Sparkline.of(udp(-1).probes().subList(0, 0), 5));
    }

    @Test
    void theLiveTableIsDrawnOverItselfAndFits() throws Exception {
        var live = new LiveDelays();
        var streams = List.of(udp(20), udp(21), udp(22), udp(23));
        assertFalse(live.frame(streams, 6).startsWith("\033["));
        String again = live.frame(streams, 6);
        assertTrue(again.startsWith("\033[5A"), "head, three streams, and a count of the rest");
        assertTrue(again.contains("and 1 more"));
        for (String line : again.lines().toList()) {
            assertTrue(line.replaceAll("\033\\[\\d*[AK]", "").length() <= 80, line);
        }
    }

    @Test
    void listsOfHostsMayHaveSemicolonsOrLines() throws Exception {
        assertEquals(List.of("192.0.2.1", "192.0.2.2:7", "::1"), HostList.parse("192.0.2.1; 192.0.2.2:7;\n\n ::1 # here\n"));
        assertThrows(UsageException.class, () -> HostList.parse("h;".repeat(257)));
        var file = Files.createTempFile("hosts", ".txt");
        try {
            assertThrows(UsageException.class, () -> HostList.read(file));
            Files.writeString(file, "127.0.0.1;");
            assertEquals(List.of("127.0.0.1"), HostList.read(file));
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aTargetHasThePortOfItsKindUnlessItNamesOne() {
        assertEquals("UDP echo 127.0.0.1:7007", ProbeTarget.parse(ProbeKind.UDP, "127.0.0.1").toString());
        assertEquals("NTP 127.0.0.1:123", ProbeTarget.parse(ProbeKind.NTP, "127.0.0.1").toString());
        assertEquals("STAMP [::1]:862", ProbeTarget.parse(ProbeKind.STAMP, "[::1]:862").toString());
        assertEquals("STAMP [::1]:8620", ProbeTarget.parse(ProbeKind.STAMP, "::1").toString());
        assertEquals("ICMP echo 127.0.0.1", ProbeTarget.parse(ProbeKind.PING, "127.0.0.1").toString());
        assertThrows(UsageException.class, () -> ProbeTarget.parse(ProbeKind.UDP, "127.0.0.1:0"));
        assertThrows(UsageException.class, () -> ProbeTarget.parse(ProbeKind.UDP, "no such host.invalid"));
    }

    @Test
    void optionsThatWouldFloodOrNeverEndAreRefused() {
        var options = ProbeOptions.DEFAULTS;
        assertThrows(UsageException.class, () -> options.withCount(0));
        assertThrows(UsageException.class, () -> options.withCount(1_000_001));
        assertThrows(UsageException.class, () -> options.withSize(11));
        assertThrows(UsageException.class, () -> options.withSize(8_973));
        assertThrows(UsageException.class, () -> options.withThreshold(Duration.ZERO));
        assertThrows(UsageException.class, () -> options.withLength(Duration.ofDays(8)));
        assertThrows(UsageException.class, () -> options.withSending(64, null));
        assertFalse(options.withKey("65").toString().contains("65"));
    }
}
