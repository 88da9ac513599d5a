package wirelab.room;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import wirelab.chat.ChatScreen;

/// A person in a room: what is typed goes to the server, what the server says is shown.
///
/// At a terminal the line that is being typed stays intact when a message arrives; otherwise lines are copied as they are,
/// so that other programs can speak through it ([ChatScreen]).
public final class RoomChat {
    /// How long the server may take to hang up on one who has said that he leaves.
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final RoomClient client;
    private final ChatScreen screen;
    private volatile boolean leaving;

    /// Begins with nothing said.
    ///
    /// @param client a fresh connection to a room
    public RoomChat(RoomClient client, ChatScreen screen) {
        this.client = client;
        this.screen = screen;
    }

    /// Talks until the user leaves or the server hangs up.
    ///
    /// @throws IOException when the server is lost, or hangs up on a user who did not want to leave
    public void talk() throws IOException {
        screen.read(this::send, this::ended);
        receive();
    }

    /// Says that the user leaves, which the others are told; the server then hangs up, and [#talk()] is over.
    public void leave() {
        leaving = true;
        client.connection().stage(FAREWELL);
        end(() -> client.send(new Command.Exit()));
    }

    private boolean send(String line) throws IOException {
        boolean goesOn = !ChatScreen.isExit(line);
        if (goesOn) client.send(line);
        else leave();
        return goesOn;
    }

    /// Nothing more is typed. What is copied from elsewhere ends as it does there: the server is to say all it has to say.
    private void ended() {
        if (leaving) return;
        if (screen.draws()) {
            leave();
        } else {
            leaving = true;
            end(client::endOutput);
        }
    }

    private interface End {
        void say() throws IOException;
    }

    private static void end(End end) {
        try {
            end.say();
        } catch (IOException _) {
            // The connection is gone, which the reading side finds out too.
        }
    }

    /// Shows what the server says until it hangs up.
    private void receive() throws IOException {
        String first = null;
        String last = "";
        try {
            for (String line; (line = client.readText()) != null; last = line) {
                if (first == null) first = line;
                screen.show(line);
            }
        } catch (SocketTimeoutException _) {
            // Only farewells have a limit.
        }
        boolean refused = first != null && first.startsWith("! ");
        if (!leaving || refused) throw new IOException(last.startsWith("! ") ? last.substring(2) : "the server hung up");
    }
}
