package wirelab.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Raw responses and what a client makes of them, one rule per row, in the notation of [ConformanceRows] with one column
/// more: the method of the request that is answered.
///
/// ```
/// 9112-6.3 a length | GET | HTTP/1.1 200 OK¶Content-Length: 2¶¶hi | 200 [hi], open
/// ```
///
/// | outcome | means |
/// | --- | --- |
/// | `200 [hi]` | a response and its body |
/// | `200 [hi] A=b` | and what stands in its field `A` |
/// | `open`, `closed` | whether another exchange may follow on the connection |
/// | `refused` | the response is no response: an error, and the connection is closed |
/// | `cut short` | it is incomplete: an error, and the connection is closed |
final class ResponseRows {
    /// One row.
    ///
    /// @param rule the paragraph and what it says
    /// @param method of the request
    /// @param bytes what the server sends before it ends its direction
    /// @param expected what must come of it
    record Row(String rule, String method, byte[] bytes, String expected) {
        @Override
        public String toString() {
            return rule;
        }
    }

    private static final String TEXT = """
            # Status line
            9112-4 a response | GET | HTTP/1.1 200 OK¶Content-Length: 2¶¶hi | 200 [hi], open
            9112-4 no words behind the status | GET | HTTP/1.1 200 ¶Content-Length: 2¶¶hi | 200 [hi], open
            9112-4 no space behind the status either | GET | HTTP/1.1 200¶Content-Length: 2¶¶hi | 200 [hi], open
            9112-4 words of all kinds | GET | HTTP/1.1 200 ␉ä: "x" / y¶Content-Length: 0¶¶ | 200 [], open
            9110-15 a status that nobody knows | GET | HTTP/1.1 299 ¶Content-Length: 2¶¶hi | 299 [hi], open
            9112-4 a status of two digits | GET | HTTP/1.1 20 OK¶¶ | refused
            9112-4 a status of four digits | GET | HTTP/1.1 2000 OK¶¶ | refused
            9112-4 a status with a sign | GET | HTTP/1.1 +20 OK¶¶ | refused
            9110-15 a status below 100 | GET | HTTP/1.1 099 OK¶¶ | refused
            9112-4 two spaces before the status | GET | HTTP/1.1  200 OK¶¶ | refused
            9112-4 a tab before the status | GET | HTTP/1.1␉200 OK¶¶ | refused
            9112-4 a request where a response should be | GET | GET / HTTP/1.1¶{H}¶ | refused
            9112-4 no HTTP at all | GET | hello¶¶ | refused
            9112-2.3 another protocol | GET | ICY 200 OK¶¶ | refused
            9112-2.3 another major version | GET | HTTP/2.0 200 OK¶¶ | refused
            9112-2.3 a higher minor version | GET | HTTP/1.2 200 OK¶Content-Length: 2¶¶hi | 200 [hi], open
            9112-2.3 lower case | GET | http/1.1 200 OK¶Content-Length: 2¶¶hi | refused

            # Lines and fields
            9112-2.2 a line feed alone | GET | HTTP/1.1 200 OK␊Content-Length: 2␊␊hi | refused
            9112-2.2 a bare carriage return in a value | GET | HTTP/1.1 200 OK¶A: b␍c¶¶ | refused
            9112-2.2 a bare carriage return in the words | GET | HTTP/1.1 200 O␍K¶¶ | refused
            9112-2.2 white space before the first field | GET | HTTP/1.1 200 OK¶ A: b¶¶ | refused
            9110-5.5 a NUL in a value | GET | HTTP/1.1 200 OK¶A: b␀¶¶ | refused
            9110-5.5 a line feed in a value | GET | HTTP/1.1 200 OK¶A: b␊c¶¶ | refused
            9110-5.5 white space around a value is no part of it
                | GET | HTTP/1.1 200 OK¶A:␉ b ␉¶Content-Length: 0¶¶ | 200 [] A=b, open
            9112-5.1 a space before the colon | GET | HTTP/1.1 200 OK¶A : b¶¶ | refused
            9112-5 no colon | GET | HTTP/1.1 200 OK¶A¶¶ | refused
            9112-5 no name | GET | HTTP/1.1 200 OK¶: b¶¶ | refused
            9112-5.2 a folded line becomes one line
                | GET | HTTP/1.1 200 OK¶A: b¶ c¶Content-Length: 0¶¶ | 200 [] A=b   c, open
            9112-5.2 a line folded twice, with tabs
                | GET | HTTP/1.1 200 OK¶A: b¶␉c¶␉d¶Content-Length: 0¶¶ | 200 [] A=b  ␉c  ␉d, open
            9112-5.2 a value that begins behind the fold
                | GET | HTTP/1.1 200 OK¶A:¶ b¶Content-Length: 0¶¶ | 200 [] A=b, open
            9112-5.2 a fold of nothing | GET | HTTP/1.1 200 OK¶A: b¶ ¶Content-Length: 0¶¶ | 200 [] A=b, open
            9112-5.2 a folded length | GET | HTTP/1.1 200 OK¶Content-Length:¶ 2¶¶hi | 200 [hi], open
            9112-5.2 a length folded inside is none | GET | HTTP/1.1 200 OK¶Content-Length: 1¶ 2¶¶hi | refused
            9112-5.2 a folded coding
                | GET | HTTP/1.1 200 OK¶Transfer-Encoding:¶ chunked¶¶2¶hi¶0¶¶ | 200 [hi], open
            9112-5.2 what stands in a fold is no field
                | GET | HTTP/1.1 200 OK¶A: b¶ Content-Length: 5¶Content-Length: 2¶¶hi
                | 200 [hi] A=b   Content-Length: 5, open
            9112-5.2 a folded trailer
                | GET | HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶0¶T: a¶ b¶¶ | 200 [], open
            9112-5.2 folds without end | GET | HTTP/1.1 200 OK¶A: b¶@folds¶ | refused
            9110-5.4 too many fields | GET | HTTP/1.1 200 OK¶@clientfields¶ | refused
            9110-5.4 a value that is too long | GET | HTTP/1.1 200 OK¶A: @300000¶¶ | refused

            # Length of the body
            9112-6.3 HEAD: no body, whatever the length | HEAD | HTTP/1.1 200 OK¶Content-Length: 5¶¶ | 200 [], open
            9112-6.3 HEAD: no body, whatever the coding | HEAD | HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶ | 200 [], open
            9112-6.3 HEAD: no body, with both
                | HEAD | HTTP/1.1 200 OK¶Content-Length: 5¶Transfer-Encoding: chunked¶¶ | 200 [], open
            9112-6.3 204: no body, whatever the length | GET | HTTP/1.1 204 No Content¶Content-Length: 5¶¶ | 204 [], open
            9112-6.3 304: no body, whatever the length | GET | HTTP/1.1 304 Not Modified¶Content-Length: 5¶¶ | 304 [], open
            9112-6.3 304: no body, whatever the coding
                | GET | HTTP/1.1 304 Not Modified¶Transfer-Encoding: chunked¶¶ | 304 [], open
            9112-6.3 304: no body, though a length is malformed
                | GET | HTTP/1.1 304 Not Modified¶Content-Length: x¶¶ | 304 [], open
            9110-15.2 an interim response has no body, and the real one follows
                | GET | HTTP/1.1 100 Continue¶Content-Length: 5¶¶HTTP/1.1 200 OK¶Content-Length: 2¶¶hi | 100, 200 [hi], open
            9110-15.2 several interim responses that nobody expects
                | GET | HTTP/1.1 102 x¶¶HTTP/1.1 103 y¶A: b¶¶HTTP/1.1 200 OK¶Content-Length: 0¶¶ | 102, 103, 200 [], open
            9112-6.3 a tunnel: length and coding are ignored
                | CONNECT | HTTP/1.1 200 OK¶Content-Length: 5¶Transfer-Encoding: chunked¶¶ | 200 [], open
            9112-6.3 a refused tunnel has a body | CONNECT | HTTP/1.1 403 No¶Content-Length: 2¶¶no | 403 [no], open
            9112-6.3 both length and coding
                | GET | HTTP/1.1 200 OK¶Content-Length: 5¶Transfer-Encoding: chunked¶¶0¶¶ | refused
            9112-6.1 a coding in HTTP/1.0 | GET | HTTP/1.0 200 OK¶Transfer-Encoding: chunked¶¶0¶¶ | refused
            9112-6.1 a coding in HTTP/1.0 with HEAD
                | HEAD | HTTP/1.0 200 OK¶Connection: keep-alive¶Transfer-Encoding: chunked¶¶ | refused
            9112-6.1 chunked twice | GET | HTTP/1.1 200 OK¶Transfer-Encoding: chunked, chunked¶¶0¶¶ | refused
            9112-6.3 a coding that is not chunked at the end
                | GET | HTTP/1.1 200 OK¶Transfer-Encoding: gzip¶¶hi | refused
            9112-6.3 chunked, then another coding | GET | HTTP/1.1 200 OK¶Transfer-Encoding: chunked, gzip¶¶hi | refused
            9112-6.3 malformed length: letters | GET | HTTP/1.1 200 OK¶Content-Length: x¶¶hi | refused
            9112-6.3 malformed length: a sign | GET | HTTP/1.1 200 OK¶Content-Length: +2¶¶hi | refused
            9112-6.3 malformed length: nothing | GET | HTTP/1.1 200 OK¶Content-Length: ¶¶hi | refused
            9112-6.3 two lengths that differ | GET | HTTP/1.1 200 OK¶Content-Length: 2¶Content-Length: 3¶¶hi | refused
            9110-8.6 two lengths that are the same | GET | HTTP/1.1 200 OK¶Content-Length: 2¶Content-Length: 2¶¶hi | refused
            9110-8.6 a list of lengths that are the same | GET | HTTP/1.1 200 OK¶Content-Length: 2, 2¶¶hi | refused
            9110-8.6 a length beyond 2^63 | GET | HTTP/1.1 200 OK¶Content-Length: 99999999999999999999¶¶hi | refused
            9112-6.3 neither: the end of the connection is the end | GET | HTTP/1.1 200 OK¶¶all of it
                | 200 [all of it], closed
            9112-6.3 neither, though the server would keep the connection
                | GET | HTTP/1.1 200 OK¶Connection: keep-alive¶¶all of it | 200 [all of it], closed
            9112-6.3 what follows a length is no part of the body
                | GET | HTTP/1.1 200 OK¶Content-Length: 2¶¶hiHTTP/1.1 500 No¶¶ | 200 [hi], closed

            # Chunks
            9112-7.1 chunks | GET | HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶1¶a¶2;x=y¶bc¶0¶¶ | 200 [abc], open
            9112-7 the coding in any case | GET | HTTP/1.1 200 OK¶Transfer-Encoding: CHUNKED¶¶1¶a¶0¶¶ | 200 [a], open
            9112-7.1.1 extensions are ignored
                | GET | HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶1;a;b="c"¶a¶0;d¶¶ | 200 [a], open
            9112-7.1 a size of 2^64 and one
                | GET | HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶10000000000000001¶a¶0¶¶ | refused
            9112-7.1 a malformed size | GET | HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶0x1¶a¶0¶¶ | refused
            9112-7.1 no CRLF behind the data | GET | HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶1¶ab¶0¶¶ | refused
            9112-7.1.2 a trailer is no header field
                | GET | HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶1¶a¶0¶A: b¶¶ | 200 [a], open
            9112-7.1.2 a length among the trailers changes nothing
                | GET | HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶1¶a¶0¶Content-Length: 9¶¶ | 200 [a], open

            # Incomplete
            9112-8 less than the length | GET | HTTP/1.1 200 OK¶Content-Length: 3¶¶hi | cut short
            9112-8 no last chunk | GET | HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶2¶hi¶ | cut short
            9112-8 half a chunk | GET | HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶3¶hi | cut short
            9112-8 half a head | GET | HTTP/1.1 200 OK¶Content-Le | cut short
            9112-8 no empty line behind the last chunk | GET | HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶0¶ | cut short

            # Connection
            9112-9.3 close ends it | GET | HTTP/1.1 200 OK¶Connection: x, Close¶Content-Length: 0¶¶ | 200 [], closed
            9112-9.3 HTTP/1.0 ends it | GET | HTTP/1.0 200 OK¶Content-Length: 0¶¶ | 200 [], closed
            9112-9.3 HTTP/1.0 with keep-alive | GET
                | HTTP/1.0 200 OK¶Connection: keep-alive¶Content-Length: 0¶¶ | 200 [], open
            """;

    static final List<Row> ALL = ConformanceRows.lines(TEXT).stream().map(ResponseRows::row).toList();

    private ResponseRows() {}

    private static Row row(String line) {
        String[] columns = line.split(" \\| ");
        if (columns.length != 4) throw new IllegalArgumentException("not four columns: " + line);
        byte[] bytes = ConformanceRows.plain(columns[2]).getBytes(StandardCharsets.ISO_8859_1);
        return new Row(columns[0], columns[1], bytes, ConformanceRows.plain(columns[3]));
    }
}
