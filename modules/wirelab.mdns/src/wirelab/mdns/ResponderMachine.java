package wirelab.mdns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import wirelab.kit.Counters;
import wirelab.kit.Machine;
import wirelab.kit.Rate;
import wirelab.kit.RateLimit;

/// Makes one service known on one or more links, without sockets and clock: claims its names, answers who asks, and takes
/// all back in the end (RFC 6762, sections 6 to 10).
///
/// Its counters are `conflicts`, `renamed`, `gave way`, `answered alone`, `foreign port` and `refused` (somebody asks too
/// often).
public final class ResponderMachine extends Machine.Simple<MdnsAction> {
    /// What one host may ask to be told alone.
    private static final Rate ALONE = new Rate(20, 40, 256);
    private static final long MILLI = 1_000_000;
    /// "The TTL value given in a legacy unicast response SHOULD NOT be greater than ten seconds" (section 6.7).
    private static final long OLD_TTL = 10;

    private final List<List<InetAddress>> addresses;
    private final int port;
    private final boolean unicast;
    private final RandomGenerator random;
    private final Claim claim;
    private final RateLimit alone = new RateLimit(ALONE);
    private final List<Replies> replies = new ArrayList<>();
    private final Counters counters = new Counters();
    private List<Zone> zones;
    private ServiceInstance service;
    private boolean told;

    /// @param service under the names that it would like
    /// @param addresses of this host, for each link
    /// @param port at which all speak: 5353
    /// @param unicast whether this responder gets what is sent to its address alone
    public ResponderMachine(long now, ServiceInstance service, List<List<InetAddress>> addresses, int port, boolean unicast,
            RandomGenerator random) {
        this.addresses = addresses.stream().map(List::copyOf).toList();
        this.port = port;
        this.unicast = unicast;
        this.random = random;
        addresses.forEach(_ -> replies.add(new Replies()));
        claim = new Claim(now, random);
        say(service);
        plan();
    }

    public ServiceInstance service() {
        return service;
    }

    /// {@return whether its names are its own by now}
    public boolean holds() {
        return claim.holds();
    }

    public Counters counters() {
        return counters;
    }

    private void say(ServiceInstance service) {
        this.service = service;
        zones = addresses.stream().map(each -> new Zone(service, each)).toList();
    }

    private void plan() {
        long next = claim.nextAt();
        for (var each : replies) next = Machine.earlier(next, each.nextAt());
        wakeAt(next);
    }

    private long between(int least, int most) {
        return (least + random.nextInt(most - least)) * MILLI;
    }

    // What happens.

    /// A message has come on a link, not from here.
    public void received(long now, int link, DnsMessage message, InetSocketAddress source) {
        if (!message.isUsual() || claim.state() == Claim.State.LEFT) return;
        boolean usual = source.getPort() == port;
        if (!message.isResponse() && !usual) askedByOld(now, link, message, source);
        else if (!message.isResponse()) asked(now, link, message, source);
        else if (usual) heard(now, link, message);
        else counters.count("foreign port");
        plan();
    }

    /// The text of the service is another one from now on.
    public void update(long now, DnsData.Strings text) {
        if (text.equals(service.text())) return;
        for (int i = 0; i < zones.size(); i++) {
            for (var record : zones.get(i).all()) if (record.type() == DnsType.TXT) replies.get(i).forget(record);
        }
        say(service.withText(text));
        claim.changed(now);
        plan();
    }

    /// Takes all back; nothing happens afterwards.
    public void leave(long now) {
        for (int i = 0; i < zones.size() && claim.holds(); i++) {
            // That there are such services at all may still be true of others.
            var all = zones.get(i).all().stream().filter(each -> !each.name().equals(ServiceInstance.TYPES));
            act(new MdnsAction.Send(i, DnsMessage.response(all.map(each -> each.withTtl(0)).toList(), List.of()), null));
        }
        claim.leave();
        replies.forEach(Replies::clear);
        plan();
    }

    // Others say something.

    private void heard(long now, int link, DnsMessage message) {
        boolean instance = false;
        boolean host = false;
        for (var record : message.said()) {
            if (zones.get(link).has(record)) same(now, link, record);
            else if (contradicts(link, record)) {
                instance |= record.name().equals(service.instance());
                host |= record.name().equals(service.host());
            }
        }
        if (!instance && !host) return;
        counters.count("conflicts");
        if (claim.state() == Claim.State.PROBING) {
            counters.count("renamed");
            replies.forEach(Replies::clear);
            say(service.renamed(instance, host));
        }
        // One that held the name asks for it again, and so does the other: one of the two will have it (section 9).
        claim.conflict(now);
    }

    /// While it only asks for a name, any record there is somebody else's; later, one of a type that it has itself.
    private boolean contradicts(int link, DnsRecord record) {
        if (!zones.get(link).owns(record.name()) || record.ttl() == 0 || record.type() == DnsType.NSEC) return false;
        // The same host on another of its links, which may be one cable.
        for (var zone : zones) if (zone.has(record)) return false;
        return claim.state() == Claim.State.PROBING || zones.get(link).unique().stream().anyMatch(record::isOf);
    }

    /// Somebody has said what this responder says: it need not, unless those who heard it will forget it too early.
    private void same(long now, int link, DnsRecord record) {
        var own = zones.get(link).all().stream().filter(record::says).findFirst().orElse(null);
        if (own == null || !claim.holds()) return;
        if (record.ttl() * 2 < own.ttl()) replies.get(link).want(now, own, between(20, 120), null, false);
        else replies.get(link).said(record);
    }

    // Others ask.

    private void asked(long now, int link, DnsMessage message, InetSocketAddress source) {
        boolean probe = !message.authorities().isEmpty();
        if (probe && claim.state() == Claim.State.PROBING && comesFirst(link, message)) {
            counters.count("gave way");
            claim.giveWay(now);
        }
        if (!claim.holds()) return;
        var zone = zones.get(link);
        var known = message.answers().stream().filter(each -> zone.all().stream().anyMatch(own -> own.says(each)
                && each.ttl() * 2 >= own.ttl())).toList();
        for (var each : known) replies.get(link).known(each, source);
        var everybody = new ArrayList<DnsRecord>();
        var asker = new ArrayList<DnsRecord>();
        for (var question : message.questions()) {
            for (var answer : zone.answers(question)) {
                if (known.stream().anyMatch(answer::says)) continue;
                boolean him = question.unicast() && !probe && replies.get(link).isFresh(now, answer);
                (him ? asker : everybody).add(answer);
            }
        }
        boolean sure = probe || message.questions().size() == 1 && everybody.stream().allMatch(DnsRecord::flush);
        long delay = message.hasMore() ? between(400, 500) : sure ? 0 : between(20, 120);
        var further = message.hasMore() ? source : null;
        for (var each : everybody) replies.get(link).want(now, each, delay, further, probe);
        if (!asker.isEmpty() && allows(now, source)) {
            act(new MdnsAction.Send(link, DnsMessage.response(asker, zone.beside(asker)), source));
        }
    }

    private boolean allows(long now, InetSocketAddress source) {
        boolean allowed = alone.allows(source.getAddress(), now);
        counters.count(allowed ? "answered alone" : "refused");
        return allowed;
    }

    /// Two ask for the same name at once: the one whose records are later in order has it (section 8.2).
    private boolean comesFirst(int link, DnsMessage probe) {
        for (var name : List.of(service.instance(), service.host())) {
            var theirs = probe.authorities().stream().filter(each -> each.name().equals(name)).toList();
            var ours = zones.get(link).unique().stream().filter(each -> each.name().equals(name)).toList();
            if (!theirs.isEmpty() && TieBreak.compare(ours, theirs) < 0) return true;
        }
        return false;
    }

    /// A resolver that knows nothing of multicast DNS (section 6.7): it gets what it would get from any server.
    private void askedByOld(long now, int link, DnsMessage message, InetSocketAddress source) {
        if (!claim.holds()) return;
        var zone = zones.get(link);
        var answers = new ArrayList<DnsRecord>();
        for (var question : message.questions()) {
            zone.answers(question).stream().filter(each -> each.type() != DnsType.NSEC && !answers.contains(each))
                    .forEach(answers::add);
        }
        if (answers.isEmpty() || !allows(now, source)) return;
        act(new MdnsAction.Send(link, new DnsMessage(message.id(), DnsMessage.ANSWER | DnsMessage.OWNER, message.questions(),
                old(answers), List.of(), old(zone.beside(answers))), source));
    }

    private static List<DnsRecord> old(List<DnsRecord> records) {
        return records.stream().map(each -> each.plain().withTtl(Math.min(each.ttl(), OLD_TTL))).toList();
    }

    // Time.

    @Override
    protected void wake(long now) {
        switch (claim.tick(now)) {
            case PROBE -> probe();
            case ANNOUNCE -> announce(now);
            case NOTHING -> {
                // It is time for an answer.
            }
        }
        for (int i = 0; i < zones.size(); i++) {
            var replies = this.replies.get(i);
            var due = replies.due(now);
            if (due.isEmpty()) continue;
            var beside = zones.get(i).beside(due).stream().filter(each -> !replies.isRecent(now, each)).toList();
            replies.note(now, due);
            replies.note(now, beside);
            act(new MdnsAction.Send(i, DnsMessage.response(due, beside), null));
        }
        plan();
    }

    private void probe() {
        told = false;
        var questions = List.of(new DnsQuestion(service.instance(), DnsType.ANY, DnsType.INTERNET, unicast),
                new DnsQuestion(service.host(), DnsType.ANY, DnsType.INTERNET, unicast));
        for (int i = 0; i < zones.size(); i++) {
            var intended = zones.get(i).unique().stream().map(DnsRecord::plain).toList();
            act(new MdnsAction.Send(i, DnsMessage.probe(questions, intended), null));
        }
    }

    private void announce(long now) {
        for (int i = 0; i < zones.size(); i++) {
            replies.get(i).note(now, zones.get(i).all());
            act(new MdnsAction.Send(i, DnsMessage.response(zones.get(i).all(), List.of()), null));
        }
        if (!told) act(new MdnsAction.Claimed(service));
        told = true;
    }

    @Override
    public String toString() {
        return service + (claim.holds() ? "" : ", " + claim.state().name().toLowerCase(Locale.ROOT));
    }
}
