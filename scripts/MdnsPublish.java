/// Makes a service known by multicast DNS, as avahi-publish does: until it is stopped, everybody on the link can find it.

import wirelab.kit.*;
import wirelab.mdns.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("MdnsPublish", "makes a service known to everybody on the link by multicast DNS (RFC 6762, RFC 6763)")
            .text("host", "ADDRESS", "0.0.0.0", "on the interface of this address; 0.0.0.0: on all but loopback")
            .number("port", MdnsOptions.PORT, 1, 65_535, "port at which multicast DNS is spoken")
            .text("label", "LABEL", "", "the host's name before .local; made of its name and the service's port without it")
            .arguments("NAME TYPE PORT [KEY=VALUE...]", "what people call it, such as _http._tcp, and its port")
            .example("'Recipes of Ada' _http._tcp 8080 path=/recipes")
            .example("--host 127.0.0.1 Test _echo._tcp 7007")
            .with(new TapSwitches())
            .run(args, this::run);
}

void run(CommandLine options) throws Exception {
    var words = options.arguments();
    if (words.size() < 3) throw new UsageException("a NAME, a TYPE and a PORT, please");
    if (!words.get(2).matches("[0-9]{1,5}")) throw new UsageException("'" + words.get(2) + "' is no port");
    int port = Integer.parseInt(words.get(2));
    var pairs = new LinkedHashMap<String, String>();
    for (String pair : words.subList(3, words.size())) {
        int sign = pair.indexOf('=');
        if (sign < 1) throw new UsageException("'" + pair + "' is not KEY=VALUE");
        pairs.put(pair.substring(0, sign), pair.substring(sign + 1));
    }
    String label = options.text("label");
    if (label.isEmpty()) label = HostLabel.of(port);
    var service = ServiceInstance.of(words.get(0), words.get(1), label, port, pairs);
    try (var _ = MdnsResponder.start(options.host(), MdnsOptions.at(options.address()), service, now -> {
        System.out.println("established as " + now);
        System.out.flush();
    })) {
        Program.awaitStop();
    }
}
