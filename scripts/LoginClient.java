/// Echo client that logs in first by SCRAM-SHA-256, and makes sure that the server knows the user too.

import static wirelab.login.LoginClient.*;

import wirelab.echo.EchoClient;
import wirelab.impair.LinkSwitches;
import wirelab.kit.*;
import wirelab.login.LoginServer;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("LoginClient", "logs in by SCRAM-SHA-256, then sends text and shows what came back and how long it took")
            .client(LoginServer.PORT)
            .text("user", "NAME", null, "who logs in; the password is asked for, or is the first line of standard input")
            .with(PasswordSwitches.ofNamed())
            .text("data", "TEXT", null, "what to send; without it, each line of standard input")
            .duration("timeout", "20s", "wait so long for an answer; after failures the server takes its time")
            .example("--user alice --data hello")
            .example("--user alice --password-file password.txt < lines.txt")
            .with(new LinkSwitches())
            .with(new TapSwitches())
            .run(args, options -> {
                String user = options.required("user");
                String password = PasswordSwitches.named(options, user);
                long began = System.nanoTime();
                var patience = options.duration("timeout");
                var server = options.address();
                try (var client = connect(options.host(), server, user, password, patience)) {
                    System.out.println(user + " is logged in, and the server has proved itself   ("
                            + Text.duration(Duration.ofNanos(System.nanoTime() - began)) + ")");
                    eachText(options.text("data"), client::echo);
                }
            });
}

interface Echo {
    EchoClient.Reply of(byte[] data) throws IOException;
}

void eachText(String data, Echo echo) throws IOException {
    var lines = data != null ? List.of(data).iterator()
            : new BufferedReader(new InputStreamReader(System.in)).lines().iterator();
    while (lines.hasNext()) {
        byte[] sent = lines.next().getBytes();
        var reply = echo.of(sent);
        if (!Arrays.equals(reply.data().array(), sent)) {
            throw new IOException("the server answered something else:\n" + HexDump.of(reply.data()));
        }
        System.out.println(Visible.of(new String(sent)) + "   (" + Text.duration(reply.roundTrip()) + ")");
    }
}
