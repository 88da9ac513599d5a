package wirelab.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Host;
import wirelab.kit.Lines;
import wirelab.kit.Tap;
import wirelab.kit.TcpServer;
import wirelab.kit.UdpServer;

class LadderTest {
    private static final Tap.Party CLIENT = new Tap.Party("client", Tap.Words.NONE);
    private static final Tap.Party SERVER = new Tap.Party("server", Tap.Words.NONE);
    private static final InetSocketAddress AT_CLIENT = new InetSocketAddress("127.0.0.1", 50_001);
    private static final InetSocketAddress AT_SERVER = new InetSocketAddress("127.0.0.1", 7007);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    /// What was printed, with the times, which nobody knows beforehand, replaced by points.
    private String text() {
        return printed.toString(StandardCharsets.UTF_8)
                .replaceAll("(?m)^ *\\d+\\.\\d{3}", "        .").replaceAll("(?m) +$", "");
    }

    private static Conversation conversation(Tap.Party client, InetSocketAddress at) {
        var conversation = new Conversation(at, AT_SERVER);
        if (client != null) conversation.join(Side.CLIENT, client);
        conversation.join(Side.SERVER, SERVER);
        return conversation;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aConversationIsDrawnWithTimeDownwards() {
        try (var ladder = Ladder.print(out, false)) {
            var conversation = conversation(CLIENT, AT_CLIENT);
            ladder.opened(conversation);
            ladder.data(conversation, Side.CLIENT, bytes("hello\n"), null);
            ladder.data(conversation, Side.SERVER, bytes("x".repeat(2048)), null);
            ladder.data(conversation, Side.SERVER, bytes("?"), "a message in the protocol's own words, which is long");
            ladder.ended(conversation, Side.CLIENT);
            ladder.reset(conversation, Side.SERVER);
        }
        assertEquals(List.of(
                "                    client :50001                    server :7007",
                "                          │                                │",
                "        .                 │─── connect ───────────────────▶│",
                "        .                 │─── \"hello\" ───────────────────▶│",
                "        .                 │◀── 2.00 KiB ───────────────────│",
                "        .                 │◀── a message in the protoc… ───│",
                "        .                 │─── end (FIN) ─────────────────▶│",
                "        .                 │✗── broken off (RST) ───────────│"), text().lines().toList());
    }

    @Test
    void datagramsAreDashedAndLongLabelsAreCut() {
        try (var ladder = Ladder.print(out, false)) {
            var there = new CapturedDatagram(AT_CLIENT, AT_SERVER, CLIENT, SERVER, AT_CLIENT, Tap.Direction.SENT);
            ladder.datagram(there, bytes("ping"), null);
            var back = new CapturedDatagram(AT_SERVER, AT_CLIENT, SERVER, CLIENT, AT_SERVER, Tap.Direction.SENT);
            ladder.datagram(back, bytes(""), null);
        }
        assertTrue(text().contains("│╌╌╌ \"ping\" ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌▶│"), text());
        assertTrue(text().contains("│◀╌╌ 0 B ╌"), text());
    }

    @Test
    void aLostDatagramEndsInACross() {
        try (var ladder = Ladder.print(out, false)) {
            var lost = new CapturedDatagram(AT_CLIENT, AT_SERVER, CLIENT, SERVER, AT_CLIENT, Tap.Direction.SENT);
            ladder.lost(lost, bytes("ping"), null);
        }
        assertTrue(text().contains("│╌╌╌ \"ping\" ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌✗│"), text());
    }

    @Test
    void columnsMayBeKeptForPartiesWhoseOrderIsKnown() {
        try (var ladder = Ladder.print(out, false).order("client", "relay", "server")) {
            ladder.opened(conversation(new Tap.Party("relay", Tap.Words.NONE), new InetSocketAddress("127.0.0.1", 50_009)));
            ladder.opened(conversation(CLIENT, AT_CLIENT));
        }
        var lines = text().lines().toList();
        assertTrue(lines.get(0).matches(" *client +relay :50009 +server :7007"), text());
        assertTrue(lines.get(2).matches(" *\\. +│ +│─── connect ─+▶│"), text());
        assertTrue(lines.get(3).matches(" *\\. +│─── connect [─┼]+▶│"), text());
    }

    private static Conversation conversation(String client, int from, String server, int to) {
        var conversation = new Conversation(new InetSocketAddress("127.0.0.1", from),
                new InetSocketAddress("127.0.0.1", to));
        if (client != null) conversation.join(Side.CLIENT, new Tap.Party(client, Tap.Words.NONE));
        if (server != null) conversation.join(Side.SERVER, new Tap.Party(server, Tap.Words.NONE));
        return conversation;
    }

    @Test
    void aChainReadsFromLeftToRightInWhicheverOrderItWasSeen() {
        try (var ladder = Ladder.print(out, false)) {
            ladder.opened(conversation("f2", 50_003, "server", 7007));
            ladder.opened(conversation("f1", 50_002, "f2", 9002));
            ladder.opened(conversation("client", 50_001, "f1", 9001));
        }
        String head = text().lines().filter(line -> line.contains("client")).findFirst().orElseThrow();
        assertTrue(head.matches(" *client :50001 +f1 :50002 +f2 :50003 +server :7007"), text());
        assertTrue(text().lines().filter(line -> line.contains("connect")).allMatch(line -> line.contains("▶")), text());
    }

    @Test
    void noLineIsWiderThanTheTerminalDownToFortyColumns() {
        for (int width : new int[] {40, 60, 80, 132}) {
            printed.reset();
            try (var ladder = Ladder.print(out, false, width)) {
                for (int i = 6; i > 0; i--) {
                    var pair = conversation("forwarder" + i, 50_000 + i, "forwarder" + (i + 1), 9001 + i);
                    ladder.opened(pair);
                    ladder.data(pair, Side.CLIENT, bytes("?"), "words that are as long as they like to be");
                }
                var across = conversation("forwarder1", 50_099, "forwarder7", 9007);
                ladder.data(across, Side.SERVER, bytes("?"), "an answer to the first from the last of them");
            }
            assertTrue(text().lines().allMatch(line -> line.length() <= width), width + ":\n" + text());
            assertTrue(text().lines().anyMatch(line -> line.matches(".*1 +forwarder1 :.*|.*forwarder1 :500.*")), text());
        }
    }

    @Test
    void anArrowThatPassesOthersSaysWhatItCarriesBeforeTheFirstOfThem() {
        try (var ladder = Ladder.print(out, false).order("client", "relay", "server")) {
            var straight = conversation("client", 50_001, "server", 7007);
            ladder.data(straight, Side.CLIENT, bytes("hello"), null);
            ladder.data(straight, Side.SERVER, bytes("hello"), null);
        }
        assertTrue(text().contains("│─── \"hello\" ──────────┼─────────────────────▶│"), text());
        assertTrue(text().contains("│◀─────────────────────┼─── \"hello\" ──────────│"), text());
    }

    @Test
    void whoGetsANameLaterIsShownByIt() {
        try (var ladder = Ladder.print(out, false)) {
            var nameless = new CapturedDatagram(AT_CLIENT, AT_SERVER, CLIENT, null, AT_CLIENT, Tap.Direction.SENT);
            ladder.datagram(nameless, bytes("?"), null);
            var named = new CapturedDatagram(AT_SERVER, AT_CLIENT, SERVER, CLIENT, AT_SERVER, Tap.Direction.SENT);
            ladder.datagram(named, bytes("!"), null);
        }
        assertTrue(text().contains("127.0.0.1:7007"), text());
        assertTrue(text().contains("server :7007"), text());
    }

    @Test
    void clientsOfOneNameAtTheSameTimeStandApartAndOneAfterTheOtherTogether() {
        try (var ladder = Ladder.print(out, false)) {
            var first = conversation(CLIENT, AT_CLIENT);
            var second = conversation(CLIENT, new InetSocketAddress("127.0.0.1", 50_002));
            ladder.opened(first);
            ladder.opened(second);
            ladder.data(second, Side.SERVER, bytes("two"), null);
            ladder.forgotten(first);
            ladder.forgotten(second);
            ladder.opened(conversation(CLIENT, new InetSocketAddress("127.0.0.1", 50_003)));
        }
        assertTrue(text().contains("client :50001"), text());
        assertTrue(text().contains("client :50002"), text());
        assertFalse(text().contains("client :50003"), text());
    }

    @Test
    void aRelayHasOneColumnForBothItsSides() {
        try (var ladder = Ladder.print(out, false)) {
            var relay = new Tap.Party("link", Tap.Words.NONE);
            var atRelay = new InetSocketAddress("127.0.0.1", 9000);
            var down = new Conversation(AT_CLIENT, atRelay);
            down.join(Side.CLIENT, CLIENT);
            down.join(Side.SERVER, relay);
            ladder.opened(down);
            ladder.opened(conversation(relay, new InetSocketAddress("127.0.0.1", 50_009)));
        }
        String heads = text().lines().filter(line -> line.contains("server :7007")).findFirst().orElseThrow();
        assertEquals(3, heads.strip().split(" {2,}").length, text());
    }

    @Test
    void whatFindsNoColumnSharesTheLastAndTooManyRowsAreCounted() {
        try (var ladder = Ladder.print(out, false)) {
            for (int i = 0; i < Ladder.MOST_ROWS + 7; i++) {
                var conversation = conversation(CLIENT, new InetSocketAddress("127.0.0.1", 50_000 + i));
                if (i < 8) ladder.opened(conversation);
                else ladder.data(conversation, Side.SERVER, bytes(Integer.toString(i)), null);
                if (i % 500 == 0) ladder.flush();
            }
        }
        assertTrue(text().contains("others"), text());
        assertTrue(text().endsWith("and 7 more\n"), text().substring(text().length() - 100));
        assertTrue(text().lines().allMatch(line -> line.length() <= 26 + 33 * 8), "no line is longer than eight columns");
    }

    @Test
    void controlCharactersAndWideOnesDoNotBreakTheDrawing() {
        try (var ladder = Ladder.print(out, false)) {
            var conversation = conversation(CLIENT, AT_CLIENT);
            ladder.opened(conversation);
            ladder.data(conversation, Side.CLIENT, bytes("x"), "a\tb\033[31m\n漢字 é");
        }
        assertTrue(text().contains("─── a.b.[31m.·· é ─"), text());
    }

    @Test
    void aTerminalGetsColourAndAPipeDoesNot() {
        try (var ladder = Ladder.print(out, true)) {
            ladder.opened(conversation(CLIENT, AT_CLIENT));
        }
        assertTrue(printed.toString(StandardCharsets.UTF_8).contains("\033[36m─── connect"), text());
    }

    @Test
    void theSvgIsWellFormedWhateverWasSaid(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("ladder.svg");
        try (var ladder = Ladder.svg(file, "A <test> & more", out)) {
            var conversation = conversation(CLIENT, AT_CLIENT);
            ladder.opened(conversation);
            ladder.data(conversation, Side.CLIENT, bytes("x"), "GET /?a=1&b=<2> \"quoted\" \u0000");
            ladder.reset(conversation, Side.SERVER);
        }
        String svg = Files.readString(file);
        assertTrue(svg.contains("<title>A &lt;test&gt; &amp; more</title>"), svg);
        assertTrue(svg.contains(">GET /?a=1&amp;b=&lt;2&gt; &quot;quoted&quot; .</text>"), svg);
        assertTrue(svg.contains(">broken off (RST)</text>"), svg);
        for (String tag : List.of("svg", "g", "text", "style")) {
            assertEquals(svg.split("<" + tag + "[ >]", -1).length, svg.split("</" + tag + ">", -1).length,
                    tag + " is closed as often as opened");
        }
        assertEquals("", printed.toString());
    }

    @Test
    void anSvgIsValidXmlForAnyCharacterAndTellsItselfInWords(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("ladder.svg");
        try (var ladder = Ladder.svg(file, "t" + (char) 0xfffe, out)) {
            ladder.opened(conversation(CLIENT, AT_CLIENT));
            for (int c = 0; c < 0x11000; c += 7) {
                ladder.data(conversation(CLIENT, AT_CLIENT), Side.CLIENT, bytes("x"), c + " " + Character.toString(c));
            }
            ladder.data(conversation(CLIENT, AT_CLIENT), Side.CLIENT, bytes("x"), "end" + (char) 0xffff + (char) 0xd800);
        }
        var factory = javax.xml.parsers.DocumentBuilderFactory.newDefaultInstance();
        var document = factory.newDocumentBuilder().parse(file.toFile());
        String told = document.getElementsByTagName("desc").item(0).getTextContent();
        assertTrue(told.startsWith("Message ladder. From left to right: client :50001, server :7007. "
                + "client :50001 to server :7007: connect."), told);
    }

    @Test
    void whatGoesRoundIsFoldedInAPicture(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("ladder.svg");
        try (var ladder = Ladder.svg(file, "t", out)) {
            var conversation = conversation(CLIENT, AT_CLIENT);
            ladder.opened(conversation);
            for (int i = 0; i < 30; i++) {
                ladder.data(conversation, Side.CLIENT, bytes("?"), "question " + i);
                ladder.data(conversation, Side.SERVER, bytes("!"), "answer " + i);
            }
            ladder.ended(conversation, Side.CLIENT);
        }
        String svg = Files.readString(file);
        assertTrue(svg.contains(">… 29 times more</text>"), svg);
        assertEquals(2, svg.split("class=\"label\"[^>]*>(question|answer)", -1).length - 1, svg);
        assertTrue(svg.contains(">end (FIN)</text>"), svg);
    }

    @Test
    void aFileThatCannotBeWrittenCostsOneLine(@TempDir Path folder) {
        try (var ladder = Ladder.svg(folder.resolve("missing/ladder.svg"), "t", out)) {
            ladder.opened(conversation(CLIENT, AT_CLIENT));
        }
        assertEquals(1, text().lines().count());
        assertTrue(text().startsWith("the ladder is lost: cannot write "), text());
    }

    @Test
    @Tag("socket")
    void realConversationsAreDrawnOnceThoughBothEndsAreHere() throws IOException {
        try (var recorder = Recorder.start(Ladder.print(out, false));
                var server = TcpServer.start(Host.HERE.watchedBy(recorder),
                        TcpServer.Options.DEFAULTS.withParty(SERVER), connection -> {
                    var lines = new Lines(connection, 100);
                    for (String line; (line = lines.read()) != null; ) lines.write(line);
                });
                var udp = UdpServer.start(Host.HERE.watchedBy(recorder), UdpServer.Options.DEFAULTS.withParty(SERVER),
                        (payload, source, socket) -> socket.send(payload, source))) {
            try (var client = Host.HERE.watchedBy(recorder).connect(server.address(), CLIENT)) {
                var lines = new Lines(client, 100);
                lines.write("one");
                assertEquals("one", lines.read());
                client.endOutput();
                assertEquals(-1, client.read(ByteBuffer.allocate(1)));
            }
            try (var client = Host.HERE.watchedBy(recorder).towards(udp.address(), CLIENT)) {
                client.send("two".getBytes(), udp.address());
                client.receive(ByteBuffer.allocate(10));
            }
        }
        var arrows = text().lines().filter(line -> line.contains("─── ") || line.contains("◀── ") || line.contains("╌ "))
                .map(line -> line.replaceAll(".*?[─╌]{1,3} ([^─╌]*) [─╌].*", "$1")).toList();
        assertEquals(List.of("connect", "\"one\"", "\"one\"", "end (FIN)", "end (FIN)", "\"two\"", "\"two\""),
                arrows, text());
    }
}
