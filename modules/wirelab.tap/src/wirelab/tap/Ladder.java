package wirelab.tap;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import wirelab.kit.Tap;
import wirelab.kit.Text;
import wirelab.kit.Visible;

/// A ladder diagram of what is said: the parties stand side by side, time runs downwards, each message is an arrow.
///
/// What is encrypted on the wire is shown encrypted: as its length. Neighbouring rows that are alike are drawn once, with
/// how many more there were. A ladder has at most [#MOST_ROWS] rows, and says how many more there would have been. In the
/// terminal it is drawn by a thread of its own: the conversation never waits for it, and rows that come faster than they can
/// be drawn are left out, which the drawing says.
public final class Ladder implements Watcher {
    /// Rows of one ladder; more are counted only.
    public static final int MOST_ROWS = 1000;
    private static final int USUAL_WIDTH = 80;
    private static final int LEAST_WIDTH = 40;
    private static final int MOST_WIDTH = 400;
    /// Bytes without words of their own are shown as text up to this length.
    private static final int SHOWN = 24;

    private final LadderPicture picture;
    private final LadderColumns columns = new LadderColumns();
    private final Map<Conversation, Integer> clients = new HashMap<>();
    private final Set<Conversation> unnamed = new HashSet<>();
    private long began;
    private boolean hasBegun;
    private List<Integer> order = List.of();

    private Ladder(LadderPicture picture) {
        this.picture = picture;
    }

    /// Draws in the terminal as things happen; in colour if the terminal can show it, plain when the output goes elsewhere.
    ///
    /// @return the ladder, to be given to a [Recorder]
    public static Ladder print(PrintStream out) {
        var console = System.console();
        boolean terminal = out == System.out && console != null && console.isTerminal();
        return print(out, terminal && Visible.obeys(System.getenv("TERM")), terminal ? width() : USUAL_WIDTH);
    }

    static Ladder print(PrintStream out, boolean colour) {
        return print(out, colour, USUAL_WIDTH);
    }

    static Ladder print(PrintStream out, boolean colour, int width) {
        return new Ladder(new LadderQueue(new LadderMerge(new LadderText(out, colour, width))));
    }

    /// How wide the terminal is: what the shell says, else what the system says.
    private static int width() {
        String said = System.getenv("COLUMNS");
        if (said == null) said = stty();
        try {
            return Math.clamp(Integer.parseInt(said), LEAST_WIDTH, MOST_WIDTH);
        } catch (NumberFormatException _) {
            return USUAL_WIDTH;
        }
    }

    /// The columns as `stty size` gives them, the second of two numbers; nothing where there is none.
    private static String stty() {
        try {
            var process = new ProcessBuilder("stty", "size").redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try (var output = process.getInputStream()) {
                return new String(output.readAllBytes(), StandardCharsets.US_ASCII).strip().replaceFirst("^\\d+ ", "");
            }
        } catch (IOException _) {
            return "";
        }
    }

    /// Draws into a file when the ladder ends.
    ///
    /// @param file where to; it is replaced
    /// @param notes where one line goes when the file cannot be written
    /// @return the ladder, to be given to a [Recorder]
    public static Ladder svg(Path file, String title, PrintStream notes) {
        return new Ladder(new LadderMerge(new LadderSvg(file, title, notes)));
    }

    /// Keeps columns from left to right for parties whose order is known before they speak; others follow behind them.
    public synchronized Ladder order(String... names) {
        for (String name : names) columns.reserve(name);
        return this;
    }

    @Override
    public Tap.Bound bound(Tap.Party party, Tap.Transport transport, InetSocketAddress local) {
        synchronized (this) {
            columns.listens(local.getPort(), party);
        }
        return () -> {
            synchronized (this) {
                if (transport == Tap.Transport.UDP) columns.gone(local.getPort());
            }
        };
    }

    @Override
    public synchronized void opened(Conversation conversation) {
        // When the server's end is seen first, the client may turn up in this process a moment later, with its name.
        if (conversation.party(Side.CLIENT) == null) unnamed.add(conversation);
        else connect(conversation);
    }

    private void connect(Conversation conversation) {
        // Asked once: the client may turn up just now, and then its column is to get its name below.
        var party = conversation.party(Side.CLIENT);
        int client = columns.join(conversation.address(Side.CLIENT), party);
        if (party != null) clients.put(conversation, client);
        int server = columnOf(conversation, Side.SERVER);
        columns.asks(client, server);
        draw(client, server, LadderRow.Kind.SIGNAL, "connect");
    }

    @Override
    public synchronized void data(Conversation conversation, Side from, ByteBuffer bytes, String words) {
        if (unnamed.remove(conversation)) connect(conversation);
        draw(columnOf(conversation, from), columnOf(conversation, from.other()), LadderRow.Kind.DATA, label(bytes, words));
    }

    @Override
    public synchronized void ended(Conversation conversation, Side from) {
        if (unnamed.remove(conversation)) connect(conversation);
        draw(columnOf(conversation, from), columnOf(conversation, from.other()), LadderRow.Kind.SIGNAL, "end (FIN)");
    }

    @Override
    public synchronized void reset(Conversation conversation, Side from) {
        if (unnamed.remove(conversation)) connect(conversation);
        draw(columnOf(conversation, from), columnOf(conversation, from.other()), LadderRow.Kind.BROKEN, "broken off (RST)");
    }

    @Override
    public synchronized void forgotten(Conversation conversation) {
        if (unnamed.remove(conversation)) connect(conversation);
        Integer client = clients.remove(conversation);
        if (client != null) columns.leave(client);
    }

    @Override
    public synchronized void unreachable(Tap.Party party, InetSocketAddress remote, String reason) {
        int client = columns.join(null, party);
        int server = columns.of(remote, null);
        columns.asks(client, server);
        draw(client, server, LadderRow.Kind.BROKEN, "connect: " + reason);
        columns.leave(client);
    }

    @Override
    public synchronized void datagram(CapturedDatagram datagram, ByteBuffer payload, String words) {
        datagram(LadderRow.Kind.DATAGRAM, datagram, label(payload, words));
    }

    @Override
    public synchronized void lost(CapturedDatagram datagram, ByteBuffer payload, String words) {
        datagram(LadderRow.Kind.LOST, datagram, label(payload, words));
    }

    private void datagram(LadderRow.Kind kind, CapturedDatagram datagram, String label) {
        int from = columns.sender(datagram.from(), datagram.sender());
        int to = columns.of(datagram.to(), datagram.receiver());
        columns.asks(from, to);
        draw(from, to, kind, label);
    }

    /// Draws everything that has been told so far, and waits for that, if it does not take too long. The picture goes on.
    public void flush() {
        picture.pause();
    }

    /// Draws the rest, says what did not fit, and ends the picture.
    @Override
    public void close() {
        picture.end();
    }

    private int columnOf(Conversation conversation, Side side) {
        Integer client = side == Side.CLIENT ? clients.get(conversation) : null;
        return client != null ? client : columns.of(conversation.address(side), conversation.party(side));
    }

    private void draw(int from, int to, LadderRow.Kind kind, String label) {
        long now = System.nanoTime();
        if (!hasBegun) began = now;
        hasBegun = true;
        var order = columns.order();
        if (!order.equals(this.order)) picture.order(this.order = order);
        picture.row(new LadderRow(now - began, from, to, kind, label), columns.labels());
    }

    private static String label(ByteBuffer bytes, String words) {
        if (words != null) return words;
        var head = new byte[Math.min(SHOWN, bytes.remaining())];
        bytes.duplicate().get(head);
        String text = new String(head, StandardCharsets.UTF_8).stripTrailing();
        boolean readable = !text.isEmpty() && text.indexOf(0xFFFD) < 0 && Visible.of(text).equals(text);
        return readable && bytes.remaining() <= SHOWN ? "\"" + text + "\"" : Text.bytes(bytes.remaining());
    }

    @Override
    public String toString() {
        return "ladder";
    }
}
