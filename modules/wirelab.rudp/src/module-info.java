/// Reliable UDP: streams of bytes that arrive whole and in order, and messages that may get lost, over datagrams of the PDU
/// `sequence u32, ack u32, ack_bitfield u32, data`. What the PDU lacks stands in the first bytes of its data, as the lab
/// sheet specifies in the manner of an RFC. Losses are found as QUIC finds them (RFC 9002, RFC 8985), packets are sealed
/// after a Noise handshake, and how much is sent how fast is for a controller of `wirelab.congestion`.
///
/// ```
/// try (var port = RudpPort.listen(Host.HERE, bind, RudpOptions.DEFAULTS, identity, session -> serve(session));
///         var session = RudpPort.connect(Host.HERE, port.address(), RudpOptions.DEFAULTS, RudpTrace.NONE);
///         var stream = session.open()) {
///     stream.write(request);
///     stream.end();
///     int count = stream.read(into, 0, into.length);
/// }
/// ```
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | datagram | 1,472 bytes of UDP | Ethernet; found out by probes from 1,200 up (RFC 8899) | longer ones are dropped |
/// | bytes before they are read | 512 KiB, grows to 64 MiB as needed | memory | the sender waits; more is an error |
/// | growth of all windows of an end | 512 MiB | many slow readers | windows stay as they are |
/// | bytes kept until they have arrived | four windows and 256 KiB, 64 MiB at most, which the streams share; of the windows' memory beyond 512 KiB; 32 KiB of each stream | memory | the writer waits |
/// | streams of a connection at once | 64 | memory | the opener waits; more is an error |
/// | streams given up that are remembered | 1,024 | memory | the oldest is just not there |
/// | connections of a server | 4,096 | memory | refused with a reason |
/// | silence | 30 s, asked after 10 s | the other end is gone | the connection is over |
/// | packets remembered as sent | 65,536 | memory | the oldest is sent again |
/// | runs of received numbers | 256, told 16 | memory | what is older counts as received |
/// | probes where nothing comes back | in pairs, then one in 300 ms at least, or in each probe time-out | the light may be back | at the end of the silence the connection is over |
/// | acknowledgement held back | 2 ms, or two packets | it is a clock for the other end | |
/// | acknowledgements | 64 of a round trip, 100 µs to 1 ms apart | each wakes threads at both ends | the next one says it too |
/// | messages not yet sent, not yet taken | 256, 1,024; of 1,100 bytes | memory | the oldest, the newest is dropped |
/// | what an address is sent that was not proved | three times what came from it | amplification | nothing is sent |
/// | handshakes of a source address | 2,000 per second | they cost milliseconds of computing | dropped |
/// | resets | one per millisecond | two servers must not answer each other | not sent |
/// | packets that leave together | 250 µs of the rate, up to 32, made up for at twice the rate | queues are short | they wait |
/// | packets with one call of the system | 64 (with an offload) | the kernel's own limit | the next call takes them |
/// | packets sealed with one key | 4,194,304 | AES-GCM (RFC 9001, 6.6) | the key is changed |
/// | reason of an end | 200 bytes | | left out |
///
/// Left out on purpose: streams that the server opens, 0-RTT, ECN (the JDK cannot read it), several paths at once,
/// priorities.
module wirelab.rudp {
    requires transitive wirelab.congestion;
    requires transitive wirelab.kit;
    requires wirelab.hosts;
    requires wirelab.noise;
    requires jdk.net;

    exports wirelab.rudp;
}
