/// A picture of a run of a replicated folder, as SVG: who led when and in which term, who was dead or cut off, when writes
/// were acknowledged and how long each had waited, and how far each folder was behind the log.
///
/// ```
/// try (var watch = RunWatch.start("a run", () -> nodes)) {
///     watch.write(() -> client.put("motto", 0644, bytes));
///     watch.happened("nodo0 dies");
///     watch.draw(Path.of("run.svg"));
/// }
/// ```
///
/// | limit | number | why | when it is hit |
/// | --- | --- | --- | --- |
/// | marks of a picture | 50,000 | nobody sees more | later ones are left out |
/// | looks at the nodes | 50 a second | they have other things to do | what is shorter is not seen |
module wirelab.replicaview {
    requires transitive wirelab.kit;
    requires transitive wirelab.replica;

    exports wirelab.replicaview;
}
