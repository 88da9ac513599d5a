/// What every protocol of wirelab shares, so that a protocol module reads as its protocol and not as plumbing.
///
/// | need | class |
/// | --- | --- |
/// | serve TCP, one virtual thread per connection | [TcpServer][wirelab.kit.TcpServer] |
/// | one TCP connection, either end | [Connection][wirelab.kit.Connection] |
/// | serve UDP | [UdpServer][wirelab.kit.UdpServer] |
/// | one UDP socket, either end | [UdpSocket][wirelab.kit.UdpSocket] |
/// | read lines with a limit | [Lines][wirelab.kit.Lines] |
/// | serve a text protocol whose clients meet | [LineServer][wirelab.kit.LineServer] |
/// | its state, its waiting lines | [LineMachine][wirelab.kit.LineMachine], [LineOutlet][wirelab.kit.LineOutlet] |
/// | the fields of its lines | [LineFields][wirelab.kit.LineFields] |
/// | read the fields of one message | [Fields][wirelab.kit.Fields], [ProtocolException][wirelab.kit.ProtocolException] |
/// | look at bytes | [HexDump][wirelab.kit.HexDump] |
/// | watch a conversation | [Tap][wirelab.kit.Tap] |
/// | write a script with options | [Program][wirelab.kit.Program], [Options][wirelab.kit.Options] |
/// | ask for a password | [Password][wirelab.kit.Password] |
/// | write a narrated demo | [Demo][wirelab.kit.Demo] |
/// | read a `config.ini` | [Ini][wirelab.kit.Ini] |
/// | count and limit | [Counters][wirelab.kit.Counters], [RateLimit][wirelab.kit.RateLimit] |
/// | show progress | [Progress][wirelab.kit.Progress] |
/// | draw a diagram | [Plot][wirelab.kit.Plot] |
///
/// The kit speaks no protocol of its own, and nothing stands in it that no protocol uses.
///
/// Left out on purpose: selectors and asynchronous channels (a virtual thread blocks instead), and read time-outs (one
/// sweeper per server closes what has been silent too long; a timer per read would halve the rate of a busy server).
module wirelab.kit {
    exports wirelab.kit;
}
