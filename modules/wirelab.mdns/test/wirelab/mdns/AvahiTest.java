package wirelab.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
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
    private Namespace here;
    private Namespace there;
    private Avahi avahi;

    @BeforeEach
    void plug() throws Exception {
        assumeTrue(Namespace.missing() == null, Namespace::missing);
        Peer.require("avahi-daemon", "avahi-daemon");
        String name = "wlmd" + ProcessHandle.current().pid();
        here = opened(Namespace.create(name + "a"));
        there = opened(Namespace.create(name + "b"));
        here.ip("link add eth0 type veth peer name eth0 netns " + there.name() + "\naddr add 10.79.0.1/24 dev eth0\n"
                + "link set eth0 up\n");
        there.ip("addr add 10.79.0.2/24 dev eth0\nlink set eth0 up\nroute add 224.0.0.0/4 dev eth0\n");
        avahi = opened(new Avahi(there, "avahi-host", folder));
    }

    @AfterEach
    void unplug() throws Exception {
        for (var each : open.reversed()) each.close();
    }

    private <T extends AutoCloseable> T opened(T what) {
        open.add(what);
        return what;
    }

    private MdnsResponder publish(String name, String label) throws Exception {
        var service = ServiceInstance.of(name, TYPE, label, 8000, Map.of("documents", "12"));
        return opened(MdnsResponder.start(here.host(), MdnsOptions.DEFAULTS, service, _ -> {}));
    }

    private static boolean has(Peer browser, String begin, String... parts) {
        return browser.output().lines().anyMatch(line -> line.startsWith(begin) && List.of(parts).stream()
                .allMatch(line::contains));
    }

    private static void awaitLine(Peer browser, String begin, String... parts) {
        Eventually.that("a line " + begin + " with " + List.of(parts), () -> has(browser, begin, parts), () -> ", but\n"
                + browser.output());
    }

    @Test
    void avahiResolvesAServiceItsChangedTextAndTakesItOffAtTheGoodbye() throws Exception {
        var browser = avahi.browse(TYPE);
        var responder = publish("Ada's plans, no. 1", "ada");
        assertTrue(responder.awaitClaimed(PATIENCE));
        String name = "Ada\\039s\\032plans\\044\\032no\\.\\0321";
        for (String family : List.of("IPv4", "IPv6")) {
            awaitLine(browser, "=;eth0;" + family, name, "ada.local;10.79.0.1;8000;\"documents=12\"");
        }
        responder.update(Map.of("documents", "13", "root", "ab12cd"));
        var again = avahi.browse(TYPE);
        awaitLine(again, "=;eth0;IPv4", name, "\"root=ab12cd\"", "\"documents=13\"");
        assertFalse(has(browser, "-"), browser.output());
        responder.close();
        for (String family : List.of("IPv4", "IPv6")) awaitLine(browser, "-;eth0;" + family, name);
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
        awaitLine(browser, "=;eth0;IPv4", "Songs\\032\\0402\\041", "bea.local;10.79.0.1;8000");
        awaitLine(browser, "=;eth0;IPv4", ";Songs;", "avahi-host.local", ";8002;");
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
    void oldResolversAreAnsweredAndNoPacketIsOneThatTsharkComplainsAbout() throws Exception {
        Peer.require("dig", "bind9-dnsutils");
        String file = folder.resolve("all.pcapng").toString();
        var capture = opened(Peer.start(here.command(Peer.require("tshark", "tshark"), "-i", "eth0", "-w", file, "-f",
                "udp")));
        capture.awaitOutput("Capturing on");
        var responder = publish("Ada", "ada");
        assertTrue(responder.awaitClaimed(PATIENCE));
        String whole = dig("10.79.0.1", TYPE + ".local", "PTR");
        assertTrue(whole.contains("Ada." + TYPE + ".local."), whole);
        assertTrue(dig("224.0.0.251", "Ada." + TYPE + ".local", "SRV").contains("0 0 8000 ada.local."));
        assertTrue(dig("224.0.0.251", "Ada." + TYPE + ".local", "TXT").contains("\"documents=12\""));
        assertTrue(dig("10.79.0.1", "ada.local", "A").contains("10.79.0.1"));
        assertTrue(dig("10.79.0.1", "ada.local", "ANY").contains("fe80::"));
        var browser = avahi.browse(TYPE);
        awaitLine(browser, "=;eth0;IPv4", "ada.local;10.79.0.1;8000");
        responder.close();
        awaitLine(browser, "-;eth0;IPv4", "Ada");
        capture.terminate();
        var sent = read(file, "mdns && (ip.src == 10.79.0.1 || eth.src == " + here.run("cat",
                "/sys/class/net/eth0/address").strip() + ")");
        assertTrue(sent.size() > 15, sent.toString());
        // That a question is asked again is no mistake here.
        assertEquals(List.of(), read(file, "_ws.malformed || _ws.expert && !(_ws.expert.message contains \"retransmission\")"));
        assertEquals(List.of(), read(file, "(ip.dst == 224.0.0.251 && ip.ttl != 255 || ipv6.dst == ff02::fb && "
                + "ipv6.hlim != 255) && udp.srcport == 5353"));
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
