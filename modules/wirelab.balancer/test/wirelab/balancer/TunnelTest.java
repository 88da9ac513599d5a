package wirelab.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wirelab.balancer.Behind.say;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wirelab.http.MessageReader;
import wirelab.http.Raw;
import wirelab.kit.Eventually;
import wirelab.kit.Peer;

/// Conversations and streams pass as they come.
@Tag("socket")
class TunnelTest {
    /// RFC 6455: agrees, and sends each short frame back without its mask.
    private static Behind.Script echo() {
        return (request, reader, out) -> {
            String accept = request.headers().first("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
            try {
                accept = Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1")
                        .digest(accept.getBytes(StandardCharsets.US_ASCII)));
            } catch (NoSuchAlgorithmException e) {
                throw new IOException(e);
            }
            say(out, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
                    + accept + "\r\n\r\n");
            var frame = ByteBuffer.allocate(200);
            while (true) {
                fill(reader, frame.clear().limit(6));
                int length = frame.get(1) & 0x7f;
                byte[] mask = {frame.get(2), frame.get(3), frame.get(4), frame.get(5)};
                byte first = frame.get(0);
                fill(reader, frame.clear().limit(length));
                var back = ByteBuffer.allocate(2 + length).put(first).put((byte) length);
                for (int i = 0; i < length; i++) back.put((byte) (frame.get(i) ^ mask[i % 4]));
                out.write(back.flip());
                if ((first & 0xf) == 8) return;
            }
        };
    }

    private static void fill(MessageReader reader, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) if (reader.read(into) < 0) throw new IOException("the client has gone");
    }

    @Test
    void aWebSocketConversationOfTheJdksClientGoesThrough() throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        var closed = new CountDownLatch(1);
        var listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                heard.add(text.toString());
                return WebSocket.Listener.super.onText(socket, text, last);
            }

            @Override
            public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                closed.countDown();
                return null;
            }
        };
        try (var behind = new Behind("", echo()); var client = HttpClient.newHttpClient()) {
            var socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + behind.address().getPort() + "/chat"), listener)
                    .get(30, TimeUnit.SECONDS);
            for (String text : new String[] {"hello", "wörld", "bye"}) {
                socket.sendText(text, true).get(30, TimeUnit.SECONDS);
                assertEquals(text, heard.poll(30, TimeUnit.SECONDS));
            }
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(30, TimeUnit.SECONDS);
            assertTrue(closed.await(30, TimeUnit.SECONDS));
            var request = behind.node(1).requests.remove();
            assertEquals("websocket", request.headers().first("Upgrade"));
            var backend = behind.fleet.backends().iterator().next();
            Eventually.that("it is over", () -> backend.gate.active() == 0);
        }
    }

    @Test
    void aRefusedUpgradeIsAnOrdinaryAnswer() throws Exception {
        try (var behind = new Behind("", Behind.ok())) {
            var got = behind.get("/", "Connection: Upgrade", "Upgrade: websocket");
            assertEquals(200, got.status());
            assertFalse(got.head().headers().has("Upgrade"));
        }
    }

    @Test
    void eachEventReachesCurlBeforeTheNextIsMade() throws Exception {
        String curl = Peer.require("curl", "curl");
        var heard = new LinkedBlockingQueue<Integer>();
        Behind.Script events = (_, _, out) -> {
            say(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            try {
                for (int i = 1; i <= 5; i++) {
                    say(out, "9\r\ndata: " + i + "\n\n\r\n");
                    if (!Integer.valueOf(i).equals(heard.poll(30, TimeUnit.SECONDS))) throw new IOException("not heard");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            say(out, "0\r\n\r\n");
        };
        try (var behind = new Behind("", events);
                var peer = Peer.start(curl, "-sN", "http://127.0.0.1:" + behind.address().getPort() + "/")) {
            for (int i = 1; i <= 5; i++) {
                peer.awaitOutput("data: " + i + "\n\n");
                heard.add(i);
            }
            assertEquals(0, peer.awaitExit());
        }
    }

    @Test
    void anInterimAnswerIsPassedOnBeforeTheAnswer() throws Exception {
        try (var behind = new Behind("", (_, _, out) -> say(out, "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
                + Behind.OK));
                var client = new Raw(behind.address())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals(103, client.response().status());
            assertEquals(200, client.response().status());
        }
    }
}
