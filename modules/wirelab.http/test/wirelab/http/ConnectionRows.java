package wirelab.http;

/// What RFC 9112 says about connections (section 9), and RFC 9110 about expectations and upgrades. For the notation see [ConformanceRows].
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
            """;

    private ConnectionRows() {}
}
