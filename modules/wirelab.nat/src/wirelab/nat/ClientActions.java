package wirelab.nat;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/// What the parts of a client want done, in order, until somebody does it.
final class ClientActions {
    private final ArrayDeque<Action> actions = new ArrayDeque<>();

    void send(int socket, InetSocketAddress to, byte[] payload) {
        actions.add(new Action.Send(socket, to, payload));
    }

    void open(int socket, boolean ipv6) {
        actions.add(new Action.Open(socket, ipv6));
    }

    void close(int socket) {
        actions.add(new Action.Close(socket));
    }

    void tell(Notice notice) {
        actions.add(new Action.Tell(notice));
    }

    void info(String line) {
        tell(new Notice.Info(line));
    }

    void drain(Consumer<? super Action> performer) {
        for (Action action; (action = actions.poll()) != null; ) performer.accept(action);
    }
}
