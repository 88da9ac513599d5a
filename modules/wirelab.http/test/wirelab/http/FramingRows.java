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
            9110-8.6 a length beyond 2^63 | POST / HTTP/1.1¶{H}Content-Length: 99999999999999999999¶¶ | 400, closed
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
            9112-6.1 chunked with GET | GET / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶2¶hi¶0¶¶ | 200 GET / [hi], open
            9112-6.1 chunked with GET, and what follows
                | GET /1 HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶2¶hi¶0¶¶GET /2 HTTP/1.1¶{H}¶
                | 200 GET /1 [hi], 200 GET /2 [], open
            9112-6.1 chunked with OPTIONS | OPTIONS * HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶2¶hi¶0¶¶
                | 200 OPTIONS * [hi], open
            9112-6.1 chunked with DELETE | DELETE / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶2¶hi¶0¶¶
                | 200 DELETE / [hi], open
            9112-6.1 chunked with a method that nobody knows
                | FOO / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶2¶hi¶0¶¶ | 200 FOO / [hi], open
            9112-6.3 a length with OPTIONS | OPTIONS / HTTP/1.1¶{H}Content-Length: 2¶¶hi | 200 OPTIONS / [hi], open
            9112-6.3 a length with DELETE | DELETE / HTTP/1.1¶{H}Content-Length: 2¶¶hi | 200 DELETE / [hi], open
            9112-6.3 a GET whose body is a request
                | GET /1 HTTP/1.1¶{H}Content-Length: 36¶¶GET /2 HTTP/1.1¶{H}A: bcd¶¶
                | 200 GET /1 [GET /2 HTTP/1.1¶{H}A: bcd¶¶], open
            9112-6.1 both with GET | GET / HTTP/1.1¶{H}Content-Length: 5¶Transfer-Encoding: chunked¶¶0¶¶ | 400, closed
            9112-6.1 both, with a length of 0
                | POST / HTTP/1.1¶{H}Content-Length: 0¶Transfer-Encoding: chunked¶¶0¶¶ | 400, closed
            9112-6.1 both, with a malformed length
                | POST / HTTP/1.1¶{H}Content-Length: +5¶Transfer-Encoding: chunked¶¶0¶¶ | 400, closed
            9112-6.1 both, with two lengths
                | POST / HTTP/1.1¶{H}Content-Length: 5¶Content-Length: 6¶Transfer-Encoding: chunked¶¶0¶¶ | 400, closed
            9112-6.1 both, with identity | POST / HTTP/1.1¶{H}Content-Length: 5¶Transfer-Encoding: identity¶¶hello
                | 400, closed
            9112-6.1 both, with white space behind chunked
                | POST / HTTP/1.1¶{H}Content-Length: 5¶Transfer-Encoding: chunked ¶¶0¶¶ | 400, closed
            9112-6.1 both, with an empty element of the list
                | POST / HTTP/1.1¶{H}Content-Length: 5¶Transfer-Encoding: , chunked¶¶0¶¶ | 400, closed
            9112-6.1 both, with a coding that is not known
                | POST / HTTP/1.1¶{H}Content-Length: 5¶Transfer-Encoding: gzip, chunked¶¶hello | 400, closed
            9112-6.1 both, with a space before the colon
                | POST / HTTP/1.1¶{H}Content-Length: 5¶Transfer-Encoding : chunked¶¶0¶¶ | 400, closed
            9112-6.1 both, folded
                | POST / HTTP/1.1¶{H}Content-Length: 5¶Transfer-Encoding:¶ chunked¶¶0¶¶ | 400, closed
            9112-6.1 both, where chunked is the body of a fold
                | POST / HTTP/1.1¶{H}Content-Length: 5¶A: b¶ Transfer-Encoding: chunked¶¶hello | 400, closed
            9112-6.1 chunked in HTTP/1.0 with keep-alive
                | POST / HTTP/1.0¶Connection: keep-alive¶Transfer-Encoding: chunked¶¶0¶¶ | 400, closed
            9112-6.1 chunked in HTTP/1.2 is that of HTTP/1.1
                | POST / HTTP/1.2¶{H}Transfer-Encoding: chunked¶¶2¶hi¶0¶¶ | 200 POST / [hi], open
            9112-6.3 chunked is not the final coding: in two lines, identity last
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶Transfer-Encoding: identity¶¶0¶¶ | 400, closed
            9112-6.1 identity, then chunked
                | POST / HTTP/1.1¶{H}Transfer-Encoding: identity, chunked¶¶0¶¶ | 501, closed
            9112-6.3 chunked is not the final coding: in two lines, the last empty of words
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶Transfer-Encoding: x¶¶0¶¶ | 400, closed
            9112-6.3 chunked is not the final coding: a bar
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked|gzip¶¶0¶¶ | 400, closed
            9112-6.3 chunked is not the final coding: obs-text behind it
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunkedÿ¶¶0¶¶ | 400, closed
            9112-6.3 chunked is not the final coding: a no-break space before it
                | POST / HTTP/1.1¶{H}Transfer-Encoding:  chunked¶¶0¶¶ | 400, closed
            9112-6.1 a tab before chunked | POST / HTTP/1.1¶{H}Transfer-Encoding:␉chunked¶¶0¶¶ | 200 POST / [], open
            9112-6.1 white space behind chunked | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked ␉¶¶0¶¶ | 200 POST / [], open
            9112-6.1 a refused coding with GET | GET / HTTP/1.1¶{H}Transfer-Encoding: gzip¶¶ | 400, closed
            9112-7.4 TE asks for something, and says nothing about this body
                | GET / HTTP/1.1¶{H}TE: trailers, deflate;q=0.5¶Connection: TE¶¶ | 200 GET / [], open
            9112-7.4 TE: chunked is needless and no coding | GET / HTTP/1.1¶{H}TE: chunked¶Connection: TE¶¶
                | 200 GET / [], open
            9110-6.6.2 Trailer announces nothing that has to come
                | POST / HTTP/1.1¶{H}Trailer: T¶Transfer-Encoding: chunked¶¶0¶¶ | 200 POST / [], open
            9112-6.3 malformed length: a plain 0 twice | POST / HTTP/1.1¶{H}Content-Length: 0, 0¶¶ | 400, closed
            9112-6.3 malformed length: 00 | POST / HTTP/1.1¶{H}Content-Length: 00¶¶ | 400, closed
            9112-6.3 malformed length: quoted | POST / HTTP/1.1¶{H}Content-Length: "5"¶¶hello | 400, closed
            9112-6.3 malformed length: a tab inside | POST / HTTP/1.1¶{H}Content-Length: 1␉0¶¶hello | 400, closed
            9112-6.3 malformed length: a no-break space before it
                | POST / HTTP/1.1¶{H}Content-Length:  5¶¶hello | 400, closed
            9112-6.3 malformed length: a NUL behind it | POST / HTTP/1.1¶{H}Content-Length: 5␀¶¶hello | 400, closed
            9112-6.3 malformed length: letters behind it | POST / HTTP/1.1¶{H}Content-Length: 5abc¶¶hello | 400, closed
            9112-6.3 malformed length with GET | GET / HTTP/1.1¶{H}Content-Length: -1¶¶ | 400, closed
            9112-6.3 two lengths, the first with nothing
                | POST / HTTP/1.1¶{H}Content-Length: ¶Content-Length: 5¶¶hello | 400, closed
            9110-8.6 a length of 2^63 | POST / HTTP/1.1¶{H}Content-Length: 9223372036854775808¶¶ | 400, closed
            9110-8.6 a length of 2^63 - 1 | POST / HTTP/1.1¶{H}Content-Length: 9223372036854775807¶¶ | 413, closed
            9110-8.6 a length of 2^64 and five | POST / HTTP/1.1¶{H}Content-Length: 18446744073709551621¶¶hello | 400, closed
            9110-8.6 a length of 2^32 and five | POST / HTTP/1.1¶{H}Content-Length: 4294967301¶¶hello | 413, closed
            9110-8.6 a length without end | POST / HTTP/1.1¶{H}Content-Length: 5@20000¶¶ | 400, closed
            9112-6.3 malformed length: a zero before octal digits | POST / HTTP/1.1¶{H}Content-Length: 010¶¶01234567
                | 400, closed
            9112-6.3 malformed length: a list of three | POST / HTTP/1.1¶{H}Content-Length: 5, 5, 5¶¶hello | 400, closed
            9112-6.3 two lengths, 0 and 1 | POST / HTTP/1.1¶{H}Content-Length: 0¶Content-Length: 1¶¶a | 400, closed
            9112-6.3 two lengths, 1 and 0 | POST / HTTP/1.1¶{H}Content-Length: 1¶Content-Length: 0¶¶a | 400, closed
            9112-6.3 what follows a length of 0 is the next request
                | POST /1 HTTP/1.1¶{H}Content-Length: 0¶¶POST /2 HTTP/1.1¶{H}Content-Length: 2¶¶hi
                | 200 POST /1 [], 200 POST /2 [hi], open
            9112-6.3 what follows a body with HEAD is the next request
                | HEAD / HTTP/1.1¶{H}Content-Length: 2¶¶hiGET /next HTTP/1.1¶{H}¶ | 200 , 200 GET /next [], open
            9112-6.3 names of any case
                | POST / HTTP/1.1¶{H}CONTENT-LENGTH: 2¶¶hiPOST / HTTP/1.1¶{H}TRANSFER-ENCODING: chunked¶¶0¶¶
                | 200 POST / [hi], 200 POST / [], open
            9112-6.3 the client ends before any of the body | POST / HTTP/1.1¶{H}Content-Length: 10¶¶␄ | closed
            9112-6.1 both, and the connection was to be closed anyhow
                | POST / HTTP/1.1¶{H}Connection: close¶Content-Length: 5¶Transfer-Encoding: chunked¶¶0¶¶ | 400, closed
            9112-6.1 both, with chunked in two lines
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶Content-Length: 5¶Transfer-Encoding: chunked¶¶0¶¶
                | 400, closed
            9112-6.1 both, and the length covers a request
                | POST / HTTP/1.1¶{H}Content-Length: 40¶Transfer-Encoding: chunked¶¶0¶¶GET /smuggled HTTP/1.1¶{H}¶
                | 400, closed
            9112-6.1 both, with xchunked | POST / HTTP/1.1¶{H}Transfer-Encoding: xchunked¶Content-Length: 5¶¶hello
                | 400, closed
            9112-6.1 chunked and a length that is no length in HTTP/1.0
                | POST / HTTP/1.0¶Transfer-Encoding: chunked¶Content-Length: +5¶¶0¶¶ | 400, closed
            9110-5.6.1 several empty elements before chunked
                | POST / HTTP/1.1¶{H}Transfer-Encoding: , ,, chunked¶¶1¶a¶0¶¶ | 200 POST / [a], open
            9112-6.3 chunked is not the final coding: a word that nobody knows
                | POST / HTTP/1.1¶{H}Transfer-Encoding: blegh¶¶1¶Z¶0¶¶ | 400, closed
            """;

    private FramingRows() {}
}
