/// A dialogue in one process: an invitation, messages with notices, a busy user, a broken link that heals, a crash.

import wirelab.dialogue.*;
import wirelab.dialogue.DialogueClient;
import wirelab.dialogue.DialogueServer;
import wirelab.impair.*;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

static final DialogueLimits QUICK = DialogueLimits.DEFAULTS.withPatience(Duration.ofMillis(200), Duration.ofMillis(600),
        Duration.ofMillis(800));

/// What one user has seen, in sentences.
static final class User implements DialogueClient.Listener {
    final String name;
    final Demo demo;
    final List<String> seen = new ArrayList<>();

    User(String name, Demo demo) {
        this.name = name;
        this.demo = demo;
    }

    private synchronized void see(String text) {
        demo.say(String.format("%-6s| %s", name, text));
        seen.add(text);
        notifyAll();
    }

    @Override
    public void event(Event event) {
        see(DialogueText.text(event));
    }

    @Override
    public void lost(String why) {
        see("* connection lost");
    }

    @Override
    public void restored() {
        see("* you are back");
    }

    /// Waits until something is seen, and forgets it and what came before.
    synchronized boolean sees(String text) throws InterruptedException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (true) {
            while (!seen.isEmpty()) {
                if (seen.removeFirst().contains(text)) return true;
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) return false;
            wait(left);
        }
    }
}

/// Where servers and clients stand: what is said there, `--pcap` and `--ladder` show.
Host host = Host.HERE;

void main(String... args) {
    Program.of("DialogueDemo", "two users talk through a server that tells what becomes of every message")
            .flag("short", "the talk and the broken connection alone, for a ladder that fits a page")
            .example("--short --ladder dialogue.svg")
            .with(new TapSwitches("alice", "bob", "dialogue server"))
            .demo(args, (options, demo) -> {
                host = options.host();
                var chosen = DialogueServer.Options.DEFAULTS.withLimits(QUICK);
                try (var server = DialogueServer.start(host, chosen, _ -> {})) {
                    show(demo, server, options.flag("short"));
                }
            });
}

void show(Demo demo, DialogueServer server, boolean isShort) throws Exception {
    var a = new User("alice", demo);
    var b = new User("bob", demo);
    var c = new User("carol", demo);
    demo.step("alice invites bob, bob accepts, they talk");
    // @start region="talk"
    try (var alice = DialogueClient.start(host, server.address(), "alice", a);
            var bob = DialogueClient.start(host, server.address(), "bob", b)) {
        if (!b.sees("logged in")) throw new IOException("bob could not log in");
        alice.ask(new Command.Invite("bob"));
        demo.check("bob is asked", b.sees("alice wants to talk"));
        long early = alice.say("are you there?");
        demo.check("what is said before he has accepted is reported, not lost", a.sees("message " + early
                + " was NOT delivered"));
        bob.ask(new Command.Accept());
        demo.check("they are linked", a.sees("you talk to bob") && b.sees("you talk to alice"));
        long number = alice.say("hello, bob");
        // @end
        demo.check("bob gets it", b.sees("alice: hello, bob"));
        demo.check("and alice is told", a.sees("message " + number + " was delivered"));

        if (!isShort) busy(demo, server, c);
        cutLink(demo, alice, bob, a, b);
    }
    demo.check("alice is told when bob leaves", a.sees("bob has left"));
    if (!isShort) crash(demo, server, a, b);
    demo.step("What the server counted");
    demo.say(server.counters().toString().replace(", ", "\n"));
}

void busy(Demo demo, DialogueServer server, User c) throws Exception {
    demo.step("carol finds bob busy");
    try (var carol = DialogueClient.start(host, server.address(), "carol", c)) {
        carol.ask(new Command.Who());
        demo.check("she sees who is there", c.sees("bob:busy"));
        carol.ask(new Command.Invite("bob"));
        demo.check("she is told that he is busy", c.sees("bob is busy"));
    }
}

void cutLink(Demo demo, DialogueClient alice, DialogueClient bob, User a, User b)
        throws Exception {
    demo.step("bob's connection breaks while alice speaks");
    bob.breakOff();
    alice.say("are you still there?");
    long number = alice.say("bob?");
    demo.check("bob comes back by himself and gets both messages", b.sees("you are back") && b.sees("alice: bob?"));
    demo.check("alice is told that they were delivered", a.sees("message " + number + " was delivered"));
    bob.say("yes, and I have missed nothing");
    demo.check("alice gets his answer", a.sees("missed nothing"));
}

void crash(Demo demo, DialogueServer server, User a, User b) throws Exception {
    demo.step("bob's link goes dead without a word: alice is told within " + Text.duration(QUICK.timeout()) + ", and "
            + Text.duration(QUICK.grace()) + " later he is gone");
    try (var link = Relay.start(host, server.address(), LinkSpec.parse("blackout=1500ms..60s seed=1"));
            var alice = DialogueClient.start(host, server.address(), "alice", a)) {
        var bob = DialogueClient.start(host, link.address(), "bob", b);
        if (!b.sees("logged in")) throw new IOException("bob could not log in");
        alice.ask(new Command.Invite("bob"));
        b.sees("alice wants to talk");
        bob.ask(new Command.Accept());
        demo.check("they talk", a.sees("you talk to bob") && b.sees("you talk to alice"));
        demo.check("alice is told that bob is away", a.sees("bob has lost the connection"));
        alice.say("can you hear me?");
        demo.check("what she says now is not lost silently: it waits", a.sees("waits"));
        demo.check("and at last she is told that it was not delivered", a.sees("NOT delivered: the other is gone"));
        bob.kill();
    }
}
