/// Dialogue client: /who, /invite NAME, /accept, /refuse, /leave, exit; every message gets a notice of what became of it.

import static wirelab.dialogue.DialogueClient.*;

import wirelab.chat.ChatScreen;
import wirelab.dialogue.*;
import wirelab.dialogue.DialogueServer;
import wirelab.impair.LinkSwitches;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

/// Longer than any message may be: what is too long is refused in words, and not cut.
static final int LONGEST_LINE = 4_096;

void main(String... args) {
    Program.of("DialogueClient", "talks to one other user through a dialogue server")
            .client(DialogueServer.PORT)
            .text("name", "NAME", null, "who you are: letters, digits, '_', '-', '.'")
            .with(new LinkSwitches())
            .example("--name alice")
            .example("--name alice --link 'delay=100ms cut=20s seed=1'")
            .with(new TapSwitches())
            .run(args, this::talk);
}

void talk(CommandLine options) throws Exception {
    String name = options.required("name");
    if (!name.matches("[A-Za-z0-9_.-]{1,32}")) throw new UsageException("--name: 1 to 32 letters, digits, '_', '-' or '.'");
    var end = new CompletableFuture<String>();
    try (var screen = ChatScreen.open(System.in, System.out, LONGEST_LINE);
            var client = start(options.host(), options.address(), name, told(screen, end))) {
        Program.whenAskedToEnd(() -> end.complete(""));
        Signals.listen("WINCH", screen::resized);
        screen.read(line -> {
            String answer = DialogueText.type(client, line);
            if (answer != null) screen.answer(answer);
            return answer != null;
        }, () -> end.complete(""));
        String why = end.get();
        if (!why.isEmpty()) throw new IOException(why);
    }
}

Listener told(ChatScreen screen, CompletableFuture<String> end) {
    return new Listener() {
        @Override
        public void event(Event event) {
            screen.show(DialogueText.text(event));
        }

        @Override
        public void lost(String why) {
            screen.show("* connection lost (" + why + "); trying to come back");
        }

        @Override
        public void restored() {
            screen.show("* you are back");
        }

        @Override
        public void ended(String why) {
            end.complete(why);
        }
    };
}
