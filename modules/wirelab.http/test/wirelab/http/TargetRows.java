package wirelab.http;

/// What RFC 9112 says about request targets and Host (section 3.2), and about fields (section 5). For the notation see [ConformanceRows].
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
                | CONNECT a.example:443 HTTP/1.1¶Host: a.example:443¶¶ | 200 CONNECT a.example:443 [], open
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
            """;

    private TargetRows() {}
}
