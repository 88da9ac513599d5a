/// Shows interfaces, routes, neighbours, groups and sockets with their processes: once, as text, JSON or CSV, or live.

import wirelab.hosts.NativeAccess;
import wirelab.kit.*;
import wirelab.measure.Json;
import wirelab.netview.*;
import wirelab.program.*;

static final List<String> SECTIONS = List.of("interfaces", "routes", "neighbours", "groups", "sockets");

void main(String... args) throws Exception {
    // What netlink tells takes a call of the C library.
    if (NativeAccess.relaunched()) return;
    Program.of("NetView", "interfaces, routes, neighbours, groups and sockets of this machine")
            .flag("interfaces", "addresses, state, counters")
            .flag("routes", "the main routing tables")
            .flag("sockets", "TCP, UDP and raw, with their processes")
            .flag("neighbours", "who was found on the links")
            .flag("groups", "multicast groups that are listened to")
            .flag("json", "as JSON")
            .flag("csv", "one of the tables as CSV; sockets, where none is chosen")
            .flag("live", "sockets again and again: new ones green, changed ones yellow, gone ones red")
            .duration("interval", "1s", "from one reading to the next, with --live")
            .number("readings", 0, 0, 1_000_000_000, "end after so many, with --live; 0 goes on")
            .number("pid", 0, 0, Integer.MAX_VALUE, "the network that this process stands in; 0 is our own")
            .flag("everywhere", "sockets of all networks that processes stand in (Linux)")
            .arguments("FILTER...", "which sockets, as for ss: dst 10/8 and sport = :22")
            .example("--sockets --json state listening")
            .example("--live 'dport = :443 or process java'")
            .run(args, this::run);
}

void run(CommandLine options) throws Exception {
    var filter = SocketFilter.parse(String.join(" ", options.arguments()));
    var source = source(options);
    if (options.flag("live")) {
        if (options.flag("json") || options.flag("csv")) {
            throw new UsageException("--live goes with neither --json nor --csv");
        }
        if (options.duration("interval").isZero()) throw new UsageException("--interval must not be 0");
        live(new LiveView(source, filter, options.duration("interval"), System.out), options.number("readings"));
        return;
    }
    boolean sockets = options.flag("csv") || !options.arguments().isEmpty() || options.flag("everywhere");
    var chosen = SECTIONS.stream().filter(options::flag).toList();
    if (chosen.isEmpty()) chosen = sockets ? List.of("sockets") : SECTIONS;
    boolean several = options.flag("csv") && chosen.size() > 1;
    if (several) throw new UsageException("--csv is for one table; choose one of " + chosen);
    var tables = new LinkedHashMap<String, NetTables>();
    for (String section : chosen) tables.put(section, table(section, source, filter));
    print(tables, options);
}

NetSource source(CommandLine options) throws IOException {
    boolean linux = System.getProperty("os.name").equals("Linux");
    if (!linux && (options.flag("everywhere") || options.number("pid") > 0)) {
        throw new UsageException("other networks can be seen on Linux alone");
    }
    if (options.number("pid") > 0) return LinuxSource.ofProcess(options.number("pid"));
    return options.flag("everywhere") ? new EverySource() : NetSource.here();
}

NetTables table(String section, NetSource source, SocketFilter filter) throws IOException {
    return switch (section) {
        case "interfaces" -> NetTables.interfaces(source.interfaces());
        case "routes" -> NetTables.routes(source.routes());
        case "neighbours" -> NetTables.neighbours(source.neighbours());
        case "groups" -> NetTables.groups(source.groups());
        default -> NetTables.sockets(source.sockets().stream().filter(filter).toList());
    };
}

void print(Map<String, NetTables> tables, CommandLine options) {
    boolean one = tables.size() == 1;
    var first = tables.values().iterator().next();
    if (options.flag("csv")) System.out.print(first.csv());
    else if (options.flag("json") && one) System.out.print(first.json());
    else if (options.flag("json")) {
        var all = new LinkedHashMap<String, Object>();
        tables.forEach((section, table) -> all.put(section, table.objects()));
        System.out.print(Json.text(all));
    } else if (one) System.out.println(first.text());
    else tables.forEach((section, table) -> System.out.println(section + "\n" + table.text().indent(2)));
}

void live(LiveView view, int readings) throws Exception {
    Program.whenAskedToEnd(view::end);
    Signals.listen("WINCH", view::resized);
    view.run(System.in, readings);
}
