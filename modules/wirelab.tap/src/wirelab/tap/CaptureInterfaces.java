package wirelab.tap;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import wirelab.kit.Tap;

/// What stands in a capture besides packets: its section, and an interface for each host by its name, which is described
/// before its first packet.
final class CaptureInterfaces {
    /// Hosts with names of their own; further ones share one interface.
    static final int MOST = 256;

    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
    private final CaptureSpool spool;

    CaptureInterfaces(CaptureSpool spool, String application) {
        this.spool = spool;
        describe(Pcapng.section("wirelab " + application));
    }

    /// {@return the number of the interface of a host}
    int of(Tap.Party party, InetSocketAddress address) {
        String name = party == null || party.name().isEmpty() ? address.getAddress().getHostAddress() : party.name();
        Integer known = numbers.get(name);
        if (known != null) return known;
        // One after the other: their order in the file is their number.
        synchronized (numbers) {
            if (numbers.size() >= MOST) name = "others";
            known = numbers.get(name);
            if (known != null) return known;
            InetAddress ip = address.getAddress();
            describe(Pcapng.ethernet(name, ip.getAddress(), IpHeader.mac(ip)));
            int number = numbers.size();
            numbers.put(name, number);
            return number;
        }
    }

    private void describe(ByteBuffer block) {
        try (var room = spool.claim(block.remaining())) {
            if (room != null) room.bytes.put(block);
        }
    }
}
