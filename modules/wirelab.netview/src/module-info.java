/// Looking at the network: interfaces, routes, neighbours, groups and sockets with their processes, once or live, and a
/// diagnosis of "my client cannot reach my server" ([Diagnosis][wirelab.netview.Diagnosis]) that names what was seen, what
/// it means and the stock command that proves it. See proc_net(5), rtnetlink(7), sock_diag(7); RFC 792, RFC 4443, RFC 1191.
///
/// ```
/// var source = NetSource.here();
/// source.sockets().stream().filter(SocketFilter.parse("dst 10/8 and sport = :22")).forEach(IO::println);
/// var seen = new NetObserver(Host.HERE, NetObserver.Options.DEFAULTS).observe("localhost", 7007);
/// IO.println(Diagnosis.of(seen).text());
/// ```
///
/// | limit | number | why | when it is hit |
/// | --- | --- | --- | --- |
/// | line of a table | 8,192 characters | the kernel has none so long | the row is left out |
/// | table of netlink | 64 MiB | memory | the reading fails |
/// | answer of the kernel | 5 s | it answers at once | the reading fails |
/// | output of a command | 64 MiB, 20 s | a command that hangs | cut off there |
/// | filter | 4,096 characters, 64 brackets | nobody writes more | one line, exit status 2 |
/// | networks at once | 256 | a thread and a file each | the others are not shown |
/// | addresses of a server that are tried | 4 | each may take its time | the others are not tried |
/// | answer of a server | 4 s (`--timeout`) | ARP gives up after 3 s | silence |
/// | pings of a size | 3, 1 s each | one may be lost | silence |
/// | searches for processes | for a new socket, each 20th reading | it costs more than all else | what was known stays |
///
/// Left out on purpose: names for addresses in tables (a look-up waits, and tells others what one looks at), sockets of
/// `AF_UNIX`, policy routing, changing anything but the end of a connection.
module wirelab.netview {
    requires transitive wirelab.hosts;
    requires wirelab.chat;
    requires wirelab.measure;
    requires wirelab.stun;

    exports wirelab.netview;
}
