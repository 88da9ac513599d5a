package wirelab.site;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import wirelab.http.BodyWriter;
import wirelab.http.ByteRanges;
import wirelab.http.Exchange;
import wirelab.http.Framing;
import wirelab.http.Headers;
import wirelab.http.Preconditions;
import wirelab.http.Response;
import wirelab.http.StatusException;
import wirelab.kit.Text;

/// Answers a GET or HEAD of one file: whole, in part, not modified, or not under these conditions.
///
/// Several parts travel as one content (RFC 9110, section 14.6):
///
/// ```
/// --BOUNDARY CRLF Content-Type: ... CRLF Content-Range: bytes 0-499/1234 CRLF CRLF bytes CRLF
/// --BOUNDARY CRLF ...
/// --BOUNDARY-- CRLF
/// ```
final class FileResponse {
    private final Exchange exchange;
    private final ServedFile file;
    private final boolean head;

    FileResponse(Exchange exchange, ServedFile file) {
        this.exchange = exchange;
        this.file = file;
        head = exchange.request().method().equals("HEAD");
    }

    void send() throws IOException {
        var headers = exchange.request().headers();
        int status = Preconditions.evaluate(headers, file.etag, file.modified);
        if (status == 412) throw new StatusException(412, "The file is not in the state that was asked for.");
        if (status == 304) {
            // RFC 9110, section 15.4.5: what could change the stored response, and nothing about its content.
            exchange.respond(304, file.headers.edit().remove("Content-Type").remove("Content-Encoding").build(),
                    ByteBuffer.allocate(0));
            return;
        }
        String range = headers.first("Range");
        // Section 14.2: with GET alone.
        boolean partial = range != null && !head && Preconditions.rangeApplies(headers, file.etag, file.modified);
        List<ByteRanges.Part> parts = partial ? ByteRanges.parse(range, file.size()) : null;
        if (parts == null) whole();
        else if (parts.isEmpty()) {
            throw new StatusException(416, "The file has " + Text.count(file.size(), "byte") + ".",
                    Headers.of("Content-Range", "bytes */" + file.size()));
        } else if (parts.size() == 1) {
            one(parts.getFirst());
        } else {
            several(parts);
        }
    }

    private void whole() throws IOException {
        respond(200, file.headers, file.size(), (sender, out) -> sender.send(out, 0, file.size()));
    }

    private void one(ByteRanges.Part part) throws IOException {
        var headers = file.headers.edit().add("Content-Range", contentRange(part)).build();
        respond(206, headers, part.length(), (sender, out) -> sender.send(out, part.first(), part.length()));
    }

    private void several(List<ByteRanges.Part> parts) throws IOException {
        // Random enough that no file contains it, unless somebody could read our mind.
        String boundary = "wirelab-" + Long.toHexString(new Random().nextLong()) + Long.toHexString(System.nanoTime());
        String type = file.headers.first("Content-Type");
        var heads = parts.stream()
                .map(part -> bytes("\r\n--" + boundary + "\r\nContent-Type: " + type + "\r\nContent-Range: "
                + contentRange(part) + "\r\n\r\n")).toList();
        byte[] end = bytes("\r\n--" + boundary + "--\r\n");
        long length = end.length;
        for (int i = 0; i < parts.size(); i++) length += heads.get(i).length + parts.get(i).length();
        var headers = file.headers.edit().set("Content-Type", "multipart/byteranges; boundary=" + boundary).build();
        respond(206, headers, length, (sender, out) -> {
            for (int i = 0; i < parts.size(); i++) {
                out.write(ByteBuffer.wrap(heads.get(i)));
                sender.send(out, parts.get(i).first(), parts.get(i).length());
            }
            out.write(ByteBuffer.wrap(end));
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private String contentRange(ByteRanges.Part part) {
        return "bytes " + part.first() + "-" + part.last() + "/" + file.size();
    }

    private interface Content {
        void send(FileSender sender, BodyWriter out) throws IOException;
    }

    private void respond(int status, Headers headers, long length, Content content) throws IOException {
        if (head) {
            exchange.begin(status, headers, new Framing.Length(length));
            return;
        }
        try (var sender = FileSender.open(file, !exchange.secure())) {
            exchange.send(new Response.Stream(status, headers, new Framing.Length(length),
                    out -> content.send(sender, out)));
        } catch (java.nio.file.NoSuchFileException _) {
            throw new StatusException(404, "The file was taken away just now.");
        }
    }
}
