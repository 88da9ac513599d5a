package wirelab.stun;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import wirelab.kit.Address;
import wirelab.kit.Bytes;
import wirelab.stun.Attribute.ChangeRequest;
import wirelab.stun.NatBehavior.Hairpin;

/// Finds out what a NAT does by the tests of RFC 5780, section 4: a pure state machine, driven as [StunAgent] is.
///
/// Let the server be A1:P1, with another address A2 and another port P2.
///
/// | test | question | an answer means | silence means |
/// | --- | --- | --- | --- |
/// | I | to A1:P1 | this is my public endpoint; A2:P2 is the other address | UDP is blocked |
/// | filtering II | to A1:P1, answer from A2:P2 | endpoint-independent filtering | look at III |
/// | filtering III | to A1:P1, answer from A1:P2 | address-dependent filtering | address- and port-dependent filtering |
/// | hairpin | from another socket to my public endpoint | it comes back: the NAT turns datagrams round | it does not |
/// | mapping II | to A2:P1 | same endpoint as I: endpoint-independent mapping, else III | unknown |
/// | mapping III | to A2:P2 | same as II: address-dependent, else address- and port-dependent mapping | unknown |
///
/// The order matters: a question to A2 opens the filter for A2, so the filter is looked at first. Filtering II and III and
/// the hairpin run at the same time, since each may mean waiting for nothing.
public final class NatDiscovery {
    /// A datagram to be sent.
    ///
    /// @param helper whether from the second socket, which only the hairpin test uses, and which need not be read from
    public record Send(boolean helper, byte[] payload, InetSocketAddress to) {
        @Override
        public String toString() {
            return "Send[helper=" + helper + ", payload=" + Bytes.of(payload) + ", to=" + to + "]";
        }
    }

    private enum Stage { CONNECT, FILTER, MAPPING_II, MAPPING_III, DONE }

    private final InetSocketAddress server;
    private final InetSocketAddress local;
    private final boolean withHairpin;
    private final StunAgent agent;
    private final StunAgent helper;
    private final List<InetSocketAddress> seen = new ArrayList<>();
    private final List<String> story = new ArrayList<>();

    private Stage stage = Stage.CONNECT;
    private StunMessage refusal;
    private InetSocketAddress other;
    private TransactionId changedBoth;
    private TransactionId changedPort;
    private TransactionId turned;
    private Filtering filtering = Filtering.UNKNOWN;
    private boolean portReached;
    private Mapping mapping = Mapping.UNKNOWN;
    private Hairpin hairpin = Hairpin.UNKNOWN;

    /// Begins with test I.
    ///
    /// @param server A1:P1
    /// @param local the socket's own address as it appears on the wire, not the wildcard
    /// @param withHairpin whether there is a second socket, for the hairpin test
    /// @param retry how long to wait for an answer; [Retry#DISCOVERY] is meant for this
    /// @param random where transaction ids come from; outside of tests a `SecureRandom`
    public NatDiscovery(long now, InetSocketAddress server, InetSocketAddress local, boolean withHairpin, Retry retry,
            RandomGenerator random) {
        this.server = Objects.requireNonNull(server);
        this.local = Objects.requireNonNull(local);
        this.withHairpin = withHairpin;
        agent = new StunAgent(retry, null, random);
        helper = new StunAgent(retry, null, random);
        agent.ask(now, server);
    }

    /// Takes a datagram that has come to the first socket.
    ///
    /// @param bytes from position to limit; the position does not move
    /// @return whether it belonged to the discovery; else it is for whatever else uses the socket
    public boolean input(long now, ByteBuffer bytes, InetSocketAddress source) {
        return switch (agent.input(now, bytes, source)) {
            case StunAgent.Answered answer -> {
                answered(now, answer);
                yield true;
            }
            case StunAgent.Asked(StunMessage request, InetSocketAddress from) when request.id().equals(turned) -> {
                hairpin(Hairpin.YES, "my own question came back from " + Address.text(from));
                yield true;
            }
            case StunAgent.Asked _, StunAgent.Ignored _, StunAgent.NotStun _ -> false;
        };
    }

    /// Gives what is due.
    public List<Send> poll(long now) {
        var sends = new ArrayList<Send>();
        while (true) {
            var mine = agent.poll(now);
            var others = helper.poll(now);
            others.datagrams().forEach(datagram -> sends.add(new Send(true, datagram.payload(), datagram.to())));
            mine.datagrams().forEach(datagram -> sends.add(new Send(false, datagram.payload(), datagram.to())));
            mine.failed().forEach(id -> silent(now, id));
            if (!others.failed().isEmpty()) hairpin(Hairpin.NO, "nothing came back");
            // What has failed may have begun the next test, whose first datagram is due at once.
            if (mine.failed().isEmpty()) return sends;
        }
    }

    /// {@return when [#poll] has something to do again: nanoseconds from now, 0 if it is due, [Long#MAX_VALUE] once there is
    /// a result}
    public long next(long now) {
        return Math.min(agent.next(now), helper.next(now));
    }

    /// {@return what was found out: empty as long as tests are under way}
    public Optional<NatBehavior> result() {
        boolean done = stage == Stage.DONE && (turned == null || hairpin != Hairpin.UNKNOWN);
        return done ? Optional.of(new NatBehavior(local, seen, mapping, filtering, hairpin)) : Optional.empty();
    }

    /// {@return whether the server has answered test I with an error, so that nothing could be found out: its error
    /// response}
    public Optional<StunMessage> refusal() {
        return Optional.ofNullable(refusal);
    }

    /// {@return what was asked and what came of it, so far: a line for each test}
    public List<String> story() {
        return List.copyOf(story);
    }

    private void answered(long now, StunAgent.Answered answer) {
        var id = answer.id();
        if (stage == Stage.FILTER) filter(now, id, answer);
        else if (!answer.granted()) refuse(answer.message());
        else map(now, answer);
    }

    private void refuse(StunMessage error) {
        if (stage == Stage.CONNECT) refusal = error;
        end("refused: " + error);
    }

    private void silent(long now, TransactionId id) {
        switch (stage) {
            case CONNECT -> end("test I: no answer from " + Address.text(server));
            case FILTER -> filter(now, id, null);
            case MAPPING_II, MAPPING_III -> end("mapping: no answer from the other address");
            case DONE -> {}
        }
    }

    private void map(long now, StunAgent.Answered answer) {
        var mapped = answer.mapped();
        String tells = Address.text(answer.server()) + " sees me as " + Address.text(mapped);
        boolean news = seen.isEmpty() || !mapped.equals(seen.getLast());
        if (news) seen.add(mapped);
        switch (stage) {
            case CONNECT -> connected(now, answer, tells);
            case MAPPING_II -> {
                story.add("mapping II: " + tells);
                if (news) {
                    stage = Stage.MAPPING_III;
                    agent.ask(now, other);
                } else {
                    end(Mapping.ENDPOINT_INDEPENDENT);
                }
            }
            case MAPPING_III -> {
                story.add("mapping III: " + tells);
                end(news ? Mapping.ADDRESS_AND_PORT_DEPENDENT : Mapping.ADDRESS_DEPENDENT);
            }
            case FILTER, DONE -> {}
        }
    }

    private void connected(long now, StunAgent.Answered answer, String tells) {
        story.add("test I: " + tells);
        if (answer.mapped().equals(local)) {
            mapping = Mapping.NONE;
        } else if (withHairpin) {
            turned = helper.ask(now, answer.mapped());
        }
        other = answer.message().address(AttributeType.OTHER_ADDRESS)
                .or(() -> answer.message().address(AttributeType.CHANGED_ADDRESS)).orElse(null);
        if (other == null) {
            end("the server has no other address, so mapping and filtering stay unknown");
            return;
        }
        stage = Stage.FILTER;
        changedBoth = agent.ask(now, server, new ChangeRequest(true, true));
        changedPort = agent.ask(now, server, new ChangeRequest(false, true));
    }

    /// Takes the answer, or the silence if it is `null`, to one of the two filtering tests.
    private void filter(long now, TransactionId id, StunAgent.Answered answer) {
        boolean both = id.equals(changedBoth);
        if (both) changedBoth = null;
        else changedPort = null;
        String test = both ? "filtering II: " : "filtering III: ";
        if (answer == null) {
            story.add(test + "no answer from another " + (both ? "address" : "port"));
        } else if (!answer.granted() || answer.from().equals(server)) {
            story.add(test + "the server does not answer from elsewhere: " + answer.message());
            mapFrom(now, Filtering.UNKNOWN);
            return;
        } else {
            story.add(test + "an answer from " + Address.text(answer.from()));
            if (both) {
                mapFrom(now, Filtering.ENDPOINT_INDEPENDENT);
                return;
            }
            portReached = true;
        }
        if (changedBoth != null || changedPort != null) return;
        mapFrom(now, portReached ? Filtering.ADDRESS_DEPENDENT : Filtering.ADDRESS_AND_PORT_DEPENDENT);
    }

    /// Goes on from filtering to mapping.
    private void mapFrom(long now, Filtering found) {
        filtering = found;
        if (changedBoth != null) agent.cancel(changedBoth);
        if (changedPort != null) agent.cancel(changedPort);
        if (mapping == Mapping.NONE) {
            stage = Stage.DONE;
            return;
        }
        stage = Stage.MAPPING_II;
        agent.ask(now, new InetSocketAddress(other.getAddress(), server.getPort()));
    }

    private void hairpin(Hairpin found, String tells) {
        hairpin = found;
        helper.cancel(turned);
        story.add("hairpin: " + tells);
    }

    private void end(String tells) {
        story.add(tells);
        stage = Stage.DONE;
    }

    private void end(Mapping found) {
        mapping = found;
        stage = Stage.DONE;
    }
}
