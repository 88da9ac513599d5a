/// A room over TCP: what one member says goes to all others, marked with its id, in one order that is the same for all.
/// Plain `nc` is a client. There is no RFC; the lines are specified at [wirelab.room.Command] and [wirelab.room.RoomLine].
///
/// ```
/// try (var server = RoomServer.start(RoomServer.Options.DEFAULTS);
///         var client = RoomClient.connect(server.address())) {
///     client.send("hello");
///     RoomLine line = client.read();
/// }
/// ```
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | members | 5; `--max` | a conversation, not a crowd | one line of refusal, then closed |
/// | connections beyond them | 64 | to say so, and to let last lines go out | one line of refusal; beyond 100 a reset |
/// | line of a member | 1,000 bytes; `--line` | memory, and a screen | not passed on, the member is told, the rest skipped |
/// | lines per second | 10, 50 at once; `--rate`, `--burst` | nobody shouts the others down | not passed on, one warning |
/// | lines too many after the warning | 50; `--patience` | a program that does not listen | out |
/// | name | 20 characters, a letter first | nobody hides behind a long name, or behind an id | refused |
/// | lines for a newcomer | 50; `--history` | to know what is talked about | the oldest is forgotten |
/// | bytes that wait for one member | 4 MiB; `--queue` | memory, which all share | dropped (reset), the others are told |
/// | one write of at most 256 KiB | 30 s; `--stall` | a member that does not read, in a quiet room | the same |
/// | silence | 2 h; `--idle` | a host that is gone without a word | closed |
/// | goodbye of our client | 2 s for the server to hang up | who leaves does not wait for ever | ends all the same |
/// | a membership | 7 days | nobody holds a place for ever | closed |
///
/// Left out on purpose: several rooms, operators and bans, accounts and TLS, lines kept on disk. A member is known by its
/// connection alone: whoever comes back has a new id.
module wirelab.room {
    requires transitive wirelab.chat;

    exports wirelab.room;
}
