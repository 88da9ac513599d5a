/// Measuring side by side: figures and their medians, rounds in turns, servers as processes, tables, and diagrams as SVG.
///
/// | need | class |
/// | --- | --- |
/// | figures: median, percentile, ratio | [Samples][wirelab.measure.Samples], [Throughput][wirelab.measure.Throughput], [Histogram][wirelab.measure.Histogram] |
/// | A B C A B C | [Rounds][wirelab.measure.Rounds] |
/// | a server in a process of its own | [Contender][wirelab.measure.Contender], [ServerProcess][wirelab.measure.ServerProcess] |
/// | clients that drive it | [Clients][wirelab.measure.Clients] |
/// | what must come before it goes on | [Poll][wirelab.measure.Poll] |
/// | processor time and memory of a process | [Proc][wirelab.measure.Proc] |
/// | what came out | [Table][wirelab.measure.Table], [Json][wirelab.measure.Json], [Results][wirelab.measure.Results] |
/// | a diagram | [Plot][wirelab.measure.Plot] |
///
/// | limit | number | why | beyond it |
/// | --- | --- | --- | --- |
/// | start of a server | 20 s | a Java that is compiled meanwhile, on a busy machine | the round fails, with the last line of its log |
///
/// ```
/// var results = Rounds.of(5).run(Contender.present(ours, stock), one -> drive(one));
/// results.forEach((one, list) -> System.out.println(one.name() + " " + Samples.of(list, Double::doubleValue).median()));
/// ```
///
/// Left out on purpose: tests of significance (rounds in turns and the median of ratios do for two cores that others use as
/// well), and anything that installs what is missing.
module wirelab.measure {
    requires transitive wirelab.kit;

    exports wirelab.measure;
}
