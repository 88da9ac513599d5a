package wirelab.http;

/// What RFC 9112 says about chunks (section 7). For the notation see [ConformanceRows].
final class ChunkRows {
    static final String TEXT = """
            # Chunks
            9112-7.1 several chunks
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5¶hello¶7¶, world¶0¶¶ | 200 POST / [hello, world], open
            9112-7.1 hexadecimal in either case
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0A¶0123456789¶b¶0123456789a¶0¶¶
                | 200 POST / [01234567890123456789a], open
            9112-7.1 a body of no chunk | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶¶ | 200 POST / [], open
            9112-7.1 leading zeros of a size
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0005¶hello¶000¶¶ | 200 POST / [hello], open
            9112-7.1 data that look like framing
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶7¶0¶¶¶¶0¶¶ | 200 POST / [0¶¶¶], open
            9112-7.1 what follows is the next request
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶1¶a¶0¶¶GET /next HTTP/1.1¶{H}¶
                | 200 POST / [a], 200 GET /next [], open
            9112-7.1 malformed size: no digits | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶¶hello¶0¶¶ | 400, closed
            9112-7.1 malformed size: letters | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶xyz¶hello¶0¶¶ | 400, closed
            9112-7.1 malformed size: negative | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶-5¶hello¶0¶¶ | 400, closed
            9112-7.1 malformed size: a sign | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶+5¶hello¶0¶¶ | 400, closed
            9112-7.1 malformed size: a prefix | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0x5¶hello¶0¶¶ | 400, closed
            9112-7.1 malformed size: an underscore
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶1_0¶hello¶0¶¶ | 400, closed
            9112-7.1 malformed size: a space before it
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶ 5¶hello¶0¶¶ | 400, closed
            9112-7.1 malformed size: a space behind it
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5 ¶hello¶0¶¶ | 400, closed
            9112-7.1 malformed size: a tab behind it
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5␉¶hello¶0¶¶ | 400, closed
            9112-7.1 malformed size: a fraction | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5.0¶hello¶0¶¶ | 400, closed
            9112-7.1 malformed size: 2^63 | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶8000000000000000¶ | 400, closed
            9112-7.1 malformed size: 2^64 and five
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶10000000000000005¶hello¶0¶¶ | 400, closed
            9112-7.1 malformed size: without end | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶f@20000 | 400, closed
            9112-7.1 a line feed alone behind the size
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5␊hello¶0¶¶ | 400, closed
            9112-7.1 a carriage return alone behind the size
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5␍hello¶0¶¶ | 400, closed
            9112-7.1 a line feed alone behind the data
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5¶hello␊0¶¶ | 400, closed
            9112-7.1 a carriage return alone behind the data
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5¶hello␍0¶¶ | 400, closed
            9112-7.1 nothing behind the data | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5¶hello0¶¶ | 400, closed
            9112-7.1 data longer than their size
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5¶hello!!¶0¶¶ | 400, closed
            9112-7.1 data shorter than their size | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶6¶hello¶0¶¶ | 400, closed
            9112-7.1 a line feed alone at the end | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶␊ | 400, closed
            9112-7.1 a carriage return alone at the end | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶␍␍ | 400, closed
            9112-7.1 the last chunk with a line feed alone
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0␊¶ | 400, closed
            9112-7.1 more data than are accepted
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶3e8¶@1000¶1¶a¶0¶¶ | 413, closed
            9112-7.1 a chunk beyond what is accepted is not waited for
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶7fffffffffffffff¶@1001 | 413, closed
            9112-7.1 the client ends without the last chunk
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5¶hello¶␄ | closed
            9112-7.1 the client ends inside a chunk | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5¶hel␄ | closed
            9112-7.1.1 extensions are ignored
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a;b=c;d="e;\\"f"¶hello¶0;x¶¶ | 200 POST / [hello], open
            9112-7.1.1 white space around an extension
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5 ; a = b␉;c¶hello¶0¶¶ | 200 POST / [hello], open
            9112-7.1.1 malformed extension: no name
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;¶hello¶0¶¶ | 400, closed
            9112-7.1.1 malformed extension: no name before the equals sign
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;=b¶hello¶0¶¶ | 400, closed
            9112-7.1.1 malformed extension: no value
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a=¶hello¶0¶¶ | 400, closed
            9112-7.1.1 malformed extension: two semicolons
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;;a¶hello¶0¶¶ | 400, closed
            9112-7.1.1 malformed extension: no semicolon
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5a=b¶hello¶0¶¶ | 400, closed
            9112-7.1.1 malformed extension: an open quote
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a="b¶hello¶0¶¶ | 400, closed
            9112-7.1.1 malformed extension: a NUL
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a␀¶hello¶0¶¶ | 400, closed
            9112-7.1.1 malformed extension: a bare carriage return
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a␍b¶hello¶0¶¶ | 400, closed
            9112-7.1.1 malformed extension: a line feed in quotes
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a="␊"¶hello¶0¶¶ | 400, closed
            9112-7.1.1 malformed extension: something behind a quote
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a="b"c¶hello¶0¶¶ | 400, closed
            9112-7.1.1 malformed extension: a comma
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a,b¶hello¶0¶¶ | 400, closed
            9112-7.1.1 a line feed alone ends no extension
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a␊hello¶0¶¶ | 400, closed
            9112-7.1.1 extensions without end
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;@70000¶hello¶0¶¶ | 413, closed
            9112-7.1.2 trailers are read and kept apart
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶1¶a¶0¶T: 1¶¶ | 200 POST / [a] T: 1, open
            9112-7.1.2 a length among the trailers changes nothing
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶Content-Length: 50¶¶GET /next HTTP/1.1¶{H}¶
                | 200 POST / [] Content-Length: 50, 200 GET /next [], open
            9112-7.1.2 a coding among the trailers changes nothing
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶Transfer-Encoding: chunked¶¶GET /next HTTP/1.1¶{H}¶
                | 200 POST / [] Transfer-Encoding: chunked, 200 GET /next [], open
            9112-7.1.2 a Host among the trailers changes nothing
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶Host: evil¶¶ | 200 POST / [] Host: evil, open
            9112-7.1.2 a malformed trailer | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶T : 1¶¶ | 400, closed
            9112-7.1.2 a folded trailer | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶T: 1¶ 2¶¶ | 400, closed
            9112-7.1.2 a line feed alone behind a trailer
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶T: 1␊¶ | 400, closed
            9112-7.1.2 too many trailers | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶@fields¶ | 431, closed
            9112-7.1.2 the client ends inside the trailers
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶T: 1¶␄ | closed
            9112-7.1 malformed size: 2^32 and five is not five
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶100000005¶hello¶0¶¶ | 413, closed
            9112-7.1 malformed size: leading zeros beyond 64 bits are still zeros
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶00000000000000000005¶hello¶0¶¶ | 200 POST / [hello], open
            9112-7.1 malformed size: +0 | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶+0¶¶ | 400, closed
            9112-7.1 malformed size: -0 | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶-0¶¶ | 400, closed
            9112-7.1 malformed size: 0x0 | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0x0¶¶ | 400, closed
            9112-7.1 malformed size: h behind it | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5h¶hello¶0¶¶ | 400, closed
            9112-7.1 malformed size: a comma | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5,5¶hello¶0¶¶ | 400, closed
            9112-7.1 malformed size: two words | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5 5¶hello¶0¶¶ | 400, closed
            9112-7.1 malformed size: in quotes | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶"5"¶hello¶0¶¶ | 400, closed
            9112-7.1 malformed size: a NUL | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5␀¶hello¶0¶¶ | 400, closed
            9112-7.1 malformed size: a vertical tab | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5␋¶hello¶0¶¶
                | 400, closed
            9112-7.1 malformed size: full-width digits | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶µ¶hello¶0¶¶
                | 400, closed
            9112-7.1 an empty line before the first chunk
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶¶5¶hello¶0¶¶ | 400, closed
            9112-7.1 an empty line between chunks
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶2¶he¶¶3¶llo¶0¶¶ | 400, closed
            9112-7.1 two carriage returns behind the size
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5␍␍␊hello¶0¶¶ | 400, closed
            9112-7.1 two line feeds behind the data
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5¶hello␊␊0¶¶ | 400, closed
            9112-7.1 any two octets behind the data
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5¶helloXX0¶¶ | 400, closed
            9112-7.1 what is malformed with GET is refused too
                | GET / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5␊hello¶0¶¶ | 400, closed
            9112-7.1 what is malformed with OPTIONS is refused too
                | OPTIONS * HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶+5¶hello¶0¶¶ | 400, closed
            9112-7.1 a malformed chunk behind a good one, and nothing is taken for a request
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5¶hello¶x¶¶GET /smuggled HTTP/1.1¶{H}¶ | 400, closed
            9112-7.1.1 a quoted extension may hold what looks like framing
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a="0;b, c"¶hello¶0¶¶ | 200 POST / [hello], open
            9112-7.1.1 extensions behind the last chunk
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0;a=b;c="d"¶T: 1¶¶ | 200 POST / [] T: 1, open
            9112-7.1.1 malformed extension: brackets
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;[a]¶hello¶0¶¶ | 400, closed
            9112-7.1.1 malformed extension: a line feed, and a chunk behind it
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶2;␊xx¶4c¶0¶¶GET /smuggled HTTP/1.1¶{H}¶ | 400, closed
            9112-7.1.1 malformed extension: a line feed in a name
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a␊b=c¶hello¶0¶¶ | 400, closed
            9112-7.1.1 malformed extension: a carriage return in quotes
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a="␍"¶hello¶0¶¶ | 400, closed
            9112-7.1.1 malformed extension: two equals signs
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a==b¶hello¶0¶¶ | 400, closed
            9112-7.1.1 malformed extension: a space in a name
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a b¶hello¶0¶¶ | 400, closed
            9112-7.1.1 malformed extension: a semicolon behind the last chunk
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5¶hello¶0;¶¶ | 400, closed
            9112-7.1.1 extensions that are too long, spread over many chunks
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶1;@2000¶a¶1;@2000¶b¶1;@2000¶c¶0¶¶ | 413, closed
            9112-7.1.2 credentials among the trailers are no credentials
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶Authorization: Basic eDp5¶¶
                | 200 POST / [] Authorization: Basic eDp5, open
            9112-7.1.2 close among the trailers changes nothing
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶Connection: close¶¶
                | 200 POST / [] Connection: close, open
            9112-7.1.2 a trailer without a name | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶: 1¶¶ | 400, closed
            9112-7.1.2 a trailer without a colon | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶GET / HTTP/1.1¶¶
                | 400, closed
            9112-7.1.2 a NUL in a trailer | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶T: ␀¶¶ | 400, closed
            9112-7.1.2 white space at the beginning of the trailers
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶ T: 1¶¶ | 400, closed
            9112-7.1.2 a trailer that is too long
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶T: @40000¶¶ | 431, closed
            9112-7.1 malformed size: an underscore behind a zero
                | GET / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0_2e¶¶GET /smuggled HTTP/1.1¶{H}¶ | 400, closed
            9112-7.1 malformed size: its beginning is valid
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶1these-bytes-are-no-size¶Z¶0¶¶ | 400, closed
            9112-7.1 malformed size: sixteen digits f
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶ffffffffffffffff¶hello¶0¶¶ | 400, closed
            9112-7.1 malformed size: words, and a request behind them
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶INVALID!!!¶GET /smuggled HTTP/1.1¶{H}¶ | 400, closed
            9112-7.1 a last chunk of many zeros
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0000000000000000¶¶ | 200 POST / [], open
            9112-7.1 as much data as is accepted | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶3e8¶@1000¶0¶¶ | 200, open
            9112-7.1 an empty line before the last chunk
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5¶hello¶¶0¶¶ | 400, closed
            9112-7.1 the client ends between two chunks
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5¶hello¶5␄ | closed
            9112-7.1 the client ends before the last empty line
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5¶hello¶0¶␄ | closed
            9112-7.1.1 carriage returns before an extension
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5␍␍;ABCD¶34¶E¶0¶¶ | 400, closed
            9112-7.1.1 carriage returns behind an extension
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a=b␍␍hello¶0¶¶ | 400, closed
            9112-7.1.1 malformed extension: an escaped carriage return in quotes
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a="\\␍"¶hello¶0¶¶ | 400, closed
            9112-7.1.1 obs-text in a quoted extension
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a="ä"¶hello¶0¶¶ | 200 POST / [hello], open
            9112-7.1.1 malformed extension: obs-text without quotes
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶5;a=ä¶hello¶0¶¶ | 400, closed
            9112-7.1.1 an extension twice | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶1;a=1;a=2¶x¶0¶¶
                | 200 POST / [x], open
            9112-7.1.2 a trailer that looks like a request
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶X:POST /smuggled HTTP/1.1¶¶
                | 200 POST / [] X: POST /smuggled HTTP/1.1, open
            9110-6.5.1 a media type among the trailers changes nothing
                | POST / HTTP/1.1¶{H}Content-Type: a/b¶Transfer-Encoding: chunked¶¶0¶Content-Type: c/d¶¶
                | 200 POST / [] Content-Type: c/d, open
            9110-6.5.1 an expectation among the trailers changes nothing
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶0¶Expect: miracles¶¶ | 200 POST / [] Expect: miracles, open
            """;

    private ChunkRows() {}
}
