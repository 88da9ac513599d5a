package wirelab.multicast;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import wirelab.kit.ProtocolViolation;

/// What a receiver knows of all who send to it: one [Reception] for each, and a count of what cannot be counted by
/// numbers. Pure: datagrams and times go in. The sender heard least recently is forgotten when there are too many.
public final class Ledger {
    /// Who sends: its address, and for datagrams of ours the run; iperf draws no number, so there it is 0.
    ///
    /// @param sender see [CastMessage#sender()]
    public record Source(InetSocketAddress source, long sender) {}

    /// A datagram that came.
    ///
    /// @param verdict what its number says; `null` for a datagram that has none
    /// @param news for the last datagram of a sender, whether this is heard for the first time
    public record Arrival(InetSocketAddress source, Payload payload, Reception.Verdict verdict, boolean news) {}

    private final Map<Source, Reception> receptions;
    private long foreign;
    private long foreignBytes;

    /// Begins with nobody.
    ///
    /// @param maxSources how many senders are remembered, at least 1
    public Ledger(int maxSources) {
        if (maxSources < 1) throw new IllegalArgumentException("at least one source, not " + maxSources);
        receptions = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Source, Reception> eldest) {
                return size() > maxSources;
            }
        };
    }

    /// Takes in a datagram.
    ///
    /// @param datagram from position to limit; its position does not move
    /// @param arrived when, in nanoseconds by any clock that never goes back
    /// @throws ProtocolViolation when it begins as one of ours and is not
    public synchronized Arrival accept(ByteBuffer datagram, InetSocketAddress source, long arrived)
            throws ProtocolViolation {
        int size = datagram.remaining();
        var payload = Payload.decode(datagram);
        return switch (payload) {
            case CastMessage.Data data -> counted(new Source(source, data.sender()), data, data.sequence(), data.time(),
                    arrived, size);
            case CastMessage.End end -> {
                boolean news = reception(new Source(source, end.sender())).end(end.sequence());
                yield new Arrival(source, end, null, news);
            }
            case CastMessage.Answer answer -> new Arrival(source, answer, null, false);
            case IperfDatagram iperf -> iperf(source, iperf, arrived);
            case Foreign text -> {
                foreign++;
                foreignBytes += size;
                yield new Arrival(source, text, null, false);
            }
        };
    }

    private Arrival counted(Source source, Payload payload, long sequence, long sent, long arrived, int size) {
        return new Arrival(source.source, payload, reception(source).accept(sequence, sent, arrived, size), false);
    }

    /// The last datagram of iperf counts, and says that it is the last; what is repeated after it says nothing.
    private Arrival iperf(InetSocketAddress source, IperfDatagram iperf, long arrived) {
        var key = new Source(source, 0);
        if (!iperf.last()) return counted(key, iperf, iperf.id(), iperf.time(), arrived, iperf.size());
        if (!reception(key).end(iperf.id())) return new Arrival(source, iperf, null, false);
        var verdict = reception(key).accept(iperf.id(), iperf.time(), arrived, iperf.size());
        return new Arrival(source, iperf, verdict, true);
    }

    private Reception reception(Source source) {
        return receptions.computeIfAbsent(source, _ -> new Reception());
    }

    /// {@return how things stand with each sender: one report for each, the one heard least recently first}
    public synchronized Map<Source, ReceptionReport> reports() {
        var all = new LinkedHashMap<Source, ReceptionReport>();
        receptions.forEach((source, reception) -> all.put(source, reception.report()));
        return all;
    }

    /// Datagrams without a number.
    public synchronized long foreign() {
        return foreign;
    }

    /// {@return bytes of the datagrams without a number: how many came}
    public synchronized long foreignBytes() {
        return foreignBytes;
    }

    @Override
    public String toString() {
        return receptions.toString();
    }
}
