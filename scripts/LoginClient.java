/// Echo client that logs in first by SCRAM-SHA-256, and makes sure that the server knows the user too.

import wirelab.impair.LinkOptions;
import wirelab.kit.*;
import wirelab.tap.TapOptions;

final LinkOptions link = new LinkOptions();

void main(String... args) {
    Program.of("LoginClient", "logs in by SCRAM-SHA-256, then sends text and shows what came back and how long it took")
            .client(wirelab.echo.LoginServer.PORT)
            .text("user", "NAME", null, "who logs in; the password is asked for, or is the first line of standard input")
            .text("password-file", "FILE", null, "take the password from the first line of a file instead")
            .text("data", "TEXT", null, "what to send; without it, each line of standard input")
            .duration("timeout", "20s", "wait so long for an answer; after failures the server takes its time")
            .example("--user alice --data hello")
            .example("--user alice --password-file password.txt < lines.txt")
            .with(link)
            .with(new TapOptions())
            .run(args, options -> {
                String user = options.required("user");
                Path file = options.path("password-file");
                String password = file == null ? Password.ask("password of " + user + ": ") : Password.read(file);
                long began = System.nanoTime();
                var patience = options.duration("timeout");
                var server = link.through(options.address());
                try (var client = wirelab.echo.LoginClient.connect(server, user, password, patience)) {
                    System.out.println(user + " is logged in, and the server has proved itself   ("
                            + Text.duration(Duration.ofNanos(System.nanoTime() - began)) + ")");
                    echo(client, options.text("data"));
                }
            });
}

void echo(wirelab.echo.LoginClient client, String data) throws IOException {
    var lines = data != null ? List.of(data).iterator()
            : new BufferedReader(new InputStreamReader(System.in)).lines().iterator();
    while (lines.hasNext()) {
        byte[] sent = lines.next().getBytes();
        var reply = client.echo(sent);
        if (!Arrays.equals(reply.data(), sent)) {
            throw new IOException("the server answered something else:\n" + HexDump.of(reply.data()));
        }
        System.out.println(new String(sent) + "   (" + Text.duration(reply.roundTrip()) + ")");
    }
}
