package wirelab.duet;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import wirelab.kit.Machine;

/// The sender's half of the repair: messages are numbered, kept, and sent again until they are acknowledged.
final class SendWindow {
    /// So many may be under way: as many as one acknowledgement can tell apart.
    static final int WINDOW = 32;
    /// So many may wait or be under way; one more is refused.
    static final int MOST = 128;

    private static final class Message {
        final String text;
        int times;
        long sentAt;
        long dueAt;

        Message(String text) {
            this.text = text;
        }
    }

    private final TreeMap<Long, Message> messages = new TreeMap<>();
    private final RetransmissionTimeout roundTrip = new RetransmissionTimeout();
    private long last;
    private long repeated;
    private long looked;

    /// Takes a message.
    ///
    /// @return its number, or -1 if there are too many already
    long add(String text) {
        if (messages.size() >= MOST || last == DuetFields.MAX_NUMBER) return -1;
        messages.put(++last, new Message(text));
        return last;
    }

    /// A message to be sent now.
    record Due(long number, String text) {}

    /// Takes the messages that are due: new ones within the window, and those whose acknowledgement is late.
    List<Due> due(long now) {
        var due = new ArrayList<Due>();
        looked = now;
        for (var entry : window().entrySet()) {
            var message = entry.getValue();
            if (message.times > 0 && message.dueAt - now > 0) continue;
            if (message.times++ > 0) repeated++;
            message.sentAt = now;
            message.dueAt = now + roundTrip.timeout(message.times);
            due.add(new Due(entry.getKey(), message.text));
        }
        return due;
    }

    private SortedMap<Long, Message> window() {
        return messages.isEmpty() ? messages : messages.headMap(messages.firstKey() + WINDOW);
    }

    /// When something is due next; what was never sent has been since [#due(long)] was asked last.
    long nextAt() {
        long at = Machine.NEVER;
        for (var message : window().values()) at = Machine.earlier(at, message.times == 0 ? looked : message.dueAt);
        return at;
    }

    /// Lets go of what has arrived.
    ///
    /// @return the numbers of those that were not known to have arrived before
    List<Long> acknowledged(long now, long ack, int bits) {
        // What was never sent cannot have arrived.
        if (ack > last) return List.of();
        var arrived = new ArrayList<Long>();
        while (!messages.isEmpty() && messages.firstKey() <= ack) arrived.add(arrive(now, messages.firstKey()));
        for (int i = 0; i < WINDOW; i++) {
            long number = ack + 1 + i;
            var message = messages.get(number);
            if ((bits >>> i & 1) != 0 && message != null && message.times > 0) arrived.add(arrive(now, number));
        }
        return arrived;
    }

    private long arrive(long now, long number) {
        var message = messages.remove(number);
        if (message.times == 1) roundTrip.sample(now - message.sentAt);
        return number;
    }

    /// What nobody has acknowledged.
    List<Long> unacknowledged() {
        return List.copyOf(messages.keySet());
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /// How often something was sent again.
    long repeated() {
        return repeated;
    }

    RetransmissionTimeout roundTrip() {
        return roundTrip;
    }
}
