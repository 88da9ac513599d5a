package wirelab.http;

/// What RFC 9112 says about connections (section 9), and RFC 9110 about expectations and
/// upgrades. For the notation see [ConformanceRows].
final class ConnectionRows {
    static final String TEXT = """
            # Connections
            9112-9.3 a connection goes on by itself
                | GET /1 HTTP/1.1¶{H}¶GET /2 HTTP/1.1¶{H}¶ | 200 GET /1 [], 200 GET /2 [], open
            9112-9.3.2 pipelined requests are answered in order
                | GET /1 HTTP/1.1¶{H}¶GET /2 HTTP/1.1¶{H}¶GET /3 HTTP/1.1¶{H}¶GET /4 HTTP/1.1¶{H}¶GET /5 HTTP/1.1¶{H}¶
                | 200 GET /1 [], 200 GET /2 [], 200 GET /3 [], 200 GET /4 [], 200 GET /5 [], open
            9112-9.3.2 a pipelined request that is malformed ends the row
                | GET /1 HTTP/1.1¶{H}¶GET /2  HTTP/1.1¶{H}¶GET /3 HTTP/1.1¶{H}¶ | 200 GET /1 [], 400, closed
            9112-9.6 close is obeyed | GET / HTTP/1.1¶{H}Connection: close¶¶ | 200 GET / [], closed
            9112-9.6 close in any case and among others | GET / HTTP/1.1¶{H}Connection: Foo , CLOSE¶¶ | 200 GET / [], closed
            9112-9.6 close in the second line
                | GET / HTTP/1.1¶{H}Connection: keep-alive¶Connection: close¶¶ | 200 GET / [], closed
            9112-9.6 no request behind close is looked at
                | GET /1 HTTP/1.1¶{H}Connection: close¶¶GET /2 HTTP/1.1¶{H}¶ | 200 GET /1 [], closed
            9112-9.3 HTTP/1.0 with keep-alive goes on | GET / HTTP/1.0¶Connection: Keep-Alive¶¶ | 200 GET / [], open
            9112-9.3 HTTP/1.0 with keep-alive and close
                | GET / HTTP/1.0¶Connection: keep-alive, close¶¶ | 200 GET / [], closed
            9112-9.3 an unknown connection option changes nothing | GET / HTTP/1.1¶{H}Connection: x¶¶ | 200 GET / [], open
            9112-9.6 the client ends its direction behind a request and is answered
                | GET / HTTP/1.1¶{H}¶␄ | 200 GET / [], closed

            # Expectations and upgrades
            9110-10.1.1 the client is told to continue
                | POST / HTTP/1.1¶{H}Content-Length: 2¶Expect: 100-continue¶¶hi | 100, 200 POST / [hi], open
            9110-10.1.1 the expectation in any case
                | POST / HTTP/1.1¶{H}Content-Length: 2¶Expect: 100-Continue¶¶hi | 100, 200 POST / [hi], open
            9110-10.1.1 without a body there is nothing to continue
                | GET / HTTP/1.1¶{H}Expect: 100-continue¶¶ | 200 GET / [], open
            9110-10.1.1 HTTP/1.0 gets no interim response
                | POST / HTTP/1.0¶Content-Length: 2¶Expect: 100-continue¶¶hi | 200 POST / [hi], closed
            9110-10.1.1 another expectation | GET / HTTP/1.1¶{H}Expect: miracles¶¶ | 417, open
            9110-7.8 an upgrade that is not known is ignored
                | GET / HTTP/1.1¶{H}Connection: Upgrade¶Upgrade: websocket¶¶ | 200 GET / [], open
            9110-7.8 an upgrade to HTTP/2 is ignored
                | GET / HTTP/1.1¶{H}Connection: Upgrade, HTTP2-Settings¶Upgrade: h2c¶HTTP2-Settings: AAMAAABkAAQAAP__¶
                    ¶
                | 200 GET / [], open
            9110-9.3.2 HEAD has no content but its length
                | HEAD / HTTP/1.1¶{H}¶GET /next HTTP/1.1¶{H}¶ | 200 , 200 GET /next [], open
            9110-9.3.2 a malformed HEAD is refused without content | HEAD / HTTP/1.1¶{H}A B: c¶¶ | 400, closed
            9110-9.3.2 a body with HEAD is read too | HEAD / HTTP/1.1¶{H}Content-Length: 2¶¶hi | 200, open
            9112-9.6 nothing behind a refused request is looked at
                | GET / HTTP/1.1¶¶GET /smuggled HTTP/1.1¶{H}¶ | 400, closed
            9112-9.3 a body that is read leaves the connection open | PUT / HTTP/1.1¶{H}Content-Length: 1000¶¶@1000
                | 200, open
            9112-9.3 keep-alive in HTTP/1.1 says nothing new | GET / HTTP/1.1¶{H}Connection: keep-alive¶¶
                | 200 GET / [], open
            9112-9.3 HTTP/1.0 with keep-alive, pipelined
                | GET /1 HTTP/1.0¶Connection: keep-alive¶¶GET /2 HTTP/1.0¶¶ | 200 GET /1 [], 200 GET /2 [], closed
            9112-9.3.2 pipelined requests with bodies of all kinds
                | POST /1 HTTP/1.1¶{H}Content-Length: 1¶¶aGET /2 HTTP/1.1¶{H}¶
                    POST /3 HTTP/1.1¶{H}Transfer-Encoding: chunked¶¶1¶b¶0¶¶
                    GET /4 HTTP/1.1¶{H}Connection: close¶¶
                | 200 POST /1 [a], 200 GET /2 [], 200 POST /3 [b], 200 GET /4 [], closed
            9110-7.6.1 a field named in Connection is still a field
                | POST / HTTP/1.1¶{H}Connection: Content-Length¶Content-Length: 2¶¶hi | 200 POST / [hi], open
            9110-7.6.1 Host named in Connection is still there | GET / HTTP/1.1¶{H}Connection: Host¶¶ | 200 GET / [], open
            9110-7.8 an upgrade in HTTP/1.0 is ignored
                | GET / HTTP/1.0¶Connection: Upgrade¶Upgrade: websocket¶¶ | 200 GET / [], closed
            9110-7.8 an upgrade without Connection is ignored | GET / HTTP/1.1¶{H}Upgrade: websocket¶¶ | 200 GET / [], open
            9110-7.8 an upgrade with POST is ignored, and its body read
                | POST / HTTP/1.1¶{H}Connection: Upgrade¶Upgrade: h2c¶Content-Length: 2¶¶hi | 200 POST / [hi], open
            9110-7.8 an upgrade to TLS is ignored
                | OPTIONS * HTTP/1.1¶{H}Connection: Upgrade¶Upgrade: TLS/1.2¶¶ | 200 OPTIONS * [], open
            9110-10.1.1 chunks are continued too
                | POST / HTTP/1.1¶{H}Transfer-Encoding: chunked¶Expect: 100-continue¶¶2¶hi¶0¶¶ | 100, 200 POST / [hi], open
            9110-10.1.1 a malformed request is not told to continue
                | POST / HTTP/1.1¶{H}Content-Length: 5¶Transfer-Encoding: chunked¶Expect: 100-continue¶¶ | 400, closed
            9110-10.1.1 a body that is too large is not asked for
                | POST / HTTP/1.1¶{H}Content-Length: 1001¶Expect: 100-continue¶¶ | 413, closed
            9110-10.1.1 another expectation among others
                | POST / HTTP/1.1¶{H}Content-Length: 2¶Expect: 100-continue, miracles¶¶hi | 417, open
            9110-9.3.2 HEAD of HTTP/1.0 | HEAD / HTTP/1.0¶¶ | 200, closed
            9110-7.8 an upgrade that is ignored, and permission to go on
                | POST / HTTP/1.1¶{H}Connection: Upgrade¶Upgrade: h2c¶Expect: 100-continue¶Content-Length: 2¶¶hi
                | 100, 200 POST / [hi], open
            9110-7.8 an upgrade to nothing | GET / HTTP/1.1¶{H}Connection: Upgrade¶Upgrade: ¶¶ | 200 GET / [], open
            9110-10.1.1 a body of length 0 is none to wait for
                | POST / HTTP/1.1¶{H}Content-Length: 0¶Expect: 100-continue¶¶ | 200 POST / [], open
            9110-10.1.1 another expectation in HTTP/1.0 is ignored too | GET / HTTP/1.0¶Expect: miracles¶¶
                | 200 GET / [], closed
            9110-5.6.1 empty elements beside an expectation
                | POST / HTTP/1.1¶{H}Content-Length: 2¶Expect: , 100-continue ,¶¶hi | 100, 200 POST / [hi], open
            9110-5.6.1 empty elements beside close | GET / HTTP/1.1¶{H}Connection: , close ,¶¶ | 200 GET / [], closed
            9112-9.6 close beside keep-alive | GET / HTTP/1.1¶{H}Connection: keep-alive, close¶¶ | 200 GET / [], closed
            9112-9.6 what only begins like close | GET / HTTP/1.1¶{H}Connection: closed¶¶ | 200 GET / [], open
            9112-9.6 no nonsense behind close is looked at
                | GET /1 HTTP/1.1¶{H}Connection: close¶¶Invalid¶¶ | 200 GET /1 [], closed
            9112-9.6 no request behind an HTTP/1.0 request is looked at
                | GET /1 HTTP/1.0¶¶GET /2 HTTP/1.1¶{H}¶ | 200 GET /1 [], closed
            9112-9.6 close with a body, which is read first
                | POST / HTTP/1.1¶{H}Connection: close¶Content-Length: 2¶¶hi | 200 POST / [hi], closed
            9112-9.3 HTTP/1.0 with close | GET / HTTP/1.0¶Connection: close¶¶ | 200 GET / [], closed
            9112-9.3 HTTP/1.0 with keep-alive in any case and among others
                | GET / HTTP/1.0¶Connection: a, KEEP-alive¶¶ | 200 GET / [], open
            9110-9.3.8 a body with TRACE is read too | TRACE / HTTP/1.1¶{H}Content-Length: 2¶¶hi | 200 TRACE / [hi], open
            """;

    private ConnectionRows() {}
}
