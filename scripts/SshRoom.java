/// Room over SSH: `ssh -p 2222 alice@HOST` drops into the conversation, with a login, encryption and a client everywhere.

import wirelab.chat.ChatScreen;
import wirelab.keys.*;
import wirelab.kit.*;
import wirelab.login.*;
import wirelab.program.*;
import wirelab.room.*;
import wirelab.room.RoomClient;
import wirelab.room.RoomServer;
import wirelab.ssh.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("SshRoom", "a room that every machine with ssh can join: what one says, all others see")
            .server(2222)
            .text("users", "FILE", null, "users with passwords, from AddUser; read again when it changes")
            .text("authorized-keys", "FILE", null, "keys that let in; %u is the user's name; read again at each login")
            .text("host-key", "FILE", "ssh_host_ed25519_key", "what proves that it is this server; made at the first start")
            .text("log", "DIR", null, "keep what each member sees, for scriptreplay and asciinema play")
            .number("room-port", 0, 0, 65_535, "port of loopback where the room itself is, for nc; 0 takes a free one")
            .number("max", 20, 1, 1_000, "members at once; one more is refused")
            .number("line", Rules.DEFAULTS.lineLimit(), 16, 20_000, "longest line of a member in bytes")
            .example("--users users.ini")
            .example("--authorized-keys ~/.ssh/authorized_keys --room-port 7017")
            .with(new TapSwitches())
            .run(args, this::serve);
}

void serve(CommandLine options) throws Exception {
    Path users = options.path("users");
    if (users != null && !Files.exists(users)) {
        throw new UsageException(users + ": no such file; java scripts/AddUser.java --users " + users + " NAME makes it");
    }
    String keys = options.text("authorized-keys");
    var accounts = new Accounts(users == null ? null : UserFile.open(users), keys == null ? null : new AuthorizedKeys(keys),
            Slowdown.Limits.DEFAULTS);
    var hostKey = KeyFile.hostKey(options.path("host-key"));
    var preset = RoomServer.Options.DEFAULTS;
    var usual = preset.rules();
    var rules = new Rules(options.number("max"), options.number("line"), usual.history(), usual.rate(), usual.burst(),
            usual.patience());
    var inside = preset.withRules(rules).withTcp(preset.tcp().withBind(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), options.number("room-port"))));
    try (var room = RoomServer.start(options.host(), inside)) {
        var chosen = SshOptions.DEFAULTS.withAllow(Set.of("shell", "pty"))
                .withTcp(SshOptions.DEFAULTS.tcp().withBind(options.address()));
        if (options.text("log") != null) chosen = chosen.withLog(folder(options.path("log")));
        try (var server = SshService.start(options.host(), chosen, List.of(hostKey), accounts,
                call -> visit(options.host(), room.address(), options.number("line"), call))) {
            System.out.println("the room is on " + Address.text(room.address()) + "; the host key is "
                    + hostKey.publicKey());
            Program.serve(server.address());
        }
    }
}

/// One member, from coming to leaving.
int visit(Host host, InetSocketAddress room, int limit, SshProgram.Call call) throws IOException {
    var out = new PrintStream(call.output(), false, StandardCharsets.UTF_8);
    String why = null;
    try (var client = RoomClient.connect(host, room, call.user()); var screen = screen(call, out, limit)) {
        call.onResize(screen::resized);
        client.send(new Command.Nick(call.user()));
        new RoomChat(client, screen).talk();
    } catch (IOException e) {
        why = Visible.of(Failure.line(e));
    }
    if (why != null) out.print(why + (call.terminal() == null ? "\n" : "\r\n"));
    out.flush();
    return why == null ? 0 : 1;
}

ChatScreen screen(SshProgram.Call call, PrintStream out, int limit) {
    if (call.terminal() == null || !Visible.obeys(call.terminal().kind())) return ChatScreen.lines(call.input(), out);
    return ChatScreen.remote(call.input(), out, limit, () -> width(call.terminal()), RoomColors::paint);
}

/// Some do not know, and say 0.
int width(RemoteCommand.Terminal terminal) {
    return terminal.columns() == 0 ? 80 : Math.clamp(terminal.columns(), 20, 1_000);
}

Path folder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(
            PosixFilePermissions.fromString("rwx------")));
    return folder;
}
