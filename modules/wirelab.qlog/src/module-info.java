/// What happened on a connection of reliable UDP, written down as qlog with the names of QUIC's events, and drawn: window,
/// bytes under way, round trip, rate and losses over time.
///
/// ```
/// try (var trace = QlogWriter.create(Path.of("one.sqlog"), "a file", true)) {
///     RudpPort.connect(Host.HERE, server, RudpOptions.DEFAULTS, trace) ...
/// }
/// var drawn = QlogFile.read(Path.of("one.sqlog")).window();
/// ```
///
/// | limit | value | why | when it is hit |
/// | --- | --- | --- | --- |
/// | events of a file | 5,000,000 | it is for looking at | the rest is left out |
/// | line | 100,000 characters | memory | the file is refused |
///
/// Left out on purpose: events of streams and frames, reading of qlog in one JSON text.
module wirelab.qlog {
    requires transitive wirelab.rudp;
    requires wirelab.measure;

    exports wirelab.qlog;
}
