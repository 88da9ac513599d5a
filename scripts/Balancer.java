/// Load balancer: spreads requests over the nodes of a config.ini, and notices when it or they change.

import wirelab.balancer.*;
import wirelab.http.*;
import wirelab.kit.*;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("Balancer", "spreads requests over the nodes of a config.ini")
           .server(8000)
           .text("config", "FILE", "config.ini", "the nodes; read again when it changes")
           .text("admin", "HOST:PORT", null, "a page about the nodes, also as JSON and metrics")
           .flag("tcp", "spread connections, whatever they carry")
           .number("max", 10_000, 1, 1_000_000, "connections at once; one more gets 503")
           .duration("idle", "60s", "close a connection on which nothing moves for so long")
           .duration("drain", "5s", "time for responses under way when this stops")
           .text("tls", "FILE", null, "speak https; certificates in PEM, or PKCS#12")
           .text("tls-key", "FILE", null, "the key in PEM, if not in that file")
           .with(PasswordSwitches.ofFile("tls-password", "what protects the key"))
           .text("log", "FILE", null, "a line per request; - for standard output")
           .example("--config config.ini --port 8000 --admin 127.0.0.1:8080")
           .example("--config hosts.ini --port 2222 --tcp")
           .with(new TapSwitches())
           .run(args, this::serve);
}

void serve(CommandLine options) throws Exception {
    boolean tcp = options.flag("tcp");
    if (tcp && (options.text("tls") != null || options.text("log") != null)) {
        throw new UsageException("--tcp carries what it gets: there is no --tls and no --log");
    }
    Consumer<BalancerConfig> check = tcp ? TcpBalancer::check : _ -> {};
    var file = options.path("config");
    var config = BalancerConfig.read(file);
    check.accept(config);
    var admin = options.text("admin") == null ? null : Address.parse(options.text("admin"), "127.0.0.1", -1);
    try (var fleet = Fleet.start(options.host(), config, this::tell);
            var log = AccessLog.open(options.text("log")); var front = front(options, fleet, log);
            var page = admin == null ? null : page(options, admin, fleet);
            var _ = ConfigWatch.start(file, fleet, check, this::tell)) {
        Program.listening(front.address(), tcp ? "tcp" : "");
        if (page != null) Program.listening(page.address(), "status");
        Program.awaitStop();
        if (options.flag("verbose")) System.err.println(fleet.counters());
    }
}

/// Something that listens, whatever it speaks.
interface Front extends AutoCloseable {
    InetSocketAddress address();

    @Override
    void close();
}

Front front(CommandLine options, Fleet fleet, AccessLog log) throws IOException {
    if (options.flag("tcp")) {
        var server = TcpServer.start(options.host(), tcp(TcpBalancer.SERVER, options), new TcpBalancer(fleet));
        return front(server::address, server::close);
    }
    var web = HttpBalancer.SERVER;
    web = web.withTcp(tcp(web.tcp(), options).withTimeouts(options.duration("idle"), web.tcp().whole()));
    if (options.text("tls") != null) web = web.withTls(tls(options));
    var balancer = new HttpBalancer(fleet);
    var server = WebServer.start(options.host(), web, balancer, log, balancer::opening);
    return front(server::address, server::close);
}

TcpServer.Options tcp(TcpServer.Options tcp, CommandLine options) {
    return tcp.withBind(options.address()).withMaxConnections(options.number("max")).withDrain(options.duration("drain"));
}

Front front(Supplier<InetSocketAddress> address, Runnable close) {
    return new Front() {
        @Override
        public InetSocketAddress address() {
            return address.get();
        }

        @Override
        public void close() {
            close.run();
        }
    };
}

WebServer page(CommandLine options, InetSocketAddress admin, Fleet fleet) throws IOException {
    var web = WebServer.Options.DEFAULTS;
    return WebServer.start(options.host(), web.withTcp(web.tcp().withBind(admin).withMaxConnections(100)),
            new BalancerPage(fleet));
}

/// What happens to nodes and to the file is for whoever looks at this terminal.
void tell(String line) {
    System.err.println("Balancer: " + line);
}

SSLContext tls(CommandLine options) throws IOException {
    var file = options.path("tls");
    String password = PasswordSwitches.ofFile(options, "tls-password");
    return Tls.context(file, options.text("tls-key") == null ? file : options.path("tls-key"),
            password == null ? new char[0] : password.toCharArray());
}
