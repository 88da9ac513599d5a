package wirelab.dialogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import wirelab.chat.LineMachine.Action;

/// One user who is logged in, with what is under way to him. It outlives its connection for a while.
///
/// ```
///          OPEN                  connection breaks                grace is over
/// (none) ───────▶  on a connection  ───────▶  away  ─────────────────────────────▶ (gone)
///                        ▲          RESUME      │
///                        └──────────────────────┘
/// ```
final class Session {
    /// What the user does.
    enum Phase { FREE, CALLING, RINGING, LINKED }

    /// Where all sessions leave what is to be done.
    record Desk(Consumer<Action> actions, List<Session> overflowing, int outboxLimit) {
        Desk(Consumer<Action> actions, int outboxLimit) {
            this(actions, new ArrayList<>(), outboxLimit);
        }

        void act(Action action) {
            actions.accept(action);
        }

        void send(long connection, Event event) {
            act(new Action.Send(connection, event.encode()));
        }

        void count(String what) {
            act(new Action.Count(what));
        }

        void print(String text) {
            act(new Action.Print(text));
        }
    }

    /// An event, and if it is a message, who is to be told what becomes of it.
    private static final class Letter {
        final Event event;
        final Session origin;
        final long id;
        /// The one who said it knows that it waits; once is enough, however often connections break.
        boolean knownToWait;

        Letter(Event event, Session origin, long id) {
            this.event = event;
            this.origin = origin;
            this.id = id;
        }

        void waits() {
            if (origin == null || knownToWait) return;
            knownToWait = true;
            origin.tell(new Event.Queued(id));
        }
    }

    final String name;
    /// Brings the user back; `null` for one who types by hand.
    final String token;
    private final Desk desk;
    private final RetransmissionQueue<Letter> outbox = new RetransmissionQueue<>();

    /// The number of the connection, 0 while away.
    long connection;
    /// When something was heard last.
    long heard;
    /// When a sign of life was asked for last.
    long pinged;
    /// When the user is gone for good if he does not come back.
    long goneAt;
    /// When the invitation is over.
    long ringEnds;
    /// The number of the latest line taken; of one who types by hand, how many messages he has said.
    long taken;
    Phase phase = Phase.FREE;
    Session peer;
    boolean ended;

    Session(String name, String token, long connection, Desk desk) {
        this.name = name;
        this.token = token;
        this.connection = connection;
        this.desk = desk;
    }

    /// Names that differ in case alone are one name.
    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    boolean byHand() {
        return token == null;
    }

    boolean away() {
        return connection == 0;
    }

    /// Tells the user something, now or when he is back.
    void tell(Event event) {
        tell(new Letter(event, null, 0));
    }

    /// Brings the user a message of another, who is told what becomes of it.
    void bring(Event.Message message, Session origin, long id) {
        tell(new Letter(message, origin, id));
    }

    private void tell(Letter letter) {
        if (ended) return;
        if (byHand()) {
            desk.send(connection, letter.event);
            if (letter.origin != null) letter.origin.tell(new Event.Sent(letter.id));
            return;
        }
        var entry = outbox.add(letter);
        if (!away()) send(entry);
        else letter.waits();
        if (outbox.size() > desk.outboxLimit) desk.overflowing.add(this);
    }

    private void send(RetransmissionQueue.Entry<Letter> entry) {
        var line = new Numbered(entry.number(), entry.what().event.encode());
        desk.act(new Action.Send(connection, line.encode()));
    }

    /// {@return the user has everything up to a number: false if it has never been sent so much}
    boolean acknowledge(long number) {
        if (number > outbox.last()) return false;
        for (var entry : outbox.acknowledge(number)) {
            var letter = entry.what();
            if (letter.origin == null) continue;
            letter.origin.tell(new Event.Delivered(letter.id));
            desk.count("messages delivered");
        }
        return true;
    }

    /// How many messages wait for the user.
    long waiting() {
        return outbox.waiting().stream().filter(entry -> entry.what().origin != null).count();
    }

    /// The connection is broken: what is under way waits.
    void detach(long goneAt) {
        connection = 0;
        this.goneAt = goneAt;
        for (var entry : List.copyOf(outbox.waiting())) entry.what().waits();
    }

    /// The user is back: what waits is sent, again perhaps.
    void attach(long connection) {
        this.connection = connection;
        outbox.waiting().forEach(this::send);
    }

    /// The user will not come back: who has said something to him is told.
    void fail() {
        for (var entry : List.copyOf(outbox.waiting())) {
            var letter = entry.what();
            if (letter.origin == null) continue;
            letter.origin.tell(new Event.Failed(letter.id, Reason.GONE));
            desk.count("messages failed");
        }
    }
}
