/// Dialogue client: /who, /invite NAME, /accept, /refuse, /leave, exit; every message gets a notice of what became of it.

import wirelab.dialogue.*;
import wirelab.impair.LinkOptions;
import wirelab.kit.*;
import wirelab.tap.TapOptions;

final LinkOptions link = new LinkOptions();

void main(String... args) {
    Program.of("DialogueClient", "talks to one other user through a dialogue server")
            .client(wirelab.dialogue.DialogueServer.PORT)
            .text("name", "NAME", null, "who you are: letters, digits, '_', '-', '.'")
            .with(link)
            .example("--name alice")
            .example("--name alice --link 'delay=100ms cut=20s seed=1'")
            .with(new TapOptions())
            .run(args, this::talk);
}

void talk(Options options) throws Exception {
    String name = options.required("name");
    var end = new CompletableFuture<String>();
    var listener = new wirelab.dialogue.DialogueClient.Listener() {
        @Override
        public void event(Event event) {
            IO.println(Terminal.text(event));
        }

        @Override
        public void lost(String why) {
            IO.println("* connection lost (" + why + "); trying to come back");
        }

        @Override
        public void restored() {
            IO.println("* you are back");
        }

        @Override
        public void ended(String why) {
            end.complete(why);
        }
    };
    if (!name.matches("[A-Za-z0-9_.-]{1,32}")) throw new UsageException("--name: 1 to 32 letters, digits, '_', '-' or '.'");
    try (var client = wirelab.dialogue.DialogueClient.start(link.through(options.address()), name, listener)) {
        // Typing waits in a thread of its own, so that the end is seen although nobody types.
        Thread.ofPlatform().daemon().start(() -> type(client, end));
        String why = end.get();
        if (!why.isEmpty()) throw new IOException(why);
    }
}

void type(wirelab.dialogue.DialogueClient client, CompletableFuture<String> end) {
    try {
        var in = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = in.readLine()) != null; ) {
            String answer = Terminal.type(client, line);
            if (answer == null) break;
            if (!answer.isEmpty()) IO.println(answer);
        }
        client.close();
        end.complete("");
    } catch (IOException | InterruptedException e) {
        end.completeExceptionally(e);
    }
}
