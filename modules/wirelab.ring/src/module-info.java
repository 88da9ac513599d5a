/// A logical ring over TCP: whoever has the turn transmits, each frame goes round until it is back, and the run ends by itself.
/// Lost turns and frames, nodes that die and come back, duplicate turns and orphans are survived.
/// There is no RFC, so there is one here: `SPECIFICATION.txt` beside this module, with a checked model in `model/`.
///
/// ```
/// var config = RingConfig.read(Path.of("config.ini"));
/// var setup = new RingService.Setup(config, 0, 1, MessageFile.read(Path.of("messages0.txt")), null, null,
///         (source, text) -> IO.println(source + "> " + new String(text)), (message, fate) -> IO.println(fate), Mishaps.NONE);
/// try (var node = RingService.start(Host.HERE, setup)) {
///     node.await(Duration.ofMinutes(1));
/// }
/// ```
///
/// | limit | number | why | when it is hit |
/// | --- | --- | --- | --- |
/// | data of a frame | 65,536 bytes | no peer makes us allocate more | the link is closed, nothing is read or allocated |
/// | nodes of a ring | 256 | a lap takes each of them | one line, exit status 2 |
/// | links without a HELLO | 8, for 2.5 s | a stranger may open many | closed |
/// | connections at once | 64 | the same | closed |
/// | copies of a frame in a turn | 4 | others want the turn as well | the turn is passed on |
/// | copies of a message | 16 | it never comes back | reported as unanswered |
/// | round of an epoch | 4,294,967,295 | the field's width | no greater claim can be made |
/// | frames of one turn | 65,535 | the field's width | the turn is passed on |
/// | messages that wait | 1,000,000; a file of 64 MiB | memory | refused; one line, exit status 2 |
/// | text of a message | 65,492 bytes | it fits one frame | one line, exit status 2 |
/// | time of a turn | what it came early by, of 500 ms | a turn comes back within 1 s | passed on |
/// | silence of a link | 2.5 s | a host that is gone, or stopped | closed, and bypassed |
/// | a turn that is nowhere | 6 s | it was lost | election of a new one |
/// | record of the journal | 1 MiB | it is damage | the node does not start |
/// | trace that is checked | 10,000,000 lines | memory | one line, exit status 2 |
///
/// Left out on purpose: encryption (the key authenticates; run the links over TLS), members that are not in the configuration,
/// rings of rings.
module wirelab.ring {
    requires transitive wirelab.kit;

    exports wirelab.ring;
}
