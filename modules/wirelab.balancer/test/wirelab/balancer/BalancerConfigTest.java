package wirelab.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wirelab.kit.Fuzz;
import wirelab.kit.UsageException;

/// What `config.ini` may say, and what is said about one that may not.
class BalancerConfigTest {
    private static final String TWO = """
            # two servers
            [nodo1]
            host = 127.0.0.1
            port = 8001

            [nodo2]
            host = 127.0.0.1
            port = 8002
            """;
    private static final String ALL = TWO + """
            weight = 5
            max = 100
            backup = yes
            drain = no
            tls = yes
            [balancer]
            name = front
            policy = hash header X-User
            sticky = node
            sticky-key = secret-secret
            check = /health?a=b
            check-interval = 500ms
            check-timeout = 100ms
            rise = 1
            fall = 2
            failures = 5
            eject = 2s
            eject-most = 1min
            outlier = 4
            slow-start = 30s
            connect = 1s
            answer = 10s
            idle = 20s
            tunnel = 2h
            queue = 10
            queue-time = 3s
            retries = 1
            retry-budget = 50
            trust = 127.0.0.1, 10.0.0.0/8, fd00::/8
            proxy-in = yes
            proxy-out = v2
            ca = ca.pem
            """;

    @Test
    void aFileWithNodesAloneIsEnough() {
        var config = BalancerConfig.parse("config.ini", TWO);
        assertEquals(2, config.nodes().size());
        assertEquals(new NodeConfig("nodo1", "127.0.0.1", 8001, 1, 0, false, false, false), config.nodes().getFirst());
        assertEquals("round-robin", config.policy().text());
    }

    @Test
    void everySettingIsRead() {
        var config = BalancerConfig.parse("config.ini", ALL);
        assertEquals(new NodeConfig("nodo2", "127.0.0.1", 8002, 5, 100, true, false, true), config.nodes().get(1));
        assertEquals(new Policy.Hash(Policy.By.HEADER, "X-User"), config.policy());
        assertEquals(new BalancerConfig.Watching("/health?a=b", Duration.ofMillis(500), Duration.ofMillis(100), 1, 2, 5,
                Duration.ofSeconds(2), Duration.ofMinutes(1), 4, Duration.ofSeconds(30)), config.watching());
        assertEquals(new BalancerConfig.Times(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(20),
                Duration.ofHours(2), 10, Duration.ofSeconds(3), 1, 50), config.times());
        assertEquals(2, config.edge().proxyOut());
        assertFalse(config.toString().contains("secret-secret"), "a secret is not shown");
        assertEquals(config, BalancerConfig.parse("config.ini", ALL));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            port = 8001                 | config.ini:3: [a] has no host
            host = 127.0.0.1            | config.ini:3: [a] has no port
            host = x y~port = 1         | config.ini:4: host: no name and no address of a host
            host = h~port = 0           | config.ini:5: port: '0' is not a number between 1 and 65535
            host = h~port = 1~weight=0  | config.ini:6: weight: '0' is not a number between 1 and 100
            host = h~port = 1~wieght=2  | config.ini:6: wieght: no such setting; did you mean weight?
            host = h~port = 1~drain=2   | config.ini:6: drain: say yes or no
            host = h~port = 1~[b]~host=h~port=1 | config.ini:8: port: another node has the same address
            """)
    void aMistakeInANodeIsToldWithItsLine(String text, String problem) {
        var e = assertThrows(UsageException.class, () -> BalancerConfig.parse("config.ini", "# nodes\n\n[a]\n"
                + text.replace("~", "\n")));
        assertEquals(problem, e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy = fastest", "policy = hash", "policy = hash header", "policy = hash path x",
            "sticky = a b",
        "check = health", "check-interval = 1ms", "check-interval = soon", "eject = 2d", "trust = example.org",
        "trust = 10.0.0.0/33", "trust = 1.2.3", "proxy-out = v3", "proxy-in = maybe", "retries = -1", "name = a b",
        "unknown = 1", "rise = 0"})
    void aMistakeInASettingIsToldWithItsLine(String line) {
        var e = assertThrows(UsageException.class, () -> BalancerConfig.parse("config.ini", TWO + "[balancer]\n" + line));
        assertTrue(e.getMessage().startsWith("config.ini:10: " + line.replaceFirst(" =.*", "") + ": "), e.getMessage());
    }

    @Test
    void aFileWithoutNodesIsNone() {
        assertThrows(UsageException.class, () -> BalancerConfig.parse("config.ini", "[balancer]\npolicy = least\n"));
        var many = new StringBuilder();
        for (int i = 0; i < 65; i++) many.append("[n" + i + "]\nhost = h\nport = " + (1000 + i) + "\n");
        assertThrows(UsageException.class, () -> BalancerConfig.parse("config.ini", many.toString()));
    }

    @Test
    void noFileMakesAnythingFailButItself() {
        int[] read = new int[2];
        Fuzz.mutations(14, 100_000, ALL.getBytes(StandardCharsets.UTF_8), TWO.getBytes(StandardCharsets.UTF_8))
                .forEach(bytes -> {
            String text = new String(bytes, StandardCharsets.UTF_8);
            try {
                var config = BalancerConfig.parse("config.ini", text);
                assertTrue(!config.nodes().isEmpty() && config.nodes().size() <= BalancerConfig.MOST_NODES, text);
                read[0]++;
            } catch (UsageException e) {
                assertTrue(e.getMessage().matches("(?s)config\\.ini:[0-9]+: .*"), e.getMessage());
                read[1]++;
            }
        });
        assertTrue(read[0] > 1000 && read[1] > 1000, read[0] + " read, " + read[1] + " refused");
    }

    @Test
    void whoIsTrustedIsToldByItsFirstBits() throws Exception {
        var trusted = TrustedPeers.parse("10.0.0.0/9, 127.0.0.1, fd00::/8");
        for (String yes : new String[] {"10.127.3.4", "127.0.0.1", "fd12::1"}) {
            assertTrue(trusted.contains(InetAddress.getByName(yes)), yes);
        }
        for (String no : new String[] {"10.128.0.0", "127.0.0.2", "fe80::1", "11.0.0.1", "::1"}) {
            assertFalse(trusted.contains(InetAddress.getByName(no)), no);
        }
        assertTrue(TrustedPeers.parse("0.0.0.0/0").contains(InetAddress.getByName("1.2.3.4")));
    }
}
