package wirelab.network;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import wirelab.kit.Machine;

/// One node whose neighbours are the test: what it sends to them is collected, what they say is put into it.
final class LoneNode {
    final Node node;
    final List<Action> actions = new ArrayList<>();
    private final List<String> neighbours;
    long now;

    /// The node `n` with neighbours that are up, each over a link of cost 1.
    LoneNode(NodeOptions options, String... neighbours) {
        this.neighbours = List.of(neighbours);
        var ports = this.neighbours.stream().map(name -> new Node.Port(name, 1, 600)).toList();
        node = new Node(0, "n", ports, options.withInfinity(16), new Random(1));
        node.tick(0);
        for (String neighbour : neighbours) from(neighbour, new Hello(neighbour, true));
        forget();
    }

    LoneNode from(String neighbour, Frame frame) {
        node.receive(now, neighbour, frame);
        node.drain(actions::add);
        return this;
    }

    /// Lets time pass; these neighbours go on saying hello.
    void pass(Duration time, String... talking) {
        for (long end = now + time.toNanos(); now < end; ) {
            now += 10_000_000;
            for (String neighbour : talking) from(neighbour, new Hello(neighbour, true));
            if (Machine.isDue(node.nextAt(), now)) node.tick(now);
            node.drain(actions::add);
        }
    }

    void passWithAll(Duration time) {
        pass(time, neighbours.toArray(String[]::new));
    }

    void forget() {
        node.drain(_ -> {});
        actions.clear();
    }

    /// What was sent to a neighbour since [#forget()], hellos left out.
    Stream<Frame> sentTo(String neighbour) {
        node.drain(actions::add);
        return actions.stream().filter(action -> action instanceof Action.Transmit(String to, Frame frame)
                && to.equals(neighbour)
                && !(frame instanceof Hello)).map(action -> ((Action.Transmit) action).frame());
    }

    List<String> textsTo(String neighbour) {
        return sentTo(neighbour).map(Frame::text).toList();
    }

    /// What the user of the node was told since [#forget()].
    List<String> told() {
        node.drain(actions::add);
        return actions.stream().filter(action -> !(action instanceof Action.Transmit)).map(Action::text).toList();
    }
}
