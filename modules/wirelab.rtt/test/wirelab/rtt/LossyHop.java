package wirelab.rtt;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import wirelab.kit.UdpServer;
import wirelab.kit.UdpSocket;

/// Stands between one prober and a reflector, and loses what a test wants lost.
final class LossyHop implements AutoCloseable {
    private final InetSocketAddress target;
    private final Predicate<ByteBuffer> there;
    private final IntPredicate back;
    private final AtomicInteger answers = new AtomicInteger();
    private final UdpServer front;
    private final UdpServer rear;
    private volatile InetSocketAddress prober;

    /// @param there whether a packet is lost on the way to the target
    /// @param back whether the answer of this number, from 0, is lost on the way back
    LossyHop(InetSocketAddress target, Predicate<ByteBuffer> there, IntPredicate back) throws IOException {
        this.target = target;
        this.there = there;
        this.back = back;
        rear = UdpServer.start(UdpServer.Options.DEFAULTS, this::answer);
        front = UdpServer.start(UdpServer.Options.DEFAULTS, this::question);
    }

    private void question(ByteBuffer packet, InetSocketAddress source, UdpSocket socket) throws IOException {
        prober = source;
        if (!there.test(packet)) rear.socket().send(packet, target);
    }

    private void answer(ByteBuffer packet, InetSocketAddress source, UdpSocket socket) throws IOException {
        if (!back.test(answers.getAndIncrement())) front.socket().send(packet, prober);
    }

    InetSocketAddress address() {
        return front.address();
    }

    @Override
    public void close() {
        front.close();
        rear.close();
    }
}
