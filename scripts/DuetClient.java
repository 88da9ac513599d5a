/// Duet member: joins over TCP, talks to the partner over UDP, each line of standard input a message; exit leaves.

import wirelab.duet.DuetClient.Options;
import wirelab.duet.Notice;
import wirelab.impair.LinkOptions;
import wirelab.kit.*;
import wirelab.tap.TapOptions;

final LinkOptions link = new LinkOptions();

void main(String... args) {
    Program.of("DuetClient", "talks to one partner over UDP, with a copy of each message to the TCP server")
            .client(wirelab.duet.DuetServer.PORT)
            .text("name", "NAME", null, "who you are: letters, digits, '_', '-', '.'")
            .with(link)
            .example("--name alice")
            .example("--name alice --link 'loss=20% delay=20ms seed=7'")
            .with(new TapOptions())
            .run(args, this::talk);
}

void talk(wirelab.kit.Options options) throws Exception {
    String name = options.required("name");
    if (!name.matches("[A-Za-z0-9_.-]{1,32}")) throw new UsageException("--name: 1 to 32 letters, digits, '_', '-' or '.'");
    var paired = new CountDownLatch(1);
    var end = new CompletableFuture<Notice.Over>();
    var chosen = Options.of(options.address(), name, notice -> {
        IO.println(notice.text());
        if (notice instanceof Notice.Paired) paired.countDown();
        if (notice instanceof Notice.Over over) {
            end.complete(over);
            paired.countDown();
        }
    }).withWay(this::throughLink);
    try (var client = wirelab.duet.DuetClient.start(chosen)) {
        // Typing waits in a thread of its own, so that the end is seen although nobody types.
        Thread.ofPlatform().daemon().start(() -> type(client, paired, end));
        var over = end.get();
        if (options.flag("verbose")) System.err.println(client.counts());
        switch (over.ending()) {
            case LEFT, PARTNER_LEFT -> {}
            default -> throw new IOException(over.why());
        }
    }
}

/// What goes to the partner goes over the bad link, if there is one; TCP does not.
InetSocketAddress throughLink(InetSocketAddress partner) {
    try {
        return link.through(partner);
    } catch (IOException e) {
        throw new UncheckedIOException(e);
    }
}

void type(wirelab.duet.DuetClient client, CountDownLatch paired, CompletableFuture<Notice.Over> end) {
    try {
        var in = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = in.readLine()) != null && !line.equals("exit"); ) {
            if (line.isBlank()) continue;
            paired.await();
            try {
                client.say(line);
            } catch (IllegalArgumentException e) {
                IO.println("* not said: " + e.getMessage());
            }
        }
        client.close();
    } catch (IOException | InterruptedException e) {
        end.completeExceptionally(e);
    }
}
