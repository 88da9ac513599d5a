package wirelab.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A browser in virtual time.
class BrowserMachineTest {
    private static final DnsName TYPE = ServiceInstance.typeName(MdnsLinkLab.TYPE);
    private static final DnsQuestion ALL = new DnsQuestion(TYPE, DnsType.PTR);

    private final MdnsLinkLab lab = new MdnsLinkLab(5);

    @Test
    void servicesAreFoundWhenTheyComeAndLostAtTheGoodbyeOrWhenTheirTimeIsOver() {
        var ada = lab.responder(1, "Plans", "ada", 80);
        var browser = lab.browser(7);
        lab.network.until("one is there", Duration.ofSeconds(5), () -> browser.names().equals(List.of("Plans")));
        var bea = lab.responder(2, "Songs", "bea", 81);
        lab.network.until("both are there", Duration.ofSeconds(5), () -> browser.names().size() == 2);
        long since = lab.millis();
        bea.enter((machine, now) -> machine.leave(now));
        lab.network.until("one has left", Duration.ofSeconds(5), () -> browser.names().equals(List.of("Plans")));
        assertTrue(lab.millis() - since <= 1_010, "a second later");
        ada.crash();
        // Its address holds for 120 s, of which up to 97 % pass before the last question.
        lab.network.until("it is gone", Duration.ofSeconds(125), () -> browser.names().isEmpty());
    }

    @Test
    void whatIsThereIsAskedForAgainAtFourFifthsOfItsTimeAndStays() {
        lab.responder(1, "Plans", "ada", 80);
        var browser = lab.browser(7);
        lab.network.run(Duration.ofHours(3));
        assertEquals(List.of("Plans"), browser.names());
        assertEquals(1, browser.told.size(), browser.told.toString());
        long questions = lab.by(browser, 3_600_000).stream().flatMap(each -> each.message().questions().stream())
                .filter(each -> each.type() == DnsType.A || each.type() == DnsType.SRV).count();
        assertTrue(questions >= 100 && questions <= 320, questions + " in two hours");
    }

    @Test
    void itAsksAtOnceThenAfterOneTwoFourSecondsAndSoOnAndSaysWhatItKnows() {
        lab.responder(1, "Plans", "ada", 80);
        lab.network.run(Duration.ofSeconds(5));
        long began = lab.millis();
        var browser = lab.browser(7);
        lab.network.run(Duration.ofSeconds(70));
        var asked = lab.by(browser, began).stream().filter(each -> each.message().questions().contains(ALL)).toList();
        long first = asked.getFirst().at();
        assertTrue(first - began >= 20 && first - began <= 120);
        assertEquals(List.of(0L, 1L, 3L, 7L, 15L, 31L, 63L), asked.stream().map(each -> (each.at() - first) / 1000).toList());
        assertEquals(List.of(), asked.getFirst().message().answers());
        assertEquals(1, asked.get(1).message().answers().size(), "known by then");
        long answered = lab.said.stream().filter(each -> each.from().equals("10.0.0.1") && each.at() > first + 900
                && each.message().answers().stream().anyMatch(it -> it.name().equals(TYPE))).count();
        assertEquals(0, answered, "so nobody says it again");
    }

    @Test
    void whatSomebodyElseHasJustAskedNeedNotBeAsked() {
        var other = lab.listener(8);
        var browser = lab.browser(7);
        lab.network.run(Duration.ofMillis(1_000));
        other.say(DnsMessage.query(List.of(ALL), List.of()), null);
        lab.network.run(Duration.ofMillis(500));
        assertEquals(1, lab.by(browser, 0).size());
        assertEquals(1, browser.machine().counters().get("spared"));
    }

    private DnsMessage response(DnsRecord... records) {
        return DnsMessage.response(List.of(records), List.of());
    }

    private static DnsRecord pointer(DnsName instance) {
        return new DnsRecord(TYPE, false, 4_500, new DnsData.Pointer(instance));
    }

    @Test
    void whatWasNotSaidWithAServiceIsAskedForOneAfterTheOther() {
        var other = lab.listener(8);
        var browser = lab.browser(7);
        var instance = DnsName.of(List.of("Plans")).below(TYPE);
        var host = DnsName.of("ada.local");
        other.say(response(pointer(instance)), null);
        lab.network.run(Duration.ofMillis(200));
        assertTrue(asks(browser, instance, DnsType.SRV) && asks(browser, instance, DnsType.TXT));
        other.say(response(new DnsRecord(instance, true, 120, new DnsData.Service(0, 0, 80, host)),
                new DnsRecord(instance, true, 4_500, DnsData.Strings.NONE)), null);
        lab.network.run(Duration.ofMillis(1_200));
        assertTrue(asks(browser, host, DnsType.A) && asks(browser, host, DnsType.AAAA));
        assertEquals(List.of(), browser.names());
        other.say(response(new DnsRecord(host, true, 120, new DnsData.HostAddress(InetAddress.ofLiteral("10.0.0.1")))), null);
        lab.network.run(Duration.ofMillis(10));
        assertEquals(List.of("Plans"), browser.names());
    }

    private boolean asks(MdnsLinkLab.Browser browser, DnsName name, int type) {
        return lab.by(browser, 0).stream().anyMatch(each -> each.message().questions().contains(new DnsQuestion(name, type)));
    }

    @Test
    void aHostThatSaysItsAddressesAreOthersNowHasThoseAlone() {
        var other = lab.listener(8);
        var browser = lab.browser(7);
        var ada = lab.responder(1, "Plans", "ada", 80);
        lab.network.until("found", Duration.ofSeconds(5), () -> browser.names().size() == 1);
        ada.crash();
        lab.network.run(Duration.ofSeconds(3));
        var host = DnsName.of("ada.local");
        other.say(response(new DnsRecord(host, true, 120, new DnsData.HostAddress(InetAddress.ofLiteral("10.0.0.77")))), null);
        lab.network.run(Duration.ofMillis(1_100));
        var now = browser.machine().services().iterator().next().addresses();
        assertEquals("[/10.0.0.77]", now.toString());
    }

    @Test
    void manyKnownAnswersGoIntoSeveralMessagesOfWhichEachFitsAFrame() {
        var other = lab.listener(8);
        var browser = lab.browser(7);
        var names = IntStream.range(0, 100).mapToObj(i -> DnsName.of(List.of("n" + i + "x".repeat(50))).below(TYPE)).toList();
        for (var name : names) other.say(response(pointer(name)), null);
        lab.network.run(Duration.ofMillis(500));
        long since = lab.millis();
        lab.network.run(Duration.ofSeconds(4));
        var all = lab.by(browser, since);
        int first = IntStream.range(0, all.size()).filter(i -> all.get(i).message().questions().contains(ALL)).findFirst()
                .orElseThrow();
        var known = new ArrayList<DnsRecord>();
        for (int i = first; ; i++) {
            var message = all.get(i).message();
            assertTrue(message.encode().length <= KnownAnswers.MOST_BYTES);
            known.addAll(message.answers());
            if (!message.hasMore()) break;
        }
        assertEquals(100, known.stream().map(DnsRecord::data).collect(Collectors.toSet()).size());
    }

    @Test
    void whoeverSaysWhateverHeLikesFillsNoMoreThanTheCacheAndIsNotAskedWithoutEnd() {
        var flood = lab.listener(8);
        var browser = lab.browser(7);
        for (int i = 0; i < 5_000; i++) {
            flood.say(response(pointer(DnsName.of(List.of("n" + i)).below(TYPE))), null);
            if (i % 10 == 0) lab.network.run(Duration.ofMillis(10));
        }
        lab.network.run(Duration.ofSeconds(10));
        assertTrue(browser.machine().counters().get("full") >= 5_000 - RecordCache.MOST);
        long packets = lab.by(browser, 0).stream().filter(each -> !each.message().questions().isEmpty()).count();
        assertTrue(packets < 120, packets + " in 15 s");
        assertEquals(List.of(), browser.names(), "nothing is shown of what nobody describes");
    }
}
