/// Multicast DNS on loopback: a service is made known and found, two want one name, a text changes, an old resolver asks.

import java.nio.ByteBuffer;
import wirelab.kit.*;
import wirelab.mdns.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

static final Duration PATIENCE = Duration.ofSeconds(30);
static final String TYPE = "_wirelab-demo._tcp";

Host host;
MdnsOptions here;

void main(String... args) {
    Program.of("MdnsDemo", "services make themselves known, on loopback, where no other program hears it")
            .with(new TapSwitches())
            .demo(args, this::show);
}

void show(CommandLine options, Demo demo) throws Exception {
    host = options.host();
    // A port that was free a moment ago, and not 5353, at which avahi may listen.
    try (var free = new DatagramSocket()) {
        here = MdnsOptions.at(new InetSocketAddress("127.0.0.1", free.getLocalPort()));
    }
    try (var browser = MdnsBrowser.start(host, here, TYPE, _ -> {})) {
        tell(demo, browser);
    }
}

MdnsResponder publish(String name, String label, int port, String path) throws IOException {
    return MdnsResponder.start(host, here, ServiceInstance.of(name, TYPE, label, port, Map.of("path", path)), _ -> {});
}

boolean sees(MdnsBrowser browser, String... names) throws InterruptedException {
    return browser.await(found -> found.stream().map(each -> each.service().name()).sorted().toList()
            .equals(List.of(names)), PATIENCE);
}

void tell(Demo demo, MdnsBrowser browser) throws Exception {
    demo.step("Ada asks three times whether somebody has her names, and then says that they are hers");
    long began = System.nanoTime();
    var ada = publish("Recipes", "ada", 8001, "/ada");
    demo.check("nobody has them", ada.awaitClaimed(PATIENCE));
    demo.say("That took " + Text.duration(Duration.ofNanos(System.nanoTime() - began)) + ".");
    demo.check("who looks for such services sees hers", sees(browser, "Recipes"));
    demo.say(browser.services().getFirst().toString());

    demo.step("Bea wants the same name for her service");
    var bea = publish("Recipes", "bea", 8002, "/bea");
    demo.check("she is told that it is taken, and takes another", bea.awaitClaimed(PATIENCE)
            && bea.service().name().equals("Recipes (2)"));
    demo.check("both are seen", sees(browser, "Recipes", "Recipes (2)"));
    demo.say(bea.service().toString());

    demo.step("Ada has moved her recipes");
    ada.update(Map.of("path", "/new"));
    demo.check("who looks sees it at once, without asking", browser.await(found -> found.stream().anyMatch(each ->
            each.service().text().pairs().get("path").equals("/new")), PATIENCE));

    demo.step("A resolver that knows nothing of all that asks, from a port of its own");
    demo.check("it gets an answer of its own, good for ten seconds", old(demo));

    demo.step("Ada says goodbye");
    began = System.nanoTime();
    ada.close();
    demo.check("a second later nobody sees her recipes any more", sees(browser, "Recipes (2)"));
    demo.say("That took " + Text.duration(Duration.ofNanos(System.nanoTime() - began)) + ".");
    bea.close();
    demo.check("and Bea's neither, when she has left", sees(browser));
}

boolean old(Demo demo) throws IOException {
    var question = new DnsMessage(4_711, 0x0100, List.of(new DnsQuestion(DnsName.of("ada.local"), DnsType.A)), List.of(),
            List.of(), List.of());
    var party = new Tap.Party("old resolver", Tap.Words.NONE);
    try (var socket = host.bind(new InetSocketAddress("127.0.0.1", 0), party)) {
        socket.send(question.encode(), new InetSocketAddress("127.0.0.1", here.port()));
        var buffer = ByteBuffer.allocate(DnsMessage.LONGEST);
        if (socket.receive(buffer, PATIENCE) == null) return false;
        var answer = DnsMessage.decode(buffer.flip());
        demo.say(answer.toString());
        return answer.id() == question.id() && answer.answers().getFirst().ttl() == 10;
    }
}
