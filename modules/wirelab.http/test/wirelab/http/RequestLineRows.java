package wirelab.http;

/// What RFC 9112 says about lines, versions and request lines (sections 2 and 3). For the notation see [ConformanceRows].
final class RequestLineRows {
    static final String TEXT = """
            # Message parsing
            9112-2.2 a plain request is answered and the connection stays | GET / HTTP/1.1¶{H}¶ | 200 GET / [], open
            9112-2.2 one empty line before a request line is ignored | ¶GET / HTTP/1.1¶{H}¶ | 200 GET / [], open
            9112-2.2 two empty lines are not | ¶¶GET / HTTP/1.1¶{H}¶ | 400, closed
            9112-2.2 an empty line behind a body is ignored before the next request
                | POST / HTTP/1.1¶{H}Content-Length: 2¶¶hi¶GET / HTTP/1.1¶{H}¶ | 200 POST / [hi], 200 GET / [], open
            9112-2.2 a line feed alone does not end a request line | GET / HTTP/1.1␊{H}¶ | 400, closed
            9112-2.2 a line feed alone does not end a field line | GET / HTTP/1.1¶Host: x␊¶ | 400, closed
            9112-2.2 a line feed alone does not end a head | GET / HTTP/1.1¶{H}␊ | 400, closed
            9112-2.2 a carriage return alone does not end a line | GET / HTTP/1.1␍Host: x␍␍ | 400, closed
            9112-2.2 a bare carriage return in a request line | GET /␍ HTTP/1.1¶{H}¶ | 400, closed
            9112-2.2 a bare carriage return in a field value | GET / HTTP/1.1¶{H}A: b␍c¶¶ | 400, closed
            9112-2.2 a bare carriage return in a field name | GET / HTTP/1.1¶{H}A␍B: c¶¶ | 400, closed
            9112-2.2 a bare carriage return before the last line feed | GET / HTTP/1.1¶{H}␍¶ | 400, closed
            9112-2.2 a bare carriage return that begins a line | GET / HTTP/1.1¶{H}␍A: b¶¶ | 400, closed
            9112-2.2 white space between the request line and the first field | GET / HTTP/1.1¶ {H}¶ | 400, closed
            9112-2.2 a tab between the request line and the first field | GET / HTTP/1.1¶␉A: b¶{H}¶ | 400, closed
            9112-2.2 a line of white space where the request line should be |   ¶GET / HTTP/1.1¶{H}¶ | 400, closed
            9112-2.2 octets, not characters: a line feed inside a multibyte sequence ends nothing else
                | GET / HTTP/1.1¶A: à␊¶¶ | 400, closed
            9112-2.2 obs-text in a value is carried as octets | GET / HTTP/1.1¶{H}A: Ã¤ÿ¶¶ | 200 GET / [], open
            9112-2.2 no HTTP at all: binary | ␀␁þÿ | 400, closed
            9112-2.2 no HTTP at all: the greeting of TLS | ␖␃␁␂␀␁ | 400, closed
            9112-2.2 no HTTP at all: a sentence | hello, is anybody there?¶¶ | 400, closed
            9112-2.2 the greeting of HTTP/2 | PRI * HTTP/2.0¶¶SM¶¶ | 505, closed
            9112-2.2 a NUL in the request line | GET /␀ HTTP/1.1¶{H}¶ | 400, closed

            # Version
            9112-2.3 HTTP/1.0 is served and the connection ends | GET / HTTP/1.0¶¶ | 200 GET / [], closed
            9112-2.3 a higher minor version is served as the highest known | GET / HTTP/1.2¶{H}¶ | 200 GET / [], open
            9112-2.3 HTTP/1.9 likewise | GET / HTTP/1.9¶{H}¶ | 200 GET / [], open
            9110-15.6.6 HTTP/2.0 in a request line | GET / HTTP/2.0¶{H}¶ | 505, closed
            9110-15.6.6 HTTP/9.9 | GET / HTTP/9.9¶{H}¶ | 505, closed
            9110-15.6.6 HTTP/0.9 with its number | GET / HTTP/0.9¶{H}¶ | 505, closed
            9112-2.3 no version: HTTP/0.9 | GET /¶ | 400, closed
            9112-2.3 no version behind a space | GET / ¶¶ | 400, closed
            9112-2.3 malformed version: the name of the protocol is case-sensitive | GET / http/1.1¶{H}¶ | 400, closed
            9112-2.3 malformed version: no minor version | GET / HTTP/1¶{H}¶ | 400, closed
            9112-2.3 malformed version: no minor version behind the dot | GET / HTTP/1.¶{H}¶ | 400, closed
            9112-2.3 malformed version: two digits | GET / HTTP/1.10¶{H}¶ | 400, closed
            9112-2.3 malformed version: leading zero | GET / HTTP/01.1¶{H}¶ | 400, closed
            9112-2.3 malformed version: a comma for the dot | GET / HTTP/1,1¶{H}¶ | 400, closed
            9112-2.3 malformed version: space inside | GET / HTTP/ 1.1¶{H}¶ | 400, closed
            9112-2.3 malformed version: another protocol | GET / ICAP/1.0¶{H}¶ | 400, closed
            9112-2.3 malformed version: letters | GET / HTTP/x.y¶{H}¶ | 400, closed
            9112-2.3 malformed version: something behind it | GET / HTTP/1.1x¶{H}¶ | 400, closed
            9112-2.3 malformed version: full-width digits | GET / HTTP/¼.1¶{H}¶ | 400, closed

            # Request line
            9112-3 two spaces before the target | GET  / HTTP/1.1¶{H}¶ | 400, closed
            9112-3 two spaces before the version | GET /  HTTP/1.1¶{H}¶ | 400, closed
            9112-3 a space at the end | GET / HTTP/1.1 ¶{H}¶ | 400, closed
            9112-3 a space at the beginning |  GET / HTTP/1.1¶{H}¶ | 400, closed
            9112-3 tabs for spaces | GET␉/␉HTTP/1.1¶{H}¶ | 400, closed
            9112-3 a vertical tab for a space | GET␋/ HTTP/1.1¶{H}¶ | 400, closed
            9112-3 no target | GET HTTP/1.1¶{H}¶ | 400, closed
            9112-3 an empty target | GET  HTTP/1.1¶{H}¶ | 400, closed
            9112-3 white space in the target | GET /a b HTTP/1.1¶{H}¶ | 400, closed
            9112-3 a target that is too long | GET /@9000 HTTP/1.1¶{H}¶ | 414, closed
            9112-3 a target of 8,000 octets is not | GET /@7990 HTTP/1.1¶{H}¶ | 200, open
            9112-3 a request line without end | GET /@20000 | 414, closed
            9112-3 a method longer than any | @40 / HTTP/1.1¶{H}¶ | 501, closed
            9112-3 a method without end | @20000 | 501, closed
            9112-3.1 the method is case-sensitive and free | get / HTTP/1.1¶{H}¶ | 200 get / [], open
            9112-3.1 a method of odd tchars | M-SEARCH!#$%&'*+.^_`|~ / HTTP/1.1¶{H}¶ | 200 M-SEARCH!#$%&'*+.^_`|~ / [], open
            9112-3.1 a method that is no token | GE(T / HTTP/1.1¶{H}¶ | 400, closed
            9112-3.1 a method with a colon | GET: / HTTP/1.1¶{H}¶ | 400, closed
            9112-3.1 an empty method |  / HTTP/1.1¶{H}¶ | 400, closed
            9112-3.1 a method in quotes | "GET" / HTTP/1.1¶{H}¶ | 400, closed
            9112-3.1 a method with obs-text | GÉT / HTTP/1.1¶{H}¶ | 400, closed
            9112-3.1 a method with a NUL | GE␀T / HTTP/1.1¶{H}¶ | 400, closed
            9112-3 a form feed for a space | GET␌/ HTTP/1.1¶{H}¶ | 400, closed
            9112-3 a bare carriage return for a space | GET␍/ HTTP/1.1¶{H}¶ | 400, closed
            9112-3 a tab at the end | GET / HTTP/1.1␉¶{H}¶ | 400, closed
            9112-3 four words | GET / / HTTP/1.1¶{H}¶ | 400, closed
            9112-3 one word | GET¶{H}¶ | 400, closed
            9112-3 a request line that is a field | Host: x¶¶ | 400, closed
            9112-3 a status line | HTTP/1.1 200 OK¶{H}¶ | 400, closed
            9112-3 a query that is too long | GET /?@9000 HTTP/1.1¶{H}¶ | 414, closed
            9112-3 an absolute form that is too long | GET http://x/@9000 HTTP/1.1¶{H}¶ | 414, closed
            9112-2.2 an empty line behind chunks is ignored before the next request
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶2¶hi¶0¶¶¶GET / HTTP/1.1¶{H}¶
                | 200 POST / [hi], 200 GET / [], open
            9112-2.2 two empty lines behind a body are not
                | POST / HTTP/1.1¶{H}Content-Length: 2¶¶hi¶¶GET / HTTP/1.1¶{H}¶ | 200 POST / [hi], 400, closed
            9112-2.2 an empty line behind a request without a body is ignored
                | GET /1 HTTP/1.1¶{H}¶¶GET /2 HTTP/1.1¶{H}¶ | 200 GET /1 [], 200 GET /2 [], open
            9112-2.2 a line feed alone before a request line | ␊GET / HTTP/1.1¶{H}¶ | 400, closed
            9112-2.2 a carriage return alone before a request line | ␍GET / HTTP/1.1¶{H}¶ | 400, closed
            9112-2.2 line feeds alone all along | GET / HTTP/1.1␊Host: x␊␊ | 400, closed
            9112-2.2 two carriage returns and a line feed | GET / HTTP/1.1␍␍␊{H}¶ | 400, closed
            9112-2.2 a line feed and a carriage return, the wrong way round | GET / HTTP/1.1␊␍Host: x␊␍␊␍ | 400, closed
            9112-2.2 the white space line that an old server would skip
                | GET / HTTP/1.1¶ X: y¶{H}Content-Length: 0¶¶ | 400, closed
            9112-2.2 nothing but an empty line, and the client ends | ¶␄ | closed
            9112-2.2 nothing at all, and the client ends | ␄ | closed
            9112-2.3 malformed version: one letter in lower case | GET / HTTp/1.1¶{H}¶ | 400, closed
            9112-2.3 malformed version: no slash | GET / HTTP1.1¶{H}¶ | 400, closed
            9112-2.3 malformed version: a sign | GET / HTTP/+1.1¶{H}¶ | 400, closed
            9112-2.3 malformed version: three numbers | GET / HTTP/1.1.1¶{H}¶ | 400, closed
            9112-2.3 malformed version: another name that begins the same | GET / HTTPS/1.1¶{H}¶ | 400, closed
            9110-15.6.6 HTTP/3.0 | GET / HTTP/3.0¶{H}¶ | 505, closed
            9112-2.3 HTTP/1.2 without Host is HTTP/1.1 without Host | GET / HTTP/1.2¶¶ | 400, closed
            9112-2.3 HTTP/0.9 in small pieces of the method | GET¶ | 400, closed
            9112-2.2 a line feed for a space | GET /␊HTTP/1.1¶{H}¶ | 400, closed
            9112-2.2 words before the method | Extra lineGET / HTTP/1.1¶{H}¶ | 400, closed
            9112-2.2 a carriage return and a letter end no head
                | GET / HTTP/1.1¶{H}␍ZGET /evil: HTTP/1.1¶Host: a¶¶ | 400, closed
            9112-2.3 malformed version: numbers that overflow | GET / HTTP/4294967295.255¶{H}¶ | 400, closed
            9112-2.3 malformed version: its beginning is valid | GET / HTTP/1.32¶{H}¶ | 400, closed
            9112-2.3 malformed version: carriage returns inside | GET / HTTP/␍␍1.1¶{H}¶ | 400, closed
            9112-2.3 malformed version: a tab before it | GET / ␉HTTP/1.1¶{H}¶ | 400, closed
            9112-3.1 a method whose beginning is valid | GET=":<>(e),[T];?" / HTTP/1.1¶{H}¶ | 400, closed
            9112-3.1 methods of one letter | G / HTTP/1.1¶{H}¶ | 200 G / [], open
            9112-3.2 a target of one odd character | GET ! HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2 a target with an overlong slash of UTF-8 | GET /À¯ HTTP/1.1¶{H}¶ | 400, closed
            9112-3 a target of 100,000 octets, sent to its end | GET /@100000 HTTP/1.1¶{H}¶ | 414, closed
            9112-3 a method of 100,000 octets, sent to its end | @100000 / HTTP/1.1¶{H}¶ | 501, closed
            """;

    private RequestLineRows() {}
}
