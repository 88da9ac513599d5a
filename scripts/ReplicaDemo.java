/// Three nodes keep a folder equal: the leader dies in the middle of a copy, a cable is cut, somebody edits files.

import wirelab.kit.*;
import wirelab.program.*;
import wirelab.replica.*;
import wirelab.replicaview.RunWatch;
import wirelab.tap.TapSwitches;

static final Duration PATIENCE = Duration.ofSeconds(30);
static final int FILES = 120;

final Map<Integer, ReplicaService> nodes = new ConcurrentSkipListMap<>();
RunWatch watch;
Path folder;
ReplicaConfig config;
Host host;

void main(String... args) {
    Program.of("ReplicaDemo", "three nodes keep a folder equal; the leader dies in the middle of a copy, a cable is cut")
            .text("svg", "FILE", null, "where the picture goes; without it, into out/ or the folder for temporary files")
            .with(new TapSwitches())
            .demo(args, this::show);
}

void show(CommandLine options, Demo demo) throws Exception {
    host = options.host();
    folder = Files.createTempDirectory("replica-demo");
    try {
        configure();
        watch = RunWatch.start("Three nodes keep a folder equal", () -> nodes);
        tell(demo);
        draw(options, demo);
    } finally {
        if (watch != null) watch.close();
        nodes.values().forEach(ReplicaService::close);
        Folders.delete(folder);
    }
}

void draw(CommandLine options, Demo demo) throws IOException {
    var file = options.path("svg") != null ? options.path("svg") : demo.file("ReplicaDemo.svg");
    watch.draw(file);
    demo.step("Who led when, who was dead, how long writes waited: a picture");
    demo.say(watch + ", in " + file);
}

void configure() throws IOException {
    var addresses = new TreeMap<Integer, InetSocketAddress>();
    var sockets = new ArrayList<ServerSocket>();
    for (int id = 0; id < 3; id++) sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    for (int id = 0; id < 3; id++) addresses.put(id, (InetSocketAddress) sockets.get(id).getLocalSocketAddress());
    for (var socket : sockets) socket.close();
    config = new ReplicaConfig(addresses, Secrets.token(16), false);
}

void start(int id) throws IOException {
    var own = Files.createDirectories(folder.resolve("nodo" + id));
    nodes.put(id, ReplicaService.start(host, config, id, own, ReplicaOptions.DEFAULTS));
}

ReplicaSession session(Duration patience) {
    return ReplicaSession.open(host, config, ReplicaSession.Options.DEFAULTS.withPatience(patience));
}

boolean waits(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
        if (System.nanoTime() - end > 0) return false;
        Thread.sleep(10);
    }
    return true;
}

/// All that run have one leader, one tree, and folders that hold it.
boolean agree() throws InterruptedException {
    return waits(() -> {
        var any = nodes.values().iterator().next();
        return nodes.values().stream().allMatch(node -> node.leader() >= 0 && node.leader() == any.leader()
                && node.tree().equals(any.tree()) && node.brought().equals(any.tree()));
    });
}

int leader() throws InterruptedException {
    waits(() -> nodes.values().stream().anyMatch(node -> node.leads() && nodes.values().stream()
            .allMatch(other -> other.leader() == node.id())));
    return nodes.values().stream().filter(ReplicaService::leads).findFirst().orElseThrow().id();
}

void holds(Demo demo) {
    nodes.forEach((id, node) -> demo.say(node.toString()));
}

byte[] content(int i) {
    var bytes = new byte[2_000 + 300 * i];
    new Random(i).nextBytes(bytes);
    return bytes;
}

void tell(Demo demo) throws Exception {
    demo.step("Three nodes find a leader");
    for (int id = 0; id < 3; id++) start(id);
    int first = leader();
    demo.say("nodo" + first + " leads");
    try (var client = session(PATIENCE)) {
        client.change(new TreeChange.Mkdir("docs", 0755));
        client.put("docs/motto", 0644, "nothing acknowledged is lost\n".getBytes());
        demo.check("a file that was put is in all three folders", agree()
                && Files.readString(folder.resolve("nodo2/docs/motto")).equals("nothing acknowledged is lost\n"));
        death(demo, client, first);
        partition(demo, client);
        edits(demo);
    }
}

void death(Demo demo, ReplicaSession client, int first) throws Exception {
    demo.step("The leader dies in the middle of a copy of " + FILES + " files");
    var acknowledged = new AtomicInteger();
    long longest = 0;
    Thread death = null;
    for (int i = 0; i < FILES; i++) {
        if (i == FILES / 2) death = Thread.ofVirtual().start(() -> nodes.remove(first).close());
        long began = System.nanoTime();
        int file = i;
        if (i == FILES / 2) watch.happened("nodo" + first + " dies");
        watch.write(() -> client.put("docs/" + file, 0644, content(file)));
        longest = Math.max(longest, System.nanoTime() - began);
        acknowledged.incrementAndGet();
    }
    death.join();
    demo.say(acknowledged + " were acknowledged; the one that waited longest took "
            + Text.duration(Duration.ofNanos(longest)));
    demo.say("nodo" + leader() + " leads now");
    boolean all = agree();
    for (int id : nodes.keySet()) {
        for (int i = 0; i < FILES; i++) {
            all &= Arrays.equals(content(i), Files.readAllBytes(folder.resolve("nodo" + id + "/docs/" + i)));
        }
    }
    demo.check("both that live have all of them", all);
    start(first);
    watch.happened("nodo" + first + " comes back");
    demo.check("who comes back catches up", agree());
    holds(demo);
}

void partition(Demo demo, ReplicaSession client) throws Exception {
    demo.step("The leader's cables are cut: one here, two there");
    int old = leader();
    var others = new TreeSet<>(nodes.keySet());
    others.remove(old);
    nodes.get(old).cut(others);
    watch.cut(old, true);
    demo.check("the two find a leader of their own, and it writes", waits(() -> nodes.entrySet().stream()
            .anyMatch(node -> node.getKey() != old && node.getValue().leads())) && writes(client, "during"));
    var options = ReplicaSession.Options.DEFAULTS.withPatience(Duration.ofMillis(600));
    // This client knows one node only, and that one is alone.
    var only = new ReplicaConfig(new TreeMap<>(Map.of(old, config.address(old))), config.key(), false);
    try (var client2 = ReplicaSession.open(host, only, options)) {
        client2.put("docs/minority", 0644, "x".getBytes());
        demo.check("the one refuses", false);
    } catch (IOException e) {
        demo.say("the one says: " + e.getMessage());
        demo.check("the one refuses", nodes.get(old).tree().get("docs/minority") == null);
    }
    holds(demo);
    nodes.get(old).cut(Set.of());
    watch.cut(old, false);
    demo.check("mended: all have the same", agree() && nodes.get(old).tree().get("docs/during") != null);
    holds(demo);
}

boolean writes(ReplicaSession client, String name) throws IOException {
    watch.write(() -> client.put("docs/" + name, 0644, name.getBytes()));
    return client.stat("docs/" + name) != null;
}

void edits(Demo demo) throws Exception {
    demo.step("Somebody edits files behind its back");
    int leader = leader();
    int other = (leader + 1) % 3;
    watch.happened("somebody edits");
    Files.writeString(folder.resolve("nodo" + leader + "/docs/motto"), "edited where it leads\n");
    demo.check("on the leader: all have it", waits(() -> nodes.keySet().stream()
            .allMatch(id -> reads(id, "docs/motto").equals("edited where it leads\n"))));
    Files.writeString(folder.resolve("nodo" + other + "/docs/motto"), "edited where it follows\n");
    demo.check("on a follower: it is put back", waits(() -> reads(other, "docs/motto").equals("edited where it leads\n")));
    try (var files = Files.walk(folder.resolve("nodo" + other + "/.wirelab/conflicts"))) {
        demo.check("and kept as a conflict copy", files.anyMatch(file -> Files.isRegularFile(file)));
    }
}

String reads(int id, String path) {
    try {
        return Files.readString(folder.resolve("nodo" + id).resolve(path));
    } catch (IOException e) {
        return "";
    }
}
