package wirelab.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.keys.KnownHosts.Verdict;
import wirelab.kit.Peer;

/// `known_hosts` and `authorized_keys`.
class KnownFilesTest {
    private static final SshPublicKey ONE = SshKeyPair.ed25519(new Random(1), "").publicKey();
    private static final SshPublicKey OTHER = SshKeyPair.ed25519(new Random(2), "").publicKey();

    @TempDir
    private Path folder;

    private KnownHosts hosts(String text) throws Exception {
        return new KnownHosts(Files.writeString(folder.resolve("known_hosts"), text));
    }

    @Test
    void aHostIsKnownByItsNameItsPortOrAPattern() throws Exception {
        var hosts = hosts("# mine\n\nalpha,10.0.0.? " + ONE.line() + " comment\n[beta]:2222 " + ONE.line()
                + "\n*.lab,!bad.lab "
                + ONE.line() + "\n@cert-authority * " + OTHER.line() + "\n");
        assertEquals(Verdict.KNOWN, hosts.verdict("alpha", ONE));
        assertEquals(Verdict.KNOWN, hosts.verdict("10.0.0.7", ONE));
        assertEquals(Verdict.UNKNOWN, hosts.verdict("10.0.0.77", ONE));
        assertEquals(Verdict.KNOWN, hosts.verdict(KnownHosts.name("Beta", 2222), ONE));
        assertEquals(Verdict.UNKNOWN, hosts.verdict("beta", ONE));
        assertEquals(Verdict.KNOWN, hosts.verdict("good.lab", ONE));
        assertEquals(Verdict.UNKNOWN, hosts.verdict("bad.lab", ONE));
        assertEquals(Verdict.CHANGED, hosts.verdict("alpha", OTHER));
        assertEquals(Verdict.UNKNOWN, hosts.verdict("gamma", OTHER));
    }

    @Test
    void aKeyThatWasStolenIsNeverBelieved() throws Exception {
        var hosts = hosts("alpha " + ONE.line() + "\n@revoked * " + ONE.line() + "\n");
        assertEquals(Verdict.REVOKED, hosts.verdict("alpha", ONE));
    }

    @Test
    @Tag("interop")
    void whatIsAddedIsHashedAndSshKeygenFindsIt() throws Exception {
        var file = folder.resolve("new/known_hosts");
        var hosts = new KnownHosts(file);
        assertEquals(Verdict.UNKNOWN, hosts.verdict("[alpha]:2222", ONE));
        hosts.add("[alpha]:2222", ONE);
        hosts.add("beta", OTHER);
        assertEquals(Verdict.KNOWN, hosts.verdict("[alpha]:2222", ONE));
        assertEquals(Verdict.CHANGED, hosts.verdict("[alpha]:2222", OTHER));
        assertFalse(Files.readString(file).contains("alpha"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var peer = Peer.start(Peer.require("ssh-keygen", "openssh-client"), "-F", "[alpha]:2222", "-f",
                file.toString())) {
            assertEquals(0, peer.awaitExit(), peer.output());
            assertTrue(peer.output().contains(ONE.line()), peer.output());
        }
    }

    @Test
    void noPatternTakesLong() {
        assertFalse(KnownHosts.matches("*a".repeat(2_000) + "b", "a".repeat(5_000)));
    }

    @Test
    void anyLineIsReadOrPassedOver() throws Exception {
        var random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            var line = new StringBuilder("|1|c2FsdA==|aGFzaA== " + ONE.line());
            for (int n = 1 + random.nextInt(4); n > 0; n--)
                    line.setCharAt(random.nextInt(line.length()), (char) (32 + random.nextInt(95)));
            assertFalse(KnownHosts.matches(line.toString().split(" ")[0], "alpha"));
            AuthorizedKeys.read(line.toString(), "a test");
        }
        assertEquals(Verdict.UNKNOWN, hosts("\n@\n@revoked\na b\n|1| x y\n, , ,\n").verdict("alpha", ONE));
    }

    @Test
    void aKeyWithOptionsLetsNobodyIn() {
        var read = AuthorizedKeys.read("command=\"date\" " + ONE.line() + "\nrestrict " + ONE.line() + "\n" + OTHER.line()
                + " me\nssh-ed25519 AAAA\n", "a test");
        assertEquals(Set.of(OTHER), read);
    }

    @Test
    void aNameLeadsToNoOtherFileAndAFileOfOthersIsNotBelieved() throws Exception {
        Files.createDirectory(folder.resolve("keys"));
        var file = Files.writeString(folder.resolve("keys/alice"), ONE.line() + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(folder.resolve("elsewhere"), ONE.line() + "\n");
        var keys = new AuthorizedKeys(folder.resolve("keys") + "/%u");
        assertTrue(keys.allows("alice", ONE));
        assertFalse(keys.allows("alice", OTHER));
        assertFalse(keys.allows("bob", ONE));
        for (String name : new String[] {"../elsewhere", "..", ".", "", "a/b", "alice\n", "-x", "a".repeat(200)}) {
            assertFalse(keys.allows(name, ONE), name);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        assertFalse(keys.allows("alice", ONE));
    }
}
