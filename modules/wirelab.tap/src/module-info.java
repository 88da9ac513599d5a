/// Watching conversations without root: as a pcapng file for Wireshark, while they happen, and as a message
/// ladder in the terminal or as SVG.
///
/// It sees what goes through the kit's sockets and writes the packets that would have carried it: pcapng
/// (draft-ietf-opsawg-pcapng), Ethernet II, IPv4 (RFC 791), IPv6 (RFC 8200), TCP (RFC 9293), UDP (RFC 768), checksums
/// (RFC 1071). Any program that stands on the host of its options gets both with one line, `.with(new TapSwitches())`; any
/// code with this:
///
/// ```
/// try (var recorder = Recorder.start(Capture.to(Path.of("echo.pcapng")), Ladder.print(System.out))) {
///     ... EchoServer.start(Host.HERE.watchedBy(recorder), ...) ...
/// }
/// ```
///
/// | limit | number | why | when it is hit |
/// | --- | --- | --- | --- |
/// | memory of a capture | 8 buffers of 1 MiB | a slow disk must not eat the heap | the conversation waits for the disk |
/// | disk that takes nothing | 10 s | nobody waits for ever | the capture ends with one line, the conversation goes on |
/// | delay until a packet is in the file | 100 ms | a killed program leaves a readable file | written, buffer full or not |
/// | hosts with a name | 256 | each is an interface of the file | further ones share the interface `others` |
/// | comment on a packet | 1,000 bytes | | cut |
/// | ports claimed beside a capture | 4,096 | one small file each | recorded whatever other programs do |
/// | half-seen connections remembered | 4,096, for 10 s | the other end may still turn up here | taken for two connections |
/// | rows that wait for a terminal | 1,024 | a stopped terminal must stop no conversation | left out, the number is drawn |
/// | end of a ladder in a terminal that takes nothing | 10 s | nobody waits for ever | the rest is not drawn |
/// | rows of a ladder | 1,000 | a picture that nobody can read | counted, and the number is said |
/// | columns of a ladder | 8 | the width of a terminal | further parties share the last |
///
/// On a link that carries the traffic of whole hosts, such as that of `wirelab.impair` between two namespaces, packets are
/// recorded as the kernel made them, with their true sequence numbers and retransmissions.
///
/// Left out on purpose: what the kernel keeps to itself (true sequence numbers, losses, retransmissions, windows: run
/// tcpdump for those), the sockets of other libraries, reading captures.
module wirelab.tap {
    requires transitive wirelab.kit;
    requires transitive wirelab.program;

    exports wirelab.tap;
}
