package wirelab.kit;

import module java.base;

/// Stop and wait: what one end says the other hears, once and in order, over a
/// network that loses, repeats and overtakes. A datagram is a number and a
/// text; the number alone is its receipt. Without one the text is sent again.
final class StopAndWait extends Machine.Simple<StopAndWait.Action> {
    sealed interface Action {}
    record Send(byte[] datagram) implements Action {}
    record Hear(String text) implements Action {}

    private final Queue<String> toSay = new ArrayBlockingQueue<>(100);
    private long said, heard;

    void say(long now, String text) {
        toSay.add(text);
        if (toSay.size() == 1) wake(now);
    }

    void received(long now, ByteBuffer datagram) throws ProtocolViolation {
        var in = new FieldReader(datagram);
        long number = in.u32("number");
        if (in.remaining() > 0) {
            if (number == heard) act(new Hear(in.sizedText("text", 2, 1000)));
            if (number == heard) heard++;
            if (number < heard) send(new FieldWriter().u32(number));
        } else if (number == said && toSay.poll() != null) {
            said++;
            wake(now);
        }
    }

    @Override
    protected void wake(long now) {
        if (toSay.isEmpty()) return;
        send(new FieldWriter().u32(said).sizedText(2, toSay.peek()));
        wakeAt(Machine.after(now, 200_000_000));
    }

    private void send(FieldWriter datagram) {
        act(new Send(datagram.done()));
    }

    /// At a socket, in real time.
    UdpDriver<?> at(UdpSocket end, InetSocketAddress to, Consumer<String> ear) {
        return new UdpDriver<>(end, 1006, this, (now, datagram, source) -> {
            if (source.equals(to)) received(now, datagram);
        }, action -> {
            if (action instanceof Send(byte[] bytes)) end.send(bytes, to);
            if (action instanceof Hear(String text)) ear.accept(text);
        }).start();
    }
}
