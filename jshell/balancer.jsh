// A balancer by hand: three servers, who is chosen, and what happens when one goes.
// In the project's folder, after ./build.sh: jshell jshell/balancer.jsh; step by step: java scripts/Shell.java balancer
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/balancer.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.http.*
import wirelab.balancer.*

// A server that says its name.
record Named(String name) implements WebServer.Handler {
    public void handle(Exchange exchange) throws IOException {
        exchange.respond(200, Headers.EMPTY, ByteBuffer.wrap(name.getBytes()));
    }
}
var one = WebServer.start(WebServer.Options.DEFAULTS, new Named("one"))
var two = WebServer.start(WebServer.Options.DEFAULTS, new Named("two"))

// What would stand in config.ini.
String nodes = "[one]\nhost = 127.0.0.1\nport = " + one.address().getPort() +
        "\n[two]\nhost = 127.0.0.1\nport = " + two.address().getPort() + "\n"
var fleet = Fleet.start(Host.HERE, BalancerConfig.parse("config.ini", nodes), System.out::println)
var front = WebServer.start(HttpBalancer.SERVER, new HttpBalancer(fleet))
var client = new HttpClient(ClientOptions.DEFAULTS)

// A helper to ask so many times: who answered.
List<String> who(int times) throws IOException {
    var names = new ArrayList<String>();
    for (int i = 0; i < times; i++) {
        try (var response = client.exchange(ClientRequest.get("http://" + Address.text(front.address()) + "/"))) {
            names.add(response.text());
        }
    }
    return names;
}

// In turns.
//> who(6)

// Other weights: the text of the file changes, and takes effect at once.
//> fleet.apply(BalancerConfig.parse("config.ini", nodes + "weight = 3\n"))
//> who(8)

// One goes. Nobody notices, but for those who look.
//> two.close()
//> who(6)
//> fleet.states()

// What has happened.
//> fleet.counters()

// Yours to try, at the prompt (the lab sheet has more):
// Who has answered how often?
//     fleet.requests()
// A mistake in the file says its line, and nothing changes.
//     BalancerConfig.parse("config.ini", nodes + "wait = 3\n")
// The one that is left goes too.
//     one.close()
//     who(1)
System.out.println("two servers behind a balancer; try: who(6)")
