package wirelab.sshclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wirelab.kit.UsageException;

class SshConfigTest {
    private static final String TEXT = """
            # what is special first
            Host lab lab?.example.org !lab9.example.org
                HostName 192.0.2.7
                port=2222
                User\talice
                IdentityFile "/keys/lab key"
            Match user bob
                Port 1
            Host *.example.org
              HostName %h.
              User = bob
              ForwardAgent yes
            Host *
              User nobody
              IdentityFile ~/.ssh/any
            """;

    private static SshConfig.About about(String host) {
        return SshConfig.parse(TEXT, "config").about(host);
    }

    private static Path any() {
        return Path.of(System.getProperty("user.home"), ".ssh/any");
    }

    @Test
    void theFirstValueCountsAndOfKeysAll() {
        var keys = List.of(Path.of("/keys/lab key"), any());
        assertEquals(new SshConfig.About("192.0.2.7", 2222, "alice", keys), about("lab"));
        assertEquals(about("lab"), about("LAB1.example.org"));
        assertEquals(new SshConfig.About("lab9.example.org.", 0, "bob", List.of(any())), about("lab9.example.org"));
        assertEquals(new SshConfig.About("elsewhere", 0, "nobody", List.of(any())), about("elsewhere"));
    }

    @Test
    void nothingIsSaidByAFileThatIsNotThere() throws Exception {
        assertEquals(new SshConfig.About("lab", 0, null, List.of()), SshConfig.read(Path.of("/no/such/file")).about("lab"));
    }

    @Test
    void aMistakeIsSaidWithItsLine() {
        var e = assertThrows(UsageException.class, () -> SshConfig.parse("Host a\nPort 65536\n", "config"));
        assertEquals("config, line 2: '65536' is no port", e.getMessage());
        assertEquals("config, line 1: Host has no value",
                assertThrows(UsageException.class, () -> SshConfig.parse("Host\n", "config")).getMessage());
        assertThrows(UsageException.class, () -> SshConfig.parse("\n".repeat(10_001), "config"));
    }

    @Test
    void anyTextIsReadOrRefusedInWords() {
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            var text = new StringBuilder(TEXT);
            for (int n = random.nextInt(8); n >= 0; n--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
            }
            try {
                SshConfig.parse(text.toString(), "config").about("lab1.example.org");
            } catch (UsageException e) {
                assertTrue(e.getMessage().startsWith("config, line "), e.getMessage());
            }
        }
    }

    @Test
    void aTargetIsUserHostAndPort() {
        assertEquals(new SshTarget("alice", "lab", 0), SshTarget.parse("alice@lab"));
        assertEquals(new SshTarget(null, "lab", 22), SshTarget.parse("lab:22"));
        assertEquals(new SshTarget("a@b", "::1", 0), SshTarget.parse("a@b@::1"));
        assertEquals(new SshTarget("a", "::1", 2222), SshTarget.parse("a@[::1]:2222"));
        for (String bad : List.of("", "@lab", "alice@", "lab:", "lab:0", "lab:65536", "lab:x", "a@-oProxyCommand=x")) {
            assertThrows(UsageException.class, () -> SshTarget.parse(bad), bad);
        }
    }
}
