package wirelab.multicast;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import wirelab.kit.Eventually;

/// A receiver that remembers the texts it has heard.
final class Heard implements AutoCloseable {
    final Receiver receiver;
    final List<String> texts = new CopyOnWriteArrayList<>();

    Heard(Receiver.Options options) throws IOException {
        receiver = Receiver.start(options, arrival -> {
            switch (arrival.payload()) {
                case CastMessage.Data data -> texts.add(data.text());
                case Foreign foreign -> texts.add(foreign.text());
                default -> {
                    // Has no text.
                }
            }
        });
    }

    /// At a port that others may have as well.
    static Heard at(String host, int port) throws IOException {
        return new Heard(Receiver.Options.DEFAULTS.withBind(new InetSocketAddress(host, port)));
    }

    Heard join(String group, NetworkInterface on) throws IOException {
        receiver.join(new Membership(InetAddress.ofLiteral(group), on, null));
        return this;
    }

    int port() {
        return receiver.address().getPort();
    }

    void await(String text) {
        Eventually.that("'" + text + "' is heard, not only " + texts, () -> texts.contains(text));
    }

    @Override
    public void close() {
        receiver.close();
    }
}
