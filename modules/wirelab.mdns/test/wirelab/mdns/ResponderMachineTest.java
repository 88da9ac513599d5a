package wirelab.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wirelab.kit.Drained;
import wirelab.simulation.SimulatedNetwork;

/// A responder in virtual time, section by section of RFC 6762.
class ResponderMachineTest {
    private static final DnsQuestion ALL = new DnsQuestion(ServiceInstance.typeName(MdnsLinkLab.TYPE), DnsType.PTR);

    private MdnsLinkLab lab;
    private MdnsLinkLab.Responder ada;
    private MdnsLinkLab.Listener asker;

    @BeforeEach
    void link() {
        lab = new MdnsLinkLab(1);
        asker = lab.listener(9);
        ada = lab.responder(1, "Plans", "ada", 80);
    }

    private void settle() {
        lab.network.until("it has its names", Duration.ofSeconds(5), ada::holds);
        lab.network.run(Duration.ofSeconds(3));
    }

    private long ask(DnsMessage query) {
        long now = lab.millis();
        asker.say(query, null);
        return now;
    }

    private static DnsMessage ask(DnsQuestion question, DnsRecord... known) {
        return DnsMessage.query(List.of(question), List.of(known));
    }

    private List<MdnsLinkLab.Said> answers(long since) {
        lab.network.run(Duration.ofSeconds(2));
        return lab.by(ada, since);
    }

    private DnsRecord pointer(long ttl) {
        return new DnsRecord(ALL.name(), false, ttl, new DnsData.Pointer(ada.service().instance()));
    }

    @Test
    void itAsksThreeTimesAQuarterOfASecondApartAndThenSaysTwiceASecondApartWhatItHas() {
        settle();
        var said = lab.by(ada, 0);
        assertEquals(5, said.size(), said.toString());
        assertTrue(said.getFirst().at() <= 250);
        for (int i = 0; i < 3; i++) {
            var probe = said.get(i).message();
            assertEquals(said.getFirst().at() + 250 * i, said.get(i).at());
            assertFalse(probe.isResponse());
            assertTrue(probe.questions().stream().allMatch(each -> each.type() == DnsType.ANY && each.unicast()));
            assertTrue(probe.authorities().stream().noneMatch(DnsRecord::flush), "not in a probe (10.2)");
            assertEquals(3, probe.authorities().size());
        }
        assertEquals(said.get(2).at() + 250, said.get(3).at());
        assertEquals(said.get(3).at() + 1_000, said.get(4).at());
        for (int i = 3; i < 5; i++) {
            var announcement = said.get(i).message();
            assertTrue(announcement.isResponse() && announcement.questions().isEmpty());
            for (var record : announcement.answers()) assertEquals(record.type() != DnsType.PTR, record.flush());
        }
        assertEquals(1, ada.told.size());
    }

    @Test
    void whatItSharesIsSaidAfterARandomMomentAndWhatIsItsOwnAtOnce() {
        settle();
        long since = ask(ask(ALL));
        var shared = answers(since).getFirst();
        assertTrue(shared.at() - since >= 20 && shared.at() - since <= 122, "after " + (shared.at() - since));
        assertEquals(List.of(pointer(4_500)), shared.message().answers());
        assertEquals(3, shared.message().additionals().size(), "service, text and address come with it");
        since = ask(ask(new DnsQuestion(ada.service().instance(), DnsType.SRV)));
        assertTrue(answers(since).getFirst().at() - since <= 10);
    }

    @Test
    void whatTheAskerKnowsIsNotSaidUnlessHeForgetsItSoon() {
        settle();
        assertEquals(List.of(), answers(ask(ask(ALL, pointer(2_250)))));
        assertEquals(1, answers(ask(ask(ALL, pointer(2_249)))).size());
    }

    @Test
    void whoSaysThatMoreFollowsIsWaitedForAndWhatThenFollowsIsNotSaid() {
        settle();
        long since = ask(ask(ALL).withMore());
        lab.network.run(Duration.ofMillis(300));
        asker.say(DnsMessage.query(List.of(), List.of(pointer(4_000))), null);
        assertEquals(List.of(), answers(since));
        since = ask(ask(ALL).withMore());
        long at = answers(since).getFirst().at() - since;
        assertTrue(at >= 400 && at <= 502, "after " + at);
    }

    @Test
    void whatFollowsFromOneAskerDoesNotKeepItFromAnother() {
        settle();
        var other = lab.listener(8);
        long since = ask(ask(ALL).withMore());
        other.say(ask(ALL), null);
        asker.say(DnsMessage.query(List.of(), List.of(pointer(4_000))), null);
        assertEquals(1, answers(since).size());
    }

    @Test
    void nothingIsSaidToEverybodyTwiceWithinASecond() {
        settle();
        long since = lab.millis();
        for (int i = 0; i < 50; i++) {
            ask(ask(ALL));
            lab.network.run(Duration.ofMillis(100));
        }
        var times = answers(since).stream().map(MdnsLinkLab.Said::at).toList();
        assertTrue(times.size() >= 4 && times.size() <= 7, times.toString());
        for (int i = 1; i < times.size(); i++) assertTrue(times.get(i) - times.get(i - 1) >= 1_000, times.toString());
    }

    @Test
    void oneWhoSaysTheSameMakesTheAnswerNeedless() {
        settle();
        long since = ask(ask(ALL).withMore());
        lab.network.run(Duration.ofMillis(100));
        asker.say(DnsMessage.response(List.of(pointer(4_500)), List.of()), null);
        assertEquals(List.of(), answers(since));
    }

    @Test
    void oneWhoTakesBackWhatItHasOrSaysItForTooShortATimeIsCorrected() {
        settle();
        for (long ttl : new long[] {0, 2_000}) {
            long since = lab.millis();
            asker.say(DnsMessage.response(List.of(pointer(ttl)), List.of()), null);
            assertEquals(4_500, answers(since).getFirst().message().answers().getFirst().ttl());
        }
    }

    @Test
    void whoWantsToBeToldAloneIsWhenEverybodyHeardItLately() {
        settle();
        var alone = new DnsQuestion(ALL.name(), ALL.type(), DnsType.INTERNET, true);
        var fresh = answers(ask(ask(alone)));
        assertEquals(List.of(asker.address), fresh.stream().map(MdnsLinkLab.Said::to).toList());
        lab.network.run(Duration.ofSeconds(4_500 / 4));
        var stale = answers(ask(ask(alone)));
        assertEquals(1, stale.size());
        assertEquals(null, stale.getFirst().to());
    }

    @Test
    void thatItHasNoRecordOfATypeIsSaidForItsOwnNamesAlone() {
        settle();
        var answer = answers(ask(ask(new DnsQuestion(ada.service().host(), DnsType.AAAA)))).getFirst().message();
        assertEquals(new DnsData.Next(ada.service().host(), new TreeSet<>(List.of(DnsType.A))),
                answer.answers().getFirst().data());
        assertEquals(List.of(), answers(ask(ask(new DnsQuestion(DnsName.of("bea.local"), DnsType.AAAA)))));
        assertEquals(List.of(), answers(ask(ask(new DnsQuestion(ALL.name(), DnsType.TXT)))));
    }

    private List<MdnsAction> fromPort(int port, DnsMessage message) {
        ada.machine().received(lab.network.now(), 0, message, new InetSocketAddress(asker.address.getAddress(), port));
        return Drained.from(ada.machine());
    }

    @Test
    void anOldResolverGetsItsNumberItsQuestionAndTenSecondsAndIsNotAnsweredTooOften() {
        settle();
        var question = new DnsMessage(77, 0x0100, List.of(ALL), List.of(), List.of(), List.of());
        var answer = (MdnsAction.Send) fromPort(40_000, question).getFirst();
        assertEquals(77, answer.message().id());
        assertEquals(List.of(ALL), answer.message().questions());
        assertEquals(40_000, answer.to().getPort());
        for (var record : answer.message().said()) assertTrue(record.ttl() <= 10 && !record.flush());
        int answered = 0;
        for (int i = 0; i < 1_000; i++) answered += fromPort(40_000, question).size();
        assertEquals(39, answered, "a burst of 40");
    }

    @Test
    void answersFromAnotherPortAndMessagesOfOtherKindsAreIgnored() {
        settle();
        var conflict = new DnsRecord(ada.service().host(), true, 120,
                new DnsData.HostAddress(InetAddress.ofLiteral("10.9.9.9")));
        var message = DnsMessage.response(List.of(conflict), List.of());
        assertEquals(List.of(), fromPort(5_354, message));
        for (int flags : new int[] {0x8400 | 0x2800, 0x8400 | 3}) {
            asker.say(new DnsMessage(0, flags, List.of(), List.of(conflict), List.of(), List.of()), null);
        }
        lab.network.run(Duration.ofSeconds(5));
        assertEquals(0, ada.machine().counters().get("conflicts"));
    }

    @Test
    void aChangedTextIsSaidTwiceAndManyChangesWithinASecondAreOne() {
        settle();
        long since = lab.millis();
        for (int i = 0; i < 20; i++) {
            var text = DnsData.Strings.of(Map.of("n", Integer.toString(i)));
            ada.enter((machine, now) -> machine.update(now, text));
            lab.network.run(Duration.ofMillis(10));
        }
        lab.network.run(Duration.ofSeconds(5));
        var said = lab.by(ada, since);
        assertTrue(said.size() >= 2 && said.size() <= 3, said.toString());
        assertTrue(said.getLast().message().answers().stream().anyMatch(each -> each.data().toString().equals("[n=19]")));
    }

    @Test
    void inTheEndAllIsTakenBackButThatThereAreSuchServices() {
        settle();
        long since = lab.millis();
        ada.enter((machine, now) -> machine.leave(now));
        ask(ask(ALL));
        var said = answers(since);
        assertEquals(1, said.size());
        assertTrue(said.getFirst().message().answers().stream().allMatch(each -> each.ttl() == 0
                && !each.name().equals(ServiceInstance.TYPES)));
        assertEquals(4, said.getFirst().message().answers().size());
    }

    // Two that want the same.

    @Test
    void whoComesLaterIsToldAtOnceAndTakesAnotherName() {
        settle();
        var bea = lab.responder(2, "Plans", "bea", 81);
        lab.network.until("it has a name", Duration.ofSeconds(5), bea::holds);
        assertEquals("Plans (2)", bea.service().name());
        assertEquals("bea.local", bea.service().host().toString(), "nobody had that one");
        assertEquals("Plans", ada.service().name());
        var third = lab.responder(3, "Plans", "ada", 82);
        lab.network.until("it has a name", Duration.ofSeconds(10), third::holds);
        assertEquals("Plans (3)", third.service().name());
        assertEquals("ada-2.local", third.service().host().toString());
    }

    @Test
    void ofSeveralAtTheSameTimeEachHasANameOfItsOwnInTheEndWhateverTheNetworkDoes() {
        for (long seed = 1; seed <= 200; seed++) {
            lab = new MdnsLinkLab(seed);
            if (seed % 2 == 0) lab.network.weather(SimulatedNetwork.Weather.FAIR);
            else {
                lab.network.weather(new SimulatedNetwork.Weather(.1, .05, 0, Duration.ofMillis(1),
                        Duration.ofMillis(40)));
            }
            var all = new ArrayList<MdnsLinkLab.Responder>();
            for (int i = 1; i <= 4; i++) all.add(lab.responder(i, "Plans", "ada", 80 + i));
            lab.network.until("each holds its own name", Duration.ofMinutes(10), () -> {
                var names = all.stream().map(each -> each.service().name()).distinct().count();
                var hosts = all.stream().map(each -> each.service().host()).distinct().count();
                return names == 4 && hosts == 4 && all.stream().allMatch(MdnsLinkLab.Responder::holds);
            });
        }
    }

    @Test
    void ofTwoAtTheSameTimeTheOneWhoseRecordsAreLaterHasTheNameAndTheOtherWaitsASecond() {
        lab = new MdnsLinkLab(3);
        var low = lab.responder(1, "Plans", "one", 80);
        var high = lab.responder(2, "Plans", "two", 81);
        lab.network.until("both have one", Duration.ofSeconds(10), () -> low.holds() && high.holds());
        assertEquals("Plans", high.service().name());
        assertEquals("Plans (2)", low.service().name());
        assertTrue(low.machine().counters().get("gave way") >= 1);
        assertEquals(0, high.machine().counters().get("gave way"));
    }

    /// The example of section 8.2: 169.254.99.200 against 169.254.200.50, of which the second is later.
    @Test
    void recordsAreComparedByClassTypeAndBytesWithoutASign() {
        var one = address("169.254.99.200");
        var two = address("169.254.200.50");
        assertTrue(TieBreak.compare(List.of(one), List.of(two)) < 0);
        assertTrue(TieBreak.compare(List.of(two), List.of(one)) > 0);
        assertEquals(0, TieBreak.compare(List.of(one, two), List.of(two, one)));
        assertTrue(TieBreak.compare(List.of(one), List.of(one, two)) < 0, "who has more left is later");
    }

    private static DnsRecord address(String text) {
        return new DnsRecord(DnsName.of("a.local"), false, 120, new DnsData.HostAddress(InetAddress.ofLiteral(text)));
    }

    @Test
    void twoWhoseCableWasCutAndThatHaveTheSameNameNowAgreeWhoKeepsIt() {
        lab.network.cut("10.0.0.1", "10.0.0.2");
        var bea = lab.responder(2, "Plans", "bea", 81);
        lab.network.run(Duration.ofSeconds(5));
        assertEquals("Plans", bea.service().name());
        lab.network.heal();
        asker.say(ask(ALL), null);
        asker.say(ask(new DnsQuestion(ada.service().instance(), DnsType.SRV)), null);
        lab.network.until("each has its own", Duration.ofSeconds(20), () -> ada.holds() && bea.holds()
                && !ada.service().name().equals(bea.service().name()));
    }

    /// python-zeroconf once asked 21 times a second for hours: somebody answered every one of its questions.
    @Test
    void oneWhoGivesNoPeaceIsAskedLessAndLess() {
        asker.enter((_, _) -> {});
        long until = lab.millis() + 60_000;
        while (lab.millis() < until) {
            lab.network.run(Duration.ofMillis(10));
            var service = new DnsData.Service(0, 0, 1, DnsName.of("x.local"));
            var taken = new DnsRecord(ada.service().instance(), true, 120, service);
            asker.say(DnsMessage.response(List.of(taken), List.of()), null);
        }
        assertTrue(lab.by(ada, 10_000).size() <= 12, lab.by(ada, 10_000).size() + " in 50 s");
    }
}
