/// Five nodes in one process find each other and list what they have; one is late, a cable is cut, one gives something else.

import wirelab.index.*;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

static final Duration PATIENCE = Duration.ofSeconds(60);
/// A fifth of the usual times, so that nobody has to wait.
static final MembershipOptions QUICK = new MembershipOptions(Duration.ofSeconds(2), Duration.ofMillis(300),
        Duration.ofMillis(270), Duration.ofMillis(1_500), 100);

final List<IndexService> nodes = new ArrayList<>();
Path folder;
List<Integer> ports;
Host host;

void main(String... args) {
    Program.of("IndexDemo", "five nodes find each other; a late comer, a cut cable, a liar")
            .with(new TapSwitches())
            .demo(args, this::show);
}

void show(CommandLine options, Demo demo) throws Exception {
    host = options.host();
    folder = Files.createTempDirectory("index-demo");
    try (var free = new DatagramSocket()) {
        ports = List.of(free.getLocalPort());
    }
    try {
        tell(demo);
    } finally {
        nodes.forEach(IndexService::close);
        Folders.delete(folder);
    }
}

IndexService start(String name, String... files) throws IOException {
    var own = Files.createDirectories(folder.resolve(name));
    for (String file : files) Files.writeString(own.resolve(file), "The content of " + file + ".\n");
    var node = IndexService.start(host, IndexOptions.of(own).withPorts(ports).withMembership(QUICK), null);
    nodes.add(node);
    return node;
}

boolean agree(List<IndexService> these) throws InterruptedException {
    boolean all = true;
    for (var node : these) all &= node.awaitOthers(these.size() - 1, PATIENCE);
    return all;
}

/// Documents with how many have them, as soon as it is so.
boolean sees(IndexService node, String wanted) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!text(node).equals(wanted)) {
        if (System.nanoTime() - end > 0) return false;
        Thread.sleep(10);
    }
    return true;
}

String text(IndexService node) {
    return node.holdings().stream().map(holding -> String.join("=", holding.document().names()) + ":"
            + holding.holders().size()).sorted().collect(Collectors.joining(" "));
}

void tell(Demo demo) throws Exception {
    demo.step("Four nodes start, each with a folder; nobody is told of the others");
    long began = System.nanoTime();
    start("ada", "plan", "notes");
    start("bea", "notes", "recipe");
    start("cid", "song");
    start("dora");
    demo.check("each knows the three others and what they have", agree(nodes));
    demo.say("That took " + Text.duration(Duration.ofNanos(System.nanoTime() - began)) + ".");
    var ada = nodes.getFirst();
    var dora = nodes.getLast();
    demo.check("dora, who has nothing, lists all", sees(dora, "notes:2 plan:1 recipe:1 song:1"));
    demo.say(text(dora));

    demo.step("A fifth comes late, with the song under another name");
    var eve = start("eve");
    Files.writeString(folder.resolve("eve/hit"), "The content of song.\n");
    demo.check("all know all five", agree(nodes));
    demo.check("two names, one document", sees(ada, "hit=song:2 notes:2 plan:1 recipe:1"));

    demo.step("The cable between ada and bea here, and cid, dora and eve there is cut");
    var here = nodes.subList(0, 2);
    var there = nodes.subList(2, 5);
    cut(here, there);
    demo.check("each side is alone with what it has", agree(here) && agree(there) && sees(ada, "notes:2 plan:1 recipe:1")
            && sees(eve, "hit=song:2"));
    demo.say("Ada: " + text(ada) + "; eve: " + text(eve));
    Files.writeString(folder.resolve("ada/idea"), "An idea.\n");
    for (var node : nodes) node.cut(Set.of());
    demo.check("the cable is back: all is one again, and what was new on one side too", agree(nodes)
            && sees(eve, "hit=song:2 idea:1 notes:2 plan:1 recipe:1"));

    demo.step("Cid falls silent without a word");
    nodes.remove(2).kill();
    demo.check("it is gone from every list, and its song is still at eve's", agree(nodes)
            && sees(ada, "hit:1 idea:1 notes:2 plan:1 recipe:1"));

    demo.step("Somebody says that he has the plan, and gives something else");
    var plan = ada.holdings().stream().filter(holding -> holding.document().names().contains("plan")).findFirst()
            .orElseThrow();
    try (var liar = Mischief.liar(host, plan.document())) {
        var file = folder.resolve("plan");
        var result = Retrieval.get(host, null, plan.document(), List.of(liar.address(), ada.address()), file, _ -> {});
        demo.check("the plan is right all the same, and the liar is named", Files.readString(file).contains("plan")
                && result.liars().equals(List.of(liar.address())));
    }
}

void cut(List<IndexService> here, List<IndexService> there) {
    for (var node : here) node.cut(there.stream().map(IndexService::address).collect(Collectors.toSet()));
    for (var node : there) node.cut(here.stream().map(IndexService::address).collect(Collectors.toSet()));
}
