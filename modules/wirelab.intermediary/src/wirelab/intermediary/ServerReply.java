package wirelab.intermediary;

import java.io.Closeable;
import wirelab.http.BodyReader;
import wirelab.http.ClientConnection;
import wirelab.http.ConnectionPool;
import wirelab.http.MessageReader;
import wirelab.http.ResponseHead;

/// The answer of a server behind, whose body is still to be read. Closing it gives the connection back where another request
/// may follow, and ends it where not.
public final class ServerReply implements Closeable {
    private final ResponseHead head;
    private final ClientConnection connection;
    private final ConnectionPool pool;
    private final RequestBody request;
    private Runnable closed = () -> {};

    ServerReply(ResponseHead head, ClientConnection connection, ConnectionPool pool, RequestBody request) {
        this.head = head;
        this.connection = connection;
        this.pool = pool;
        this.request = request;
    }

    /// Says what is done once it is closed.
    void whenClosed(Runnable closed) {
        this.closed = closed;
    }

    /// As it came.
    public ResponseHead head() {
        return head;
    }

    /// Its content.
    public BodyReader body() {
        return connection.reader().body();
    }

    /// {@return what is read behind a 101: bytes of another protocol}
    public MessageReader reader() {
        return connection.reader();
    }

    /// {@return whether it came before the request was whole: `true` while the client still sends}
    public boolean early() {
        return request != null && request.begun() && !request.taken();
    }

    @Override
    public void close() {
        boolean sent = request == null || request.ended();
        if (sent && head.status() != 101 && connection.goesOn(head)) pool.give(connection);
        else connection.close();
        closed.run();
        closed = () -> {};
    }

    @Override
    public String toString() {
        return head.startLine() + " from " + connection.route();
    }
}
