package wirelab.kit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Asks over UDP, again and again if need be, until a datagram comes that is the answer.
///
/// Anybody can send a datagram to the socket, and one that is late may belong to an earlier question. Therefore a judge of
/// the protocol looks at each, and whatever it does not take for the answer costs nothing of the time that is left.
///
/// ```
/// var ask = new UdpAsk(socket, 512);
/// Answer answer = ask.ask(UdpAsk.doubling(Duration.ofMillis(500), 3), () -> socket.send(question, server),
///         (datagram, source) -> source.equals(server) ? Answer.decode(datagram) : null);
/// ```
///
/// Not for several threads at once.
public final class UdpAsk {
    /// Sends the question, the same one or a new one.
    @FunctionalInterface
    public interface Question {
        void send() throws IOException;
    }

    /// Looks at a datagram.
    @FunctionalInterface
    public interface Judge<A> {
        /// Says what a datagram is.
        ///
        /// @param datagram from position to limit, valid during the call alone; one that is longer than the longest answer
        /// is cut, to one byte more than that
        /// @return the answer, or `null` when it is none, and the true one may still come
        /// @throws IOException when waiting makes no sense any more
        A judge(ByteBuffer datagram, InetSocketAddress source) throws IOException;
    }

    private final UdpSocket socket;
    private final ByteBuffer buffer;

    /// Asks through a socket; what else comes in while an answer is waited for is shown to the judge and then lost.
    ///
    /// @param longest payload of an answer, in bytes
    public UdpAsk(UdpSocket socket, int longest) {
        this.socket = socket;
        buffer = ByteBuffer.allocate(longest + 1);
    }

    /// Asks.
    ///
    /// @param waits how long to wait after each sending; there are as many sendings as waits
    /// @return what the judge took for the answer, or `null` when nothing was in time
    /// @throws IOException when the judge or the system refuses, or the socket is closed
    public <A> A ask(List<Duration> waits, Question question, Judge<A> judge) throws IOException {
        for (var wait : waits) {
            long sent = socket.now();
            question.send();
            A answer = await(sent, wait.toNanos(), judge);
            if (answer != null) return answer;
        }
        return null;
    }

    private <A> A await(long sent, long wait, Judge<A> judge) throws IOException {
        for (long left = wait; left > 0; left = wait - (socket.now() - sent)) {
            var source = socket.receive(buffer.clear(), Duration.ofNanos(left));
            if (source == null) continue;
            A answer = judge.judge(buffer.flip(), source);
            if (answer != null) return answer;
        }
        return null;
    }

    /// Waits that double, so that a server which is overloaded is asked less and less.
    ///
    /// @param first after the first sending
    public static List<Duration> doubling(Duration first, int times) {
        var waits = new ArrayList<Duration>(times);
        for (int i = 0; i < times; i++) waits.add(first.multipliedBy(1L << i));
        return List.copyOf(waits);
    }

    @Override
    public String toString() {
        return "asks on " + socket;
    }
}
