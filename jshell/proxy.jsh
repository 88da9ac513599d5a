// A caching proxy by hand (RFC 9111): an origin, a proxy in front of it, and what a shared cache keeps.
// In the project's folder, after ./build.sh: jshell jshell/proxy.jsh; step by step: java scripts/Shell.java proxy
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/proxy.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.http.*
import wirelab.proxy.*

// An origin that counts how often it is asked, and says for how long its answer is good.
record Answers(AtomicInteger asked, AtomicReference<String> lifetime) implements WebServer.Handler {
    public void handle(Exchange exchange) throws IOException {
        var fields = Headers.of("Cache-Control", lifetime.get(), "ETag", "\"1\"");
        exchange.respond(200, fields, ByteBuffer.wrap(("answer " + asked.incrementAndGet()).getBytes()));
    }
}
var answers = new Answers(new AtomicInteger(), new AtomicReference<>("max-age=60"))
var origin = WebServer.start(WebServer.Options.DEFAULTS, answers)

// A proxy in front of it, and a client that knows nothing of either.
var proxy = new CachingProxy(Host.HERE,
        ProxyOptions.DEFAULTS.withServers(List.of("http://" + Address.text(origin.address()))), null)
var front = WebServer.start(CachingProxy.SERVER, proxy)
var client = new HttpClient(ClientOptions.DEFAULTS)

// A helper to ask: the answer, how old it is, and what the cache did (RFC 9211).
String ask(String path, String... fields) throws IOException {
    var request = ClientRequest.get("http://" + Address.text(front.address()) + path);
    for (int i = 0; i < fields.length; i += 2) request = request.with(fields[i], fields[i + 1]);
    try (var response = client.exchange(request)) {
        var headers = response.head().headers();
        return response.text() + "; Age: " + headers.first("Age") + "; Cache-Status: " + headers.first("Cache-Status");
    }
}

// Twice the same: the second time the origin is not asked.
//> ask("/a")
//> ask("/a")

// A client that does not want what is kept.
//> ask("/a", "Cache-Control", "no-cache")

// An answer that must not be kept.
//> answers.lifetime().set("no-store")
//> ask("/b")
//> ask("/b")

// An answer that is kept, but must be asked about each time.
//> answers.lifetime().set("no-cache")
//> ask("/c")
//> ask("/c")

// What the proxy counted.
//> proxy.counters()

// Yours to try, at the prompt (the lab sheet has more):
// Only if nobody must be asked: what is the answer for something new?
//     ask("/d", "Cache-Control", "only-if-cached")
// All of it, then a part of what is kept.
//     ask("/a")
//     ask("/a", "Range", "bytes=0-2")
// The origin goes; does ask("/a") still work, and for how long?
//     origin.close()
System.out.println("origin and proxy are alive; try: ask(\"/a\", \"Cache-Control\", \"only-if-cached\")")
