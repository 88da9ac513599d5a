package wirelab.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wirelab.kit.Counters;

/// Replays an exchange with the registry, written down as one line per datagram:
///
/// ```
/// a > Ralice,192.168.1.11:10081
/// a < Ralice,198.51.100.1:40001,192.168.1.11:10081
/// = alice 198.51.100.1:40001 / 192.168.1.11:10081
/// +31
/// ```
///
/// `>` goes to the server, `<` comes from it, `=` is printed on its console, `+` lets seconds pass. Between two things that
/// come in, everything that goes out must stand there, in order for each client, and nothing else.
final class Exchange {
    final Counters counters = new Counters();
    final Registry registry;
    private final Map<String, InetSocketAddress> addresses = new HashMap<>();
    private long now = 1_000_000_000L;

    Exchange(Object... namesAndAddresses) {
        this(NatServer.Limits.DEFAULTS, namesAndAddresses);
    }

    Exchange(NatServer.Limits limits, Object... namesAndAddresses) {
        registry = new Registry(limits, List.of(), new byte[16], counters);
        for (int i = 0; i < namesAndAddresses.length; i += 2) {
            String[] parts = namesAndAddresses[i + 1].toString().split(":");
            addresses.put(namesAndAddresses[i].toString(), new InetSocketAddress(parts[0], Integer.parseInt(parts[1])));
        }
    }

    /// What the registry does about a datagram.
    static List<Action> input(Registry registry, long now, InetSocketAddress source, byte[] datagram) {
        registry.input(now, source, datagram);
        return drained(registry);
    }

    static List<Action> tick(Registry registry, long now) {
        registry.tick(now);
        return drained(registry);
    }

    private static List<Action> drained(Registry registry) {
        var actions = new ArrayList<Action>();
        registry.drain(actions::add);
        return actions;
    }

    void replay(String script) {
        var expected = new ArrayList<String>();
        var happened = new ArrayList<String>();
        for (String line : script.strip().lines().toList()) {
            if (line.startsWith("+")) {
                compare(expected, happened);
                for (int tenths = Integer.parseInt(line.substring(1)) * 10; tenths > 0; tenths--) {
                    now += 100_000_000L;
                    happened.addAll(words(tick(registry, now)));
                }
            } else if (line.startsWith("= ") || line.startsWith("< ", 2)) {
                expected.add(line);
            } else {
                compare(expected, happened);
                now += 5_000_000L;
                happened.addAll(words(input(registry, now, addresses.get(line.substring(0, 1)), line.substring(4)
                        .getBytes(StandardCharsets.UTF_8))));
            }
        }
        compare(expected, happened);
    }

    private static void compare(List<String> expected, List<String> happened) {
        // Datagrams to different clients have no order between them.
        assertEquals(String.join("\n", expected.stream().sorted((a, b) -> a.charAt(0) - b.charAt(0)).toList()),
                String.join("\n", happened.stream().sorted((a, b) -> a.charAt(0) - b.charAt(0)).toList()));
        expected.clear();
        happened.clear();
    }

    private List<String> words(List<Action> actions) {
        return actions.stream().map(action -> switch (action) {
            case Action.Send send -> name(send.to()) + " < " + new String(send.payload(), StandardCharsets.UTF_8);
            case Action.Print print -> "= " + print.line();
            default -> action.toString();
        }).toList();
    }

    private String name(InetSocketAddress address) {
        return addresses.entrySet().stream().filter(e -> e.getValue().equals(address)).findFirst().orElseThrow().getKey();
    }
}
