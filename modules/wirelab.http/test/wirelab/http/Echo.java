package wirelab.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import wirelab.http.WebServer.Handler;

/// Answers every request with what it understood of it: method, target, body, trailers.
final class Echo implements Handler {
    @Override
    public void handle(Exchange exchange) throws IOException {
        var body = new String(exchange.body().stream().readAllBytes(), StandardCharsets.ISO_8859_1);
        var trailers = exchange.body().trailers();
        // An echo is no tunnel.
        if (exchange.request().method().equals("CONNECT")) throw new StatusException(405, "No.", Headers.of("Allow", "GET"));
        String text = exchange.request().method() + " " + exchange.request().target() + " [" + body + "]"
                + (trailers.size() == 0 ? "" : " " + trailers.toString().strip());
        exchange.respond(200, Headers.of("Content-Type", "text/plain; charset=iso-8859-1"),
                ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
