/// Caching proxy: keeps what it has fetched, in front of browsers or in front of servers (RFC 9111).

import wirelab.fetch.Trust;
import wirelab.http.*;
import wirelab.kit.*;
import wirelab.login.UserFile;
import wirelab.program.*;
import wirelab.proxy.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("Proxy", "fetches over HTTP/1.1 for others, and keeps what may be kept (RFC 9110, RFC 9111)")
           .server(3128)
           .repeated("to", "URL", "stand in front of a server; NAME=URL for one name of several")
           .text("via", "HOST:PORT", null, "ask this proxy instead of the servers")
           .size("memory", "256M", "for what is kept")
           .text("store", "DIR", null, "keep things there too, and know them again after a restart")
           .size("store-size", "1G", "for what is kept there")
           .flag("offline", "ask nobody: what is not kept is 504")
           .repeated("allow", "HOST[:PORT]", "go there and nowhere else; *.example.org for all below")
           .repeated("deny", "HOST[:PORT]", "never go there")
           .text("tunnels", "PORTS", "443", "ports to which CONNECT may go")
           .flag("inside", "go to private addresses too, though others may ask")
           .number("max", 10_000, 1, 1_000_000, "connections at once; one more gets 503")
           .text("purge-token", "FILE", null, "a secret in it allows PURGE")
           .number("per-server", 128, 0, 100_000, "requests that one server has at once; 0 for any number")
           .text("ca-certificate", "FILE", null, "of https servers behind, trust the certificates in FILE (PEM) alone")
           .text("users", "FILE", null, "let those in who are in it (from AddUser), by Basic authentication")
           .text("admin", "HOST:PORT", null, "show what is kept and how often that was of use, as a page there")
           .text("har", "FILE", null, "write what goes through as HAR 1.2, for the tools of a browser")
           .size("har-size", "64M", "for that file")
           .text("log", "FILE", null, "a line per request; - for standard output")
           .example("--port 3128 --log -")
           .example("--to http://127.0.0.1:8001 --port 8080")
           .example("--store kept --admin 127.0.0.1:3129 --har traffic.har")
           .with(new TapSwitches())
           .run(args, this::serve);
}

void serve(CommandLine options) throws Exception {
    var web = CachingProxy.SERVER;
    web = web.withTcp(web.tcp().withBind(options.address()).withMaxConnections(options.number("max")));
    try (var log = AccessLog.open(options.text("log")); var caching = caching(options)) {
        var handler = guarded(options, caching);
        try (var har = har(options, handler);
                var server = WebServer.start(options.host(), web, har != null ? har : handler, log);
                var admin = admin(options, caching, Address.text(server.address()))) {
            if (admin == null) Program.serve(server.address());
            else Program.serve(server.address(), admin.address());
        }
        if (options.flag("verbose")) System.err.println(caching.counters());
    }
}

CachingProxy caching(CommandLine options) throws Exception {
    var proxy = ProxyOptions.DEFAULTS.withMemory(options.size("memory")).withOffline(options.flag("offline"))
            .withPerServer(options.number("per-server"));
    boolean inside = options.flag("inside") || options.address().getAddress().isLoopbackAddress();
    proxy = proxy.withAccess(options.text("via"), options.all("allow"), options.all("deny"),
            ports(options.text("tunnels")), inside);
    if (!options.all("to").isEmpty()) proxy = proxy.withServers(options.all("to"));
    if (options.text("purge-token") != null) {
        proxy = proxy.withPurge(Files.readString(options.path("purge-token")).strip());
    }
    var trust = options.text("ca-certificate") == null ? null : Trust.of(options.path("ca-certificate"));
    if (options.text("store") == null) return new CachingProxy(options.host(), proxy, trust);
    return CachingProxy.withStore(options.host(), proxy, trust, options.path("store"), options.size("store-size"));
}

WebServer.Handler guarded(CommandLine options, CachingProxy caching) throws IOException {
    if (options.text("users") == null) return caching;
    if (!options.all("to").isEmpty()) throw new UsageException("--users is for a proxy that is named, not for one with --to");
    return new ProxyLogin(UserFile.open(options.path("users")), caching);
}

HarLog har(CommandLine options, WebServer.Handler inner) throws IOException {
    return options.text("har") == null ? null : HarLog.open(options.path("har"), options.size("har-size"), inner);
}

ProxyAdmin admin(CommandLine options, CachingProxy caching, String name) throws IOException {
    if (options.text("admin") == null) return null;
    return ProxyAdmin.start(options.host(), Address.parse(options.text("admin"), "127.0.0.1", -1), caching, name);
}

Set<Integer> ports(String text) {
    var ports = new HashSet<Integer>();
    for (String port : text.split(",")) {
        if (!port.strip().matches("[1-9][0-9]{0,4}")) throw new UsageException("--tunnels: '" + port + "' is no port");
        ports.add(Integer.parseInt(port.strip()));
    }
    return ports;
}
