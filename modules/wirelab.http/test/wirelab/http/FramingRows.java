package wirelab.http;

/// What RFC 9112 says about where a body ends (section 6). For the notation see [ConformanceRows].
final class FramingRows {
    static final String TEXT = """
            # Content-Length
            9112-6.3 a body of the length that is given
                | POST / HTTP/1.1¶{H}Content-Length: 5¶¶hello | 200 POST / [hello], open
            9112-6.3 a body of length 0 | POST / HTTP/1.1¶{H}Content-Length: 0¶¶ | 200 POST / [], open
            9112-6.3 neither length nor coding: no body | POST / HTTP/1.1¶{H}¶ | 200 POST / [], open
            9112-6.3 a body with GET is read too | GET / HTTP/1.1¶{H}Content-Length: 5¶¶hello | 200 GET / [hello], open
            9112-6.3 what follows a body is the next request
                | POST / HTTP/1.1¶{H}Content-Length: 3¶¶abcGET /next HTTP/1.1¶{H}¶
                | 200 POST / [abc], 200 GET /next [], open
            9110-5.5 white space around a length | POST / HTTP/1.1¶{H}Content-Length: ␉ 2 ¶¶hi | 200 POST / [hi], open
            9112-6.3 malformed length: letters | POST / HTTP/1.1¶{H}Content-Length: abc¶¶hello | 400, closed
            9112-6.3 malformed length: nothing | POST / HTTP/1.1¶{H}Content-Length: ¶¶hello | 400, closed
            9112-6.3 malformed length: a sign | POST / HTTP/1.1¶{H}Content-Length: +5¶¶hello | 400, closed
            9112-6.3 malformed length: negative | POST / HTTP/1.1¶{H}Content-Length: -5¶¶hello | 400, closed
            9112-6.3 malformed length: negative zero | POST / HTTP/1.1¶{H}Content-Length: -0¶¶hello | 400, closed
            9112-6.3 malformed length: very negative
                | POST / HTTP/1.1¶{H}Content-Length: -123456789123456789123456789¶¶hello | 400, closed
            9112-6.3 malformed length: a fraction | POST / HTTP/1.1¶{H}Content-Length: 5.0¶¶hello | 400, closed
            9112-6.3 malformed length: hexadecimal | POST / HTTP/1.1¶{H}Content-Length: 0x5¶¶hello | 400, closed
            9112-6.3 malformed length: an exponent | POST / HTTP/1.1¶{H}Content-Length: 1e1¶¶hello | 400, closed
            9112-6.3 malformed length: an underscore | POST / HTTP/1.1¶{H}Content-Length: 1_0¶¶hello | 400, closed
            9112-6.3 malformed length: a space inside | POST / HTTP/1.1¶{H}Content-Length: 1 0¶¶hello | 400, closed
            9112-6.3 malformed length: octal | POST / HTTP/1.1¶{H}Content-Length: 0o5¶¶hello | 400, closed
            9112-6.3 malformed length: leading zeros | POST / HTTP/1.1¶{H}Content-Length: 005¶¶hello | 400, closed
            9112-6.3 malformed length: a list that differs | POST / HTTP/1.1¶{H}Content-Length: 5, 6¶¶hello | 400, closed
            9112-6.3 malformed length: a list that repeats | POST / HTTP/1.1¶{H}Content-Length: 5, 5¶¶hello | 400, closed
            9112-6.3 malformed length: a list with nothing | POST / HTTP/1.1¶{H}Content-Length: 5,¶¶hello | 400, closed
            9112-6.3 malformed length: full-width digits | POST / HTTP/1.1¶{H}Content-Length: µ¶¶hello | 400, closed
            9112-6.3 malformed length: a semicolon | POST / HTTP/1.1¶{H}Content-Length: 5;a¶¶hello | 400, closed
            9112-6.3 two lengths that differ | POST / HTTP/1.1¶{H}Content-Length: 5¶Content-Length: 6¶¶hello! | 400, closed
            9110-8.6 two lengths that are the same
                | POST / HTTP/1.1¶{H}Content-Length: 5¶Content-Length: 5¶¶hello | 400, closed
            9110-8.6 two malformed lengths in HTTP/1.0
                | POST / HTTP/1.0¶Content-Length: 5¶Content-Length: 50¶¶hello | 400, closed
            9110-8.6 a length beyond 2^63 | POST / HTTP/1.1¶{H}Content-Length: 99999999999999999999¶¶ | 413, closed
            9110-15.5.14 a length beyond what is accepted | POST / HTTP/1.1¶{H}Content-Length: 1001¶¶ | 413, closed
            9110-15.5.12 HTTP/1.0 with a body of unknown length | POST / HTTP/1.0¶¶hello | 411, closed
            9112-6.3 the client ends before the body does | POST / HTTP/1.1¶{H}Content-Length: 10¶¶hello␄ | closed
            9112-8 the client ends inside the head | GET / HTTP/1.1¶{H}␄ | closed
            9112-8 the client ends inside the request line | GET / HT␄ | closed
            9110-5.1 an underscore is no hyphen: this is no length
                | POST / HTTP/1.1¶{H}Content_Length: 5¶¶ | 200 POST / [], open

            # Transfer-Encoding
            9112-6.1 chunked is understood
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5¶hello¶0¶¶ | 200 POST / [hello], open
            9112-7 the coding in any case | POST / HTTP/1.1¶{H}Transfer-Encoding: cHUNKED¶¶1¶a¶0¶¶ | 200 POST / [a], open
            9110-5.6.1 empty elements of the list are ignored
                | POST / HTTP/1.1¶{H}Transfer-Encoding: , chunked,¶¶0¶¶ | 200 POST / [], open
            9112-6.1 both length and chunked
                | POST / HTTP/1.1¶{H}Content-Length: 5¶Transfer-Encoding: chunked¶¶0¶¶ | 400, closed
            9112-6.1 both chunked and length
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶Content-Length: 30¶¶0¶¶ | 400, closed
            9112-6.1 both, and nothing is taken for a second request
                | POST / HTTP/1.1¶{H}Content-Length: 4¶Transfer-Encoding: chunked¶¶0¶¶GET /smuggled HTTP/1.1¶{H}¶
                | 400, closed
            9112-6.1 both in HTTP/1.0 | POST / HTTP/1.0¶Content-Length: 5¶Transfer-Encoding: chunked¶¶0¶¶ | 400, closed
            9112-6.1 chunked in HTTP/1.0 | POST / HTTP/1.0¶Transfer-Encoding: chunked¶¶0¶¶ | 400, closed
            9112-6.1 chunked twice | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked, chunked¶¶0¶¶ | 400, closed
            9112-6.1 chunked twice, in two lines
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶Transfer-Encoding: chunked¶¶0¶¶ | 400, closed
            9112-6.3 chunked is not the final coding: gzip alone
                | POST / HTTP/1.1¶{H}Transfer-Encoding: gzip¶¶0¶¶ | 400, closed
            9112-6.3 chunked is not the final coding: chunked first
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked, gzip¶¶0¶¶ | 400, closed
            9112-6.3 chunked is not the final coding: identity
                | POST / HTTP/1.1¶{H}Transfer-Encoding: identity¶¶0¶¶ | 400, closed
            9112-6.3 chunked is not the final coding: chunked, identity
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked, identity¶¶0¶¶ | 400, closed
            9112-6.3 chunked is not the final coding: nothing | POST / HTTP/1.1¶{H}Transfer-Encoding: ¶¶0¶¶ | 400, closed
            9112-6.3 chunked is not the final coding: only commas
                | POST / HTTP/1.1¶{H}Transfer-Encoding: , ,¶¶0¶¶ | 400, closed
            9112-6.3 chunked is not the final coding: xchunked
                | POST / HTTP/1.1¶{H}Transfer-Encoding: xchunked¶¶0¶¶ | 400, closed
            9112-6.3 chunked is not the final coding: chunkedx
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunkedx¶¶0¶¶ | 400, closed
            9112-6.3 chunked is not the final coding: chunk | POST / HTTP/1.1¶{H}Transfer-Encoding: chunk¶¶0¶¶ | 400, closed
            9112-6.3 chunked is not the final coding: quoted
                | POST / HTTP/1.1¶{H}Transfer-Encoding: "chunked"¶¶0¶¶ | 400, closed
            9112-6.3 chunked is not the final coding: a parameter
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked;a=b¶¶0¶¶ | 400, closed
            9112-6.3 chunked is not the final coding: a semicolon
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked;¶¶0¶¶ | 400, closed
            9112-6.3 chunked is not the final coding: in brackets
                | POST / HTTP/1.1¶{H}Transfer-Encoding: [chunked]¶¶0¶¶ | 400, closed
            9112-6.3 chunked is not the final coding: two words
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked chunked¶¶0¶¶ | 400, closed
            9112-6.1 a coding that is not known, then chunked
                | POST / HTTP/1.1¶{H}Transfer-Encoding: gzip, chunked¶¶0¶¶ | 501, closed
            9112-6.1 the same in two lines
                | POST / HTTP/1.1¶{H}Transfer-Encoding: gzip¶Transfer-Encoding: chunked¶¶0¶¶ | 501, closed
            9110-5.5 a vertical tab in Transfer-Encoding | POST / HTTP/1.1¶{H}Transfer-Encoding: ␋chunked¶¶0¶¶ | 400, closed
            9110-5.5 a form feed in Transfer-Encoding | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked␌¶¶0¶¶ | 400, closed
            9110-5.5 a NUL in Transfer-Encoding | POST / HTTP/1.1¶{H}Transfer-Encoding: chun␀ked¶¶0¶¶ | 400, closed
            9110-5.5 a bare carriage return in Transfer-Encoding
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked␍¶¶0¶¶ | 400, closed
            9110-5.1 an underscore is no hyphen: this is no coding
                | POST / HTTP/1.1¶{H}Transfer_Encoding: chunked¶¶ | 200 POST / [], open
            """;

    private FramingRows() {}
}
