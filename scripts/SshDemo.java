/// One login by SSH, message by message: what both ends see, what an eavesdropper sees, and why a recording is of no use.

import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import wirelab.keys.*;
import wirelab.kit.*;
import wirelab.login.*;
import wirelab.program.*;
import wirelab.ssh.*;
import wirelab.tap.TapSwitches;

static final String PASSWORD = "correct horse battery staple";
static final String COMMAND = "echo the answer is 42";

/// Keeps all that goes over the wire, as anybody on the way could.
static final class Eavesdropper implements Tap, Tap.Stream {
    final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    @Override
    public Stream opened(Party party, InetSocketAddress local, InetSocketAddress remote, boolean initiated) {
        return initiated ? this : null;
    }

    @Override
    public synchronized void data(Direction direction, ByteBuffer data) {
        var copy = new byte[data.remaining()];
        data.get(copy);
        heard.writeBytes(copy);
    }

    @Override
    public void end(Direction direction) {
        // Nothing to keep.
    }

    @Override
    public void closed(Ending ending) {
        // Nothing to keep.
    }

    @Override
    public void datagram(Party party, Direction direction, InetSocketAddress local, InetSocketAddress remote,
            ByteBuffer data) {
        // There are none.
    }

    synchronized boolean knows(String text) {
        return heard.toString(StandardCharsets.ISO_8859_1).contains(text);
    }
}

void main(String... args) {
    Program.of("SshDemo", "a login and a command by SSH, message by message (RFC 4251 to 4254)")
            .with(new TapSwitches())
            .demo(args, this::tell);
}

void tell(CommandLine options, Demo demo) throws Exception {
    var folder = Files.createTempDirectory("ssh");
    var users = folder.resolve("users.ini");
    new UserFileWriter(users, new SecureRandom()).put("alice", Verifier.of(PASSWORD, 10_000, new SecureRandom()));
    var host = SshKeyPair.ed25519(Secrets.RANDOM, "demo");
    var accounts = new Accounts(UserFile.open(users), null, Slowdown.Limits.DEFAULTS);
    try (var server = SshService.start(SshOptions.DEFAULTS, List.of(host), accounts)) {
        demo.say("The server listens on " + Address.text(server.address()) + " with the key\n   "
                + host.publicKey() + "\nalice has the password \"" + PASSWORD + "\".");
        watched(options, demo, server, host);
        impostor(demo, server);
        replay(demo);
    } finally {
        for (var left : List.of(users, folder.resolve("users.ini.lock"), folder)) Files.deleteIfExists(left);
    }
}

void watched(CommandLine options, Demo demo, SshService server, SshKeyPair host) throws Exception {
    demo.step("A login, as both ends see it");
    var eavesdropper = new Eavesdropper();
    var seen = Collections.synchronizedList(new ArrayList<String>());
    String shown;
    try (var link = SshLink.connect(options.host().watchedBy(eavesdropper), server.address(), "alice",
            Credentials.ofPassword(PASSWORD), key -> demo.check("the server has proved that its key is " + key,
                    key.equals(host.publicKey())), SshLink.Options.DEFAULTS,
            (sent, payload) -> seen.add((sent ? "-> " : "<- ") + SshLink.words(payload)));
            var program = link.exec(COMMAND)) {
        shown = new String(program.output().readAllBytes()).strip();
        program.awaitExit();
        demo.say("agreed upon: " + link.agreed());
    }
    synchronized (seen) {
        for (String line : seen) demo.say(line.length() > 76 ? line.substring(0, 75) + "…" : line);
    }
    demo.check("the command has said: " + shown, shown.equals("the answer is 42"));
    demo.check("each of them was a message of the RFCs", seen.stream().noneMatch(line -> line.contains("cannot be read")));

    demo.step("The same, as an eavesdropper sees it");
    demo.say(eavesdropper.heard.size() + " bytes; the first are in the clear, since nothing is agreed upon yet:");
    demo.say(HexDump.of(Arrays.copyOf(eavesdropper.heard.toByteArray(), 64)));
    demo.check("he knows which programs speak", eavesdropper.knows("SSH-2.0-wirelab"));
    demo.check("he knows which ciphers they can", eavesdropper.knows("aes256-gcm@openssh.com"));
    demo.check("he knows neither the user nor the password",
            !eavesdropper.knows("alice") && !eavesdropper.knows(PASSWORD));
    demo.check("he knows neither the command nor what it has said", !eavesdropper.knows("the answer"));
}

void impostor(Demo demo, SshService server) throws IOException {
    demo.step("A server with another key");
    var wrong = SshKeyPair.ed25519(Secrets.RANDOM, "other").publicKey();
    String why = "nothing";
    try (var _ = SshLink.connect(server.address(), "alice", Credentials.ofPassword(PASSWORD), key -> {
        if (!key.equals(wrong)) throw new SshException(9, "the key is not the one that I know");
    })) {
        why = "it was let in";
    } catch (SshException e) {
        why = e.getMessage();
    }
    demo.say("The client knows another key of that server. It says: " + why);
    demo.check("it has hung up before the password", why.equals("the key is not the one that I know"));
    demo.check("the server has seen one login, the first", server.counters().get("logins") == 1);
}

/// The scheme of the course: both ends have the same key of AES, and the login alone is encrypted with it.
void replay(Demo demo) throws Exception {
    demo.step("What a shared key for the login alone is worth");
    var shared = new SecretKeySpec(Secrets.bytes(16), "AES");
    var aes = Cipher.getInstance("AES/ECB/PKCS5Padding");
    aes.init(Cipher.ENCRYPT_MODE, shared);
    byte[] recorded = aes.doFinal(("alice:" + PASSWORD).getBytes());
    demo.say("A server that decrypts the login and compares it lets alice in. Somebody has recorded these bytes:");
    demo.say(HexDump.of(recorded));
    aes.init(Cipher.DECRYPT_MODE, shared);
    boolean again = new String(aes.doFinal(recorded)).equals("alice:" + PASSWORD);
    demo.check("he sends them once more, understands none of them, and is in", again);
    var alice = SshKeyPair.ed25519(Secrets.RANDOM, "alice");
    byte[] first = Secrets.bytes(32), second = Secrets.bytes(32);
    byte[] signature = alice.sign("ssh-ed25519", first);
    demo.say("In SSH what proves alice covers the session, which both ends have made from fresh numbers.");
    demo.check("it is good for this session", alice.publicKey().verifies("ssh-ed25519", first, signature));
    demo.check("and for no other", !alice.publicKey().verifies("ssh-ed25519", second, signature));
}
