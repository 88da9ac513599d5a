package wirelab.duet;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import wirelab.kit.LineFields;
import wirelab.kit.ProtocolException;

/// The whole state of a member: its conversation with the server over TCP, and that with its partner over UDP, of which
/// neither outlives the other.
///
/// ```
/// JOIN ──▶ waiting ──▶ paired ──▶ over      whatever comes first: exit, the partner's BYE or silence,
///                                           END, the server's silence
/// ```
///
/// Pure: time, lines and datagrams come in, actions come out.
public final class Member {
    /// What the member wants done.
    public sealed interface Action {
        /// A line for the server.
        ///
        /// @param line without its end
        record Line(String line) implements Action {}

        /// A datagram for the partner.
        ///
        /// @param datagram its bytes
        /// @param to where it goes
        record Send(byte[] datagram, InetSocketAddress to) implements Action {}

        /// Something that the user should see.
        ///
        /// @param notice what
        record Tell(Notice notice) implements Action {}

        /// Close the connection and the socket; nothing follows.
        record Close() implements Action {}
    }

    /// How long what is under way gets when the user leaves.
    static final Duration LINGER = Duration.ofSeconds(2);
    /// Until the server has said how patient it is.
    private static final long UNTOLD = Duration.ofSeconds(10).toNanos();

    private final byte[] nonce;
    private final UnaryOperator<InetSocketAddress> way;
    private final List<Action> actions = new ArrayList<>();
    private String partner;
    private InetSocketAddress address;
    private Talk talk;
    private long heard;
    private long timeout = UNTOLD;
    private boolean over;

    /// Begins by joining.
    ///
    /// @param now the time
    /// @param name who the user is: 1 to 32 letters, digits, `_`, `-` or `.`
    /// @param port UDP port of this end
    /// @param nonce 16 bytes, never used before
    /// @param way the address under which the partner is to be reached, made from its own; itself but for experiments
    public Member(long now, String name, int port, byte[] nonce, UnaryOperator<InetSocketAddress> way) {
        this.nonce = nonce.clone();
        this.way = way;
        heard = now;
        line(new Request.Join(name, port));
    }

    /// The server has sent a line.
    ///
    /// @param now the time
    /// @param line without its end
    public void heard(long now, String line) {
        if (over) return;
        heard = now;
        try {
            handle(now, Reply.decode(line));
        } catch (ProtocolException e) {
            end(now, Notice.Ending.SERVER, "the server breaks the protocol: " + e.getMessage());
        }
        follow(now);
    }

    private void handle(long now, Reply reply) throws ProtocolException {
        switch (reply) {
            case Reply.Hello(long version) -> {
                if (version != Reply.VERSION) throw new ProtocolException("version", 11, version + " is not spoken here");
            }
            case Reply.Wait _ -> tell(new Notice.Waiting());
            case Reply.Pair pair when talk == null -> {
                partner = pair.name();
                address = way.apply(pair.address());
                timeout = pair.timeout() * 1_000_000;
                talk = new Talk(now, pair.role(), pair.token(), nonce, timeout);
                tell(new Notice.Paired(partner, pair.address()));
            }
            case Reply.Pair _ -> throw new ProtocolException("verb", 0, "a second partner");
            case Reply.End(Reply.Cause cause) -> {
                switch (cause) {
                    case LEFT -> end(now, Notice.Ending.PARTNER_LEFT, partner + " has left");
                    case VANISHED -> end(now, Notice.Ending.PARTNER_VANISHED, partner + " has vanished, says the server");
                    case STOPPING -> end(now, Notice.Ending.SERVER, "the server stops");
                }
            }
            case Reply.Ping _ -> line(new Request.Pong());
            case Reply.Pong _ -> {
                // Heard: that was its purpose.
            }
            case Reply.Problem(String word, String text) -> {
                if (talk == null) end(now, Notice.Ending.REFUSED, word + ": " + text);
            }
        }
    }

    /// The connection to the server is gone.
    ///
    /// @param now the time
    /// @param why for people
    public void disconnected(long now, String why) {
        end(now, Notice.Ending.SERVER, why);
        follow(now);
    }

    /// A datagram has come.
    ///
    /// @param now the time
    /// @param bytes all of it
    public void received(long now, byte[] bytes) {
        if (over || talk == null) return;
        talk.received(now, bytes);
        follow(now);
    }

    /// Says something to the partner over UDP, with a copy to the server over TCP.
    ///
    /// @param now the time
    /// @param text 1 to 1,000 bytes of UTF-8 without control characters
    /// @return its number, or -1 if there is no partner yet, it is over, or too much is under way already
    public long say(long now, String text) {
        LineFields.requireText(text);
        if (over || talk == null) return -1;
        long number = talk.say(now, text);
        if (number > 0) line(new Request.Copy(number, text));
        follow(now);
        return number;
    }

    /// Leaves; what is under way gets two seconds.
    ///
    /// @param now the time
    public void exit(long now) {
        if (over) return;
        if (talk == null) end(now, Notice.Ending.LEFT, "you have left");
        else talk.leave(now, LINGER.toNanos());
        follow(now);
    }

    /// Time has passed.
    ///
    /// @param now the time
    public void tick(long now) {
        if (over) return;
        if (now >= heard + timeout) end(now, Notice.Ending.SERVER, "the server is silent");
        else if (talk != null) talk.tick(now);
        follow(now);
    }

    /// When [#tick(long)] is next to be called, if nothing happens before.
    ///
    /// @return the time, or [Long#MAX_VALUE] for never
    public long nextAt() {
        if (over) return Long.MAX_VALUE;
        return Math.min(heard + timeout, talk == null ? Long.MAX_VALUE : talk.nextAt());
    }

    /// Passes on what the conversation over UDP wants.
    private void follow(long now) {
        if (talk == null) return;
        for (var action : talk.drain()) {
            switch (action) {
                case Talk.Action.Send(byte[] datagram) -> actions.add(new Action.Send(datagram, address));
                case Talk.Action.Proven _ -> tell(new Notice.Proven(partner));
                case Talk.Action.Said(long number, String text) -> tell(new Notice.Said(partner, number, text));
                case Talk.Action.Delivered(long number) -> tell(new Notice.Delivered(number));
                case Talk.Action.Failed(long number) -> tell(new Notice.Failed(number));
                case Talk.Action.Over(Talk.Ending ending) -> {
                    switch (ending) {
                        case LEFT -> end(now, Notice.Ending.LEFT, "you have left");
                        case PEER_LEFT -> end(now, Notice.Ending.PARTNER_LEFT, partner + " has left");
                        case PEER_VANISHED -> end(now, Notice.Ending.PARTNER_VANISHED, partner + " is silent");
                        case UNPROVEN -> end(now, Notice.Ending.UNPROVEN, partner + " has not proved to be the one");
                    }
                }
            }
        }
    }

    /// Ends both conversations, once.
    private void end(long now, Notice.Ending ending, String why) {
        if (over) return;
        over = true;
        if (talk != null) {
            talk.leave(now, 0);
            follow(now);
        }
        line(new Request.Exit());
        tell(new Notice.Over(ending, why));
        actions.add(new Action.Close());
    }

    /// Whether there is a partner to talk to.
    ///
    /// @return whether [#say(long, String)] can succeed, now or when less is under way
    public boolean isTalking() {
        return !over && talk != null && !talk.isLeaving();
    }

    /// What the conversation over UDP has counted.
    ///
    /// @return the numbers, `null` while there is no partner
    public Talk.Counts counts() {
        return talk == null ? null : talk.counts();
    }

    private void line(Request request) {
        actions.add(new Action.Line(request.encode()));
    }

    private void tell(Notice notice) {
        actions.add(new Action.Tell(notice));
    }

    /// Takes what is to be done since the last call.
    ///
    /// @return the actions in order
    public List<Action> drain() {
        var drained = List.copyOf(actions);
        actions.clear();
        return drained;
    }
}
