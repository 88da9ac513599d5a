package wirelab.mdns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import wirelab.kit.Counters;
import wirelab.kit.Machine;

/// Knows which services of a type there are, without sockets and clock: asks, less and less often, remembers what it hears,
/// and asks for what it still needs (RFC 6762, section 5.2; RFC 6763, section 4).
///
/// Its counters are `questions`, `spared` (somebody else has asked), `full` and `foreign port`.
public final class BrowserMachine extends Machine.Simple<MdnsAction> {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    /// "The interval between the first two queries MUST be at least one second, the intervals between successive queries
    /// MUST increase by at least a factor of two"; "60 minutes" is enough (section 5.2).
    private static final long LONGEST = 3_600 * SECOND;
    private static final int MOST_QUESTIONS = 16;
    private static final Comparator<InetAddress> IPV4_FIRST = Comparator.comparing((InetAddress it) ->
            it instanceof Inet6Address).thenComparing(InetAddress::getAddress, Arrays::compareUnsigned);

    /// One link: what was heard there, and when to ask for what is still missing.
    private static final class Link {
        final RecordCache cache;
        long askAt = NEVER;
        long interval = SECOND;

        Link(RandomGenerator random) {
            cache = new RecordCache(random);
        }
    }

    private final String type;
    private final DnsQuestion question;
    private final int port;
    private final RandomGenerator random;
    private final List<Link> links = new ArrayList<>();
    private final Counters counters = new Counters();
    private final Map<DnsName, FoundService> shown = new LinkedHashMap<>();
    private long nextQuery;
    private long interval = SECOND;

    /// @param type such as `_http._tcp`
    /// @param links how many
    /// @param port at which all speak: 5353
    public BrowserMachine(long now, String type, int links, int port, RandomGenerator random) {
        this.type = type;
        this.port = port;
        this.random = random;
        question = new DnsQuestion(ServiceInstance.typeName(type), DnsType.PTR);
        for (int i = 0; i < links; i++) this.links.add(new Link(random));
        nextQuery = Machine.after(now, soon());
        plan();
    }

    /// {@return the services that are there}
    public Collection<FoundService> services() {
        return List.copyOf(shown.values());
    }

    public Counters counters() {
        return counters;
    }

    /// Hosts that hear the same at once do not all ask at once.
    private long soon() {
        return (20 + random.nextInt(100)) * MILLI;
    }

    private void plan() {
        long next = nextQuery;
        for (var link : links) next = Machine.earlier(next, Machine.earlier(link.askAt, link.cache.nextAt()));
        wakeAt(next);
    }

    /// A message has come on a link.
    public void received(long now, int link, DnsMessage message, InetSocketAddress source) {
        if (!message.isUsual()) return;
        if (source.getPort() != port) counters.count("foreign port");
        else if (message.isResponse()) heard(now, links.get(link), message);
        else asked(now, links.get(link), message);
        plan();
    }

    /// Somebody else asks the same, and knows nothing that is not known here: his answers are heard here, too
    /// (section 7.3). With one link alone, since elsewhere nobody has asked.
    private void asked(long now, Link link, DnsMessage message) {
        if (links.size() > 1 || message.hasMore() || !message.questions().contains(question)) return;
        if (!message.answers().stream().allMatch(link.cache::has) || nextQuery - now > SECOND) return;
        counters.count("spared");
        backOff(now);
    }

    private void heard(long now, Link link, DnsMessage message) {
        for (var record : message.said()) {
            boolean ofType = record.name().equals(question.name()) && record.type() == DnsType.PTR;
            if (ofType && isInstance(((DnsData.Pointer) record.data()).target())) take(now, link, record);
        }
        for (var record : message.said()) {
            boolean wanted = record.type() == DnsType.SRV || record.type() == DnsType.TXT;
            if (wanted && isInstance(record.name())) take(now, link, record);
        }
        var hosts = hosts(link);
        for (var record : message.said()) {
            boolean wanted = record.data() instanceof DnsData.HostAddress;
            if (wanted && hosts.contains(record.name())) take(now, link, record);
        }
        settle(now);
    }

    private boolean isInstance(DnsName name) {
        return !name.labels().isEmpty() && name.parent().equals(question.name());
    }

    private void take(long now, Link link, DnsRecord record) {
        if (record.space() != DnsType.INTERNET) return;
        if (record.type() == DnsType.PTR && record.ttl() > 0 && !link.cache.has(record)) link.interval = SECOND;
        if (!link.cache.put(now, record)) counters.count("full");
    }

    private static Set<DnsName> hosts(Link link) {
        var hosts = new LinkedHashSet<DnsName>();
        for (var record : link.cache.all(DnsType.SRV)) hosts.add(((DnsData.Service) record.data()).target());
        return hosts;
    }

    private List<DnsName> instances(Link link) {
        return link.cache.of(question.name(), DnsType.PTR).stream()
                .map(each -> ((DnsData.Pointer) each.data()).target()).toList();
    }

    // What is known.

    /// Tells what has come, changed and gone, and plans to ask for what is missing.
    private void settle(long now) {
        var found = new LinkedHashMap<DnsName, FoundService>();
        for (int i = 0; i < links.size(); i++) {
            for (var name : instances(links.get(i))) {
                var service = service(i, name);
                if (service != null) found.putIfAbsent(name, service);
            }
            planToAsk(now, links.get(i));
        }
        for (var name : List.copyOf(shown.keySet())) {
            if (!found.containsKey(name)) act(new MdnsAction.Lost(shown.remove(name)));
        }
        found.forEach((name, service) -> {
            if (!service.equals(shown.put(name, service))) act(new MdnsAction.Found(service));
        });
    }

    private FoundService service(int index, DnsName name) {
        var cache = links.get(index).cache;
        var services = cache.of(name, DnsType.SRV);
        var texts = cache.of(name, DnsType.TXT);
        if (services.isEmpty() || texts.isEmpty()) return null;
        var service = (DnsData.Service) services.getLast().data();
        var addresses = addresses(cache, service.target());
        if (addresses.isEmpty()) return null;
        var instance = new ServiceInstance(name.labels().getFirst(), type, service.target(), service.port(),
                (DnsData.Strings) texts.getLast().data());
        return new FoundService(instance, addresses, index);
    }

    private static List<InetAddress> addresses(RecordCache cache, DnsName host) {
        var all = new ArrayList<InetAddress>();
        for (int family : new int[] {DnsType.A, DnsType.AAAA}) {
            for (var record : cache.of(host, family)) all.add(((DnsData.HostAddress) record.data()).address());
        }
        all.sort(IPV4_FIRST);
        return all;
    }

    private List<DnsQuestion> missing(Link link) {
        var missing = new LinkedHashSet<DnsQuestion>();
        for (var name : instances(link)) {
            var services = link.cache.of(name, DnsType.SRV);
            if (services.isEmpty()) missing.add(new DnsQuestion(name, DnsType.SRV));
            if (link.cache.of(name, DnsType.TXT).isEmpty()) missing.add(new DnsQuestion(name, DnsType.TXT));
            if (services.isEmpty()) continue;
            var host = ((DnsData.Service) services.getLast().data()).target();
            if (!addresses(link.cache, host).isEmpty()) continue;
            missing.add(new DnsQuestion(host, DnsType.A));
            missing.add(new DnsQuestion(host, DnsType.AAAA));
        }
        return List.copyOf(missing);
    }

    private void planToAsk(long now, Link link) {
        if (missing(link).isEmpty()) {
            link.askAt = NEVER;
            link.interval = SECOND;
        } else if (link.askAt == NEVER || link.interval == SECOND && link.askAt - now > SECOND) {
            link.askAt = Machine.after(now, soon());
        }
    }

    // Time.

    @Override
    protected void wake(long now) {
        boolean gone = false;
        for (var link : links) gone |= link.cache.expire(now);
        if (gone) settle(now);
        if (Machine.isDue(nextQuery, now)) {
            for (int i = 0; i < links.size(); i++) ask(now, i, Set.of(question));
            backOff(now);
        }
        for (int i = 0; i < links.size(); i++) {
            var link = links.get(i);
            var questions = new LinkedHashSet<DnsQuestion>();
            for (var each : link.cache.toAsk(now)) questions.add(new DnsQuestion(each.name(), each.type()));
            if (Machine.isDue(link.askAt, now)) {
                questions.addAll(missing(link));
                link.askAt = Machine.after(now, link.interval);
                link.interval = Math.min(2 * link.interval, LONGEST);
            }
            if (!questions.isEmpty()) ask(now, i, questions);
        }
        plan();
    }

    private void backOff(long now) {
        nextQuery = Machine.after(now, interval);
        interval = Math.min(2 * interval, LONGEST);
    }

    private void ask(long now, int index, Set<DnsQuestion> questions) {
        var some = questions.stream().limit(MOST_QUESTIONS).toList();
        var known = new ArrayList<DnsRecord>();
        for (var each : some) known.addAll(links.get(index).cache.known(now, each));
        counters.count("questions");
        for (var message : KnownAnswers.split(some, known)) act(new MdnsAction.Send(index, message, null));
    }

    @Override
    public String toString() {
        return "browser of " + type + ", " + shown.size() + " found";
    }
}
