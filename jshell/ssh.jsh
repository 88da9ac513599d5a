// SSH by hand (RFC 4253): make a secret, derive a key, decrypt one packet; then log in at a server and run a command.
// In the project's folder, after ./build.sh: jshell jshell/ssh.jsh; step by step: java scripts/Shell.java ssh
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/ssh.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import java.security.*
import javax.crypto.*
import javax.crypto.spec.*
import wirelab.keys.*
import wirelab.kit.*
import wirelab.login.*
import wirelab.ssh.*

// Two who have never met: each makes a pair of X25519 and sends the public half (RFC 8731).
record Half(KeyPair pair) {
    Bytes with(Half other) throws Exception {
        var agreement = KeyAgreement.getInstance("X25519");
        agreement.init(pair.getPrivate());
        agreement.doPhase(other.pair.getPublic(), true);
        return Bytes.of(agreement.generateSecret());
    }

    static Half fresh() throws Exception {
        return new Half(KeyPairGenerator.getInstance("X25519").generateKeyPair());
    }

    @Override
    public String toString() {
        return "half of a secret";
    }
}
//> var client = Half.fresh()
//> var server = Half.fresh()
//> var k = client.with(server)
//> k.equals(server.with(client))

// K travels nowhere; it goes into the hash of all that was said, here three words in its place, and into the keys.
Bytes derived(byte[] K, byte[] H, char letter, int length) throws Exception {
    var material = new FieldWriter().bytes(K).bytes(H).u8(letter).bytes(H).done();
    return Bytes.of(Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(material), length));
}
//> byte[] K = new FieldWriter().mpint(new BigInteger(1, k.array())).done()
//> byte[] H = MessageDigest.getInstance("SHA-256").digest(new FieldWriter().text("what was said").bytes(K).done())
//> var key = derived(K, H, 'C', 32)
//> var iv = derived(K, H, 'A', 12)

// One packet under aes256-gcm: the length in the clear, then what nobody can read, then the tag.
Bytes gcm(int mode, Bytes key, Bytes iv, byte[] text) throws Exception {
    var aes = Cipher.getInstance("AES/GCM/NoPadding");
    aes.init(mode, new SecretKeySpec(key.array(), "AES"), new GCMParameterSpec(128, iv.array()));
    aes.updateAAD(new byte[] {0, 0, 0, 32});
    return Bytes.of(aes.doFinal(text));
}
//> byte[] asked = new FieldWriter().u8(14).u8(5).string("ssh-userauth").zerosTo(32).done()
//> var packet = gcm(Cipher.ENCRYPT_MODE, key, iv, asked)
//> var clear = gcm(Cipher.DECRYPT_MODE, key, iv, packet.array())
//> SshLink.words(Arrays.copyOfRange(clear.array(), 1, 18))

// Keys that prove who somebody is, and the picture of one.
var alice = SshKeyPair.ed25519(Secrets.RANDOM, "alice")
//> System.out.println(alice.publicKey().randomart())
//> byte[] signature = alice.sign("ssh-ed25519", H)
//> alice.publicKey().verifies("ssh-ed25519", H, signature)

// A server on a free port, which knows alice by her key, and a client that tells all it says and hears.
var folder = Files.createTempDirectory("ssh")
var keys = folder.resolve("authorized_keys")
SafeFile.replacePrivately(keys, (alice.publicKey().line() + "\n").getBytes())
var accounts = new Accounts(null, new AuthorizedKeys(keys.toString()), Slowdown.Limits.DEFAULTS)
var remote = SshService.start(SshOptions.DEFAULTS, List.of(SshKeyPair.ed25519(Secrets.RANDOM, "host")), accounts)
var heard = Collections.synchronizedList(new ArrayList<String>())
var link = SshLink.connect(Host.HERE, remote.address(), "alice", Credentials.ofKeys(alice), shown -> {},
        SshLink.Options.DEFAULTS, (sent, payload) -> heard.add((sent ? "-> " : "<- ") + SshLink.words(payload)))
//> link.agreed()
String run(String command) throws Exception {
    try (var program = link.exec(command)) {
        var output = new String(program.output().readAllBytes());
        return output + "status " + program.awaitExit();
    }
}
//> System.out.println(run("echo hello; exit 3"))
//> heard.forEach(System.out::println)
for (var left : List.of(keys, folder)) left.toFile().deleteOnExit();

// Yours to try, at the prompt (the lab sheet has more):
// A terminal on the other side, of any size.
//     link.exec("stty size", new RemoteCommand.Terminal("xterm", 100, 30)).output().readAllBytes()
// One bit of the packet turned over, and it is not decrypted.
//     var bits = packet.array(); bits[3] ^= 1; gcm(Cipher.DECRYPT_MODE, key, iv, bits)
// A port of this machine that leads to the server itself.
//     link.forwardHere(0, "127.0.0.1", remote.address().getPort())
System.out.println("remote and link are alive; try: System.out.println(run(\"uname -a\"))")
