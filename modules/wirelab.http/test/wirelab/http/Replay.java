package wirelab.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Reads all messages out of bytes, without a socket, and tells what came of it.
final class Replay {
    private interface Next {
        Head read(MessageReader reader) throws IOException;
    }

    private Replay() {}

    static String requests(byte[] bytes, int piece) {
        return replay(bytes, piece, MessageReader::readRequest);
    }

    static String responses(byte[] bytes, int piece) {
        return replay(bytes, piece, reader -> reader.readResponse("GET"));
    }

    private static String replay(byte[] bytes, int piece, Next next) {
        var story = new StringBuilder();
        var reader = new MessageReader(new Pieces(bytes, piece), Limits.SERVER.withBody(1000));
        try {
            while (true) {
                var head = next.read(reader);
                if (head == null) return story.append("end").toString();
                story.append(new String(head.encode(), StandardCharsets.ISO_8859_1));
                body(reader, story);
                story.append(reader.body().trailers()).append('\n');
            }
        } catch (BadMessageException e) {
            return story.append(e.status()).append(' ').append(e.getMessage()).toString();
        } catch (EOFException e) {
            return story.append("cut short").toString();
        } catch (IOException e) {
            throw new IllegalStateException("no other exception belongs here", e);
        }
    }

    /// Through a small buffer, so that its end falls everywhere.
    private static void body(MessageReader reader, StringBuilder story) throws IOException {
        var buffer = ByteBuffer.allocate(7);
        while (reader.body().read(buffer.clear()) >= 0) {
            story.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1));
        }
    }
}
