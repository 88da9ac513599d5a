package wirelab.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.hosts.Namespace;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// Two hosts on a cable: we on one of them, avahi on the other.
@Tag("hosts")
@Tag("interop")
class AvahiTest {
    private static final String TYPE = "_wirelab-index._tcp";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();
    private AvahiCable cable;
    private Namespace here;
    private Avahi avahi;

    @BeforeEach
    void plug() throws Exception {
        cable = new AvahiCable(folder);
        here = cable.here();
        avahi = cable.avahi();
    }

    @AfterEach
    void unplug() throws Exception {
        for (var each : open.reversed()) each.close();
        if (cable != null) cable.close();
    }

    private <T extends AutoCloseable> T opened(T what) {
        open.add(what);
        return what;
    }

    private MdnsResponder publish(String name, String label) throws Exception {
        return publish(here, name, label);
    }

    private MdnsResponder publish(Namespace on, String name, String label) throws Exception {
        var service = ServiceInstance.of(name, TYPE, label, 8000, Map.of("documents", "12"));
        return opened(MdnsResponder.start(on.host(), MdnsOptions.DEFAULTS, service, _ -> {}));
    }

    private Peer script(String name, String... args) throws Exception {
        return cable.script(name, args);
    }

    @Test
    @Tag("scripts")
    void avahiResolvesWhatTheScriptPublishesByIPv4AndIPv6AndTakesItOffAtTheGoodbye() throws Exception {
        var browser = avahi.browse(TYPE);
        var script = script("MdnsPublish", "--label", "ada", "Ada's plans, no. 1", TYPE, "8000", "documents=12");
        script.awaitOutput("established as Ada's plans, no. 1 (" + TYPE + ") at ada.local:8000 [documents=12]");
        String name = "Ada\\039s\\032plans\\044\\032no\\.\\0321";
        for (String family : List.of("IPv4", "IPv6")) {
            Avahi.awaitLine(browser, "=;cable;" + family, name, ";ada.local;", ";8000;\"documents=12\"");
        }
        assertEquals(0, script.terminate(), script.output());
        for (String family : List.of("IPv4", "IPv6")) Avahi.awaitLine(browser, "-;cable;" + family, name);
    }

    @Test
    void avahiHearsOfAChangedTextAtOnce() throws Exception {
        var responder = publish("Plans", "ada");
        assertTrue(responder.awaitClaimed(PATIENCE));
        var browser = avahi.browse(TYPE);
        Avahi.awaitLine(browser, "=;cable;IPv4", ";Plans;", ";ada.local;", ";8000;\"documents=12\"");
        responder.update(Map.of("documents", "13"));
        Eventually.that("the new text is there", () -> {
            var again = avahi.browse(TYPE);
            Avahi.awaitLine(again, "=;cable;IPv4", ";Plans;");
            return Avahi.has(again, "=;cable;IPv4", "\"documents=13\"");
        });
        assertFalse(Avahi.has(browser, "-"), browser.output());
        assertEquals(0, responder.names().get("conflicts"));
    }

    @Test
    void whoComesSecondTakesAnotherNameWhicheverThatIs() throws Exception {
        var first = publish("Plans", "avahi-host");
        assertTrue(first.awaitClaimed(PATIENCE));
        assertEquals("avahi-host-2.local", first.service().host().toString(), "avahi had the name of the host");
        var theirs = avahi.publish("Plans", TYPE, 8001);
        theirs.awaitOutput("Established under name 'Plans #2'");
        assertEquals("Plans", first.service().name());
        first.close();
        assertFalse(theirs.output().contains("failed"), theirs.output());
        avahi.publish("Songs", TYPE, 8002).awaitOutput("Established under name 'Songs'");
        var second = publish("Songs", "bea");
        assertTrue(second.awaitClaimed(PATIENCE));
        assertEquals("Songs (2)", second.service().name());
        assertEquals("bea.local", second.service().host().toString());
        var browser = avahi.browse(TYPE);
        Avahi.awaitLine(browser, "=;cable;IPv4", "Songs\\032\\0402\\041", ";bea.local;", ";8000");
        Avahi.awaitLine(browser, "=;cable;IPv4", ";Songs;", "avahi-host.local", ";8002;");
    }

    @Test
    void ofTwoThatWantANameAtTheSameTimeOneHasItAndTheOtherAnother() throws Exception {
        for (int round = 0; round < 3; round++) {
            var theirs = avahi.publish("Both " + round, TYPE, 8001);
            var ours = publish("Both " + round, "cid");
            assertTrue(ours.awaitClaimed(PATIENCE));
            theirs.awaitOutput("Established under name '");
            int number = round;
            Eventually.that("one each", () -> {
                var names = names(theirs, ours);
                return names.equals(Set.of("Both " + number, "Both " + number + " #2"))
                        || names.equals(Set.of("Both " + number, "Both " + number + " (2)"));
            }, () -> ", but " + names(theirs, ours));
            ours.close();
            theirs.close();
        }
    }

    @Test
    void besideAvahiOnOneHostBothAreHeardAndAvahiStillGetsWhatIsSentToItsAddress() throws Exception {
        Peer.require("dig", "bind9-dnsutils");
        var ours = publish(cable.there(), "Ours", "ours");
        assertTrue(ours.awaitClaimed(PATIENCE));
        avahi.publish("Theirs", TYPE, 8001).awaitOutput("Established under name 'Theirs'");
        var browser = avahi.browse(TYPE);
        Avahi.awaitLine(browser, "=;cable;IPv4", ";Ours;", ";ours.local;", ";8000");
        var far = opened(MdnsBrowser.start(here.host(), MdnsOptions.DEFAULTS, TYPE, _ -> {}));
        assertTrue(far.await(found -> found.size() == 2, PATIENCE));
        var near = opened(MdnsBrowser.start(cable.there().host(), MdnsOptions.DEFAULTS, TYPE, _ -> {}));
        assertTrue(near.await(found -> found.size() == 2, PATIENCE));
        assertTrue(dig("10.79.0.2", "avahi-host.local", "A").contains("10.79.0.2"));
        ours.close();
        assertTrue(far.await(found -> found.size() == 1, PATIENCE));
        assertTrue(near.await(found -> found.size() == 1, PATIENCE));
    }

    @Test
    void whoIsNotOnTheLinkByHisAddressIsNotAnswered() throws Exception {
        var responder = publish("Ada", "ada");
        assertTrue(responder.awaitClaimed(PATIENCE));
        cable.there().ip("addr add 10.99.0.5/24 dev cable\n");
        var question = new DnsMessage(7, 0, List.of(new DnsQuestion(DnsName.of("ada.local"), DnsType.A)), List.of(), List.of(),
                List.of());
        String hex = HexFormat.of().formatHex(question.encode());
        var asker = avahi.start("python3", "-c", """
                import socket, sys
                def ask(source):
                    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    s.bind((source, 0))
                    s.settimeout(2)
                    s.sendto(bytes.fromhex(sys.argv[1]), ('224.0.0.251', 5353))
                    try: s.recv(9000); print(source, 'answered')
                    except TimeoutError: print(source, 'silence')
                ask('10.99.0.5')
                ask('10.79.0.2')
                """, hex);
        assertEquals(0, asker.awaitExit(), asker.output());
        assertEquals("10.99.0.5 silence\n10.79.0.2 answered\n", asker.output());
        assertTrue(responder.counters().get("off link") >= 1, responder.counters().toString());
    }

    private static Set<String> names(Peer theirs, MdnsResponder ours) {
        String last = theirs.output().substring(theirs.output().lastIndexOf("name '") + "name '".length());
        return new TreeSet<>(List.of(last.substring(0, last.indexOf('\'')), ours.service().name()));
    }

    @Test
    void aBrowserFindsWhatAvahiPublishesAndLosesItWhenItIsTakenBack() throws Exception {
        var theirs = avahi.publish("Bea", TYPE, 8001, "documents=3", "a=b=c");
        var browser = opened(MdnsBrowser.start(here.host(), MdnsOptions.DEFAULTS, TYPE, _ -> {}));
        assertTrue(browser.await(found -> found.size() == 1, PATIENCE));
        var found = browser.services().getFirst();
        assertEquals("Bea", found.service().name());
        assertEquals("avahi-host.local:8001", found.service().host() + ":" + found.service().port());
        assertEquals(Map.of("documents", "3", "a", "b=c"), found.service().text().pairs());
        assertEquals("10.79.0.2", found.addresses().getFirst().getHostAddress());
        theirs.terminate();
        assertTrue(browser.await(Collection::isEmpty, PATIENCE));
    }

    @Test
    @Tag("scripts")
    void theScriptShowsWhatAvahiPublishesWithTheAddressesOfBothFamilies() throws Exception {
        var theirs = avahi.publish("Bea", TYPE, 8001, "documents=3");
        var script = script("MdnsBrowse", TYPE);
        String line = "Bea (" + TYPE + ") at avahi-host.local:8001 [documents=3], 10.79.0.2 [fe80::";
        script.awaitOutput("+ " + line);
        assertTrue(script.output().contains("%cable]"), script.output());
        theirs.terminate();
        script.awaitOutput("- " + line);
    }

    @Test
    @Tag("scripts")
    void oldResolversAreAnsweredAndNoPacketIsOneThatTsharkComplainsAbout() throws Exception {
        Peer.require("dig", "bind9-dnsutils");
        String file = folder.resolve("all.pcapng").toString();
        var capture = opened(Peer.start(here.command(Peer.require("tshark", "tshark"), "-i", "cable", "-w", file, "-f",
                "udp")));
        capture.awaitOutput("Capturing on");
        var script = script("MdnsPublish", "--label", "ada", "Ada", TYPE, "8000", "documents=12");
        script.awaitOutput("established as Ada ");
        String whole = dig("10.79.0.1", TYPE + ".local", "PTR");
        assertTrue(whole.contains("Ada." + TYPE + ".local."), whole);
        assertTrue(dig("10.79.0.1", "Ada." + TYPE + ".local", "SRV").contains("0 0 8000 ada.local."));
        assertTrue(dig("10.79.0.1", "Ada." + TYPE + ".local", "TXT").contains("\"documents=12\""));
        assertTrue(dig("10.79.0.1", "ada.local", "A").contains("10.79.0.1"));
        assertTrue(dig("10.79.0.1", "ada.local", "AAAA").contains("fe80::"));
        var question = new DnsQuestion(DnsName.of("ada.local"), DnsType.A);
        var answer = askGroup(new DnsMessage(77, 0, List.of(question), List.of(), List.of(), List.of()));
        assertEquals(List.of(question), answer.questions());
        assertEquals("ada.local A 10.79.0.1 10 s", answer.answers().getFirst().toString());
        var browser = avahi.browse(TYPE);
        Avahi.awaitLine(browser, "=;cable;IPv4", ";ada.local;", ";8000");
        assertEquals(0, script.terminate(), script.output());
        Avahi.awaitLine(browser, "-;cable;IPv4", "Ada");
        capture.terminate();
        String ours = "eth.src == " + here.run("cat", "/sys/class/net/cable/address").strip() + " && ";
        var sent = read(file, ours + "mdns");
        assertTrue(sent.size() > 10, sent.toString());
        // That a question is asked again is no mistake here.
        assertEquals(List.of(), read(file, ours + "(_ws.malformed || _ws.expert && "
                + "!(_ws.expert.message contains \"retransmission\"))"));
        assertEquals(List.of(), read(file, ours + "mdns && (ip.dst == 224.0.0.251 && ip.ttl != 255 || "
                + "ipv6.dst == ff02::fb && ipv6.hlim != 255)"));
    }

    /// Asks everybody, from a port of its own: dig takes an answer from nobody but whom it asked.
    private DnsMessage askGroup(DnsMessage question) throws Exception {
        var asker = avahi.start("python3", "-c", """
                import socket, sys
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.settimeout(20)
                s.sendto(bytes.fromhex(sys.argv[1]), ('224.0.0.251', 5353))
                print(s.recv(9000).hex())
                """, HexFormat.of().formatHex(question.encode()));
        assertEquals(0, asker.awaitExit(), asker.output());
        return DnsMessageTest.decode(HexFormat.of().parseHex(asker.output().strip()));
    }

    private String dig(String server, String name, String type) throws Exception {
        var dig = avahi.start("dig", "+short", "+tries=3", "+time=5", "-p", "5353", "@" + server, name, type);
        assertEquals(0, dig.awaitExit(), dig.output());
        return dig.output();
    }

    private static List<String> read(String file, String filter) throws Exception {
        var reader = Peer.start("tshark", "-n", "-r", file, "-Y", filter);
        assertEquals(0, reader.awaitExit(), reader.output());
        return reader.output().lines().filter(line -> !line.startsWith("Running as user")).toList();
    }
}
