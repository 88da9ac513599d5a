/// What our chats share: a TCP server for line protocols whose clients have to do with each other, the names and texts in
/// such lines, and the terminal of the person who types them. It speaks no protocol of its own.
///
/// | need | class |
/// | --- | --- |
/// | serve a text protocol whose clients meet | [LineServer][wirelab.chat.LineServer] |
/// | its state, its waiting lines | [LineMachine][wirelab.chat.LineMachine], [LineOutlet][wirelab.chat.LineOutlet] |
/// | the fields of its lines, people's names | [LineFields][wirelab.chat.LineFields] |
/// | what one who chats sees: others above, the own line below | [ChatScreen][wirelab.chat.ChatScreen] |
/// | the line that is being typed, key by key | [LineEditor][wirelab.chat.LineEditor], [Terminal][wirelab.chat.Terminal] |
///
/// ```
/// var limits = new LineServer.Options(TcpServer.Options.DEFAULTS, 1_200, 64);
/// try (var server = LineServer.start(limits, machine, IO::println)) {
///     IO.println(server);
/// }
/// ```
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | line of a client | each protocol's `maxLine` | memory | the machine is told, nothing more is read |
/// | lines that wait for one client | each protocol's `maxWaiting` | who does not read costs only himself | reset, counted |
/// | time to hang up after our farewell | 2 s | the place is needed | reset |
/// | name | 32 letters, digits, `_`, `-`, `.` | a line of others is not to be imitated | `ProtocolViolation` |
/// | text of a message | 1,000 bytes, no control characters | a datagram that no network cuts up | `ProtocolViolation` |
/// | lines that the editor remembers | 100 | memory | the oldest is forgotten |
/// | words that Tab shows | 60 | they are to be looked through | how many more there are |
/// | line in the editor | the limit it is given | memory, or the server would refuse it | the key rings the bell |
///
/// Left out on purpose: sessions that outlive a connection (`wirelab.dialogue`), one order for all and fan-out to many
/// (`wirelab.room` has its own couriers for that), and search in the editor.
module wirelab.chat {
    requires transitive wirelab.kit;

    exports wirelab.chat;
}
