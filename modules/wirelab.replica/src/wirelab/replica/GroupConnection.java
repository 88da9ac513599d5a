package wirelab.replica;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import wirelab.kit.Address;
import wirelab.kit.Bytes;
import wirelab.kit.Connection;
import wirelab.kit.Failure;
import wirelab.kit.Host;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Visible;
import wirelab.raft.RaftAnswer;

/// A client's connection to whichever node of a group it is told to ask, or can reach.
final class GroupConnection implements AutoCloseable {
    private final Host host;
    private final ReplicaConfig config;
    private final Duration connect;
    private final Map<Integer, InetSocketAddress> nodes;
    private List<Integer> order = List.of();
    private int next;
    private int wanted = RaftAnswer.NOBODY;
    private int failed = RaftAnswer.NOBODY;
    private Connection connection;
    private PduStream pdus;
    private int node = RaftAnswer.NOBODY;
    private String trouble = "";

    GroupConnection(Host host, ReplicaConfig config, Duration connect) {
        this.host = host;
        this.config = config;
        this.connect = connect;
        nodes = new TreeMap<>(config.nodes());
        order = List.copyOf(nodes.keySet());
    }

    /// Asks the node that is connected, or the next one.
    ///
    /// @param limit how long the answer may take
    RaftAnswer ask(Request request, Duration limit) throws IOException {
        open();
        pdus.stream().stage(limit);
        pdus.write(Pdu.of(Pdu.CLIENT, Pdu.ASK, request.encode()));
        var answer = pdus.need();
        pdus.stream().stage(null);
        if (answer.action() != Pdu.ANSWER) throw new ProtocolViolation("action", 4, Pdu.name(answer.action()));
        return Request.readAnswer(answer.data());
    }

    /// {@return what is connected, for contents}
    PduStream open() throws IOException {
        if (pdus != null && !connection.over()) return pdus;
        close();
        int id = choose();
        try {
            connection = host.connect(nodes.get(id), PeerLink.PARTY, connect);
            var known = Handshake.dial(config, connection, Pdu.CLIENT, id < 0 ? Handshake.ANY : id, Handshake.FOR_CLIENTS,
                    connect);
            pdus = known.pdus();
            node = (int) known.node();
            if (id < 0) learn();
        } catch (IOException e) {
            trouble = Address.text(nodes.get(id)) + ": " + Failure.reason(e);
            close();
            failed = id;
            throw e;
        }
        return pdus;
    }

    /// Has a content on the disk of the node that is connected, or the next one.
    ///
    /// @param base hash of one that is there perhaps, and differs little; `null` when none is known
    void send(OwnContent content, Bytes base, Duration limit) throws IOException {
        var pdus = open();
        pdus.stream().stage(limit);
        content.send(pdus, base);
        pdus.stream().stage(null);
    }

    /// {@return bytes that went out and came in on the connection that is open}
    long traffic() {
        return connection == null ? 0 : connection.sent() + connection.received();
    }

    private int choose() {
        int id = wanted;
        wanted = RaftAnswer.NOBODY;
        if (id >= 0 && nodes.containsKey(id)) return id;
        int one = order.get(next++ % order.size());
        // Who has just not answered may be asked later.
        return one == failed && order.size() > 1 ? order.get(next++ % order.size()) : one;
    }

    /// Who is where says the node that was found.
    private void learn() throws IOException {
        var answer = ask(new Request.Tell("nodes"), Handshake.LIMIT);
        if (!(answer instanceof RaftAnswer.Done done)) throw new ReplicaException("it does not say who else is there");
        for (String line : done.result().text().split("\n")) {
            var words = line.split(" ");
            if (words.length == 2 && words[0].matches("[0-9]{1,9}") && nodes.size() < 2 * ReplicaConfig.MOST_NODES) {
                nodes.put(Integer.parseInt(words[0]), Address.parse(words[1], "", -1));
            }
        }
        nodes.keySet().removeIf(id -> id < 0 && nodes.size() > config.nodes().size());
        order = new ArrayList<>(nodes.keySet());
    }

    /// Another node is to be asked next.
    ///
    /// @param id who; or [RaftAnswer#NOBODY], then the next in order
    void redirect(int id) {
        int here = node;
        close();
        // Who has just not answered is not asked again because another one believes in it.
        if (id != failed && id != here) wanted = id;
        failed = RaftAnswer.NOBODY;
    }

    /// The node that is connected does not answer.
    void failed() {
        if (pdus != null) failed = node;
        close();
    }

    /// {@return whom it is connected to; else [RaftAnswer#NOBODY]}
    int node() {
        return pdus == null ? RaftAnswer.NOBODY : node;
    }

    /// {@return who could not be reached last, and why; may be empty}
    String trouble() {
        return Visible.of(trouble);
    }

    @Override
    public void close() {
        if (connection != null) connection.close();
        connection = null;
        pdus = null;
        node = RaftAnswer.NOBODY;
    }

    @Override
    public String toString() {
        return pdus == null ? "not connected" : "connected to " + ReplicaConfig.name(node);
    }
}
