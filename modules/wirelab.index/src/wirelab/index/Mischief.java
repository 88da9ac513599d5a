package wirelab.index;

import java.io.IOException;
import java.util.List;
import wirelab.kit.Bytes;
import wirelab.kit.Connection;
import wirelab.kit.Frames;
import wirelab.kit.Host;
import wirelab.kit.TcpServer;

/// What nodes should not do, on purpose: for demos, exercises and tests.
public final class Mischief {
    private Mischief() {}

    /// Starts somebody who says that he has a document, and gives zeros.
    ///
    /// @return where he is asked, on a free port of loopback
    public static TcpServer liar(Host host, Document document) throws IOException {
        return liar(host, document, List.of(document.hash()));
    }

    /// @param pieces what he says about the pieces
    static TcpServer liar(Host host, Document document, List<Bytes> pieces) throws IOException {
        return TcpServer.start(host, TcpServer.Options.DEFAULTS, connection -> lie(connection, document, pieces));
    }

    private static void lie(Connection connection, Document document, List<Bytes> pieces) throws IOException {
        var frames = new Frames(connection, 4, IndexLink.LONGEST);
        Greeting.exchange(frames, null, false);
        for (byte[] frame; (frame = frames.read()) != null; ) {
            if (IndexRequest.decode(frame) instanceof IndexRequest.Content wanted) {
                frames.write(new IndexReply.Content(document.size(), wanted.count()).encode());
                connection.write(new byte[(int) wanted.count()]);
            } else {
                long length = HeldFile.pieceLength(document.size());
                frames.write(new IndexReply.Pieces(document.size(), length, pieces).encode());
            }
        }
    }
}
