/// A caching proxy at work: what is not fetched again, one fetch for many, stale answers when the server is gone.

import wirelab.http.*;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.proxy.*;
import wirelab.tap.TapSwitches;

static final int OBJECTS = 20;
static final int CLIENTS = 50;

Host host = Host.HERE;
/// What the origin was asked for, by path.
final Map<String, Integer> asked = new ConcurrentHashMap<>();
/// Holds the origin's answers back until it is open.
final CountDownLatch slow = new CountDownLatch(1);

void main(String... args) {
    Program.of("ProxyDemo", "a caching proxy: pages loaded twice, a crowd, a change, a server that is gone")
            .with(new TapSwitches()).demo(args, this::show);
}

void show(CommandLine options, Demo demo) throws Exception {
    host = options.host();
    var origin = WebServer.start(host, WebServer.Options.DEFAULTS, this::answer);
    try (origin; var proxy = new CachingProxy(host, ProxyOptions.DEFAULTS, null);
            var front = WebServer.start(host, CachingProxy.SERVER, proxy);
            var client = new HttpClient(host, ClientOptions.DEFAULTS.withProxies(Proxies.all(
                    Proxies.Proxy.parse(Address.text(front.address())))))) {
        String url = "http://" + Address.text(origin.address());
        demo.say("The origin listens on " + Address.text(origin.address()) + ", the proxy on "
                + Address.text(front.address()) + ".");
        twice(demo, client, url);
        crowd(demo, client, url);
        mine(demo, client, url);
        change(demo, client, url);
        gone(demo, client, url, origin);
        demo.say("The proxy counted: " + proxy.counters());
    }
}

void answer(Exchange exchange) throws IOException {
    String path = exchange.request().target().toString();
    asked.merge(path, 1, Integer::sum);
    if (path.equals("/slow")) hold();
    String age = path.equals("/brief") ? "max-age=0" : path.equals("/mine") ? "private, max-age=60" : "max-age=60";
    String whose = exchange.request().headers().first("Cookie");
    exchange.respond(200, Headers.of("Content-Type", "text/plain", "Cache-Control", age, "ETag", "\"1\""),
            ByteBuffer.wrap((path + " for " + (whose == null ? "all" : whose)).getBytes()));
}

void hold() throws IOException {
    try {
        slow.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
    }
}

String get(HttpClient client, String url) throws IOException {
    try (var response = client.exchange(ClientRequest.get(url))) {
        return response.head().status() + " " + response.head().headers().joined("Cache-Status") + ": " + response.text();
    }
}

void twice(Demo demo, HttpClient client, String url) throws IOException {
    demo.step("A page with " + OBJECTS + " objects, loaded twice");
    for (int round = 1; round <= 2; round++) {
        for (int i = 0; i < OBJECTS; i++) get(client, url + "/object" + i);
        demo.say("After round " + round + " the origin has been asked " + total() + " times.");
    }
    demo.say(get(client, url + "/object0"));
    demo.check("the second time nobody asked the origin", total() == OBJECTS);
}

int total() {
    return asked.values().stream().mapToInt(Integer::intValue).sum();
}

void crowd(Demo demo, HttpClient client, String url) throws Exception {
    demo.step(CLIENTS + " clients want the same slow page at once");
    try (var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
        var answers = new ArrayList<Future<String>>();
        for (int i = 0; i < CLIENTS; i++) answers.add(crowd.submit(() -> get(client, url + "/slow")));
        slow.countDown();
        int right = 0;
        for (var answer : answers) if (answer.get().endsWith("/slow for all")) right++;
        demo.check("all " + right + " got it, and the origin was asked " + asked.get("/slow") + " time",
                right == CLIENTS && asked.get("/slow") == 1);
    }
}

void mine(Demo demo, HttpClient client, String url) throws IOException {
    demo.step("What is for one alone is not for another");
    String first = say(demo, client, ClientRequest.get(url + "/mine").with("Cookie", "alice"));
    String second = say(demo, client, ClientRequest.get(url + "/mine").with("Cookie", "bob"));
    demo.check("each got their own", first.contains("for alice") && second.contains("for bob"));
}

String say(Demo demo, HttpClient client, ClientRequest request) throws IOException {
    try (var response = client.exchange(request)) {
        String line = response.head().status() + " " + response.head().headers().joined("Cache-Status") + ": "
                + response.text();
        demo.say(line);
        return line;
    }
}

void change(Demo demo, HttpClient client, String url) throws IOException {
    demo.step("A change makes what is kept doubtful");
    int before = asked.get("/object1");
    say(demo, client, new ClientRequest("POST", HttpUrl.parse(url + "/object1"), Headers.EMPTY, new byte[] {'x'}));
    String after = get(client, url + "/object1");
    demo.say(after);
    demo.check("after the POST the origin is asked again", asked.get("/object1") == before + 2 && !after.contains("hit"));
}

void gone(Demo demo, HttpClient client, String url, WebServer origin) throws IOException {
    demo.step("The server is gone");
    get(client, url + "/brief");
    origin.close();
    String stale = get(client, url + "/brief");
    demo.say(stale);
    demo.check("what was kept is sent, and called stale", stale.startsWith("200") && stale.contains("stale"));
    String never = get(client, url + "/never");
    demo.check("what was never seen is " + never.substring(0, 3), never.startsWith("502"));
}
