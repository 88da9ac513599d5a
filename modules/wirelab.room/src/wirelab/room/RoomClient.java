package wirelab.room;

import java.io.IOException;
import java.net.InetSocketAddress;
import wirelab.kit.Connection;
import wirelab.kit.Host;
import wirelab.kit.Lines;
import wirelab.kit.Tap;

/// A member's end of the conversation. One thread may read while another sends.
public final class RoomClient implements AutoCloseable {
    /// Who speaks here, for taps.
    public static final Tap.Party PARTY = new Tap.Party("member", RoomWords.WORDS);

    /// Longest line of the server that is read; ours are never longer, with any line limit up to 20,000 bytes.
    private static final int LIMIT = 64 * 1024;

    private final Connection connection;
    private final Lines lines;

    private RoomClient(Connection connection) {
        this.connection = connection;
        lines = new Lines(connection, LIMIT);
    }

    /// Goes to a room.
    ///
    /// @return the connection; the first line read says whether there was a place
    /// @throws IOException when nobody answers
    public static RoomClient connect(InetSocketAddress server) throws IOException {
        return connect(server, "member");
    }

    /// Goes to a room from this machine, [Host#HERE].
    public static RoomClient connect(InetSocketAddress server, String name) throws IOException {
        return connect(Host.HERE, server, name);
    }

    /// Goes to a room.
    ///
    /// @param name who one is for those who watch; the room does not learn it
    /// @return the connection; the first line read says whether there was a place
    /// @throws IOException when nobody answers
    public static RoomClient connect(Host host, InetSocketAddress server, String name) throws IOException {
        return new RoomClient(host.connect(server, new Tap.Party(name, RoomWords.WORDS)));
    }

    /// Waits for a line.
    ///
    /// @return the line, or `null` when the server has hung up
    /// @throws wirelab.kit.ProtocolViolation when it is none of the lines of a room
    /// @throws IOException when the connection is broken
    public RoomLine read() throws IOException {
        String line = readText();
        return line == null ? null : RoomLine.decode(line);
    }

    /// Waits for a line, whatever it is; so this client can talk in rooms that others have built.
    ///
    /// @return its text, in which control characters are not yet visible, or `null` when the server has hung up
    /// @throws wirelab.kit.ProtocolViolation when it is not UTF-8 or too long
    /// @throws IOException when the connection is broken
    public String readText() throws IOException {
        return lines.read();
    }

    /// Sends a line as a person would type it.
    ///
    /// @throws IOException when the connection is broken
    public void send(String line) throws IOException {
        lines.write(line);
    }

    /// Sends a command.
    ///
    /// @throws IOException when the connection is broken
    public void send(Command command) throws IOException {
        lines.write(command.encode());
    }

    /// Says that nothing more will be sent; the server then hangs up.
    ///
    /// @throws IOException when the connection is broken
    public void endOutput() throws IOException {
        connection.endOutput();
    }

    public Connection connection() {
        return connection;
    }

    /// Hangs up without a word.
    @Override
    public void close() {
        connection.close();
    }

    @Override
    public String toString() {
        return "room client " + connection;
    }
}
