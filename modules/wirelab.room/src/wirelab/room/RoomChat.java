package wirelab.room;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A person in a room: what is typed goes to the server, what the server says is shown.
///
/// At a terminal the line that is being typed stays intact when a message arrives ([LineEditor]); otherwise lines are copied
/// as they are, so that other programs can speak through it.
public final class RoomChat {
    private static final String PROMPT = "> ";

    private final RoomClient client;
    private final InputStream in;
    private final PrintStream out;
    private final int limit;
    private volatile boolean leaving;
    private LineEditor editor;

    private RoomChat(RoomClient client, InputStream in, PrintStream out, int limit) {
        this.client = client;
        this.in = in;
        this.out = out;
        this.limit = limit;
    }

    /// Talks until the user leaves or the server hangs up.
    ///
    /// @param client a fresh connection to a room
    /// @param in what is typed
    /// @param out what is shown
    /// @param limit longest line in bytes that can be typed at a terminal
    /// @throws IOException when the server is lost, or hangs up on a user who did not want to leave
    public static void talk(RoomClient client, InputStream in, PrintStream out, int limit) throws IOException {
        try (var terminal = Terminal.open()) {
            var chat = new RoomChat(client, in, out, limit);
            if (terminal != null) chat.atTerminal(terminal.width());
            else chat.inLines();
        }
    }

    private void inLines() throws IOException {
        sending(() -> {
            var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line; (line = lines.readLine()) != null; ) send(line);
            leaving = true;
            client.endOutput();
        });
        receive();
    }

    private void atTerminal(int width) throws IOException {
        editor = new LineEditor(PROMPT, width, limit);
        sending(() -> {
            var keys = new byte[4096];
            for (int n; (n = in.read(keys)) >= 0; ) {
                if (!typed(Arrays.copyOf(keys, n))) break;
            }
            send(new Command.Exit().encode());
        });
        try {
            receive();
        } finally {
            show("\r\033[K");
        }
    }

    /// @return whether the user goes on
    private boolean typed(byte[] keys) throws IOException {
        LineEditor.Typed typed;
        synchronized (this) {
            typed = editor.type(keys);
            show(typed.output());
        }
        for (String line : typed.lines()) send(line);
        return !typed.end();
    }

    private void send(String line) throws IOException {
        if (line.equals("exit") || line.equals("/exit")) leaving = true;
        client.send(line);
    }

    /// Shows what the server says until it hangs up.
    private void receive() throws IOException {
        String first = null;
        String last = "";
        for (String line; (line = client.readText()) != null; last = line) {
            if (first == null) first = line;
            synchronized (this) {
                show(editor == null ? Visible.of(line) + "\n" : editor.message(line));
            }
        }
        boolean refused = first != null && first.startsWith("! ");
        if (!leaving || refused) throw new IOException(last.startsWith("! ") ? last.substring(2) : "the server hung up");
    }

    private synchronized void show(String text) {
        out.print(text);
        out.flush();
    }

    private interface Part {
        void run() throws IOException;
    }

    /// A thread of its own, since nothing can end a read from standard input: the process ends without it.
    private void sending(Part part) {
        Thread.ofPlatform().daemon().name("typed").start(() -> {
            try {
                part.run();
            } catch (IOException _) {
                // The connection is gone, which the reading side reports.
                client.close();
            }
        });
    }
}
