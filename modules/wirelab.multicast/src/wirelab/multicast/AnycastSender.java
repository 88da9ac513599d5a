package wirelab.multicast;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Secrets;
import wirelab.kit.UdpSocket;

/// Sends each datagram to one of a set of equals, the first that is alive, as [Failover] decides.
///
/// Nothing happens between calls: who has nothing to send for a while calls [#await] meanwhile. One thread at a time.
public final class AnycastSender implements AutoCloseable {
    private final Target target;
    private final Sender.Options options;
    private final UdpSocket socket;
    private final Failover failover;
    private final Consumer<Failover.Action> listener;
    private final long sender = Secrets.RANDOM.nextLong();
    private final Map<Long, String> texts = new LinkedHashMap<>();
    private final ByteBuffer in = ByteBuffer.allocate(CastMessage.HEADER + 1);
    private final long[] answered;
    private final Map<Long, Integer> askedLast = new LinkedHashMap<>();
    private long sequence;
    private long givenUp;

    private AnycastSender(Host host, Target target, Sender.Options options, Duration patience, Duration retry,
            Consumer<Failover.Action> listener) throws IOException {
        this.target = target;
        this.options = options;
        this.listener = listener;
        failover = new Failover(target.addresses().size(), patience.toNanos(), retry.toNanos());
        answered = new long[target.addresses().size()];
        socket = host.bind(new InetSocketAddress(target.source(), 0), options.party());
    }

    /// Opens it on this machine, [Host#HERE].
    public static AnycastSender open(Target target, Sender.Options options, Duration patience, Duration retry,
            Consumer<Failover.Action> listener) throws IOException {
        return open(Host.HERE, target, options, patience, retry, listener);
    }

    /// Opens a sender; nothing is sent yet.
    ///
    /// @param target the set, the nearest first
    /// @param options how it behaves; size and text count, and the name
    /// @param patience how long an answer may take before its member is taken for dead, at least 1 ms
    /// @param retry after how long a dead member is tried again
    /// @param listener is told what happens: members down and up, datagrams sent and given up
    /// @throws IOException when there is no socket
    public static AnycastSender open(Host host, Target target, Sender.Options options, Duration patience, Duration retry,
            Consumer<Failover.Action> listener) throws IOException {
        return new AnycastSender(host, target, options, patience, retry, listener);
    }

    /// Sends the next datagram to whoever is the nearest now.
    ///
    /// @throws IOException when the system will not send it
    public long send(String text) throws IOException {
        if (sequence == CastMessage.MAX_SEQUENCE) throw new IOException("a sender has no more numbers after " + sequence);
        sequence++;
        texts.put(sequence, text);
        perform(failover.offer(System.nanoTime(), sequence));
        return sequence;
    }

    /// Takes answers and sends again what was not answered, until some time has passed.
    ///
    /// @throws IOException when the socket is closed or the system will not send
    public void await(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        do {
            step(end);
        } while (System.nanoTime() < end);
    }

    /// Waits until each datagram is answered or given up, or some time has passed.
    ///
    /// @throws IOException when the socket is closed or the system will not send
    public boolean drain(Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (failover.waiting() > 0 && System.nanoTime() < end) step(end);
        return failover.waiting() == 0;
    }

    private void step(long end) throws IOException {
        long until = Math.min(end, failover.nextDue());
        long left = Math.max(0, until - System.nanoTime());
        var source = socket.receive(in.clear(), Duration.ofNanos(Math.max(1_000_000, left)));
        if (source != null) answer(in.flip(), source);
        perform(failover.tick(System.nanoTime()));
    }

    /// An answer counts when it names the number that this run has drawn, which nobody else knows. A member that answers
    /// from another address than it was asked at (it has several) is the one that was asked last.
    private void answer(ByteBuffer datagram, InetSocketAddress source) throws IOException {
        CastMessage.Answer answer;
        try {
            if (!CastMessage.isOurs(datagram) || !(CastMessage.decode(datagram) instanceof CastMessage.Answer found)) return;
            answer = found;
        } catch (ProtocolViolation _) {
            // Whoever sent this is not of the set.
            return;
        }
        Integer asked = askedLast.get(answer.sequence());
        if (answer.sender() != sender || asked == null) return;
        int known = target.addresses().indexOf(source);
        int member = known < 0 ? asked : known;
        forget(answer.sequence());
        answered[member]++;
        perform(failover.answered(answer.sequence(), member));
    }

    private void perform(List<Failover.Action> actions) throws IOException {
        for (var action : actions) {
            switch (action) {
                case Failover.Action.Send(int member, long number) -> transmit(member, number);
                case Failover.Action.GiveUp(long number) -> {
                    givenUp++;
                    forget(number);
                }
                case Failover.Action.Down _, Failover.Action.Up _ -> {
                    // For the listener alone.
                }
            }
            listener.accept(action);
        }
    }

    private void transmit(int member, long number) throws IOException {
        askedLast.put(number, member);
        var bare = new CastMessage.Data(sender, number, Sender.now(), true, texts.get(number), 0);
        int padding = Math.max(0, options.size() - bare.encode().remaining());
        var to = target.addresses().get(member);
        try {
            socket.send(new CastMessage.Data(sender, number, bare.time(), true, bare.text(), padding).encode(), to);
        } catch (IOException e) {
            throw SendFailure.explain(e, target, to);
        }
    }

    private void forget(long number) {
        texts.remove(number);
        askedLast.remove(number);
    }

    /// {@return how many datagrams each member has answered: one number for each, in the order of the set}
    public long[] answered() {
        return answered.clone();
    }

    /// How many datagrams nobody has answered.
    public long givenUp() {
        return givenUp;
    }

    /// {@return how many datagrams were sent, each counted once: the number of the last}
    public long sent() {
        return sequence;
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public String toString() {
        return "sender, " + target + ", " + sequence + " sent";
    }
}
