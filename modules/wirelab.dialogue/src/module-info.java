/// A dialogue: a TCP server links two users, who then talk through it, and tells each what becomes of every message. A
/// session outlives its connection: who comes back in time has missed nothing, and nothing came twice.
///
/// The protocol is our own, lines of text that people can type with `nc`: [Command][wirelab.dialogue.Command] from the
/// client, [Event][wirelab.dialogue.Event] from the server. Sessions are resumed in the manner of XEP-0198 (stream
/// management of XMPP).
///
/// ```
/// try (var server = DialogueServer.start(DialogueServer.Options.DEFAULTS);
///         var alice = DialogueClient.start(server.address(), "alice", event -> IO.println(DialogueText.text(event)))) {
///     alice.ask(new Command.Invite("bob"));
///     alice.say("hello, bob");
/// }
/// ```
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | line | 1,200 bytes | the longest text and all before it fit | `ERROR malformed`, closed |
/// | text of a message | 1,000 bytes, no control characters | the other's terminal | `ERROR malformed` |
/// | name | 32 letters, digits, `_`, `-`, `.` | | `ERROR malformed` |
/// | users | 200; `--max` | memory: 512 lines each at most | `ERROR full`, closed |
/// | connections | twice the users | who comes back needs one before the old one is gone | `ERROR full`, closed |
/// | time to log in | 30 s | the next client needs its place | `ERROR slow`, closed |
/// | silence of a program | asked after 5 s, 15 s in all; `--heartbeat`, `--timeout` | the other has to be told | `AWAY` |
/// | absence | 10 s; `--grace` | the other does not wait for ever | `GONE`, messages `FAILED` |
/// | silence of one who types | 10 min | | `ERROR idle`, closed |
/// | ringing | 30 s; `--ring` | | `REFUSED name no-answer` |
/// | messages that wait for one user | 100 | memory | `FAILED n full` |
/// | lines not acknowledged by a program | 512 | memory | `GONE` |
/// | lines in the buffers of a connection | 1,024 | who does not read costs only himself | connection reset |
/// | messages of our client without outcome | 64 | | `say` waits |
/// | lines of our client not acknowledged by the server | 256 | memory | a question is refused, `say` waits |
/// | last words of our client | 2 s for their outcome, 2 s for the goodbye | nobody waits for ever | `FAILED` |
///
/// Left out on purpose: passwords (`wirelab.login` shows one; here a name is whoever takes it first) and encryption; more
/// than two in a conversation (`wirelab.room`); keeping messages for users who are not logged in; sessions that survive a
/// restart of the server.
module wirelab.dialogue {
    requires transitive wirelab.chat;

    exports wirelab.dialogue;
}
