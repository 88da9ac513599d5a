package wirelab.duet;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.function.Consumer;
import wirelab.chat.LineFields;
import wirelab.kit.Bytes;
import wirelab.kit.Machine;
import wirelab.kit.ProtocolViolation;

/// One end of the conversation over UDP: proves itself, asks the other for proof, repairs what the network loses, and
/// notices when the other is gone.
///
/// ```
///             CHALLENGE ▶               ◀ PROOF                         BYE, silence
/// proving ─────────────────────────────────────────▶ talking ───────────────────────────▶ over
///             ◀ CHALLENGE, answered with PROOF at any time         leave: first what is under way
/// ```
///
/// Pure: time and datagrams come in, actions come out.
public final class Talk implements Machine<Talk.Action> {
    /// What this end wants done.
    public sealed interface Action {
        /// A datagram for the other.
        record Send(byte[] datagram) implements Action {
            @Override
            public String toString() {
                return "Send[datagram=" + Bytes.of(datagram) + "]";
            }
        }

        /// The other has proved to be the partner.
        record Proven() implements Action {}

        /// The other has said something; each once, in order.
        record Said(long number, String text) implements Action {}

        /// What was said here has arrived.
        record Delivered(long number) implements Action {}

        /// What was said here has not arrived, as far as is known.
        record Failed(long number) implements Action {}

        /// The conversation is over.
        record Over(Ending ending) implements Action {}
    }

    /// Why a conversation is over.
    public enum Ending {
        LEFT,
        /// The other end has left.
        PEER_LEFT,
        /// The other end has not been heard for too long.
        PEER_VANISHED,
        /// The other end has never proved to be the partner.
        UNPROVEN
    }

    /// What this end has counted.
    ///
    /// @param strangers datagrams that were none, or not sealed by the partner, or sent by ourselves
    /// @param early datagrams that could not be checked, since the proof had not come yet; they are said again
    /// @param stale datagrams of the partner that came late or again: no sign of life
    /// @param roundTrip smoothed round trip in nanoseconds, 0 while unknown
    public record Counts(long strangers, long early, long stale, long duplicates, long repeated, long roundTrip) {}

    /// A proof is asked for so often within the time-out; twenty lost in a row are no accident.
    private static final int CHALLENGES = 20;
    /// A sign of life is given so often within the time-out.
    private static final int BEATS = 5;

    private final int role;
    private final Key token;
    private final byte[] nonce;
    private final long timeout;
    private final SendWindow outgoing = new SendWindow();
    private final ReceiveWindow incoming = new ReceiveWindow();
    private final Queue<Action> actions = new ArrayDeque<>();
    private Key session;
    private long heard;
    private long spoken;
    private long challengeAt;
    private long leaveBy = NEVER;
    private long packets;
    private long latestPacket;
    private long strangers;
    private long stale;
    private long early;
    private boolean over;

    /// Begins by asking for proof.
    ///
    /// @param role 1 or 2; the other has the other
    /// @param nonce 16 bytes, never used before
    /// @param timeout nanoseconds of silence after which the other has vanished
    public Talk(long now, int role, Token token, byte[] nonce, long timeout) {
        this.role = role;
        this.token = token.key();
        this.nonce = nonce.clone();
        this.timeout = timeout;
        heard = now;
        spoken = now;
        challengeAt = now;
        tick(now);
    }

    /// A datagram has come, from anywhere: who has sealed it counts, not where it came from.
    public void received(long now, byte[] bytes) {
        if (over) return;
        SealedDatagram datagram;
        try {
            datagram = SealedDatagram.decode(bytes);
        } catch (ProtocolViolation _) {
            strangers++;
            return;
        }
        boolean greeting = datagram.body() instanceof SealedDatagram.Challenge
                || datagram.body() instanceof SealedDatagram.Proof;
        if (!greeting && session == null) {
            // The partner's first word, perhaps, that has overtaken its proof: it will be said again.
            early++;
            return;
        }
        // What we have sealed ourselves comes back when somebody holds up a mirror.
        if (datagram.role() == role || !(greeting ? token : session).fits(bytes)) {
            strangers++;
            return;
        }
        // An old datagram may be late, or somebody plays it again: it proves nothing about now. Nor does a greeting, whose
        // seal is not of this conversation alone.
        boolean fresh = !greeting && datagram.packet() > latestPacket;
        if (fresh) {
            latestPacket = datagram.packet();
            heard = now;
        } else if (!greeting) {
            stale++;
        }
        handle(now, datagram.body(), fresh);
        flush(now);
    }

    private void handle(long now, SealedDatagram.Body body, boolean fresh) {
        switch (body) {
            case SealedDatagram.Challenge(byte[] theirs) -> send(now, new SealedDatagram.Proof(nonce, theirs), token);
            case SealedDatagram.Proof proof when session == null && Arrays.equals(proof.answered(), nonce) -> {
                session = role == 1 ? token.session(nonce, proof.nonce()) : token.session(proof.nonce(), nonce);
                heard = now;
                actions.add(new Action.Proven());
            }
            case SealedDatagram.Proof _ -> {
                // Known already, or an answer to somebody else's question.
            }
            case SealedDatagram.Data(long number, long ack, int bits, String text) -> {
                acknowledged(now, ack, bits);
                for (var ready : incoming.take(number, text)) actions.add(new Action.Said(ready.number(), ready.text()));
                send(now, new SealedDatagram.Ack(incoming.ack(), incoming.bits()), session);
            }
            case SealedDatagram.Ack(long ack, int bits) -> acknowledged(now, ack, bits);
            case SealedDatagram.Bye _ when fresh -> end(Ending.PEER_LEFT);
            case SealedDatagram.Bye _ -> {
                // The second copy of one.
            }
        }
    }

    private void acknowledged(long now, long ack, int bits) {
        for (long number : outgoing.acknowledged(now, ack, bits)) actions.add(new Action.Delivered(number));
    }

    /// Says something; what becomes of it is told by [Action.Delivered] or [Action.Failed].
    ///
    /// @param text 1 to 1,000 bytes of UTF-8 without control characters
    /// @return its number, or -1 if it is over, or 128 messages are under way already
    public long say(long now, String text) {
        LineFields.requireText(text);
        if (isLeaving()) return -1;
        long number = outgoing.add(text);
        flush(now);
        return number;
    }

    /// {@return how many messages are under way: 0 to 128}
    public int underWay() {
        return outgoing.unacknowledged().size();
    }

    /// Leaves when everything said has arrived, or a time is over.
    ///
    /// @param linger nanoseconds
    public void leave(long now, long linger) {
        if (over) return;
        leaveBy = Machine.earlier(leaveBy, Machine.after(now, linger));
        tick(now);
    }

    /// {@return whether this end has said all that it will say}
    public boolean isLeaving() {
        return over || leaveBy != NEVER;
    }

    @Override
    public void tick(long now) {
        if (over) return;
        if (outgoing.isEmpty() && leaveBy != NEVER || Machine.isDue(leaveBy, now)) {
            // Twice, since nobody acknowledges it; if both are lost, the server's word remains, and then the silence.
            for (int i = 0; i < 2; i++) send(now, new SealedDatagram.Bye(), session == null ? token : session);
            end(Ending.LEFT);
        } else if (now - heard >= timeout) {
            end(session == null ? Ending.UNPROVEN : Ending.PEER_VANISHED);
        } else {
            if (session == null && now - challengeAt >= 0) {
                challengeAt = now + timeout / CHALLENGES;
                send(now, new SealedDatagram.Challenge(nonce), token);
            }
            if (session != null && now - spoken >= timeout / BEATS) {
                send(now, new SealedDatagram.Ack(incoming.ack(), incoming.bits()), session);
            }
            flush(now);
        }
    }

    private void flush(long now) {
        if (session == null || over) return;
        for (var due : outgoing.due(now)) {
            send(now, new SealedDatagram.Data(due.number(), incoming.ack(), incoming.bits(), due.text()), session);
        }
        if (outgoing.isEmpty() && leaveBy != NEVER) tick(now);
    }

    private void send(long now, SealedDatagram.Body body, Key key) {
        // After so many datagrams (136 years of one per second) the numbers are used up.
        if (packets == DuetFields.MAX_NUMBER) return;
        spoken = now;
        actions.add(new Action.Send(new SealedDatagram(role, ++packets, body).encode(key)));
    }

    private void end(Ending ending) {
        over = true;
        for (long number : outgoing.unacknowledged()) actions.add(new Action.Failed(number));
        actions.add(new Action.Over(ending));
    }

    @Override
    public long nextAt() {
        if (over) return NEVER;
        long at = Machine.earlier(leaveBy, heard + timeout);
        return Machine.earlier(at, session == null ? challengeAt
                : Machine.earlier(spoken + timeout / BEATS, outgoing.nextAt()));
    }

    @Override
    public void drain(Consumer<? super Action> performer) {
        for (Action action; (action = actions.poll()) != null; ) performer.accept(action);
    }

    /// {@return what was counted so far: the numbers}
    public Counts counts() {
        return new Counts(strangers, early, stale, incoming.duplicates(), outgoing.repeated(),
                outgoing.roundTrip().smoothed());
    }

    @Override
    public String toString() {
        return "end " + role + " of a talk" + (session == null ? ", not agreed" : "") + (over ? ", over" : "")
                + ", " + underWay() + " under way";
    }
}
