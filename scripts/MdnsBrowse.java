/// Shows the services of a type that are there, as avahi-browse does: what comes, what changes and what goes.

import wirelab.kit.*;
import wirelab.mdns.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("MdnsBrowse", "shows which services of a type come and go on the link, by multicast DNS")
            .text("host", "ADDRESS", "0.0.0.0", "on the interface of this address; 0.0.0.0: on all but loopback")
            .number("port", MdnsOptions.PORT, 1, 65_535, "port at which multicast DNS is spoken")
            .duration("for", null, "end after so long")
            .arguments("TYPE", "such as _http._tcp")
            .example("_http._tcp")
            .example("--for 3s _ssh._tcp")
            .with(new TapSwitches())
            .run(args, this::run);
}

void run(CommandLine options) throws Exception {
    if (options.arguments().size() != 1) throw new UsageException("a TYPE, please, such as _http._tcp");
    String type = options.arguments().getFirst();
    try (var _ = MdnsBrowser.start(options.host(), MdnsOptions.at(options.address()), type, this::show)) {
        if (options.text("for") == null) Program.awaitStop();
        else Program.awaitStop(options.duration("for"));
    }
}

void show(MdnsAction action) {
    switch (action) {
        case MdnsAction.Found(var service) -> System.out.println("+ " + service);
        case MdnsAction.Lost(var service) -> System.out.println("- " + service);
        case MdnsAction.Send _, MdnsAction.Claimed _ -> throw new IllegalStateException("a browser shows services");
    }
    System.out.flush();
}
