package wirelab.http;

/// What RFC 9112 says about request targets and Host (section 3.2), and about fields (section
/// 5). For the notation see [ConformanceRows].
final class TargetRows {
    static final String TEXT = """
            # Request target and Host
            9112-3.2 no Host in HTTP/1.1 | GET / HTTP/1.1¶¶ | 400, closed
            9112-3.2 no Host in HTTP/1.1, but other fields | GET / HTTP/1.1¶Content-Length: 5¶¶ | 400, closed
            9112-3.2 two Hosts | GET / HTTP/1.1¶Host: a¶Host: b¶¶ | 400, closed
            9112-3.2 two Hosts that are the same | GET / HTTP/1.1¶Host: a¶host: a¶¶ | 400, closed
            9112-3.2 two Hosts in HTTP/1.0 | GET / HTTP/1.0¶Host: a¶Host: a¶¶ | 400, closed
            9112-3.2 Host with user information | GET / HTTP/1.1¶Host: user@example.org¶¶ | 400, closed
            9112-3.2 Host with a path | GET / HTTP/1.1¶Host: example.org/a¶¶ | 400, closed
            9112-3.2 Host with a query | GET / HTTP/1.1¶Host: example.org?a¶¶ | 400, closed
            9112-3.2 Host with a list | GET / HTTP/1.1¶Host: a.example, b.example¶¶ | 400, closed
            9112-3.2 Host with a space | GET / HTTP/1.1¶Host: a b¶¶ | 400, closed
            9112-3.2 Host with a port that is no number | GET / HTTP/1.1¶Host: a:http¶¶ | 400, closed
            9112-3.2 Host with a port out of range | GET / HTTP/1.1¶Host: a:65536¶¶ | 400, closed
            9112-3.2 Host with two ports | GET / HTTP/1.1¶Host: a:1:2¶¶ | 400, closed
            9112-3.2 Host with a scheme | GET / HTTP/1.1¶Host: http://a¶¶ | 400, closed
            9112-3.2 Host with an address without its bracket | GET / HTTP/1.1¶Host: [::1¶¶ | 400, closed
            9112-3.2 Host with brackets around no address | GET / HTTP/1.1¶Host: [a.example]¶¶ | 400, closed
            9112-3.2 Host with nothing | GET / HTTP/1.1¶Host: ¶¶ | 400, closed
            9112-3.2 Host with only a port | GET / HTTP/1.1¶Host: :80¶¶ | 400, closed
            9112-3.2 Host with an incomplete percent-encoding | GET / HTTP/1.1¶Host: a%2¶¶ | 400, closed
            9112-3.2 Host with obs-text | GET / HTTP/1.1¶Host: ä.example¶¶ | 400, closed
            9112-3.2 Host with a port is valid | GET / HTTP/1.1¶Host: example.org:8080¶¶ | 200 GET / [], open
            9112-3.2 Host with an empty port is valid | GET / HTTP/1.1¶Host: example.org:¶¶ | 200 GET / [], open
            9112-3.2 Host with an IPv4 address is valid | GET / HTTP/1.1¶Host: 127.0.0.1:80¶¶ | 200 GET / [], open
            9112-3.2 Host with an IPv6 address is valid | GET / HTTP/1.1¶Host: [::1]:80¶¶ | 200 GET / [], open
            9112-3.2 Host with white space around it is valid | GET / HTTP/1.1¶Host:  ␉ x ␉¶¶ | 200 GET / [], open
            9112-3.2 Host with an underscore is valid | GET / HTTP/1.1¶Host: my_host¶¶ | 200 GET / [], open
            9112-3.2 target with a fragment | GET /a#b HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2 target with a backslash | GET /a\\b HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2 target with a quote | GET /a"b HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2 target with angle brackets | GET /<a> HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2 target with braces | GET /{a} HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2 target with a caret | GET /a^b HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2 target with a bar | GET /a|b HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2 target with brackets, as browsers send it | GET /a[1] HTTP/1.1¶{H}¶ | 200 GET /a[1] [], open
            9112-3.2 query with what browsers send raw | GET /?[{"<>^`}\\] HTTP/1.1¶{H}¶ | 200 GET /?[{"<>^`}\\] [], open
            9112-3.2 query with a fragment | GET /?a#b HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2 target with an incomplete percent-encoding | GET /a%2 HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2 target with a percent-encoding of no digits | GET /a%zz HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2 target with obs-text | GET /ä HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2 target with DEL | GET /␡ HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2 target with no slash | GET a HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2 target with only a query | GET ?a HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2 target with a NUL in the query | GET /?␀ HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.1 every character that a path and a query may hold
                | GET /a-._~!$&'()*+,;=:@%41/?/?-._~!$&'()*+,;=:@%42 HTTP/1.1¶{H}¶
                | 200 GET /a-._~!$&'()*+,;=:@%41/?/?-._~!$&'()*+,;=:@%42 [], open
            9112-3.2.2 the absolute form is accepted
                | GET http://example.org:81/a?b HTTP/1.1¶{H}¶ | 200 GET http://example.org:81/a?b [], open
            9112-3.2.2 the host of an absolute form counts, whatever Host says
                | GET http://a.example/ HTTP/1.1¶Host: b.example¶¶ | 200 GET http://a.example/ [], open
            9112-3.2.2 an absolute form still needs a Host | GET http://a.example/ HTTP/1.1¶¶ | 400, closed
            9112-3.2.2 an absolute form without a path
                | OPTIONS http://a.example HTTP/1.1¶{H}¶ | 200 OPTIONS http://a.example [], open
            9110-4.2.1 an absolute form without a host | GET http:///a HTTP/1.1¶{H}¶ | 400, closed
            9110-4.2.4 an absolute form with user information | GET http://u:p@a.example/ HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.3 CONNECT with host and port
                | CONNECT a.example:443 HTTP/1.1¶Host: a.example:443¶¶ | 405, open
            9112-3.2.3 CONNECT without a port | CONNECT a.example HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.3 CONNECT with a path | CONNECT / HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.3 the authority form with another method | GET a.example:80 HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.4 the asterisk with OPTIONS | OPTIONS * HTTP/1.1¶{H}¶ | 200 OPTIONS * [], open
            9112-3.2.4 the asterisk with another method | GET * HTTP/1.1¶{H}¶ | 400, closed

            # Fields
            9112-5.1 a space before the colon | GET / HTTP/1.1¶{H}A : b¶¶ | 400, closed
            9112-5.1 a tab before the colon | GET / HTTP/1.1¶{H}A␉: b¶¶ | 400, closed
            9112-5.1 a space before the colon of Content-Length | GET / HTTP/1.1¶{H}Content-Length : 0¶¶ | 400, closed
            9112-5.1 a space before the colon of Transfer-Encoding
                | GET / HTTP/1.1¶{H}Transfer-Encoding : chunked¶¶ | 400, closed
            9112-5 no colon | GET / HTTP/1.1¶{H}A¶¶ | 400, closed
            9112-5 no name | GET / HTTP/1.1¶{H}: b¶¶ | 400, closed
            9112-5 brackets in the name | GET / HTTP/1.1¶{H}A[]: b¶¶ | 400, closed
            9112-5 a space in the name | GET / HTTP/1.1¶{H}A B: c¶¶ | 400, closed
            9112-5 a tab in the name | GET / HTTP/1.1¶{H}A␉B: c¶¶ | 400, closed
            9112-5 a NUL in the name | GET / HTTP/1.1¶{H}A␀: b¶¶ | 400, closed
            9112-5 obs-text in the name | GET / HTTP/1.1¶{H}ä: b¶¶ | 400, closed
            9112-5 a quote in the name | GET / HTTP/1.1¶{H}"A": b¶¶ | 400, closed
            9112-5 DEL in the name | GET / HTTP/1.1¶{H}A␡: b¶¶ | 400, closed
            9110-5.5 a NUL in a value | GET / HTTP/1.1¶{H}A: b␀c¶¶ | 400, closed
            9110-5.5 a bell in a value | GET / HTTP/1.1¶{H}A: b␇¶¶ | 400, closed
            9110-5.5 a vertical tab in a value | GET / HTTP/1.1¶{H}A: b␋c¶¶ | 400, closed
            9110-5.5 a form feed in a value | GET / HTTP/1.1¶{H}A: b␌c¶¶ | 400, closed
            9110-5.5 DEL in a value | GET / HTTP/1.1¶{H}A: b␡¶¶ | 400, closed
            9110-5.5 an escape in a value | GET / HTTP/1.1¶{H}A: ␛[1m¶¶ | 400, closed
            9112-5.2 a folded line | GET / HTTP/1.1¶{H}A: b¶ c¶¶ | 400, closed
            9112-5.2 a line folded with a tab | GET / HTTP/1.1¶{H}A: b¶␉c¶¶ | 400, closed
            9112-5.2 a folded Transfer-Encoding | POST / HTTP/1.1¶{H}Transfer-Encoding:¶ chunked¶¶0¶¶ | 400, closed
            9112-5.2 a folded line of nothing | GET / HTTP/1.1¶{H}A: b¶ ¶¶ | 400, closed
            9112-5.1 an empty value | GET / HTTP/1.1¶{H}A:¶B: ¶¶ | 200 GET / [], open
            9112-5.1 no space behind the colon | GET / HTTP/1.1¶Host:x¶¶ | 200 GET / [], open
            9110-5.1 names in any case | GET / HTTP/1.1¶hOsT:␉x¶¶ | 200 GET / [], open
            9110-5.4 a field that is too long | GET / HTTP/1.1¶{H}A: @40000¶¶ | 431, closed
            6585-5 a name that is too long | GET / HTTP/1.1¶{H}@40000: a¶¶ | 431, closed
            6585-5 too many fields | GET / HTTP/1.1¶{H}@fields¶ | 431, closed
            6585-5 fields without end | GET / HTTP/1.1¶{H}@manyfields | 431, closed
            9112-5.2 a folded Content-Length | POST / HTTP/1.1¶{H}Content-Length:¶ 5¶¶hello | 400, closed
            9112-5.2 a folded Host | GET / HTTP/1.1¶Host:¶ x¶¶ | 400, closed
            9112-5.1 a space before the colon of Host | GET / HTTP/1.1¶Host : x¶¶ | 400, closed
            9112-5.1 a space before the colon beside a good line | GET / HTTP/1.1¶{H}Host : y¶¶ | 400, closed
            9112-5.1 a carriage return before the colon | GET / HTTP/1.1¶{H}A␍: b¶¶ | 400, closed
            9112-5.1 a vertical tab before the colon | GET / HTTP/1.1¶{H}A␋: b¶¶ | 400, closed
            9112-5.1 white space around a value is no part of it
                | POST / HTTP/1.1¶Host:␉␉x  ¶Content-Length:␉2␉¶¶hi | 200 POST / [hi], open
            9112-5.1 a colon in a value | GET / HTTP/1.1¶{H}A: b: c¶¶ | 200 GET / [], open
            9112-5 a line of nothing but a colon | GET / HTTP/1.1¶{H}:¶¶ | 400, closed
            9112-5 a colon before the name | GET / HTTP/1.1¶:Host: x¶¶ | 400, closed
            9112-5 delimiters in the name: a comma | GET / HTTP/1.1¶{H}A,B: c¶¶ | 400, closed
            9112-5 delimiters in the name: a slash | GET / HTTP/1.1¶{H}A/B: c¶¶ | 400, closed
            9112-5 delimiters in the name: parentheses | GET / HTTP/1.1¶{H}A(B): c¶¶ | 400, closed
            9112-5 delimiters in the name: an equals sign | GET / HTTP/1.1¶{H}A=B: c¶¶ | 400, closed
            9112-5 delimiters in the name: an at sign | GET / HTTP/1.1¶{H}A@B: c¶¶ | 400, closed
            9112-5 delimiters in the name: a semicolon | GET / HTTP/1.1¶{H}A;B: c¶¶ | 400, closed
            9110-5.1 every tchar in a name | GET / HTTP/1.1¶{H}!#$%&'*+-.^_`|~09azAZ: b¶¶ | 200 GET / [], open
            9110-5.5 a line feed in a value | GET / HTTP/1.1¶{H}A: b␊c¶¶ | 400, closed
            9110-5.5 a line feed and a field behind it | GET / HTTP/1.1¶{H}A: b␊Content-Length: 5¶¶hello | 400, closed
            9110-5.5 a bare carriage return and a field behind it | GET / HTTP/1.1¶{H}A: b␍Content-Length: 5¶¶hello
                | 400, closed
            9110-5.5 a NUL in Host | GET / HTTP/1.1¶Host: x␀¶¶ | 400, closed
            9110-5.5 a NUL at the end of a value | GET / HTTP/1.1¶{H}A: b␀¶¶ | 400, closed
            9110-5.3 lines of one name are one list, where that may be
                | GET / HTTP/1.1¶{H}Accept: a/b¶Accept: c/d¶¶ | 200 GET / [], open
            6585-5 as many fields as are accepted | GET / HTTP/1.1¶{H}@lastfields¶ | 200 GET / [], open
            9110-5.4 a field of 30,000 octets is not too long | GET / HTTP/1.1¶{H}A: @30000¶¶ | 200 GET / [], open
            9112-3.2 an invalid Host in HTTP/1.0 too | GET / HTTP/1.0¶Host: a/b¶¶ | 400, closed
            9112-3.2 a valid Host in HTTP/1.0 | GET / HTTP/1.0¶{H}¶ | 200 GET / [], closed
            9112-3.2 two Hosts, one with nothing | GET / HTTP/1.1¶{H}Host: ¶¶ | 400, closed
            9112-3.2 two Hosts with other fields between | GET / HTTP/1.1¶{H}A: b¶C: d¶Host: y¶¶ | 400, closed
            9112-3.2 Host with a list without a space | GET / HTTP/1.1¶Host: a,b¶¶ | 400, closed
            9112-3.2 Host in quotes | GET / HTTP/1.1¶Host: "x"¶¶ | 400, closed
            9112-3.2 Host with a fragment | GET / HTTP/1.1¶Host: x#y¶¶ | 400, closed
            9112-3.2 Host with a backslash | GET / HTTP/1.1¶Host: x\\y¶¶ | 400, closed
            9112-3.2 Host with a tab inside | GET / HTTP/1.1¶Host: x␉y¶¶ | 400, closed
            9112-3.2 Host with a negative port | GET / HTTP/1.1¶Host: x:-1¶¶ | 400, closed
            9112-3.2 Host with an IPv6 address without brackets | GET / HTTP/1.1¶Host: ::1¶¶ | 400, closed
            9112-3.2 Host with something behind an IPv6 address | GET / HTTP/1.1¶Host: [::1]x¶¶ | 400, closed
            9112-3.2 Host with an IPv6 address of nine parts | GET / HTTP/1.1¶Host: [1:2:3:4:5:6:7:8:9]¶¶ | 400, closed
            9112-3.2 Host with an IPv6 address of seven parts | GET / HTTP/1.1¶Host: [1:2:3:4:5:6:7]¶¶ | 400, closed
            9112-3.2 Host with an IPv6 address with two gaps | GET / HTTP/1.1¶Host: [1::2::3]¶¶ | 400, closed
            9112-3.2 Host with an IPv6 address of five digits | GET / HTTP/1.1¶Host: [::12345]¶¶ | 400, closed
            9112-3.2 Host with a zone | GET / HTTP/1.1¶Host: [fe80::1%25lo]¶¶ | 400, closed
            9112-3.2 Host with an IPv4 address at the end of an IPv6 address is valid
                | GET / HTTP/1.1¶Host: [::ffff:192.0.2.1]¶¶ | 200 GET / [], open
            9112-3.2 Host with a whole IPv6 address is valid
                | GET / HTTP/1.1¶Host: [2001:db8:0:0:0:0:0:1]¶¶ | 200 GET / [], open
            9112-3.2.1 a path that begins with two slashes | GET //a HTTP/1.1¶{H}¶ | 200 GET //a [], open
            9112-3.2.1 an empty query | GET /? HTTP/1.1¶{H}¶ | 200 GET /? [], open
            9112-3.2.2 an absolute form with its scheme in upper case
                | GET HTTP://a.example/ HTTP/1.1¶{H}¶ | 200 GET http://a.example/ [], open
            9112-3.2.2 an absolute form does not excuse an invalid Host
                | GET http://a.example/ HTTP/1.1¶Host: a/b¶¶ | 400, closed
            9112-3.2.2 an absolute form does not excuse two Hosts
                | GET http://a.example/ HTTP/1.1¶Host: a.example¶Host: a.example¶¶ | 400, closed
            9112-3.2.2 an absolute form in HTTP/1.0 | GET http://a.example/ HTTP/1.0¶¶ | 200 GET http://a.example/ [], closed
            9112-3.2.2 an absolute form with a fragment | GET http://a.example/#b HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.2 an absolute form with one slash | GET http:/a.example/ HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.2 an absolute form with a port out of range | GET http://a.example:65536/ HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.2 an absolute form without a scheme | GET ://a.example/ HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.3 CONNECT with an empty port | CONNECT a.example: HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.3 CONNECT with a port out of range | CONNECT a.example:65536 HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.3 CONNECT with no host | CONNECT :443 HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.3 CONNECT with user information | CONNECT u@a.example:443 HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.3 CONNECT with a URI | CONNECT http://a.example:443/ HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.3 CONNECT with an asterisk | CONNECT * HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.4 the asterisk with HEAD | HEAD * HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.4 the asterisk with POST | POST * HTTP/1.1¶{H}Content-Length: 0¶¶ | 400, closed
            9112-3.2.4 the asterisk with something behind it | OPTIONS *a HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.4 the asterisk with a query | OPTIONS *?a HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.4 the asterisk as a path is a path | GET /* HTTP/1.1¶{H}¶ | 200 GET /* [], open
            9112-3.2.2 an absolute form beside an empty Host, which does not count
                | GET http://a.example/ HTTP/1.1¶Host: ¶¶ | 200 GET http://a.example/ [], open
            9112-3.2.2 an absolute form with a query and no path
                | GET http://a.example?b HTTP/1.1¶{H}¶ | 200 GET http://a.example?b [], open
            9112-3.2.2 an absolute form with an IPv6 address | GET http://[::1]:80/ HTTP/1.1¶{H}¶
                | 200 GET http://[::1]:80/ [], open
            9112-3.2.2 an absolute form with an empty host and a port | GET http://:80/ HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.2 an absolute form with an at sign alone | GET http://@a.example/ HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2.2 an absolute form with obs-text in its host | GET http://ä.example/ HTTP/1.1¶{H}¶ | 400, closed
            9112-3.2 Host with a dot at its end is valid | GET / HTTP/1.1¶Host: a.example.¶¶ | 200 GET / [], open
            9112-3.2 Host with a space before the port | GET / HTTP/1.1¶Host: a: 80¶¶ | 400, closed
            9112-3.2 Host with a sign before the port | GET / HTTP/1.1¶Host: a:+80¶¶ | 400, closed
            9112-3.2 Host with letters behind the port | GET / HTTP/1.1¶Host: a:80x¶¶ | 400, closed
            9112-3.2 Host with obs-text around it | GET / HTTP/1.1¶Host: ÿxÿ¶¶ | 400, closed
            9112-5 obs-text at the end of a name | POST / HTTP/1.1¶{H}Content-Length : 5¶¶hello | 400, closed
            9112-5 a name over two lines
                | POST / HTTP/1.1¶{H}Transfer-¶Encoding: chunked¶Content-Length: 5¶¶0¶¶ | 400, closed
            9112-5 a space where the colon should be | POST / HTTP/1.1¶{H}Content-Length 5¶¶hello | 400, closed
            9110-5.4 a value of 100,000 octets, sent to its end | GET / HTTP/1.1¶{H}A: @100000¶¶ | 431, closed
            9110-5.4 a name of 100,000 octets, sent to its end | GET / HTTP/1.1¶{H}@100000: a¶¶ | 431, closed
            9110-5.5 a value of white space alone is empty | GET / HTTP/1.1¶{H}A: ␉ ␉ ¶¶ | 200 GET / [], open
            9110-5.5 every visible octet in a value
                | GET / HTTP/1.1¶{H}A: !"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~¶¶ | 200 GET / [], open
            9110-5.5 a start of heading in a value | GET / HTTP/1.1¶{H}A: ␁b¶¶ | 400, closed
            9110-5.5 a backspace in a value | GET / HTTP/1.1¶{H}A: b␈¶¶ | 400, closed
            9110-5.5 a unit separator in a value | GET / HTTP/1.1¶{H}A: b␟c¶¶ | 400, closed
            9110-5.3 the whole head is read before anything is done: a fault in its last line
                | PUT / HTTP/1.1¶{H}Content-Length: 2¶A : b¶¶hi | 400, closed
            9110-5.5 line feeds before a value | GET / HTTP/1.1¶{H}A:␊␊GET /smuggled HTTP/1.1¶¶ | 400, closed
            9110-5.5 a no-break space before a value is part of it | GET / HTTP/1.1¶Host: x¶¶ | 400, closed
            9112-5.2 a folded coding with OPTIONS
                | OPTIONS * HTTP/1.1¶{H}Transfer-Encoding:¶ chunked¶Content-Length: 5¶¶0¶¶ | 400, closed
            9110-5.3 two media types are nothing that framing depends on
                | POST / HTTP/1.1¶{H}Content-Type: a/b¶Content-Type: c/d¶Content-Length: 2¶¶hi | 200 POST / [hi], open
            9110-12.5.1 preferences that are none
                | GET / HTTP/1.1¶{H}Accept: !!!;;q=x¶Accept-Encoding: "¶¶ | 200 GET / [], open
            9110-5.5 cookies of any shape
                | GET / HTTP/1.1¶{H}Cookie: =; a=b; a; "c"=d;;e=f=g¶Cookie: ¶¶ | 200 GET / [], open
            """;

    private TargetRows() {}
}
