/// Receives datagrams by unicast, anycast, broadcast or multicast and tells loss, duplicates, reordering and jitter.

import wirelab.kit.*;
import wirelab.multicast.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

static final long FOR_EVER = Long.MAX_VALUE;

void main(String... args) {
    Program.of("MulticastReceiver",
            "receives what MulticastSender, socat or iperf -u sends, and tells loss, reordering and jitter")
            .with(new CastSwitches())
            .text("host", "ADDRESS", null,
                    "address to listen on; else 127.0.0.1 for unicast and anycast, all for the others")
            .repeated("group", "GROUP", "group to join, 224.1.1.1 if none is named; may be given several times")
            .text("source", "HOST", null, "take from groups what this sender sends, and nothing else")
            .number("count", 0, 0, Integer.MAX_VALUE, "end after so many different datagrams; 0 when stopped")
            .duration("for", null, "end after so long")
            .duration("interval", "1s", "report so often what has changed; 0 only at the end")
            .flag("quiet", "show reports alone, not what datagrams say")
            .with(new TapSwitches())
            .example("")
            .example("--group 224.5.5.5 --group 224.5.5.6 --interface lo")
            .example("--group 232.1.1.1 --source 192.0.2.7")
            .example("--group ff02::1234 --interface eth0")
            .example("--anycast --port 11001")
            .run(args, this::receive);
}

void receive(CommandLine options) throws Exception {
    var kind = CastSwitches.kind(options) == null ? Kind.MULTICAST : CastSwitches.kind(options);
    var groups = options.all("group").isEmpty() ? List.of(Target.GROUP) : options.all("group");
    if (kind != Kind.MULTICAST && (!options.all("group").isEmpty() || options.text("source") != null)) {
        throw new UsageException("--group and --source go with --multicast");
    }
    var memberships = new ArrayList<Membership>();
    if (kind == Kind.MULTICAST) {
        for (String group : groups) addGroup(memberships, group, options, groups.size() == 1);
        if (memberships.isEmpty()) throw new IOException("no group could be joined");
    }
    boolean ipv6 = memberships.stream().anyMatch(each -> each.group() instanceof Inet6Address);
    if (ipv6 && memberships.stream().anyMatch(each -> each.group() instanceof Inet4Address)) {
        throw new UsageException("groups of IPv4 and IPv6 together need two receivers");
    }
    var settings = Receiver.Options.DEFAULTS.withBind(CastSwitches.bind(kind, options.text("host"), ipv6,
            options.number("port")))
            .withShared(kind == Kind.MULTICAST || kind == Kind.BROADCAST).withAnswers(kind == Kind.ANYCAST);
    var wanted = new CountDownLatch(1);
    var came = new AtomicLong();
    long count = options.number("count");
    try (var receiver = Receiver.start(options.host(), settings, arrival -> {
        if (!options.flag("quiet")) show(arrival);
        if (isNew(arrival) && came.incrementAndGet() == count) wanted.countDown();
    })) {
        joinAll(receiver, memberships, options.text("interface") != null);
        Program.listening(receiver.address(), kind.name().toLowerCase(Locale.ROOT)
                + receiver.memberships().stream().map(each -> ", " + each).sorted().collect(Collectors.joining()));
        Thread.ofPlatform().daemon().start(() -> commands(receiver, options));
        report(options, receiver, wanted);
    }
}

/// One bad name of several ends nothing.
void addGroup(List<Membership> memberships, String group, CommandLine options, boolean alone) throws IOException {
    try {
        memberships.addAll(CastSwitches.memberships(group, options.text("source"), CastSwitches.on(options)));
    } catch (IOException e) {
        if (alone) throw e;
        System.err.println("MulticastReceiver: " + Visible.of(Failure.line(e)));
    }
}

/// On each interface that lets us; with none at all there is nothing to receive.
void joinAll(Receiver receiver, List<Membership> memberships, boolean chosen) throws IOException {
    for (var membership : memberships) {
        try {
            receiver.join(membership);
        } catch (IOException e) {
            if (chosen || memberships.size() == 1) throw e;
            System.err.println("MulticastReceiver: " + Visible.of(e.getMessage()));
        }
    }
    if (receiver.memberships().isEmpty() && !memberships.isEmpty()) throw new IOException("no group could be joined");
}

boolean isNew(Ledger.Arrival arrival) {
    return switch (arrival.payload()) {
        case Foreign _ -> true;
        case CastMessage.Data _, IperfDatagram _ -> arrival.verdict() == Reception.Verdict.NEW
                || arrival.verdict() == Reception.Verdict.REORDERED;
        case CastMessage.End _, CastMessage.Answer _ -> false;
    };
}

void show(Ledger.Arrival arrival) {
    String source = Address.text(arrival.source());
    switch (arrival.payload()) {
        case CastMessage.Data data when !data.text().isEmpty() && isNew(arrival) ->
            System.out.println(source + " #" + data.sequence() + "> " + Foreign.printable(data.text()));
        case Foreign foreign -> System.out.println(source + "> " + foreign.text());
        default -> {
            // Only counted.
        }
    }
}

/// Tells what has changed, again and again, and everything at the end.
void report(CommandLine options, Receiver receiver, CountDownLatch wanted) throws Exception {
    long interval = options.duration("interval").toNanos();
    long end = options.text("for") == null ? FOR_EVER : options.duration("for").toNanos();
    long began = System.nanoTime();
    var told = new HashMap<Ledger.Source, ReceptionReport>();
    while (true) {
        long left = end == FOR_EVER ? FOR_EVER : end - (System.nanoTime() - began);
        if (left <= 0 || await(wanted, Math.min(left, interval == 0 ? FOR_EVER : interval))) break;
        if (interval > 0) tell(receiver, told, false);
    }
    tell(receiver, told, true);
    if (receiver.ledger().foreign() > 0) {
        System.out.println("others: " + Text.count(receiver.ledger().foreign(), "datagram") + ", "
                + Text.count(receiver.ledger().foreignBytes(), "byte"));
    }
    if (options.flag("verbose")) System.out.println(receiver.counters());
}

/// Waits until enough has come, or this process is to end, or some time has passed.
boolean await(CountDownLatch wanted, long nanos) throws InterruptedException {
    long end = nanos == FOR_EVER ? FOR_EVER : System.nanoTime() + nanos;
    while (end == FOR_EVER || System.nanoTime() < end) {
        long left = end == FOR_EVER ? FOR_EVER : end - System.nanoTime();
        if (Program.awaitStop(Duration.ofNanos(Math.min(left, 10_000_000))) || wanted.getCount() == 0) return true;
    }
    return false;
}

void tell(Receiver receiver, Map<Ledger.Source, ReceptionReport> told, boolean all) {
    receiver.ledger().reports().forEach((source, report) -> {
        if (!all && report.equals(told.put(source, report))) return;
        System.out.println((all ? "total " : "") + Address.text(source.source()) + ": " + report);
    });
    System.out.flush();
}

/// `join GROUP` and `leave GROUP` from standard input, as long as there is one.
void commands(Receiver receiver, CommandLine options) {
    var lines = new BufferedReader(new InputStreamReader(System.in)).lines().iterator();
    while (lines.hasNext()) {
        String[] words = lines.next().strip().split(" +");
        words[0] = words[0].toLowerCase(Locale.ROOT);
        try {
            if (words.length != 2 || !List.of("join", "leave").contains(words[0])) {
                throw new UsageException("join GROUP or leave GROUP");
            }
            for (var membership : CastSwitches.memberships(words[1], options.text("source"), CastSwitches.on(options))) {
                if (words[0].equals("join")) receiver.join(membership);
                else if (!receiver.leave(membership)) throw new UsageException("not a member of " + membership);
                System.out.println((words[0].equals("join") ? "joined " : "left ") + membership);
            }
        } catch (IOException | UsageException e) {
            System.err.println("MulticastReceiver: " + Visible.of(e.getMessage()));
        }
    }
}
