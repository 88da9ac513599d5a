/// What every protocol of wirelab shares, so that a protocol module reads as its protocol and not as plumbing.
///
/// | need | class |
/// | --- | --- |
/// | stand somewhere, and open sockets there | [Host][wirelab.kit.Host] |
/// | serve TCP, one virtual thread per connection | [TcpServer][wirelab.kit.TcpServer] |
/// | one TCP connection, either end | [Connection][wirelab.kit.Connection] |
/// | serve UDP | [UdpServer][wirelab.kit.UdpServer] |
/// | one UDP socket, either end | [UdpSocket][wirelab.kit.UdpSocket] |
/// | ask over UDP, again if need be | [UdpAsk][wirelab.kit.UdpAsk] |
/// | bytes in order, over TCP or TLS | [ByteStream][wirelab.kit.ByteStream] |
/// | read lines with a limit | [Lines][wirelab.kit.Lines] |
/// | messages behind their length | [Frames][wirelab.kit.Frames] |
/// | read the fields of one message | [FieldReader][wirelab.kit.FieldReader], [ProtocolViolation][wirelab.kit.ProtocolViolation] |
/// | write them | [FieldWriter][wirelab.kit.FieldWriter] |
/// | the state of a protocol; its lock and clock | [Machine][wirelab.kit.Machine], [Driver][wirelab.kit.Driver] |
/// | such a state at a UDP socket | [UdpDriver][wirelab.kit.UdpDriver] |
/// | bytes as a value; look at them | [Bytes][wirelab.kit.Bytes], [HexDump][wirelab.kit.HexDump] |
/// | watch a conversation | [Tap][wirelab.kit.Tap] |
/// | read a `config.ini` | [Ini][wirelab.kit.Ini] |
/// | what nobody may guess, and its proof | [Secrets][wirelab.kit.Secrets], [Hmac][wirelab.kit.Hmac] |
/// | replace a file as a whole | [SafeFile][wirelab.kit.SafeFile] |
/// | know after a crash what was acknowledged before | [Journal][wirelab.kit.Journal] |
/// | count and limit | [Counters][wirelab.kit.Counters], [Rate][wirelab.kit.Rate], [RateLimit][wirelab.kit.RateLimit] |
///
/// The kit speaks no protocol of its own, and nothing stands in it that no protocol uses.
///
/// Left out on purpose: selectors and asynchronous channels (a virtual thread blocks instead), and read time-outs (one
/// sweeper per server closes what has been silent too long; a timer per read would halve the rate of a busy server).
module wirelab.kit {
    exports wirelab.kit;
}
