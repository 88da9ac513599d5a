package wirelab.netview;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import wirelab.chat.Terminal;
import wirelab.kit.Failure;

/// Sockets live: a table that fits the terminal, read anew again and again; where output is no terminal, a line for each
/// socket that comes, changes or goes.
public final class LiveView {
    private static final String BEGIN = "\033[?1049h\033[?25l";
    private static final String END = "\033[?25h\033[?1049l";
    private static final int MOST_KEY = 8;

    private final NetSource source;
    private final LiveTable table;
    private final Duration interval;
    private final PrintStream out;
    private final CountDownLatch ended = new CountDownLatch(1);
    private Terminal terminal;
    private int width;
    private int height;

    /// @param filter which sockets are shown at first
    /// @param interval from one reading to the next
    public LiveView(NetSource source, SocketFilter filter, Duration interval, PrintStream out) {
        this.source = source;
        table = new LiveTable(filter);
        this.interval = interval;
        this.out = out;
    }

    /// Shows it until the user quits, [#end()] is called, or so many readings were shown.
    ///
    /// @param readings 0 for no limit
    /// @throws IOException when sockets cannot be read
    public void run(InputStream in, int readings) throws IOException, InterruptedException {
        try (var opened = Terminal.open()) {
            terminal = opened;
            if (terminal != null) {
                out.print(BEGIN);
                resized();
                Thread.ofPlatform().daemon().name("keys").start(() -> keys(in));
            }
            try {
                for (int i = 1; ; i++) {
                    read();
                    if (i == readings || ended.await(interval.toNanos(), TimeUnit.NANOSECONDS)) return;
                }
            } finally {
                if (terminal != null) out.print(END);
                out.flush();
            }
        }
    }

    /// Asks it to end.
    public void end() {
        ended.countDown();
    }

    /// The terminal has another size.
    public synchronized void resized() {
        if (terminal == null) return;
        width = terminal.width();
        height = terminal.height();
        draw();
    }

    private void read() throws IOException {
        var sockets = source.sockets();
        synchronized (this) {
            table.update(System.nanoTime(), sockets);
            draw();
        }
    }

    private void draw() {
        if (terminal == null) table.changes().forEach(out::println);
        else out.print(LiveScreen.draw(table, width, height));
        out.flush();
    }

    private void keys(InputStream in) {
        try {
            var bytes = new byte[256];
            for (int n; (n = in.read(bytes)) > 0; ) {
                String text = new String(bytes, 0, n, StandardCharsets.UTF_8);
                for (int i = 0; i < text.length(); ) {
                    String key = key(text, i);
                    i += key.length() + (key.startsWith("[") && key.length() > 1 ? 1 : 0);
                    typed(key);
                }
            }
        } catch (IOException _) {
            // The terminal is gone.
        }
        end();
    }

    /// The key at a place: a character, or what stands behind the ESC of a sequence.
    static String key(String text, int at) {
        if (text.charAt(at) != '\033' || at + 1 >= text.length() || text.charAt(at + 1) != '[') {
            return text.substring(at, at + 1);
        }
        int end = at + 2;
        while (end < text.length() && end - at < MOST_KEY && text.charAt(end) < 0x40) end++;
        return text.substring(at + 1, Math.min(text.length(), end + 1));
    }

    private synchronized void typed(String key) {
        switch (table.type(key)) {
            case QUIT -> end();
            case END -> {
                try {
                    source.end(table.takeEnded());
                } catch (IOException e) {
                    table.notice(Failure.reason(e));
                }
            }
            case NOTHING -> {
                // It shows in the table.
            }
        }
        if (ended.getCount() > 0) draw();
    }

    @Override
    public String toString() {
        return "live view of " + source;
    }
}
