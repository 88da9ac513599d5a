/// Five members in a room in one process: a sixth is refused, all see one order, one that does not read is dropped.

import wirelab.kit.*;
import wirelab.program.*;
import wirelab.room.*;
import wirelab.room.RoomClient;
import wirelab.room.RoomServer;
import wirelab.tap.TapSwitches;

static final List<String> NAMES = List.of("alice", "bob", "carol", "dave", "erin");
static final int EACH = 2000;
static final String PADDING = " " + "x".repeat(990);

/// Where servers and clients stand: what is said there, `--pcap` and `--ladder` show.
Host host = Host.HERE;

void main(String... args) {
    Program.of("RoomDemo", "five members, a refused sixth, one order for all, and one that does not read")
            .with(new TapSwitches("alice", "bob", "carol", "one too many", "room server"))
            .example("--ladder")
            .demo(args, (options, demo) -> {
                host = options.host();
                // The ladder shows a conversation of three; five columns more and thousands of lines would be no picture.
                boolean watched = options.flag("ladder");
                talk(demo, watched ? NAMES.subList(0, 3) : NAMES);
                if (watched) return;
                sameOrder(demo);
                slowReader(demo);
            });
}

/// A newcomer who has read as far as its own join.
RoomClient join(RoomServer server, String name) throws IOException {
    var client = RoomClient.connect(host, server.address(), name);
    int id = client.read() instanceof RoomLine.Welcome welcome ? welcome.id() : 0;
    while (!(client.read() instanceof RoomLine.Joined joined && joined.who().id() == id)) {
        // What was said before.
    }
    return client;
}

/// Waits for a line that begins so, and shows it.
boolean sees(Demo demo, String who, RoomClient client, String line) throws IOException {
    for (RoomLine next; (next = client.read()) != null; ) {
        if (!next.encode().startsWith(line)) continue;
        demo.say(who + " sees: " + next.encode());
        return true;
    }
    return false;
}

void talk(Demo demo, List<String> names) throws Exception {
    int first = names.size() + 1;
    var room = RoomServer.Options.DEFAULTS.withRules(Rules.DEFAULTS.withMax(names.size()));
    try (var server = RoomServer.start(host, room)) {
        demo.step(names == NAMES ? "Five members come, and a sixth" : "Three members come, and a fourth");
        var members = new ArrayList<RoomClient>();
        for (String name : names) members.add(join(server, name));
        String late = names == NAMES ? "the sixth" : "the fourth";
        try (var sixth = RoomClient.connect(host, server.address(), "one too many")) {
            var line = sixth.read();
            demo.say(late + " sees: " + line.encode());
            demo.check(late + " is told that the room is full, and let go", line instanceof RoomLine.Warning warning
                    && warning.text().startsWith("the room is full") && sixth.read() == null);
        }
        demo.step("One takes a name, one says something, two talk in private");
        var alice = members.get(0);
        var bob = members.get(1);
        alice.send("/nick alice");
        demo.check("all see the new name", sees(demo, "bob", bob, first + " -- <#1> is now <#1 alice>"));
        bob.send("hello, alice \033[2J");
        demo.check("marked with the id of the sender, and an escape sequence does no harm",
                sees(demo, "alice", alice, first + 1 + " <#2> hello, alice \\u001b[2J"));
        alice.send("/msg 2 psst");
        demo.check("the private message has no number", sees(demo, "bob", bob, "@ <#1 alice> psst"));
        bob.send("exit");
        demo.check("whoever says exit is let go", sees(demo, "bob", bob, "= bye") && bob.read() == null);
        demo.check("and the others learn of it", sees(demo, "alice", alice, first + 2 + " -- <#2> left: exit"));
        for (var member : members) member.close();
    }
}

void sameOrder(Demo demo) throws Exception {
    demo.step("Five members say " + EACH + " lines each, all at once");
    var rules = Rules.DEFAULTS.withFlood(0, 1, 1);
    try (var server = RoomServer.start(host, RoomServer.Options.DEFAULTS.withRules(rules))) {
        var members = new ArrayList<RoomClient>();
        for (String name : NAMES) {
            members.add(join(server, name));
            members.getLast().send("/echo on");
        }
        var seen = new ArrayList<List<String>>();
        for (var _ : members) seen.add(new ArrayList<>());
        // The first five send, the other five read.
        var took = demo.atOnce(10, i -> {
            var member = members.get(i % 5);
            for (int n = 0; i < 5 && n < EACH; n++) member.send("line " + n);
            while (i >= 5 && seen.get(i - 5).size() < 5 * EACH) {
                if (member.read() instanceof RoomLine.Said said) seen.get(i - 5).add(said.encode());
            }
        });
        var first = seen.getFirst();
        demo.say("from line " + first.getFirst() + " to line " + first.getLast() + ", in " + Text.duration(took));
        demo.check("all five have seen the same " + 5 * EACH + " lines in the same order", new HashSet<>(seen).size() == 1);
        var spoken = IntStream.range(0, EACH).mapToObj(n -> "line " + n).toList();
        demo.check("and nobody's lines changed places among themselves", IntStream.rangeClosed(1, 5).allMatch(id ->
                first.stream().filter(line -> line.contains("<#" + id + ">"))
                        .map(line -> line.substring(line.indexOf("line "))).toList().equals(spoken)));
        for (var member : members) member.close();
    }
}

void slowReader(Demo demo) throws Exception {
    demo.step("One stops reading while another talks and a third listens");
    var rules = Rules.DEFAULTS.withFlood(0, 1, 1);
    var options = RoomServer.Options.DEFAULTS.withRules(rules).withSlow(1024 * 1024, Duration.ofSeconds(10));
    try (var server = RoomServer.start(host, options);
            var talker = join(server, "talker"); var listener = join(server, "listener"); var _ = join(server, "stuck")) {
        listener.read();
        RoomLine.Left gone = null;
        int heard = 0;
        boolean whole = true;
        while (whole && server.counters().get("slow") == 0) {
            for (int i = 0; i < 100; i++) talker.send(heard + i + PADDING);
            for (int i = 0; i < 100 && whole; i++) {
                var line = listener.read();
                // Among the lines of the last hundred stands who was dropped.
                if (line instanceof RoomLine.Left left) {
                    gone = left;
                    i--;
                } else {
                    whole = line instanceof RoomLine.Said said && said.text().equals(heard + i + PADDING);
                }
            }
            heard += 100;
        }
        if (gone == null && listener.read() instanceof RoomLine.Left left) gone = left;
        demo.say("After about " + heard + " lines of 1 KB the buffers of the system were full,"
                + " and then the queue of 1 MiB at the server.");
        demo.check("the listener lost nothing meanwhile", whole && heard > 1000);
        demo.say("the listener sees: " + gone.encode());
        demo.check("and sees who is gone", gone.who().id() == 3 && gone.reason().equals("did not read"));
    }
}
