package wirelab.duet;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import wirelab.chat.LineFields;
import wirelab.kit.Bytes;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;

/// The whole state of a member: its conversation with the server over TCP, and that with its partner over UDP, of which
/// neither outlives the other.
///
/// ```
/// JOIN ──▶ waiting ──▶ paired ──▶ over      whatever comes first: exit, the partner's BYE or silence,
///                                           END, the server's silence
/// ```
///
/// Pure: time, lines and datagrams come in, actions come out.
public final class DuetMember implements Machine<DuetMember.Action> {
    /// What the member wants done.
    public sealed interface Action {
        /// A line for the server.
        ///
        /// @param line without its end
        record Line(String line) implements Action {}

        /// A datagram for the partner.
        record Send(byte[] datagram, InetSocketAddress to) implements Action {
            @Override
            public String toString() {
                return "Send[datagram=" + Bytes.of(datagram) + ", to=" + to + "]";
            }
        }

        /// Something that the user should see.
        record Tell(DuetNotice notice) implements Action {}

        /// Close the connection and the socket; nothing follows.
        record Close() implements Action {}
    }

    /// How long what is under way gets when the user leaves.
    static final Duration LINGER = Duration.ofSeconds(2);
    /// Until the server has said how patient it is.
    private static final long UNTOLD = Duration.ofSeconds(10).toNanos();

    private final byte[] nonce;
    private final Queue<Action> actions = new ArrayDeque<>();
    /// What was said before there was anybody to say it to.
    private final List<String> early = new ArrayList<>();
    private String partner;
    private InetSocketAddress address;
    private Talk talk;
    private long heard;
    private long timeout = UNTOLD;
    private boolean over;

    /// Begins by joining.
    ///
    /// @param name who the user is: 1 to 32 letters, digits, `_`, `-` or `.`
    /// @param nonce 16 bytes, never used before
    public DuetMember(long now, String name, int port, byte[] nonce) {
        this.nonce = nonce.clone();
        heard = now;
        line(new Request.Join(name, port));
    }

    /// The server has sent a line.
    ///
    /// @param line without its end
    public void heard(long now, String line) {
        if (over) return;
        heard = now;
        try {
            handle(now, Reply.decode(line));
        } catch (ProtocolViolation e) {
            end(now, DuetNotice.Ending.SERVER, "the server breaks the protocol: " + e.getMessage());
        }
        follow(now);
    }

    private void handle(long now, Reply reply) throws ProtocolViolation {
        switch (reply) {
            case Reply.Hello(long version) -> {
                if (version != Reply.VERSION) throw new ProtocolViolation("version", 11, version + " is not spoken here");
            }
            case Reply.Wait _ -> tell(new DuetNotice.Waiting());
            case Reply.Pair pair when talk == null -> {
                partner = pair.name();
                address = pair.address();
                timeout = pair.timeout() * 1_000_000;
                talk = new Talk(now, pair.role(), pair.token(), nonce, timeout);
                tell(new DuetNotice.Paired(partner, pair.address()));
                early.forEach(text -> speak(now, text));
                early.clear();
            }
            case Reply.Pair _ -> throw new ProtocolViolation("verb", 0, "a second partner");
            case Reply.End(Reply.Cause cause) -> {
                switch (cause) {
                    case LEFT -> end(now, DuetNotice.Ending.PARTNER_LEFT, partner + " has left");
                    case VANISHED -> end(now, DuetNotice.Ending.PARTNER_VANISHED,
                            partner + " has vanished, says the server");
                    case STOPPING -> end(now, DuetNotice.Ending.SERVER, "the server stops");
                }
            }
            case Reply.Ping _ -> line(new Request.Pong());
            case Reply.Pong _ -> {
                // Heard: that was its purpose.
            }
            case Reply.Problem(String word, String text) -> {
                if (talk == null) end(now, DuetNotice.Ending.REFUSED, word + ": " + text);
            }
        }
    }

    /// The connection to the server is gone.
    public void disconnected(long now, String why) {
        end(now, DuetNotice.Ending.SERVER, why);
        follow(now);
    }

    /// A datagram has come.
    public void received(long now, byte[] bytes) {
        if (over || talk == null) return;
        talk.received(now, bytes);
        follow(now);
    }

    /// Says something to the partner over UDP, with a copy to the server over TCP; kept until there is one.
    ///
    /// @param text 1 to 1,000 bytes of UTF-8 without control characters
    /// @return its number, or -1 if it is over, or too much is kept or under way already
    public long say(long now, String text) {
        LineFields.requireText(text);
        if (over) return -1;
        long number = talk == null ? keep(text) : speak(now, text);
        follow(now);
        return number;
    }

    private long keep(String text) {
        if (early.size() >= SendWindow.MOST) return -1;
        early.add(text);
        tell(new DuetNotice.Kept(early.size()));
        return early.size();
    }

    private long speak(long now, String text) {
        long number = talk.say(now, text);
        if (number > 0) line(new Request.Copy(number, text));
        return number;
    }

    /// Leaves; what is under way gets two seconds.
    public void exit(long now) {
        if (over) return;
        if (talk == null) end(now, DuetNotice.Ending.LEFT, "you have left");
        else talk.leave(now, LINGER.toNanos());
        follow(now);
    }

    @Override
    public void tick(long now) {
        if (over) return;
        if (now - heard >= timeout) end(now, DuetNotice.Ending.SERVER, "the server is silent");
        else if (talk != null) talk.tick(now);
        follow(now);
    }

    @Override
    public long nextAt() {
        if (over) return NEVER;
        return Machine.earlier(heard + timeout, talk == null ? NEVER : talk.nextAt());
    }

    /// Passes on what the conversation over UDP wants.
    private void follow(long now) {
        if (talk == null) return;
        talk.drain(action -> follow(now, action));
    }

    private void follow(long now, Talk.Action action) {
        switch (action) {
            case Talk.Action.Send(byte[] datagram) -> actions.add(new Action.Send(datagram, address));
            case Talk.Action.Proven _ -> tell(new DuetNotice.Proven(partner));
            case Talk.Action.Said(long number, String text) -> tell(new DuetNotice.Said(partner, number, text));
            case Talk.Action.Delivered(long number) -> tell(new DuetNotice.Delivered(number));
            case Talk.Action.Failed(long number) -> tell(new DuetNotice.Failed(number));
            case Talk.Action.Over(Talk.Ending ending) -> {
                switch (ending) {
                    case LEFT -> end(now, DuetNotice.Ending.LEFT, "you have left");
                    case PEER_LEFT -> end(now, DuetNotice.Ending.PARTNER_LEFT, partner + " has left");
                    case PEER_VANISHED -> end(now, DuetNotice.Ending.PARTNER_VANISHED, partner + " is silent");
                    case UNPROVEN -> end(now, DuetNotice.Ending.UNPROVEN, partner + " has not proved to be the one");
                }
            }
        }
    }

    /// Ends both conversations, once.
    private void end(long now, DuetNotice.Ending ending, String why) {
        if (over) return;
        over = true;
        if (talk != null) {
            talk.leave(now, 0);
            follow(now);
        }
        for (int i = 1; i <= early.size(); i++) tell(new DuetNotice.Unsaid(i));
        line(new Request.Exit());
        tell(new DuetNotice.Over(ending, why));
        actions.add(new Action.Close());
    }

    /// {@return whether [#say(long, String)] can succeed, now or when less is under way}
    public boolean isTalking() {
        return !over && (talk == null || !talk.isLeaving());
    }

    /// {@return what the conversation over UDP has counted: the numbers, `null` while there is no partner}
    public Talk.Counts counts() {
        return talk == null ? null : talk.counts();
    }

    private void line(Request request) {
        actions.add(new Action.Line(request.encode()));
    }

    private void tell(DuetNotice notice) {
        actions.add(new Action.Tell(notice));
    }

    @Override
    public void drain(Consumer<? super Action> performer) {
        for (Action action; (action = actions.poll()) != null; ) performer.accept(action);
    }

    @Override
    public String toString() {
        return "duet member" + (partner == null ? " without a partner" : " with " + partner) + (over ? ", over" : "");
    }
}
