package wirelab.rudp;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import wirelab.kit.ProtocolViolation;

/// The streams of a connection: who is there, whose turn it is, and how much may be sent.
final class StreamTable {
    /// Streams that were given up and are remembered: more than may be there at once.
    private static final int MOST_GIVEN_UP = 1_024;

    /// Bytes on their way out that a connection keeps without asking whether there is memory.
    private static final long FREELY_KEPT = 512 * 1024;
    /// And each of its streams, however many there are.
    private static final long LEAST_KEPT = 32 * 1024;

    private record GivenUp(int code, ReceiveStream receive) {}

    /// Both directions of a stream.
    record Both(SendStream send, ReceiveStream receive) {}

    private final long connection;
    private final boolean client;
    private final RudpOptions options;
    private final WindowBudget budget;
    private final Consumer<RudpAction> out;
    private final Map<Integer, Both> streams = new LinkedHashMap<>();
    private final ArrayDeque<Both> turns = new ArrayDeque<>();
    private final ArrayDeque<RudpFrame> control = new ArrayDeque<>();
    /// Streams whose readers have waited and need wait no more.
    private final ArrayDeque<Integer> readable = new ArrayDeque<>();
    private final Ranges retired = new Ranges();
    /// The last streams that were given up: who uses one may ask later why, and of some more is under way.
    private final Map<Integer, GivenUp> givenUp = new LinkedHashMap<>();
    private final ReceiveWindow window;
    private final int streamCredit;
    private long mayKeep = FREELY_KEPT;
    private long received;
    private long consumed;
    private long credit;
    private long sent;
    /// How many streams may have been opened in all: by the client, as it was told by the server.
    private int mostStreams;
    private int opened;
    private int retiredCount;

    /// @param credit what the other end takes, of all streams and of each, to begin with
    /// @param mostStreams how many streams may be opened to begin with
    StreamTable(long connection, boolean client, RudpOptions options, WindowBudget budget, int credit, int mostStreams,
            Consumer<RudpAction> out) {
        this.connection = connection;
        this.client = client;
        this.options = options;
        this.budget = budget;
        this.credit = streamCredit = credit;
        this.mostStreams = mostStreams;
        this.out = out;
        window = new ReceiveWindow(options.window(), options.mostWindow());
    }

    /// {@return the number of a new stream, or -1 when there may be no more just now}
    int open() {
        if (!client) throw new IllegalStateException("only the client opens streams");
        if (opened >= mostStreams) return -1;
        add(opened);
        return opened++;
    }

    private Both add(int id) {
        var both = new Both(new SendStream(id, streamCredit, options.mostWindow()),
                new ReceiveStream(new ReceiveWindow(options.window(), options.mostWindow())));
        streams.put(id, both);
        turns.add(both);
        return both;
    }

    Both get(int id) {
        return streams.get(id);
    }

    int count() {
        return streams.size();
    }

    void received(RudpFrame.Stream frame) throws ProtocolViolation {
        var both = streams.get(frame.stream());
        if (both == null) {
            both = incoming(frame.stream());
            if (both == null) {
                late(frame);
                return;
            }
        }
        long before = both.receive.available();
        boolean over = both.receive.isOver();
        take(both.receive, frame);
        if (both.receive.readerWaits && both.receive.available() > before || both.receive.isOver() && !over) {
            both.receive.readerWaits = false;
            readable.add(frame.stream());
        }
    }

    /// Says which streams can be read.
    void tellReaders() {
        for (Integer id; (id = readable.poll()) != null; ) out.accept(new RudpAction.Readable(connection, id));
    }

    private long take(ReceiveStream stream, RudpFrame.Stream frame) throws ProtocolViolation {
        long grown = stream.receive(frame.offset(), frame.data().array(), frame.end());
        received += grown;
        if (received > window.most()) throw new ProtocolViolation("offset", frame.offset(), "is more than all may have");
        return grown;
    }

    /// What was under way when a stream was given up counts too, or the window of all would shrink by it for ever.
    private void late(RudpFrame.Stream frame) throws ProtocolViolation {
        var gone = givenUp.get(frame.stream());
        if (gone != null) drop(take(gone.receive, frame));
    }

    private void drop(long bytes) {
        consumed += bytes;
        if (window.isDue(consumed)) say(new RudpFrame.MaxData(window.allow(consumed)));
    }

    /// {@return a stream that the other end opens with this, or `null` for one that is done with}
    private Both incoming(int id) throws ProtocolViolation {
        if (retired.contains(id)) return null;
        if (client) throw new ProtocolViolation("stream", id, "was opened by nobody");
        if (id >= options.streams() + retiredCount) throw new ProtocolViolation("stream", id, "is one too many");
        var both = add(id);
        out.accept(new RudpAction.Accepted(connection, id));
        return both;
    }

    void received(RudpFrame.MaxData frame) {
        credit = Math.max(credit, frame.most());
    }

    void received(RudpFrame.MaxStreamData frame) {
        var both = streams.get(frame.stream());
        if (both != null) both.send.credit(frame.most());
    }

    void received(RudpFrame.MaxStreams frame) {
        if (!client || frame.most() <= mostStreams) return;
        mostStreams = frame.most();
        out.accept(new RudpAction.Writable(connection, -1));
    }

    void received(RudpFrame.ResetStream frame) throws ProtocolViolation {
        var both = streams.get(frame.stream());
        if (both == null) both = incoming(frame.stream());
        if (both != null) reset(both, frame.stream(), frame.code());
    }

    private void reset(Both both, int id, int code) {
        both.send.kill();
        drop(both.receive.reset());
        out.accept(new RudpAction.Broken(connection, id, code));
        if (givenUp.size() == MOST_GIVEN_UP) givenUp.remove(givenUp.keySet().iterator().next());
        givenUp.put(id, new GivenUp(code, both.receive));
        retire(id, both);
    }

    /// {@return the code with which a stream was given up, -1 if it was not, or long ago}
    int resetCode(int id) {
        var gone = givenUp.get(id);
        return gone == null ? -1 : gone.code;
    }

    /// Ends a stream in both directions at once.
    void reset(int id, int code) {
        var both = streams.get(id);
        if (both == null) return;
        control.add(new RudpFrame.ResetStream(id, code));
        reset(both, id, code);
    }

    int read(long now, long roundTrip, int id, byte[] into, int start, int length) {
        var both = streams.get(id);
        if (both == null) return -1;
        int count = both.receive.read(into, start, length);
        both.receive.readerWaits = count == 0;
        if (count > 0) {
            consumed += count;
            allow(now, roundTrip, id, both.receive);
        }
        if (both.receive.isOver()) retire(id, both);
        return count;
    }

    private void allow(long now, long roundTrip, int id, ReceiveStream stream) {
        if (!stream.isOver() && stream.window().isDue(stream.position())) {
            if (stream.window().isSmall(now, roundTrip)) stream.window().grow();
            say(new RudpFrame.MaxStreamData(id, stream.window().move(now, stream.position())));
        }
        if (!window.isDue(consumed)) return;
        if (window.isSmall(now, roundTrip) && budget.take(3L * window.size())) window.grow();
        say(new RudpFrame.MaxData(window.move(now, consumed)));
    }

    /// Says something that makes what was said before of the same kind superfluous.
    private void say(RudpFrame frame) {
        control.removeIf(other -> switch (other) {
            case RudpFrame.MaxData _ -> frame instanceof RudpFrame.MaxData;
            case RudpFrame.MaxStreams _ -> frame instanceof RudpFrame.MaxStreams;
            case RudpFrame.MaxStreamData most -> frame instanceof RudpFrame.MaxStreamData(int stream, _)
                    && stream == most.stream();
            default -> false;
        });
        control.add(frame);
    }

    /// {@return what was taken of the budget: to be given back in the end}
    long budgeted() {
        return window.size() - Math.min(options.window(), window.size()) + mayKeep - FREELY_KEPT;
    }

    /// {@return how many bytes one of the streams may keep: they share what the connection may, so that a reader who asks for
    /// many streams and reads none does not fill the memory}
    private long share(SendStream stream, long most) {
        while (most > mayKeep && budget.take(mayKeep)) mayKeep *= 2;
        int keepers = 1;
        for (var both : turns) if (both.send != stream && both.send.kept() > 0) keepers++;
        return Math.max(LEAST_KEPT, Math.min(most, mayKeep) / keepers);
    }

    /// {@return how many of the bytes were taken}
    ///
    /// @param most what may be kept of all streams
    int write(int id, byte[] bytes, int start, int length, long most) {
        var both = streams.get(id);
        if (both == null || both.send.hasEnded()) return -1;
        int count = both.send.write(bytes, start, length, share(both.send, most));
        both.send.writerWaits = count < length;
        return count;
    }

    void end(int id) {
        var both = streams.get(id);
        if (both != null) both.send.end();
    }

    /// {@return the next control frame, which stays}
    RudpFrame peekControl() {
        return control.peek();
    }

    void takeControl() {
        control.remove();
    }

    /// A frame was lost that is to be sent again.
    void again(RudpFrame frame) {
        boolean old = switch (frame) {
            case RudpFrame.MaxStreamData(int stream, long most) -> {
                var both = streams.get(stream);
                yield both == null || most < both.receive.window().most();
            }
            case RudpFrame.MaxData(long most) -> most < window.most();
            case RudpFrame.MaxStreams(int most) -> most < options.streams() + retiredCount;
            default -> false;
        };
        if (!old) control.add(frame);
    }

    /// Whether any stream has something to send.
    boolean isDue() {
        if (turns.isEmpty()) return false;
        for (var both : turns) if (both.send.isDue(credit - sent)) return true;
        return false;
    }

    /// Takes something to send, of each stream in turn.
    ///
    /// @param most bytes that have room
    SendStream.Taken take(int most) {
        for (int i = turns.size(); i > 0; i--) {
            var both = turns.peek();
            var taken = both.send.take(most, credit - sent);
            turns.add(turns.remove());
            if (taken == null) continue;
            sent += taken.fresh();
            return taken;
        }
        return null;
    }

    void arrived(SentPacket.StreamPiece piece, long most) {
        piece.stream().arrived(piece);
        var both = streams.get(piece.stream().id());
        if (both == null) return;
        if (both.send.writerWaits && isRoomy(both.send, most)) {
            both.send.writerWaits = false;
            out.accept(new RudpAction.Writable(connection, both.send.id()));
        }
        if (both.send.isDone()) retire(both.send.id(), both);
    }

    private boolean isRoomy(SendStream stream, long most) {
        long share = share(stream, most);
        return stream.kept() < share - share / 4;
    }

    /// Both directions are done with: the number is never used again, and another stream may be opened.
    private void retire(int id, Both both) {
        if (!both.send.isDone() || !both.receive.isOver() || streams.remove(id) == null) return;
        turns.remove(both);
        retired.add(id, id + 1L);
        retiredCount++;
        if (!client) say(new RudpFrame.MaxStreams(options.streams() + retiredCount));
    }

    /// Whether all that was written has arrived.
    boolean isQuiet() {
        for (var both : turns) if (both.send.kept() > 0 || both.send.hasEnded() && !both.send.isDone()) return false;
        return true;
    }

    /// {@return the numbers of the streams that are there}
    Iterable<Integer> numbers() {
        return List.copyOf(streams.keySet());
    }
}
