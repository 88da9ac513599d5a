/// One login server and three clients in one process: every line of SCRAM-SHA-256 on the wire, and what it is good for.

import wirelab.kit.*;
import wirelab.login.ClientFinal;
import wirelab.login.ClientFirst;
import wirelab.login.LoginClient;
import wirelab.login.LoginException;
import wirelab.login.LoginServer;
import wirelab.login.ServerFirst;
import wirelab.login.Slowdown;
import wirelab.login.UserFile;
import wirelab.login.UserFileWriter;
import wirelab.login.Verifier;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

static final Duration PATIENCE = Duration.ofSeconds(20);
static final String PASSWORD = "correct horse battery staple";
/// A tenth of what AddUser takes, so that the demo is over soon.
static final int ITERATIONS = 10_000;
static final Slowdown.Limits DELAYS = Slowdown.Limits.DEFAULTS.withFree(4)
        .withDelays(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(1));

/// What one client said and heard.
static final class Conversation implements Tap.Stream {
    final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public synchronized void data(Tap.Direction direction, ByteBuffer data) {
        var copy = new byte[data.remaining()];
        data.get(copy);
        bytes.writeBytes(copy);
        lines.add((direction == Tap.Direction.SENT ? "C: " : "S: ")
                + new String(copy, StandardCharsets.UTF_8).stripTrailing());
    }

    @Override
    public void end(Tap.Direction direction) {
        // Nothing to show.
    }

    @Override
    public void closed(Tap.Ending ending) {
        // Nothing to show.
    }
}

/// Listens in at the clients' ends, as anybody on the way could.
static final class Eavesdropper implements Tap {
    final List<Conversation> all = Collections.synchronizedList(new ArrayList<>());

    @Override
    public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
        if (!initiated) return null;
        all.add(new Conversation());
        return all.getLast();
    }

    @Override
    public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
            ByteBuffer payload) {
        // The login goes over TCP alone.
    }
}

/// Where servers and clients stand: what is said there, `--pcap` and `--ladder` show.
Host host = Host.HERE;

void main(String... args) {
    var program = Program.of("LoginDemo", "a login by SCRAM-SHA-256 (RFC 5802, RFC 7677), line by line")
            .with(new TapSwitches());
    program.demo(args, (options, demo) -> {
        var ear = new Eavesdropper();
        host = options.host().watchedBy(ear);
        Path folder = Files.createTempDirectory("login-demo");
        try {
            var users = userFile(demo, folder.resolve("users.ini"));
            var preset = LoginServer.Options.DEFAULTS.withSlowdown(DELAYS);
            try (var server = LoginServer.start(host, users, preset)) {
                rightPassword(demo, server, ear);
                wrongPassword(demo, server, ear);
                unknownUser(demo, server, ear);
                whatAnEavesdropperHas(demo, ear, users);
                replay(demo, server, ear);
                falseServer(demo, ear);
                delays(demo, server);
                demo.step("What the server counted");
                demo.say(server.counters().toString().replace(", ", "\n"));
                demo.check("one login was accepted", server.counters().get("login accepted") == 1);
            }
        } finally {
            Folders.delete(folder);
        }
    });
}

UserFile userFile(Demo demo, Path file) throws IOException {
    demo.step("The user file: alice gets a password, the file does not");
    new UserFileWriter(file, Secrets.RANDOM).put("alice", Verifier.of(PASSWORD, ITERATIONS, Secrets.RANDOM));
    String text = Files.readString(file);
    demo.say(text.substring(text.indexOf("[server]")).replaceFirst("secret = .*", "secret = (hidden)"));
    demo.say("salt, iterations   make a key of the password: PBKDF2, the slow part, done by the client alone\n"
            + "stored-key         the hash of that key: enough to check a proof, not to make one\n"
            + "server-key         with it the server proves that it knows alice");
    demo.check("the password is not in the file", !text.contains(PASSWORD));
    return UserFile.open(file);
}

void rightPassword(Demo demo, LoginServer server, Eavesdropper ear) throws Exception {
    demo.step("alice logs in with the right password");
    try (var client = LoginClient.connect(host, server.address(), "alice", PASSWORD, PATIENCE)) {
        var reply = client.echo("hello behind the login\n".getBytes());
        demo.check("the echo came back", reply.data().text().equals("hello behind the login\n"));
    }
    var lines = ear.all.getLast().lines;
    var first = ClientFirst.decode(message(lines.get(1)));
    var challenge = ServerFirst.decode(message(lines.get(2)));
    explain(demo, lines.get(0), "the mechanisms that the server offers");
    explain(demo, lines.get(1), "client-first: no channel binding (n), user " + first.user() + ", a nonce used only once");
    explain(demo, lines.get(2), "server-first: both nonces, alice's salt, " + challenge.iterations() + " iterations");
    explain(demo, lines.get(3), "client-final: the header again (biws is base64 of n,,), both nonces, and the proof:\n"
            + "ClientKey XOR HMAC(StoredKey, all messages so far); it fits this conversation and no other");
    explain(demo, lines.get(4), "server-final: HMAC(ServerKey, all messages so far): the server knows alice too");
    explain(demo, lines.get(5), "from here on it is an echo server");
    demo.say("The line with the proof, as it went over the wire:");
    demo.say(HexDump.of((lines.get(3).substring(3) + "\n").getBytes()));
    demo.check("the server repeated the client's nonce and added its own", challenge.nonce().startsWith(first.nonce())
            && challenge.nonce().length() > first.nonce().length());
}

void wrongPassword(Demo demo, LoginServer server, Eavesdropper ear) {
    demo.step("alice mistypes her password");
    String refusal = refusal(server, "alice", "incorrect horse");
    ear.all.getLast().lines.forEach(demo::say);
    demo.say("the client says: " + refusal);
    demo.check("the server refused", refusal.contains("invalid-proof"));
}

void unknownUser(Demo demo, LoginServer server, Eavesdropper ear) throws Exception {
    demo.step("mallory does not exist, and cannot find that out");
    refusal(server, "mallory", PASSWORD);
    var mallory = ear.all.getLast().lines;
    mallory.forEach(demo::say);
    var alice = ear.all.get(ear.all.size() - 2).lines;
    demo.check("mallory gets the same last answer as alice", mallory.getLast().equals(alice.getLast()));
    var invented = ServerFirst.decode(message(mallory.get(2)));
    var real = ServerFirst.decode(message(alice.get(2)));
    demo.check("and a salt of the same length and the same iterations", invented.salt().length() == real.salt().length()
            && invented.iterations() == real.iterations());
    refusal(server, "mallory", "another try");
    var again = ServerFirst.decode(message(ear.all.getLast().lines.get(2)));
    demo.check("asked again, the invented salt is the same", again.salt().equals(invented.salt()));
}

void whatAnEavesdropperHas(Demo demo, Eavesdropper ear, UserFile users) {
    demo.step("What somebody has who recorded all of it: " + ear.all.size() + " conversations");
    var all = new ByteArrayOutputStream();
    for (var conversation : ear.all) all.writeBytes(conversation.bytes.toByteArray());
    byte[] password = PASSWORD.getBytes();
    var verifier = users.account("alice").verifier();
    demo.say(all.size() + " bytes");
    String heard = all.toString(StandardCharsets.UTF_8);
    demo.check("the password is not in them", !heard.contains(PASSWORD));
    demo.check("nor in base64", !heard.contains(Base64.getEncoder().encodeToString(password)));
    demo.check("nor in hexadecimal", !heard.contains(HexFormat.of().formatHex(password)));
    demo.check("nor are the keys of the user file", !heard.contains(verifier.storedKey())
            && !heard.contains(verifier.serverKey()));
    demo.check("but what was said behind the login is: SCRAM hides the password, not the conversation",
            heard.contains("hello behind"));
    demo.say("What is left: to guess passwords and compare with a recorded proof, at " + ITERATIONS + " hashes a guess.\n"
            + "That is why there are iterations, and why a short password is no good even so (RFC 5802, section 9).");
}

void replay(Demo demo, LoginServer server, Eavesdropper ear) throws Exception {
    demo.step("Somebody says again what alice said");
    var recorded = ear.all.getFirst().lines;
    try (var connection = host.connect(server.address(), Tap.Party.UNKNOWN)) {
        var lines = new Lines(connection, 4096);
        lines.read();
        lines.write(recorded.get(1).substring(3));
        lines.read();
        lines.write(recorded.get(3).substring(3));
        String answer = lines.read();
        ear.all.getLast().lines.forEach(demo::say);
        demo.check("the server's nonce is another one, so the recorded proof is worth nothing", answer.startsWith("NO "));
    }
}

void falseServer(Demo demo, Eavesdropper ear) throws Exception {
    demo.step("A false server lets everybody in: alice notices");
    try (var server = TcpServer.start(host, TcpServer.Options.DEFAULTS, connection -> {
        var lines = new Lines(connection, 4096);
        lines.write("HELLO SCRAM-SHA-256");
        var first = ClientFirst.decode(message(lines.read()));
        var challenge = new ServerFirst(first.nonce() + "anything", "c29tZSBzYWx0IG9yIG90aA==", ITERATIONS);
        lines.write("CHALLENGE " + challenge.text());
        ClientFinal.decode(message(lines.read()));
        lines.write("OK v=" + Base64.getEncoder().encodeToString(new byte[32]));
        lines.read();
    })) {
        LoginClient.connect(host, server.address(), "alice", PASSWORD, PATIENCE).close();
        demo.check("the client believed it", false);
    } catch (LoginException e) {
        demo.say(ear.all.getLast().lines.getLast() + "\nthe client says: " + e.getMessage());
        demo.check("the client did not believe it", e.error() == null);
    }
}

void delays(Demo demo, LoginServer server) {
    demo.step("Whoever fails often is answered later and later (in earnest 0.5 s to 8 s)");
    var took = new ArrayList<Duration>();
    for (int i = 0; i < 4; i++) {
        long began = System.nanoTime();
        refusal(server, "alice", "guess " + i);
        took.add(Duration.ofNanos(System.nanoTime() - began));
        demo.say("guess " + (i + 1) + ": refused after " + Text.duration(took.getLast()));
    }
    demo.check("each guess waited at least its 50, 100, 200, 200 ms", IntStream.range(0, 4)
            .allMatch(i -> took.get(i).toMillis() >= Math.min(200, 50 << i)));
}

String refusal(LoginServer server, String user, String password) {
    try (var _ = LoginClient.connect(host, server.address(), user, password, PATIENCE)) {
        return "logged in";
    } catch (IOException e) {
        return e.getMessage();
    }
}

/// What stands behind the verbs of a line.
String message(String line) {
    return line.substring(line.lastIndexOf(' ') + 1);
}

void explain(Demo demo, String line, String meaning) {
    demo.say(line);
    demo.say(meaning.indent(5).stripTrailing());
}
