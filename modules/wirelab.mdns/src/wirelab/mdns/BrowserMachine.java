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

    /// One interface: what was heard there, by either family, and when to ask for what is still missing.
    private static final class Interface {
        final RecordCache cache;
        final List<Integer> links = new ArrayList<>();
        long askAt = NEVER;
        long interval = SECOND;

        Interface(RandomGenerator random) {
            cache = new RecordCache(random);
        }
    }

    private final String type;
    private final DnsQuestion question;
    private final int port;
    private final RandomGenerator random;
    private final Map<Integer, Interface> interfaces = new LinkedHashMap<>();
    private final List<Integer> numbers;
    private final Counters counters = new Counters();
    private final Map<DnsName, FoundService> shown = new LinkedHashMap<>();
    /// How often something has changed before it was last told.
    private long settled;
    private long nextQuery;
    private long interval = SECOND;

    /// @param type such as `_http._tcp`
    /// @param numbers for each link that of its interface
    /// @param port at which all speak: 5353
    public BrowserMachine(long now, String type, List<Integer> numbers, int port, RandomGenerator random) {
        this.type = type;
        this.port = port;
        this.random = random;
        question = new DnsQuestion(ServiceInstance.typeName(type), DnsType.PTR);
        this.numbers = List.copyOf(numbers);
        for (int i = 0; i < numbers.size(); i++) {
            interfaces.computeIfAbsent(numbers.get(i), _ -> new Interface(random)).links.add(i);
        }
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
        for (var each : interfaces.values()) next = Machine.earlier(next, Machine.earlier(each.askAt, each.cache.nextAt()));
        wakeAt(next);
    }

    /// A message has come on a link.
    public void received(long now, int link, DnsMessage message, InetSocketAddress source) {
        if (!message.isUsual()) return;
        var on = interfaces.get(numbers.get(link));
        if (source.getPort() != port) counters.count("foreign port");
        else if (message.isResponse()) heard(now, on, message);
        else asked(now, on, message);
        plan();
    }

    /// Somebody else asks the same, and knows nothing that is not known here: his answers are heard here, too
    /// (section 7.3). With one interface alone, since elsewhere nobody has asked.
    private void asked(long now, Interface on, DnsMessage message) {
        if (interfaces.size() > 1 || message.hasMore() || !message.questions().contains(question)) return;
        if (!message.answers().stream().allMatch(on.cache::has) || nextQuery - now > SECOND) return;
        counters.count("spared");
        backOff(now);
    }

    private void heard(long now, Interface on, DnsMessage message) {
        for (var record : message.said()) {
            boolean ofType = record.name().equals(question.name()) && record.type() == DnsType.PTR;
            if (ofType && isInstance(((DnsData.Pointer) record.data()).target())) take(now, on, record);
        }
        for (var record : message.said()) {
            boolean wanted = record.type() == DnsType.SRV || record.type() == DnsType.TXT;
            if (wanted && isInstance(record.name())) take(now, on, record);
        }
        var hosts = hosts(on);
        for (var record : message.said()) {
            boolean wanted = record.data() instanceof DnsData.HostAddress;
            if (wanted && hosts.contains(record.name())) take(now, on, record);
        }
        settle(now);
    }

    private boolean isInstance(DnsName name) {
        return !name.labels().isEmpty() && name.parent().equals(question.name());
    }

    private void take(long now, Interface on, DnsRecord record) {
        if (record.space() != DnsType.INTERNET) return;
        if (record.type() == DnsType.PTR && record.ttl() > 0 && !on.cache.has(record)) on.interval = SECOND;
        if (!on.cache.put(now, record)) counters.count("full");
    }

    private static Set<DnsName> hosts(Interface on) {
        var hosts = new LinkedHashSet<DnsName>();
        for (var record : on.cache.all(DnsType.SRV)) hosts.add(((DnsData.Service) record.data()).target());
        return hosts;
    }

    private List<DnsName> instances(Interface on) {
        return on.cache.of(question.name(), DnsType.PTR).stream()
                .map(each -> ((DnsData.Pointer) each.data()).target()).toList();
    }

    // What is known.

    /// Tells what has come, changed and gone, and plans to ask for what is missing.
    private void settle(long now) {
        long changes = interfaces.values().stream().mapToLong(each -> each.cache.changes()).sum();
        if (changes == settled) return;
        settled = changes;
        var found = new LinkedHashMap<DnsName, FoundService>();
        for (var on : interfaces.values()) {
            for (var name : instances(on)) {
                var service = service(on, name);
                if (service != null) found.putIfAbsent(name, service);
            }
            planToAsk(now, on);
        }
        for (var name : List.copyOf(shown.keySet())) {
            if (!found.containsKey(name)) act(new MdnsAction.Lost(shown.remove(name)));
        }
        found.forEach((name, service) -> {
            if (!service.equals(shown.put(name, service))) act(new MdnsAction.Found(service));
        });
    }

    private FoundService service(Interface on, DnsName name) {
        var cache = on.cache;
        var services = cache.of(name, DnsType.SRV);
        var texts = cache.of(name, DnsType.TXT);
        if (services.isEmpty() || texts.isEmpty()) return null;
        var service = (DnsData.Service) services.getLast().data();
        var addresses = addresses(cache, service.target());
        if (addresses.isEmpty()) return null;
        var instance = new ServiceInstance(name.labels().getFirst(), type, service.target(), service.port(),
                (DnsData.Strings) texts.getLast().data());
        return new FoundService(instance, addresses, on.links.getFirst());
    }

    private static List<InetAddress> addresses(RecordCache cache, DnsName host) {
        var all = new ArrayList<InetAddress>();
        for (int family : new int[] {DnsType.A, DnsType.AAAA}) {
            for (var record : cache.of(host, family)) all.add(((DnsData.HostAddress) record.data()).address());
        }
        all.sort(IPV4_FIRST);
        return all;
    }

    private List<DnsQuestion> missing(Interface on) {
        var missing = new LinkedHashSet<DnsQuestion>();
        for (var name : instances(on)) {
            var services = on.cache.of(name, DnsType.SRV);
            if (services.isEmpty()) missing.add(new DnsQuestion(name, DnsType.SRV));
            if (on.cache.of(name, DnsType.TXT).isEmpty()) missing.add(new DnsQuestion(name, DnsType.TXT));
            if (services.isEmpty()) continue;
            var host = ((DnsData.Service) services.getLast().data()).target();
            if (!addresses(on.cache, host).isEmpty()) continue;
            missing.add(new DnsQuestion(host, DnsType.A));
            missing.add(new DnsQuestion(host, DnsType.AAAA));
        }
        return List.copyOf(missing);
    }

    private void planToAsk(long now, Interface on) {
        if (missing(on).isEmpty()) {
            on.askAt = NEVER;
            on.interval = SECOND;
        } else if (on.askAt == NEVER || on.interval == SECOND && on.askAt - now > SECOND) {
            on.askAt = Machine.after(now, soon());
        }
    }

    // Time.

    @Override
    protected void wake(long now) {
        for (var each : interfaces.values()) each.cache.expire(now);
        settle(now);
        if (Machine.isDue(nextQuery, now)) {
            for (var each : interfaces.values()) ask(now, each, Set.of(question));
            backOff(now);
        }
        for (var each : interfaces.values()) {
            var questions = new LinkedHashSet<DnsQuestion>();
            for (var record : each.cache.toAsk(now)) questions.add(new DnsQuestion(record.name(), record.type()));
            if (Machine.isDue(each.askAt, now)) {
                questions.addAll(missing(each));
                each.askAt = Machine.after(now, each.interval);
                each.interval = Math.min(2 * each.interval, LONGEST);
            }
            if (!questions.isEmpty()) ask(now, each, questions);
        }
        plan();
    }

    private void backOff(long now) {
        nextQuery = Machine.after(now, interval);
        interval = Math.min(2 * interval, LONGEST);
    }

    private void ask(long now, Interface on, Set<DnsQuestion> questions) {
        var some = questions.stream().limit(MOST_QUESTIONS).toList();
        var known = new ArrayList<DnsRecord>();
        for (var each : some) known.addAll(on.cache.known(now, each));
        counters.count("questions");
        for (var message : KnownAnswers.split(some, known)) {
            for (int link : on.links) act(new MdnsAction.Send(link, message, null));
        }
    }

    @Override
    public String toString() {
        return "browser of " + type + ", " + shown.size() + " found";
    }
}
