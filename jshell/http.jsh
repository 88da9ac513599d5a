// HTTP by hand (RFC 9112): serve a folder, type requests byte by byte, read what comes back, take messages apart.
// In the project's folder, after ./build.sh: jshell jshell/http.jsh; step by step: java scripts/Shell.java http
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/http.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.http.*
import wirelab.site.*

// A server for this folder on a free port of loopback.
var server = WebServer.start(WebServer.Options.DEFAULTS, new Site(Path.of("jshell"), Site.Options.DEFAULTS))
//> server.address()

// A request is text: a line, fields, an empty line, each ended by CR LF. So is the head of the answer.
//> var socket = new Socket(server.address().getAddress(), server.address().getPort())
//> socket.getOutputStream().write("GET /http.jsh HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-30\r\n\r\n".getBytes())
//> var answer = new byte[2000]
//> int n = socket.getInputStream().read(answer)
//> System.out.println(new String(answer, 0, n))

// The same bytes as they went over the wire.
//> System.out.println(HexDump.of(ByteBuffer.wrap(answer, 0, Math.min(n, 96))))

// The connection stays open: two requests at once (pipelining), two answers in order.
//> socket.getOutputStream().write(("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"
//>         + "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").getBytes())
//> System.out.println(new String(socket.getInputStream().readAllBytes()))
//> socket.close()

// A helper to try requests, with CR LF written as ¶; it shows the first line of the answer.
void ask(String request) throws IOException {
    try (var one = new Socket(server.address().getAddress(), server.address().getPort())) {
        one.getOutputStream().write(request.replace("¶", "\r\n").getBytes());
        one.shutdownOutput();
        var text = new String(one.getInputStream().readAllBytes());
        var status = text.lines().findFirst().orElse("closed");
        System.out.println(request.substring(0, Math.min(60, request.length())) + "  ->  " + status);
    }
}
//> ask("GET / HTTP/1.1¶Host: localhost¶¶")
//> ask("GET /nothing HTTP/1.1¶Host: localhost¶¶")
//> ask("GET /../../etc/passwd HTTP/1.1¶Host: localhost¶¶")

// Mistakes, and attacks on servers that stand one behind the other: each is refused with its own status.
//> ask("GET / HTTP/1.1¶¶")
//> ask("GET  / HTTP/1.1¶Host: a¶¶")
//> ask("GET / HTTP/1.1¶Host : a¶¶")
//> ask("GET / HTTP/3.0¶Host: a¶¶")
//> ask("POST / HTTP/1.1¶Host: a¶Content-Length: 4¶Transfer-Encoding: chunked¶¶0¶¶")
//> ask("GET /" + "a".repeat(9000) + " HTTP/1.1¶Host: a¶¶")

// The same without a socket: a message is a record whose fields stay bytes until somebody asks for text.
//> var head = RequestHead.of("GET", "/where?q=now", Headers.of("Host", "www.example.org", "Accept", "text/html, */*;q=0.1"))
//> head.target()
//> head.headers().elements("accept")
//> System.out.println(HexDump.of(head.encode()))

// Where does a body end? One place answers that, and refuses what two readers could understand in two ways.
//> Framing.of(RequestHead.of("POST", "/", Headers.of("Host", "a", "Content-Length", "5")))
//> Framing.of(ResponseHead.of(304, Headers.of("Content-Length", "5")), "GET")
//> try {
//>     Framing.of(RequestHead.of("POST", "/", Headers.of("Host", "a", "Content-Length", "5, 6")));
//> } catch (BadMessageException e) {
//>     System.out.println(e.status() + " " + e.getMessage());
//> }

// What the server counted.
//> server.counters()

// Yours to try, at the prompt (the lab sheet has more):
// HTTP/1.0 needs no Host. Why does 1.1?
//     ask("HEAD / HTTP/1.0¶¶")
// Two hosts: which one would you serve?
//     ask("GET / HTTP/1.1¶Host: a¶Host: b¶¶")
// The last five bytes: which status?
//     ask("GET /http.jsh HTTP/1.1¶Host: a¶Range: bytes=-5¶¶")
// How many are connected, and what do they get?
//     server
System.out.println("server is alive; try: ask(\"GET /http.jsh HTTP/1.1\u00b6Host: a\u00b6\u00b6\")")
