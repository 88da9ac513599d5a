/// Duet member: joins over TCP, talks to the partner over UDP, each line of standard input a message; exit leaves.

import static wirelab.duet.DuetClient.*;

import wirelab.chat.ChatScreen;
import wirelab.duet.DuetNotice;
import wirelab.duet.DuetServer;
import wirelab.impair.LinkSwitches;
import wirelab.impair.Relay;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

/// What goes to the partner goes over the bad link, if there is one; TCP does not.
static final Relay.Options DATAGRAMS = Relay.Options.DEFAULTS.withProtocols(false, true);
/// Longer than any message may be: what is too long is refused in words, and not cut.
static final int LONGEST_LINE = 4_096;

final CompletableFuture<DuetNotice.Over> end = new CompletableFuture<>();
/// Nobody needs to be waited for: the partner has come, or it is over.
final CountDownLatch met = new CountDownLatch(1);
/// Only what was said needs a partner.
boolean saysNothing = true;

void main(String... args) {
    Program.of("DuetClient", "talks to one partner over UDP, with a copy of each message to the TCP server")
            .client(DuetServer.PORT)
            .text("name", "NAME", null, "who you are: letters, digits, '_', '-', '.'")
            .with(new LinkSwitches(DATAGRAMS, _ -> true))
            .example("--name alice")
            .example("--name alice --link 'loss=20% delay=20ms seed=7'")
            .with(new TapSwitches())
            .run(args, this::talk);
}

void talk(CommandLine options) throws Exception {
    String name = options.required("name");
    if (!name.matches("[A-Za-z0-9_.-]{1,32}")) throw new UsageException("--name: 1 to 32 letters, digits, '_', '-' or '.'");
    try (var screen = ChatScreen.open(System.in, System.out, LONGEST_LINE);
            var client = start(options.host(), options.address(), name, notice -> told(screen, notice))) {
        Program.whenAskedToEnd(client::close);
        Signals.listen("WINCH", screen::resized);
        screen.read(line -> typed(screen, client::say, line), () -> leave(screen, client::close));
        var over = end.get();
        if (options.flag("verbose")) System.err.println(client.counts());
        switch (over.ending()) {
            case LEFT, PARTNER_LEFT -> {}
            default -> throw new IOException(over.why());
        }
    }
}

void told(ChatScreen screen, DuetNotice notice) {
    screen.show(notice.text());
    if (notice instanceof DuetNotice.Paired) met.countDown();
    if (notice instanceof DuetNotice.Over over) {
        end.complete(over);
        met.countDown();
    }
}

interface Message {
    long say(String text) throws InterruptedException;
}

boolean typed(ChatScreen screen, Message message, String line) throws InterruptedException {
    if (ChatScreen.isExit(line)) {
        met.countDown();
        return false;
    }
    if (line.isBlank()) return true;
    saysNothing = false;
    try {
        if (message.say(line) < 0) screen.show("* not said, since it is over: " + line);
    } catch (IllegalArgumentException e) {
        screen.show("* not said: " + e.getMessage());
    }
    return true;
}

/// What was copied in from elsewhere gets its partner, however long that takes; who types leaves when he says so.
void leave(ChatScreen screen, Runnable close) {
    try {
        if (!screen.draws() && !saysNothing) met.await();
    } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
    }
    close.run();
}
